"""Accuracy tables of samples that cannot tell everything, and of runs without imagery."""

from dataclasses import replace

import pandas as pd
import pytest

from sinkmap.interpretation import ACCURACY_COLUMNS, CHANGE_COLUMNS, Interpretation
from sinkmap.report import report_tables
from sinkmap.science.estimate import Doubt
from sinkmap.text import Language

# One class that was mapped and never drawn, one that only the ground holds, one in order.
ROWS = [
    ("", "overall", 0.9, 0.01, 0.88, 0.92, "", 40),
    ("stratified", "design", None, None, None, None, "", 40),
    ("lake/lake", "count", None, None, None, None, "", 36),
    ("lake/marsh", "count", None, None, None, None, "", 4),
    ("lake", "users", 0.9, 0.01, 0.88, 0.92, "", 40),
    ("lake", "producers", 1.0, 0.0, None, None, "no_spread", 36),
    ("lake", "area_m2", 9e5, 1e4, 8.8e5, 9.2e5, "", 40),
    ("lake", "mapped_m2", 1e6, None, None, None, "", 40),
    ("shrub", "users", None, None, None, None, "stratum_not_sampled", 0),
    ("shrub", "producers", None, None, None, None, "no_units", 0),
    ("shrub", "area_m2", None, None, None, None, "stratum_not_sampled", 40),
    ("shrub", "mapped_m2", 5e4, None, None, None, "", 0),
    ("marsh", "users", None, None, None, None, "no_units", 0),
    ("marsh", "producers", 0.0, None, None, None, "stratum_of_one", 4),
    ("marsh", "area_m2", 1e5, 1e4, 8e4, 1.2e5, "", 40),
]


@pytest.fixture
def sampled(results):
    rows = [(2024, "land_cover", *row) for row in ROWS]
    frame = pd.DataFrame(rows, columns=list(ACCURACY_COLUMNS))
    moves = [(2023, 2024, "320400", "transition", "lake", "marsh", 1e4)]
    change = pd.DataFrame(moves, columns=list(CHANGE_COLUMNS))
    told = Interpretation(accuracy=frame, change=change)
    return report_tables(replace(results, interpretation=told), 2024)


def test_what_the_sample_cannot_tell_is_said_and_explained(sampled):
    table = sampled.table("accuracy.classes")
    shown = {row[0]: row[1:] for row in table.shown(Language.EN)}
    assert shown["lake"] == (
        "100.00", "90.00", "88.00 to 92.00", "90.00", "88.00 to 92.00",
        "100.00", "samples all agree", "40", "36",
    )  # fmt: skip
    assert shown["shrubland"][1:5] == (
        "—",
        "stratum without samples",
        "—",
        "stratum without samples",
    )
    assert shown["marsh"][0] == "—"
    assert shown["marsh"][3:7] == ("—", "no samples", "0", "stratum of one sample")
    assert shown["total"][-2:] == ("40", "40")
    explained = " ".join(note.en for note in table.notes)
    assert all(doubt.text.en in explained for doubt in Doubt)


def test_the_matrix_holds_classes_that_only_the_ground_has(sampled):
    rows = list(sampled.table("accuracy.matrix").shown(Language.EN))
    assert rows == [("marsh", "0", "0", "0"), ("lake", "4", "36", "40"), ("total", "4", "36", "40")]
    (year,) = sampled.table("accuracy.years").shown(Language.ZH)
    assert year == ("2024", "90.00", "88.00 至 92.00", "40", "分层抽样")


def test_two_given_maps_are_no_change(sampled):
    """Only land cover whose change was judged has transitions to show."""
    assert not [table.id for table in sampled.tables if table.id.startswith("change")]


def test_a_run_without_imagery_says_nothing_of_it(results):
    assert "imagery" not in {section.id for section in report_tables(results, 2024).sections}
