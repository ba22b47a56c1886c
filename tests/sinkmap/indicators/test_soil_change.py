"""Soil change, biomass and LULUCF of a unit made by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from sinkmap.carbon import Carbon, ClimateZone
from sinkmap.figure import IntervalReason, Status
from sinkmap.indicator import ClassAreas, Cross, RasterAccount, Sums, Transition
from sinkmap.indicators import indicators
from sinkmap.parameters import SoilClass, soc_management
from sinkmap.science.soil_conversion import conversion_value
from sinkmap.tally import COMPARTMENT_COLUMNS

PAIRS, BY_SOIL = ClassAreas("soil_conversion"), Cross("soil_conversion", "soil_type")
MEASURED, CHANGED = Sums("soil_carbon", by="soil_conversion"), Transition("land_use")
CARBON = Carbon(climate_zone=ClimateZone.WARM_TEMPERATE_MOIST)
HA = 1e4


def value(before, after):
    managed = soc_management()
    return conversion_value(managed[before], managed[after])


@pytest.fixture
def unit(by_hand):
    """A unit of a hundred hectares with some change of land use."""

    def make(changes, **more):
        group = {name: by_hand.classes({name: 1}).classes for pair in changes for name in pair}
        index = {name: next(iter(found)) for name, found in group.items()}
        pairs, conversions = {}, {}
        for (before, after), hectares in changes.items():
            pairs[index[before], index[after]] = hectares * HA
            if {before, after} <= set(soc_management()):
                key = value(before, after)
                conversions[key] = conversions.get(key, 0.0) + hectares * HA
        rasters = {CHANGED: RasterAccount(pairs, 0.0), PAIRS: RasterAccount(conversions, 0.0)}
        one = by_hand.account(rasters=rasters | more.pop("rasters", {}))
        return replace(one, previous_year=2023, carbon=CARBON, **more)

    return make


def test_paddy_to_forest_and_what_is_said_of_it(by_hand, unit):
    found = by_hand.measure(
        "soc_change", "ipcc2019", unit({("cropland_paddy", "forest_arbor"): 10})
    )
    assert found.value == pytest.approx(-11.2)
    assert found.interval[0] < -11.2 < found.interval[1] < 0.0
    assert found.certainty == "B"
    assert sum(found.shares.values()) == pytest.approx(1.0)


def test_vintages_stand_side_by_side(by_hand, unit):
    one = unit({("cropland_dry", "forest_arbor"): 10})
    new, old = (by_hand.measure("soc_change", name, one) for name in ("ipcc2019", "ipcc2006"))
    assert new.value == pytest.approx(10 * 64 * 0.31 / 20)
    assert old.value == pytest.approx(10 * 88 * 0.31 / 20)
    assert {source.split(".")[0] for source in old.shares} <= {"ipcc_soc_2006", "interaction"}


def test_soil_map_counts(by_hand, unit):
    changes = {("cropland_dry", "forest_arbor"): 10}
    key = (value("cropland_dry", "forest_arbor"), SoilClass.LAC.raster_value)
    mapped = unit(changes, rasters={BY_SOIL: RasterAccount({key: 4 * HA}, 0.0)})
    found = by_hand.measure("soc_change", "ipcc2019", mapped)
    assert found.value == pytest.approx((4 * 55 + 6 * 64) * 0.31 / 20)


def test_measured_stock_gives_the_amount(by_hand, unit):
    key = value("cropland_dry", "cropland_paddy")
    sums = RasterAccount({key: 8 * HA}, 2 * HA, {key: 8 * HA * 40.0}, {key: 2 * HA})
    one = unit({("cropland_dry", "cropland_paddy"): 10}, rasters={MEASURED: sums})
    found = by_hand.measure("soc_change", "tier2", one)
    assert found.value == pytest.approx(8 * 40.0 * (1.35 / 0.69 - 1) / 20)
    assert found.coverage == pytest.approx(0.8)


def test_without_a_climate_zone_nothing_is_estimated(by_hand, unit):
    one = replace(unit({("cropland_dry", "forest_arbor"): 10}), carbon=Carbon())
    for name in ("soc_change", "lulucf"):
        found = by_hand.measure(name, "ipcc2019", one)
        assert found.status is Status.NOT_ESTIMATED
        assert found.reason is IntervalReason.MISSING_INPUT


def test_lulucf_counts_land_once(by_hand, unit):
    stays = by_hand.measure("lulucf", "ipcc2019", unit({("forest_arbor", "forest_arbor"): 10}))
    assert stays.value == pytest.approx(33.0)
    planted = by_hand.measure("lulucf", "ipcc2019", unit({("cropland_dry", "forest_arbor"): 10}))
    soil, biomass = 64 * 0.31 / 20, (24.0 + 5.8 + 2.2 - 2.3 - 0.5 - 0.3) / 20
    assert planted.value == pytest.approx(10 * 44 / 12 * (soil + biomass))
    cleared = by_hand.measure("lulucf", "ipcc2019", unit({("forest_arbor", "cropland_dry"): 10}))
    assert cleared.value == pytest.approx(10 * 44 / 12 * (-soil - biomass * 20))
    assert cleared.value < 0.0 < planted.value


def test_lulucf_of_settlements_has_no_soil(by_hand, unit):
    built = by_hand.measure("lulucf", "ipcc2019", unit({("cropland_dry", "transport"): 10}))
    assert built.value == pytest.approx(10 * 44 / 12 * (1.2 + 0.3 + 0.1 - 2.3 - 0.5 - 0.3))
    assert not any("SOCref" in source for source in built.shares)


def test_biomass_of_three_methods(by_hand):
    rows = pd.DataFrame([("poplar", 60.0, 10.0, 0.0, 10 * HA)], columns=list(COMPARTMENT_COLUMNS))
    one = replace(
        by_hand.account(parcels=by_hand.parcels(("0301", 10.0), ("0601", 90.0))),
        compartments=rows,
        carbon=CARBON,
    )
    found = {
        name: by_hand.measure("biomass_carbon", name, one)
        for name in ("stock_volume", "fang", "by_class")
    }
    assert found["stock_volume"].value == pytest.approx(200.0, abs=1.5)
    assert found["fang"].value == pytest.approx(295.6, abs=0.1)
    assert found["by_class"].value == pytest.approx(298.0)
    assert len({measure.method for measure in found.values()}) == 3
    assert found["by_class"].certainty in "CD"
    gain = by_hand.measure("biomass_gain", "gain_loss", one)
    assert gain.value == pytest.approx(10 * 5 * 1.2 * 0.47)
    dead = by_hand.measure("dead_matter_carbon", "ar_tool12", one)
    assert 0.0 < dead.value < 0.1 * found["stock_volume"].value


def test_no_forest_survey_is_said(by_hand):
    one = replace(by_hand.account(parcels=by_hand.parcels(("0301", 10.0))), carbon=CARBON)
    for name, profile in (
        ("biomass_carbon", "fang"),
        ("biomass_gain", "gain_loss"),
        ("dead_matter_carbon", "ar_tool12"),
    ):
        found = by_hand.measure(name, profile, one)
        assert found.reason is IntervalReason.MISSING_INPUT


def test_only_losses_are_explained():
    declared = indicators()["soc_change"]

    class Shown:
        value = -1.0

    assert "1.35" in declared.remarks_on(Shown())[0].en
    Shown.value = 1.0
    assert declared.remarks_on(Shown()) == ()
    Shown.value = None
    assert declared.remarks_on(Shown()) == ()
