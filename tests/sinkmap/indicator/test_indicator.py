"""Declarations of indicators and what was measured for them."""

import pandas as pd
import pytest

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason, Status
from sinkmap.indicator import (
    ClassAreas,
    Cross,
    Indicator,
    Measure,
    ParcelShares,
    Profile,
    RasterAccount,
    UnitAccount,
)
from sinkmap.statunit import StatUnit
from sinkmap.text import Text

WORD = Text("词", "word")
UNIT = StatUnit("1", "1", WORD, "city", "city")
MAP, TABLE = ClassAreas("land_group"), ParcelShares(())
REASON = IntervalReason.REGISTER_AREA
METHOD = Text("法", "m")


def profile(name, inputs=()):
    return Profile(name, WORD, WORD, "reference", inputs=inputs)


def declare(**change):
    given = {
        "id": "one",
        "title": WORD,
        "chapter": Chapter.LAND,
        "uom": "%",
        "valid": (0.0, 100.0),
        "numerator": WORD,
        "denominator": WORD,
        "inputs": (MAP, TABLE),
        "profiles": (profile("a"), profile("b", (MAP,))),
        "reference": "reference",
        "compute": lambda account, profile: Measure.percentage(1.0, 4.0, 1.0, METHOD, REASON),
    }
    return Indicator(**{**given, **change})


def account(**more):
    return UnitAccount(UNIT, 2024, 1000.0, more.pop("rasters", {}), **more)


def test_a_profile_may_need_less_than_its_indicator():
    one = declare()
    assert one.inputs_of(one.profile("a")) == (MAP, TABLE)
    assert one.inputs_of(one.profile("b")) == (MAP,)
    with pytest.raises(KeyError):
        one.profile("c")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"profiles": ()}, "at least one"),
        ({"profiles": (profile("a"), profile("a"))}, "twice"),
        ({"profiles": (profile("a", (Cross("x", "y"),)),)}, "undeclared"),
        ({"valid": (1.0, 1.0)}, "empty valid range"),
    ],
)
def test_a_declaration_cannot_be_built_wrong(change, match):
    with pytest.raises(ValueError, match=match):
        declare(**change)


def test_one_measure_or_many():
    assert declare().evaluate(account(), profile("a"))[0].value == 25.0
    many = declare(compute=lambda account, profile: [Measure.extent(1e4, 1.0, METHOD, REASON)] * 2)
    assert [m.value for m in many.evaluate(account(), profile("a"))] == [1.0, 1.0]


def test_a_share_of_nothing_is_no_number():
    none = Measure.percentage(0.0, 0.0, 0.5, METHOD, REASON)
    assert (none.value, none.status) == (None, Status.NOT_ESTIMATED)
    assert none.reason is IntervalReason.EMPTY_DENOMINATOR
    assert none.coverage == 0.5
    assert Measure.percentage(0.0, 1.0, 1.0, METHOD, REASON).value == 0.0


def test_coverage_lies_between_none_and_all():
    for unseen, coverage in ((0.0, 1.0), (250.0, 0.75), (1000.0, 0.0), (1001.0, 0.0)):
        seen = account(rasters={MAP: RasterAccount({1: 1000.0 - unseen}, unseen)})
        assert seen.coverage(MAP) == pytest.approx(coverage)
    assert account().parcel_coverage == 0.0
    for area, coverage in ((600.0, 0.6), (1000.5, 1.0)):
        frame = pd.DataFrame({"area_m2": [area / 2, area / 2]})
        assert account(parcels=frame).parcel_coverage == pytest.approx(coverage)
    nowhere = UnitAccount(UNIT, 2024, 0.0, {MAP: RasterAccount({}, 0.0)})
    assert nowhere.coverage(MAP) == nowhere.parcel_coverage == 0.0


def test_raster_account_adds_classes():
    found = RasterAccount({1: 10.0, 2: 20.0, 7: 40.0}, 5.0)
    assert found.seen == 70.0
    assert found.area_of(1, 7, 99) == 50.0
    assert found.area_of() == 0.0
    with pytest.raises(KeyError):
        account().raster(MAP)
