"""Low-efficiency forest: stands made by hand for each test, and laws of the proxy."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.siting.low_efficiency import (
    LOW_FOREST,
    LowTest,
    low_efficiency,
    low_proxy,
    low_stands,
    site_classes,
)
from sinkmap.siting.siting_book import SitingBook

BOOK = SitingBook.default()


def held(stands: dict[str, list]) -> list[list[str]]:
    found = low_efficiency(pd.DataFrame(stands), BOOK)
    return [[str(test) for test in found.reasons(row)] for row in range(len(found.low))]


def test_stock_thirty_percent_below_the_mean_of_its_site_class() -> None:
    # Two classes of five stands with means of 100 and 50: 70 is low in the first alone.
    stands = {
        "volume": [70.0, 71.0, 110.0, 120.0, 129.0, 70.0, 35.0, 45.0, 50.0, 50.0],
        "site_class": ["rich"] * 5 + ["poor"] * 5,
    }
    assert held(stands) == [["stock"], [], [], [], [], [], ["stock"], [], [], []]


def test_growth_is_judged_like_stock() -> None:
    assert held({"growth": [1.0, 5.0, 5.0, 5.0, 5.0]}) == [["growth"], [], [], [], []]


def test_a_site_class_of_few_stands_has_no_mean() -> None:
    found = low_efficiency(pd.DataFrame({"volume": [1.0, 100.0, 100.0, 100.0]}), BOOK)
    assert not found.low.any()
    assert not found.tested.any()


def test_open_crowns_count_once_the_stand_should_have_closed() -> None:
    stands = {"canopy": [0.29, 0.30, 0.10, 0.10, math.nan], "age": [20, 20, 3, math.nan, 20]}
    assert held(stands) == [["canopy"], [], [], ["canopy"], []]


def test_seed_trees_and_damage_and_the_foresters_word() -> None:
    stands = {
        "seed_trees": [29, 30, math.nan],
        "dead_share": [0.2, 0.21, math.nan],
        "low_function": [False, None, True],
        "overmature": [True, False, None],
    }
    assert held(stands) == [["seed_trees", "overmature"], ["damage"], ["function"]]


def test_what_is_not_recorded_is_not_tested_and_said() -> None:
    found = low_efficiency(
        pd.DataFrame({"canopy": [0.1, math.nan], "volume": [math.nan] * 2}), BOOK
    )
    assert found.low.tolist() == [True, False]
    assert found.tested.tolist() == [True, False]
    assert {test for test, _ in found.dropped} == set(LowTest) - {LowTest.CANOPY}
    assert "volume" in dict(found.dropped)[LowTest.STOCK].en


def test_no_stand_can_be_low_without_a_record() -> None:
    found = low_efficiency(pd.DataFrame(index=range(3)), BOOK)
    assert found.low.tolist() == [False] * 3
    assert len(found.dropped) == len(LowTest)


def test_every_test_has_words() -> None:
    assert all(one.text.zh != one.text.en for one in LowTest)


def test_stands_of_the_survey_are_judged_within_species_and_grade_of_land() -> None:
    stands = pd.DataFrame(
        {
            "id": [f"x{k}" for k in range(10)],
            "species": ["杉木"] * 5 + ["马尾松"] * 5,
            "quality": ["I"] * 10,
            "volume": [200.0, 200.0, 200.0, 200.0, 120.0, 60.0, 60.0, 60.0, 60.0, 60.0],
            "canopy": [0.6] * 9 + [0.2],
        }
    )
    found = low_stands(stands, BOOK)
    assert found["id"].tolist() == ["x4", "x9"]
    assert found["low_tests"].tolist() == ["stock", "canopy"]
    assert "site_class" not in found
    # Of one class all pines would lie below the mean of 122.
    assert len(low_stands(stands.assign(site_class="all"), BOOK)) == 5


def test_the_book_asks_for_low_ground_where_the_type_needs_it() -> None:
    (asked,) = (one for one in BOOK.exclusions if LOW_FOREST in one.where)
    assert (asked.types, asked.side, asked.treatment) == ({"LEF"}, "outside", "exclude")


def test_the_proxy_by_hand() -> None:
    # Median 0.6; deviations 0.2, 0.1, 0, 0.1, 0.2: MAD 0.1.
    values = np.array([0.4, 0.5, 0.6, 0.7, 0.8])
    found = low_proxy(values, np.full(5, 0.3), np.full(5, "a", dtype=object), BOOK)
    assert found.z == pytest.approx([-2, -1, 0, 1, 2])
    assert found.low.tolist() == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("canopy", "low"), [(0.19, False), (0.20, True), (0.40, True), (0.41, False), (math.nan, False)]
)
def test_the_proxy_takes_crowns_that_are_open_and_yet_a_forest(canopy: float, low: bool) -> None:
    values = np.array([0.1, 0.5, 0.6, 0.7, 0.8])
    crowns = np.array([canopy, 0.3, 0.3, 0.3, 0.3])
    assert low_proxy(values, crowns, np.full(5, "a", dtype=object), BOOK).low[0] == low


def test_the_proxy_is_silent_where_a_class_is_small_or_all_alike() -> None:
    values = np.array([0.1, 0.5, 0.6, 0.7, 0.5, 0.5, 0.5, 0.5, 0.4])
    site = np.array(["few"] * 4 + ["alike"] * 5, dtype=object)
    found = low_proxy(values, np.full(9, 0.3), site, BOOK)
    assert np.isnan(found.z).all()
    assert not found.low.any()


def test_site_classes_by_soil_slope_aspect_and_elevation() -> None:
    stands = pd.DataFrame(
        {
            "soil_type": ["黄棕壤", "黄棕壤", "黄棕壤", None],
            "slope": [9.9, 10.0, 9.0, math.nan],
            "aspect": [350.0, 10.0, 50.0, math.nan],
            "elevation": [99.0, 99.0, 100.0, 0.0],
        }
    )
    assert site_classes(stands, BOOK).tolist() == [
        "黄棕壤|0|0|0",
        "黄棕壤|1|0|0",
        "黄棕壤|0|1|1",
        "|||0",
    ]
    assert site_classes(pd.DataFrame(index=range(2)), BOOK).tolist() == ["", ""]


# Integers, so that a change of scale or origin is exact.
numbers = st.lists(st.integers(0, 1000), min_size=1, max_size=25)


def classes(n: int) -> np.ndarray:
    return np.array([f"k{i % 2}" for i in range(n)], dtype=object)


@given(numbers, st.sampled_from([0.5, 2.0, 8.0]), st.integers(-100, 100))
@settings(max_examples=60, deadline=None)
def test_the_proxy_does_not_hang_on_unit_or_origin(
    values: list[int], scale: float, origin: int
) -> None:
    raw = np.array(values, dtype=float)
    crowns = np.full(len(raw), 0.3)
    plain = low_proxy(raw, crowns, classes(len(raw)), BOOK)
    moved = low_proxy(raw * scale + origin, crowns, classes(len(raw)), BOOK)
    assert np.array_equal(plain.z, moved.z, equal_nan=True)
    assert np.array_equal(plain.low, moved.low)


@given(numbers, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_stands_does_not_matter(values: list[int], random) -> None:
    raw = np.array(values, dtype=float)
    order = np.arange(len(raw))
    random.shuffle(order)
    names, crowns = classes(len(raw)), np.full(len(raw), 0.3)
    plain = low_proxy(raw, crowns, names, BOOK)
    moved = low_proxy(raw[order], crowns[order], names[order], BOOK)
    assert np.array_equal(plain.z[order], moved.z, equal_nan=True)
    stands = pd.DataFrame({"volume": raw, "site_class": names, "canopy": (raw % 10) / 10})
    first = low_efficiency(stands, BOOK).low
    second = low_efficiency(stands.iloc[order], BOOK).low
    assert np.array_equal(first[order], second)


@given(numbers, st.integers(2, 9))
@settings(max_examples=40, deadline=None)
def test_stock_is_judged_by_ratio(values: list[int], scale: int) -> None:
    """Volumes in another unit, or all doubled, are as low as they were; never more than half are
    thirty percent below the mean unless the rest carry it."""
    raw = np.array(values, dtype=float)
    plain = low_efficiency(pd.DataFrame({"volume": raw}), BOOK)
    scaled = low_efficiency(pd.DataFrame({"volume": raw * 2.0**scale}), BOOK)
    assert np.array_equal(plain.low, scaled.low)
    assert not plain.low.all()
