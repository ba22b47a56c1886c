"""The straight line through years by hand, against numpy, and its laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.science.forecast import forecast

VALUES = st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=12)


def test_three_years_by_hand():
    """2022-2024: 1, 2, 4. Slope 1.5, level 7/3; residuals 1/6, -1/3, 1/6; s² = 1/6, t(0.975, 1) =
    12.7062; at 2030: 1 + 1/3 + 49/2, so half = 12.7062 sqrt(25.8333/6)."""
    line = forecast((2022, 2023, 2024), (1.0, 2.0, 4.0), 2030)
    assert line.value == pytest.approx(7 / 3 + 1.5 * 7)
    assert line.high - line.value == pytest.approx(12.706204736 * math.sqrt(25.8333333333 / 6.0))
    assert line.value - line.low == pytest.approx(line.high - line.value)


def test_four_years_by_hand():
    """0, 1, 3, 4 at x = 0..3: slope 1.4, intercept -0.1; residuals .1, -.3, .3, -.1, s² = 0.1;
    t(0.975, 2) = 4.302653; at 4: 1 + 1/4 + 6.25/5 = 2.5, so half = 4.302653 x 0.5."""
    line = forecast((2020, 2021, 2022, 2023), (0.0, 1.0, 3.0, 4.0), 2024)
    assert line.value == pytest.approx(5.5)
    assert (line.low, line.high) == pytest.approx((5.5 - 2.1513265, 5.5 + 2.1513265))


def test_two_years_have_a_line_and_no_interval_and_one_has_nothing():
    line = forecast((2023, 2024), (10.0, 11.0), 2026)
    assert (line.value, line.low, line.high, line.years) == (13.0, None, None, 2)
    assert forecast((2024,), (10.0,), 2026) is None
    assert forecast((), (), 2026) is None


@given(VALUES, st.integers(2025, 2040))
def test_the_line_is_the_least_squares_line(values, at):
    years = range(2024 - len(values) + 1, 2025)
    line = forecast(years, values, at)
    slope, level = np.polyfit(np.array(years) - 2024.0, values, 1)
    assert line.value == pytest.approx(level + slope * (at - 2024), abs=1e-6)
    assert line.low <= line.value <= line.high


@given(VALUES, st.floats(-50, 50), st.randoms())
def test_a_shift_moves_all_alike_and_order_does_not_matter(values, shift, random):
    years = list(range(2000, 2000 + len(values)))
    line = forecast(years, values, 2030)
    moved = forecast(years, [v + shift for v in values], 2030)
    assert moved.value == pytest.approx(line.value + shift, abs=1e-6)
    assert moved.high - moved.low == pytest.approx(line.high - line.low, abs=1e-5)
    pairs = list(zip(years, values, strict=True))
    random.shuffle(pairs)
    assert forecast(*zip(*pairs, strict=True), 2030).low == pytest.approx(line.low, abs=1e-6)


@given(VALUES)
def test_the_further_ahead_the_wider(values):
    years = range(2000, 2000 + len(values))
    near, far = forecast(years, values, 2015), forecast(years, values, 2030)
    assert far.high - far.low >= near.high - near.low
