"""A series is of one figure: two indicators, profiles or units cannot be joined."""

from dataclasses import replace

import pytest

from sinkmap.figure import DataState, Figure, Status
from sinkmap.report.numbers import PERCENT
from sinkmap.report.quantity import Part
from sinkmap.report.series import Point, Series
from sinkmap.text import Text

OLD = Figure(
    "natural_wetland_protection_rate",
    "320400",
    "city",
    "city",
    2018,
    "ramsar_survey2",
    52.7,
    None,
    None,
    "%",
    Status.OK,
    None,
    None,
    "register_area",
    1.0,
    Text("叠置", "overlay"),
    DataState.NATIONAL,
    "",
    "",
    (),
)
NEW = replace(OLD, indicator="wetland_protection_rate", year=2024, profile="law", value=38.0)


@pytest.mark.parametrize(
    "other",
    [NEW, replace(OLD, year=2019, profile="law"), replace(OLD, year=2019, statunit="320481")],
)
def test_the_old_and_the_new_series_cannot_be_joined(other):
    with pytest.raises(ValueError, match="one indicator, unit and profile"):
        Series.of([OLD, other], Part(PERCENT))


def test_years_of_one_figure_are_a_series_without_the_empty_ones():
    later = replace(OLD, year=2019, value=53.0, ci_low=52.0, ci_high=54.0)
    blank = replace(OLD, year=2020, value=None, status=Status.NOT_ESTIMATED)
    found = Series.of([OLD, later, blank], Part(PERCENT))
    assert found.points == (Point(2018, 52.7), Point(2019, 53.0, 52.0, 54.0))


def test_years_must_rise():
    with pytest.raises(ValueError, match="rise"):
        Series("x", "u", "p", (Point(2019, 1.0), Point(2018, 1.0)))
