"""Targets, tasks and projects of the invented town, from its files to every face."""

import json
from pathlib import Path

import pytest

from raster_pipeline import OpenedRun
from raster_pipeline.demo.town_projects import PROJECTS, project_number
from sinkmap.classes import code_system
from sinkmap.report.tables import report_tables
from sinkmap.text import Language


@pytest.fixture(scope="module")
def progress(town_run: OpenedRun):
    return town_run.results.progress


def test_land_cover_of_every_footprint_is_what_was_planted(town: Path, progress) -> None:
    truth = json.loads((town / "truth" / "truth.json").read_text("utf-8"))["projects"]
    groups = code_system("worldcover").table["group"]
    for year in (2022, 2024):
        for place in range(len(PROJECTS)):
            number = project_number(place)
            planted: dict[str, float] = {}
            for code, share in truth[str(year)][number].items():
                planted[groups[code]] = planted.get(groups[code], 0.0) + share["area_m2"]
            for group, m2 in planted.items():
                figure = progress.footprints[f"class_area.{group}/project:{number}/{year}/map"]
                assert figure.numerator == pytest.approx(m2, rel=1e-9, abs=1e-3), (number, group)


def test_footprints_are_measured_in_the_first_and_the_last_year(town_run, progress) -> None:
    assert {figure.year for figure in progress.footprints.values()} == {2022, 2024}
    one = next(iter(progress.footprints))
    assert town_run.explain(one).figure == progress.footprints[one]
    assert not set(progress.footprints) & set(town_run.results.figures["id"])


def test_the_units_of_each_partition_need_what_the_town_needs(town_run, progress) -> None:
    states = [s for s in progress.states if s.indicator == "tree_cover_rate"]
    for year in (2022, 2023, 2024):
        mine = {s.statunit: s for s in states if s.year == year}
        (town,) = [s for s in mine.values() if s.own]
        for part in town_run.results.partitions[1:]:
            needed = sum(mine[unit].needed_m2 for unit in part.members)
            assert needed == pytest.approx(town.needed_m2, rel=1e-9), (year, part.id)
            adds = sum(mine[unit].adds_m2 for unit in part.members)
            assert adds == pytest.approx(town.adds_m2, rel=1e-9), (year, part.id)


def test_projects_under_way_add_and_the_newest_version_holds(progress) -> None:
    """2022: 4 + 12 + 25 ha and the park's 0.8; by 2024 the buffer strip of 12 ha is done."""
    (one,) = [
        s for s in progress.states if s.own and s.indicator == "tree_cover_rate" and s.year == 2022
    ]
    assert one.adds_m2 == pytest.approx(41.8e4)
    (later,) = [
        s for s in progress.states if s.own and s.indicator == "tree_cover_rate" and s.year == 2024
    ]
    assert later.adds_m2 == pytest.approx(29.8e4)
    states = {y: {p.number: str(p.state) for p in rows} for y, rows in progress.projects.items()}
    assert (states[2023]["QX-02"], states[2024]["QX-02"]) == ("under_way", "done")
    assert {len(rows) for rows in states.values()} == {7}


def test_tasks_and_issued_values_name_units_by_id(town_run, progress) -> None:
    assert {task.statunit for task in progress.tasks} <= set(town_run.results.units)
    assert len(progress.tasks) == 5 * 2 * 3
    issued = {(v.indicator, v.year, v.kind): v for v in progress.issued}
    assert len(issued) == 5
    assert issued["wetland_protection_rate", 2022, "confirmed"].date == "2023-06-30"


@pytest.mark.parametrize("language", list(Language))
def test_the_report_tells_it_in_both_languages(town_run, language) -> None:
    report = report_tables(town_run.results, 2024)
    rows = {name: len(report.table(name).rows) for name in ("outlook", "tasks", "projects")}
    assert rows == {"outlook": 2, "tasks": 10, "projects": 7}
    for name in ("outlook", "need", "tasks", "project_kinds", "projects", "footprints", "reported"):
        assert list(report.table(name).shown(language))
