"""Rows of tasks, issued values and projects: each fault is named, none of the others is."""

from types import SimpleNamespace

import pandas as pd
import pytest

from raster_pipeline.steps.check.plan_rows import row_findings
from sinkmap.study import InputEntry
from sinkmap.target import ReportedValue

STUDY = SimpleNamespace(
    reported=(ReportedValue("tree_cover_rate", "js_tree_cover", "320400", 2023, "reported", 1, ""),)
)
TASK = {
    "indicator": "tree_cover_rate",
    "profile": "js_tree_cover",
    "statunit": "320400",
    "year": 2024,
    "target": 26.9,
    "uom": "%",
}
ISSUED = {**{k: v for k, v in TASK.items() if k != "target"}, "kind": "reported", "value": 26.0}
PROJECT = {
    "number": "CZ-01",
    "name": "河",
    "kind": "river_works",
    "owner": "局",
    "state": "planned",
    "begins": 2024.0,
    "ends": 2026.0,
    "version": 2022.0,
    "budget_10k_cny": 1.0,
}


def codes(layer, *rows):
    entry = InputEntry(layer, ("a.csv",), (2024,))
    return [f.code for f in row_findings(entry, pd.DataFrame(list(rows)), STUDY)]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({}, None),
        ({"profile": None, "uom": None}, None),
        ({"indicator": "tree_cover"}, "PLAN-ROW-INDICATOR"),
        ({"profile": "js"}, "PLAN-ROW-INDICATOR"),
        ({"indicator": "class_area.nothing", "profile": "map"}, "PLAN-ROW-INDICATOR"),
        ({"uom": "ha"}, "PLAN-ROW-UOM"),
        ({"target": 2690.0}, "PLAN-ROW-RANGE"),
    ],
)
def test_a_task_is_held_against_the_indicators(cells, code):
    found = codes("year_tasks", {**TASK, **cells})
    assert code in found if code else found == []


def test_a_thing_is_stated_once():
    assert codes("year_tasks", TASK, TASK) == ["PLAN-ROW-DOUBLE"]
    assert codes("issued_values", ISSUED) == []
    assert codes("issued_values", ISSUED, {**ISSUED, "kind": "confirmed"}) == []
    assert codes("issued_values", {**ISSUED, "year": 2023}) == ["PLAN-ROW-DOUBLE"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"owner": ""}, "PROJECT-BLANK"),
        ({"begins": float("nan")}, "PROJECT-BLANK"),
        ({"number": "CZ/01"}, "PROJECT-NUMBER"),
        ({"ends": 2023.0}, "PROJECT-YEARS"),
    ],
)
def test_a_project_says_what_the_register_needs(cells, code):
    assert codes("key_projects", {**PROJECT, **cells}) == [code]


def test_versions_may_differ_and_parts_of_one_may_not():
    assert codes("key_projects", PROJECT, {**PROJECT, "version": 2024.0, "ends": 2028.0}) == []
    assert codes("key_projects", PROJECT, PROJECT) == []
    assert codes("key_projects", PROJECT, {**PROJECT, "ends": 2028.0}) == ["PROJECT-PARTS"]
    assert codes("eco_redline", PROJECT) == []
