"""The register of projects: newest versions, planned gains."""

import dataclasses
import math

from hypothesis import given
from hypothesis import strategies as st

from sinkmap.project import Project, ProjectState, newest_rows
from sinkmap.task import QuarterState, YearTask

ONE = Project(
    "CZ-01", "河", "river_works", "局", ProjectState.UNDER_WAY, 2022, 2026, None, 2022, 2.5, 4.0
)


def test_the_newest_version_up_to_the_year_replaces_the_others():
    numbers, versions = ["a", "b", "a", "a", "c"], [2022, 2022, 2024, 2023, 2024]
    assert newest_rows(numbers, versions, 2022) == {"a": [0], "b": [1]}
    assert newest_rows(numbers, versions, 2023) == {"a": [3], "b": [1]}
    assert newest_rows(numbers, versions, 2024) == {"a": [2], "b": [1], "c": [4]}
    assert newest_rows(numbers, versions, 2021) == {}


def test_parts_of_one_version_stay_together():
    assert newest_rows(["a", "a", "a"], [2023, 2022, 2023], 2024) == {"a": [0, 2]}


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(2020, 2026))), st.integers(2019, 2027)
)
def test_only_the_newest_of_each_number_is_left(rows, until):
    numbers, versions = [n for n, _ in rows], [v for _, v in rows]
    found = newest_rows(numbers, versions, until)
    for number in set(numbers):
        known = [v for n, v in rows if n == number and v <= until]
        kept = [versions[row] for row in found.get(number, [])]
        assert kept == [max(known)] * known.count(max(known)) if known else not kept


def test_only_work_under_way_that_ends_in_time_adds():
    assert ONE.adds_m2("tree_cover_rate", 2030) == 25_000.0
    assert ONE.adds_m2("wetland_protection_rate", 2026) == 40_000.0
    assert ONE.adds_m2("tree_cover_rate", 2025) == 0.0
    assert ONE.adds_m2("soc_density", 2030) == 0.0
    for state in (ProjectState.PLANNED, ProjectState.DONE, ProjectState.STOPPED):
        assert dataclasses.replace(ONE, state=state).adds_m2("tree_cover_rate", 2030) == 0.0


def test_rows_are_read_back_as_they_were():
    row = {**ONE.to_row(), "budget_10k_cny": math.nan, "begins": 2022.0, "version": 2022.0}
    assert Project.from_row(row) == ONE


def test_a_task_knows_its_last_quarter():
    row = {
        "indicator": "tree_cover_rate",
        "profile": "js_tree_cover",
        "statunit": "320481",
        "year": 2024.0,
        "target": 31.0,
        "uom": "%",
        "q1": "under_way",
        "q2": "behind",
        "q3": "",
        "q4": "not_reported",
        "lead": "溧阳市人民政府",
        "source": "",
    }
    task = YearTask.from_row(row)
    assert (task.last, task.q3, task.year) == (QuarterState.BEHIND, QuarterState.NOT_REPORTED, 2024)
    assert YearTask.from_row(task.to_row()) == task
