"""Seasons: plain windows, and those that wrap over the new year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.season import Season

LEAF_ON = Season("leaf_on", (5, 1), (9, 30))
WINTER = Season("winter", (12, 1), (2, 29))


def test_days_of_a_season():
    assert LEAF_ON.days(2023) == (date(2023, 5, 1), date(2023, 9, 30))
    assert WINTER.days(2023) == (date(2022, 12, 1), date(2023, 2, 28))
    assert WINTER.days(2024) == (date(2023, 12, 1), date(2024, 2, 29))
    assert WINTER.holds(date(2023, 12, 31), 2024)
    assert not WINTER.holds(date(2023, 12, 31), 2023)


@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_a_day_belongs_to_one_year_at_most(day):
    assert sum(WINTER.holds(day, year) for year in range(2014, 2033)) == (day.month in (12, 1, 2))


def test_a_season_that_follows_another_begins_the_day_after():
    rest = Season("rest", (3, 1), (11, 30))
    assert WINTER.days(2023)[1] + timedelta(days=1) == rest.days(2023)[0]


@pytest.mark.parametrize(
    ("first", "last"), [((13, 1), (1, 1)), ((1, 1), (2, 30)), ((0, 5), (1, 1))]
)
def test_days_that_do_not_exist_are_refused(first, last):
    with pytest.raises(ValueError):
        Season("odd", first, last)
