"""The town's control units side by side, against what was planted."""

import json
from dataclasses import replace

import pytest

from raster_pipeline.demo.town_plan import CONTROL_UNITS
from raster_pipeline.synergy import run_synergy
from sinkmap.report import report_tables

NATURAL = {
    *(f"03{kind:02d}" for kind in range(1, 8)),
    *(f"040{kind}" for kind in range(1, 5)),
    *(f"11{kind:02d}" for kind in (1, 2, 3, 5, 6, 7, 8)),
}
"""Woodland and wooded swamps, grassland, water but ponds, flats and marsh, in survey codes."""


@pytest.fixture(scope="module")
def rows(town_run):
    table = run_synergy(town_run, 2022, None).table
    return table.set_index(["item", "statunit"])


@pytest.fixture(scope="module")
def truth(town):
    return json.loads((town / "truth/truth.json").read_text("utf-8"))


def test_every_control_unit_is_listed_once_for_each_quantity(rows):
    assert not rows.index.duplicated().any()
    for item, part in rows.groupby(level="item"):
        assert list(part.index.get_level_values("statunit")) == list(CONTROL_UNITS), item


def test_natural_share_is_that_of_the_planted_parcels(rows, truth):
    for code, classes in truth["parcels"]["2022"]["control_unit"].items():
        whole = sum(one["area_m2"] for one in classes.values())
        natural = sum(one["area_m2"] for name, one in classes.items() if name[:4] in NATURAL)
        found = rows.loc[("natural_share", code), "value"]
        assert found == pytest.approx(100.0 * natural / whole, rel=1e-5), code


def test_carbon_is_the_figure_it_names(rows, town_run):
    for item in ("carbon_flux", "carbon_stock"):
        for row in rows.loc[item].to_dict("records"):
            assert row["value"] == town_run.figure(row["source"]).value


def test_pollutants_are_those_of_the_truth_and_gaps_say_so(rows, town):
    truth = json.loads((town / "truth/pollutants.json").read_text("utf-8"))
    stated = {key: value for key, value in truth.items() if "/2022/" in key}
    found = {}
    for (item, unit), row in rows.iterrows():
        if item.startswith("pollutant:") and row["reason"] == "":
            found[f"{unit}/2022/{item.removeprefix('pollutant:')}"] = row["value"]
    assert found == pytest.approx(stated)
    gap = rows.loc[("pollutant:氨氮", list(CONTROL_UNITS)[-1])]
    assert (gap["status"], gap["reason"], gap["band"]) == ("not_estimated", "no_row", "")
    assert set(rows.loc["pollutant:废水", "bounds_kind"]) == {"quantile"}


def test_encroachment_is_not_estimated_before_control(rows):
    assert set(rows.loc["encroachment", "reason"]) == {"no_control_run"}


def test_the_report_has_a_chapter_of_it(rows, town_run):
    """One line for each unit, its numbers those of the table, figures named where there are any."""
    table = rows.reset_index()
    report = report_tables(replace(town_run.results, synergy=table), 2022)
    section = next(one for one in report.sections if one.id == "synergy")
    units, bounds = section.tables
    assert [row.cells[0].value.zh for row in units.rows] == list(dict.fromkeys(table["name_zh"]))
    place = [column.id for column in units.columns].index("carbon_flux")
    for row, code in zip(units.rows, CONTROL_UNITS, strict=True):
        told = rows.loc[("carbon_flux", code)]
        assert (row.cells[place].value, row.cells[place].figure) == (told["value"], told["source"])
        assert row.cells[2].value == told["area_ha"]
    assert "encroachment" in [column.id for column in units.columns]
    lacking = next(row for row in bounds.rows if row.cells[0].value.zh == "侵占")
    assert "尚未做该时段的管控分析" in lacking.cells[-1].value.zh
    without = report_tables(town_run.results, 2022)
    assert "synergy" not in [one.id for one in without.sections]
