"""Probability of connectivity by hand, against all chains of steps, and its laws."""

import itertools

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.science.connectivity import patch_links, reached_m4

CRS = "EPSG:4549"


def patches(*places):
    """Squares of 400 m (16 ha) whose west edges lie at these metres."""
    shapes = [shapely.box(5e5 + x, 3.5e6, 5e5 + x + 400, 3.5e6 + 400) for x in places]
    names = [str(i + 1) for i in range(len(shapes))]
    return gpd.GeoDataFrame({"patch": names}, geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)


def test_links_join_patches_within_reach():
    found = patch_links(patches(0, 650, 4000))
    assert found["link"].tolist() == ["1-2-250.00"]
    assert shapely.length(found.geometry).tolist() == [pytest.approx(250.0)]


def test_small_patches_are_no_nodes():
    small = patches(0, 650)
    small.loc[1, "geometry"] = shapely.box(5e5 + 650, 3.5e6, 5e5 + 700, 3.5e6 + 50)
    assert patch_links(small).empty


def test_two_patches_by_hand():
    """Areas 2 and 1, one step of the median length: 4 + 1 + 2 x 2 x 1 / 2 = 7."""
    areas, links = {"1": 2.0, "2": 1.0}, {"1-2-250.00": 250.0}
    assert reached_m4(areas, links, 250.0) == pytest.approx(7.0)


def test_a_stepping_stone_is_used_and_a_link_out_of_the_unit_is_not():
    areas = {"1": 1.0, "2": 1.0, "3": 1.0}
    links = {"1-2-100.00": 100.0, "2-3-100.00": 100.0, "1-3-900.00": 900.0}
    # 3 + 2 (1/2 + 1/2 + 1/4) at a median step of 100 m
    assert reached_m4(areas, links, 100.0) == pytest.approx(5.5)
    assert reached_m4(areas, {"1-2-100.00": 60.0}, 100.0) == pytest.approx(3.0)


def best_product(areas, links, median):
    """Σ Σ a a p* over every chain without repetition."""
    step = {}
    for name in links:
        a, b, m = name.split("-")
        step[a, b] = step[b, a] = 0.5 ** (float(m) / median)
    total = 0.0
    for one, other in itertools.product(areas, repeat=2):
        best = 1.0 if one == other else 0.0
        rest = [n for n in areas if n not in (one, other)]
        for size in range(len(rest) + 1):
            for middle in itertools.permutations(rest, size):
                chain = (one, *middle, other)
                product = 1.0
                for a, b in itertools.pairwise(chain):
                    product *= step.get((a, b), 0.0)
                best = max(best, product if one != other else 1.0)
        total += areas[one] * areas[other] * best
    return total


@st.composite
def networks(draw):
    areas = {str(i): draw(st.floats(0.1, 10.0)) for i in range(draw(st.integers(1, 4)))}
    pairs = list(itertools.combinations(areas, 2))
    lengths = {pair: draw(st.integers(1, 900)) for pair in pairs if draw(st.booleans())}
    return areas, {f"{a}-{b}-{m:.2f}": float(m) for (a, b), m in lengths.items()}


@given(networks())
def test_chains_are_the_best_there_are(network):
    areas, links = network
    assert reached_m4(areas, links, 300.0) == pytest.approx(best_product(areas, links, 300.0))


@given(networks())
def test_bounds_and_a_link_more_never_lowers_it(network):
    areas, links = network
    whole = sum(areas.values())
    with_all = reached_m4(areas, links, 300.0)
    fewer = reached_m4(areas, dict(list(links.items())[1:]), 300.0)
    alone = sum(a * a for a in areas.values())
    assert alone * (1 - 1e-12) <= fewer <= with_all * (1 + 1e-12)
    assert with_all <= whole**2 * (1 + 1e-12)
