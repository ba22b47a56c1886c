"""Two vintages of organic matter: Welch's interval, and what may not be compared."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sinkmap.science.organic_matter import compared, vintages

COLUMNS = ["vintage", "som", "sd", "samples", "top", "bottom", "method"]


def rows(*given):
    return pd.DataFrame(list(given), columns=COLUMNS)


def test_the_interval_is_that_of_two_independent_samples():
    noise = np.random.default_rng(1)
    old, new = noise.normal(24.0, 4.0, 40), noise.normal(25.5, 5.0, 55)
    table = rows(
        (2019, old.mean(), old.std(ddof=1), 40, 0, 20, "a"),
        (2023, new.mean(), new.std(ddof=1), 55, 0, 20, "a"),
    )
    before, now = vintages(table, 2024)
    change, interval = compared(before, now)
    expected = stats.ttest_ind(new, old, equal_var=False).confidence_interval(0.95)
    assert change == pytest.approx(new.mean() - old.mean())
    assert interval == pytest.approx((expected.low, expected.high))


def test_later_vintages_are_not_seen_and_deviations_may_be_missing():
    table = rows(
        (2019, 24.0, None, 40, 0, 20, "a"), (2021, 24.5, 4, 40, 0, 20, "a"),
        (2025, 30, 4, 40, 0, 20, "a"),
    )  # fmt: skip
    found = vintages(table, 2022)
    assert [one.year for one in found] == [2019, 2021]
    assert compared(*found) == (pytest.approx(0.5), None)
    assert math.isnan(found[0].variance)


@pytest.mark.parametrize(
    "other", [{"bottom": 30}, {"method": "b"}, {"method": None}, {"bottom": None}, {"top": 5}]
)
def test_another_depth_or_method_is_not_comparable(other):
    one = dict(zip(COLUMNS, (2019, 24.0, 4.0, 40, 0, 20, "a"), strict=True))
    table = pd.DataFrame([one, {**one, "vintage": 2023, **other}])
    before, now = vintages(table, 2024)
    assert not now.is_comparable(before)
    assert before.is_comparable(before)
