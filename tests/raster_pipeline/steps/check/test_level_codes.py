"""Codes of plans and issued tables, of the first level or finer."""

import pandas as pd

from layers import given_layers
from raster_pipeline.steps.check.level_codes import level_codes
from raster_pipeline.steps.check.place import Place
from sinkmap.study import InputEntry


def read(layer, codes, system=""):
    entry = InputEntry(layer, ("x.shp",), (2024,), code_system=system)
    column = pd.Series(codes, dtype=object)
    ids = pd.Series([f"#{n + 1}" for n in range(len(codes))])
    m2 = pd.Series([100.0] * len(codes))
    given, place = given_layers()[layer], Place("x.shp", layer)
    found, findings = level_codes(column, ids, m2, entry, given, place)
    return found.tolist(), {f.code: f for f in findings}


def test_a_plan_has_one_system_and_codes_of_any_level():
    found, findings = read("planned_use", ["07", " 0801", "080401", "16", "18"])
    assert found == ["07", "0801", "080401", "16", "18"]
    assert not {f.severity for f in findings.values()} & {"error"}


def test_what_is_no_class_is_named_with_its_row_and_area():
    found, findings = read("planned_use", ["07", "7701", None])
    assert found[2] == ""
    assert findings["CLASS-CODE-UNKNOWN"].seen.startswith("7701")
    assert findings["CLASS-CODE-UNKNOWN"].features == ("#2",)
    assert findings["CLASS-CODE-NULL"].area_m2 == 100.0


def test_an_issued_table_must_say_its_system():
    _, findings = read("issued_areas", ["0101"])
    assert set(findings) == {"CODE-SYSTEM-MISSING"}
    found, findings = read("issued_areas", ["00", "0101", "1104A"], "sd3")
    assert found == ["00", "0101", "1104A"]
    assert not findings
