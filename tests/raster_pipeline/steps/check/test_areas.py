"""Register areas: their unit by ratio, their arithmetic to the cent."""

import numpy as np
import pandas as pd
import pytest

from raster_pipeline.steps.check.areas import area_unit, register_areas, register_findings
from raster_pipeline.steps.check.place import Place
from sinkmap.errors import Severity

PLACE = Place("a.shp", "parcels", 2022)
IDS = pd.Series(["p1", "p2", "p3"])
GEOMETRY = np.array([1000.0, 2000.0, 3000.0])


def codes(findings):
    return [f.code for f in findings]


@pytest.mark.parametrize(
    ("size", "unit"), [(1.0, "m2"), (1e4, "ha"), (1e6, "km2"), (2000 / 3, "mu")]
)
def test_the_unit_is_the_ratio_to_the_geometry(size, unit):
    register = pd.Series(GEOMETRY / size * [1.001, 0.999, 1.4], name="tbmj")
    found, findings = area_unit(register, GEOMETRY, "", PLACE)
    assert found == unit
    assert codes(findings) == ["AREA-UNIT-DETECTED"]
    assert findings[0].severity is Severity.NOTE


def test_a_ratio_that_is_no_unit_is_not_guessed():
    found, findings = area_unit(pd.Series(GEOMETRY * 40, name="mj"), GEOMETRY, "", PLACE)
    assert found == "m2"
    assert codes(findings) == ["AREA-UNIT-UNCLEAR"]


def test_a_declared_unit_wins_and_is_doubted():
    found, findings = area_unit(pd.Series(GEOMETRY / 1e4, name="mj"), GEOMETRY, "km2", PLACE)
    assert found == "km2"
    assert codes(findings) == ["AREA-UNIT-DISAGREES"]
    assert findings[0].wanted == "ha"


@pytest.mark.parametrize(
    ("units", "wanted", "severity"),
    [
        ((1.0, 1.0, 1e6), "m2", Severity.WARNING),
        ((1.0, 1e6), "m2", Severity.ERROR),
    ],
)
def test_square_metres_in_one_file_and_square_kilometres_in_another(units, wanted, severity):
    register = pd.Series([m2 / unit for m2, unit in zip(GEOMETRY, units, strict=False)], name="mj")
    found, findings = area_unit(register, GEOMETRY[: len(units)], "", PLACE)
    assert found == wanted
    mixed = findings[-1]
    assert (mixed.code, mixed.severity) == ("AREA-UNIT-MIXED", severity)
    assert mixed.seen == f"m2: {len(units) - 1}, km2: 1"


def test_d1_ridges_from_the_coefficient():
    frame = pd.DataFrame({"tbmj": [1000.0, 2000.0, 3000.0], "kcxs": [0.05, np.nan, 0.0]})
    areas, findings = register_areas(frame, GEOMETRY, IDS, "m2", PLACE)
    assert findings == []
    assert areas.class_m2.tolist() == [950.0, 2000.0, 3000.0]
    assert areas.ridge_m2.tolist() == [50.0, 0.0, 0.0]


def test_the_arithmetic_is_kept_to_the_cent():
    frame = pd.DataFrame(
        {
            "tbmj": GEOMETRY,
            "kcxs": [0.05, 0.05, 0.0],
            "kcmj": [50.0, 100.01, 0.0],
            "tbdlmj": [950.01, 1899.99, 3000.02],
        }
    )
    areas, findings = register_areas(frame, GEOMETRY, IDS, "m2", PLACE)
    assert codes(findings) == ["AREA-ARITHMETIC"]
    assert findings[0].features == ("p3",)
    assert findings[0].area_m2 == pytest.approx(0.02)
    assert areas.class_m2.tolist() == [950.01, 1899.99, 3000.02]


def test_ridges_must_follow_the_coefficient():
    frame = pd.DataFrame(
        {"tbmj": GEOMETRY, "kcxs": [0.05, 0.05, 0.05], "kcmj": [50.0, 90.0, 150.0]}
    )
    _, findings = register_areas(frame, GEOMETRY, IDS, "m2", PLACE)
    assert codes(findings) == ["AREA-RIDGE-ARITHMETIC"]
    assert findings[0].features == ("p2",)


def test_areas_must_be_there_and_positive():
    frame = pd.DataFrame({"tbmj": [1000.0, 0.0, np.nan]})
    _, findings = register_areas(frame, GEOMETRY, IDS, "m2", PLACE)
    assert codes(findings) == ["AREA-NOT-POSITIVE"]
    assert findings[0].features == ("p2", "p3")


def test_no_register_at_all_is_the_geometry():
    areas, findings = register_areas(pd.DataFrame(index=range(3)), GEOMETRY, IDS, "", PLACE)
    assert codes(findings) == ["AREA-REGISTER-ABSENT"]
    np.testing.assert_array_equal(areas.class_m2, GEOMETRY)


def test_every_parcel_beyond_the_tolerance_is_named_worst_first():
    register = GEOMETRY + np.array([4.9, 30.0, -20.0])
    (found,) = register_findings(register, GEOMETRY, IDS, 0.005, PLACE)
    assert found.features == ("p2", "p3")
    assert found.area_m2 == pytest.approx(50.0)
    assert register_findings(GEOMETRY + 0.9, GEOMETRY, IDS, 0.0, PLACE) == []
