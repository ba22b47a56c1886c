"""Adjusted tree cover in closed form."""

import math

import numpy as np
import pytest

from sinkmap.classes import group
from sinkmap.indicator import SampledPoints
from sinkmap.science.stands import StandCategory as Stand
from sinkmap.science.tree_mask import TreeClass as Tree
from sinkmap.science.tree_samples import adjusted_trees

CROP = group("cropland_dry").index


def weight(category: int, _group: str) -> float:
    counted = (Stand.ARBOR, Stand.BAMBOO, Stand.GAP, Stand.SCATTERED, Stand.YOUNG)
    return {Stand.SHRUB: 0.3}.get(category, 1.0 if category in counted else 0.0)


def points(pairs: list[tuple[Stand, Tree, int]], **strata: object) -> SampledPoints:
    """``n`` points of each (category on the map, class on the ground)."""
    stand = np.repeat([int(s) for s, _, _ in pairs], [n for _, _, n in pairs]).astype(np.uint8)
    tree = np.repeat([int(t) for _, t, _ in pairs], [n for _, _, n in pairs]).astype(np.uint8)
    return SampledPoints(stand, np.full(len(stand), CROP, dtype=np.uint8), tree, **strata)


SAMPLES = points(
    [
        (Stand.ARBOR, Tree.ARBOR, 90),
        (Stand.ARBOR, Tree.NONE, 10),
        (Stand.NONE, Tree.NONE, 380),
        (Stand.NONE, Tree.ARBOR, 20),
    ]
)


def test_the_estimate_and_its_error_have_the_closed_form() -> None:
    found = adjusted_trees(SAMPLES, weight, 2e6, 8e6, whole=True)
    assert found is not None
    assert found.m2 == pytest.approx(2e6 * 0.9 + 8e6 * 0.05)
    error = math.sqrt((2e6) ** 2 * 0.9 * 0.1 / 99 + (8e6) ** 2 * 0.05 * 0.95 / 399)
    assert found.half_m2 == pytest.approx(1.96 * error)
    assert found.units == 500


def test_parts_add_up_and_have_no_interval() -> None:
    one = adjusted_trees(SAMPLES, weight, 5e5, 1e6, whole=False)
    other = adjusted_trees(SAMPLES, weight, 1.5e6, 7e6, whole=False)
    both = adjusted_trees(SAMPLES, weight, 2e6, 8e6, whole=True)
    assert one.m2 + other.m2 == pytest.approx(both.m2, rel=1e-12)
    assert (one.half_m2, other.half_m2) == (None, None)


def test_a_closed_gap_counts_whatever_grows_in_it_and_shrub_in_part_does_not() -> None:
    pairs = [
        (Stand.GAP, Tree.NONE, 20),
        (Stand.SHRUB, Tree.SHRUB, 30),
        (Stand.NONE, Tree.NONE, 50),
    ]
    found = adjusted_trees(points(pairs), weight, 2e6, 8e6, whole=True)
    assert found.m2 == pytest.approx(2e6)


@pytest.mark.parametrize("right", [0, 1])
def test_too_few_points_on_one_side_adjust_nothing(right: int) -> None:
    pairs = [(Stand.ARBOR, Tree.ARBOR, right), (Stand.NONE, Tree.NONE, 100)]
    assert adjusted_trees(points(pairs), weight, 2e6, 8e6, whole=True) is None


def test_strata_of_their_own_weigh_the_rates() -> None:
    stratum = ("wooded",) * 100 + ("open",) * 400
    strata = {"wooded": 2e6, "open": 8e6}
    drawn = points(
        [
            (Stand.ARBOR, Tree.ARBOR, 90),
            (Stand.ARBOR, Tree.NONE, 10),
            (Stand.NONE, Tree.NONE, 380),
            (Stand.NONE, Tree.ARBOR, 20),
        ],
        stratum=stratum,
        strata_m2=strata,
    )
    found = adjusted_trees(drawn, weight, 2e6, 8e6, whole=True)
    assert found.m2 == pytest.approx(2e6 * 0.9 + 8e6 * 0.05)
    assert found.half_m2 is not None
