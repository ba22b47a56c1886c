"""Laws of growing sites, on hand-made pieces of ground."""

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.area import AreaMeasure
from sinkmap.siting.candidates import (
    SIZE_RULES,
    GrownSites,
    SiteSizes,
    conflict_pairs,
    grow_sites,
)

CRS = "EPSG:4549"
WEST, SOUTH = 500_000.0, 3_500_000.0
MEASURE = AreaMeasure.of(CRS, (WEST, SOUTH, WEST + 5_000.0, SOUTH + 5_000.0))


def box(west: float, south: float, east: float, north: float) -> Any:
    return shapely.box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


def grown(shapes: list[Any], units: list[str] | None = None, **sizes: float) -> GrownSites:
    pieces = np.array(shapes, dtype=object)
    asked = SiteSizes(**({"near_m": 10.0, "merged_m2": 1e6} | sizes))
    return grow_sites("AFF", pieces, units or ["a"] * len(shapes), asked, MEASURE)


def test_neighbours_up_to_ten_metres_are_one_site_and_farther_ones_are_not() -> None:
    sites = grown([box(0, 0, 30, 30), box(40, 0, 70, 30), box(80.5, 0, 110, 30)])
    assert len(sites.ids) == 2
    assert sites.site_of_piece[0] == sites.site_of_piece[1] != sites.site_of_piece[2]


def test_a_site_keeps_to_its_unit() -> None:
    sites = grown([box(0, 0, 30, 30), box(30, 0, 60, 30)], ["a", "b"])
    assert len(sites.ids) == 2
    assert sorted(sites.units) == ["a", "b"]


def test_the_least_area_holds_after_merging() -> None:
    sites = grown([box(0, 0, 20, 20), box(25, 0, 45, 20), box(200, 0, 220, 20)], min_m2=700.0)
    assert len(sites.ids) == 1
    assert sites.removed["small"] == pytest.approx(400.0, rel=1e-3)
    assert list(sites.site_of_piece) == [0, 0, -1]


def test_the_least_width_holds_and_touching_strips_count_together() -> None:
    assert len(grown([box(0, 0, 200, 8)], min_width_m=10.0).ids) == 0
    assert len(grown([box(0, 0, 200, 8), box(0, 8, 200, 16)], min_width_m=10.0).ids) == 1
    assert len(grown([box(0, 0, 200, 10)], min_width_m=10.0).ids) == 1
    # Two strips apart are each too narrow, however near.
    assert len(grown([box(0, 0, 200, 8), box(0, 9, 200, 17)], min_width_m=10.0).ids) == 0


def test_above_the_greatest_area_neighbours_stay_apart_and_single_pieces_fall_away() -> None:
    row = [box(k * 105, 0, k * 105 + 100, 100) for k in range(5)]
    sites = grown([*row, box(0, 500, 400, 800)], max_m2=25_000.0)
    assert sites.removed["large"] == pytest.approx(120_000.0, rel=1e-3)
    assert len(sites.ids) == 3
    assert sites.area_m2.max() <= 25_000.0


def test_ground_of_two_parcels_counts_once() -> None:
    sites = grown([box(0, 0, 100, 100), box(50, 0, 150, 100)])
    assert sites.area_m2.sum() == pytest.approx(15_000.0, rel=1e-3)
    assert sites.removed["twice"] == pytest.approx(5_000.0, rel=1e-3)


RECTANGLES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 12), st.integers(1, 12)).map(
        lambda r: box(r[0] * 8, r[1] * 8, (r[0] + r[2]) * 8, (r[1] + r[3]) * 8)
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(RECTANGLES, st.randoms(use_true_random=False), st.sampled_from([0.0, 10.0, 40.0]))
def test_the_order_of_pieces_changes_nothing_and_all_ground_is_accounted_for(
    shapes: list[Any], random: Any, width: float
) -> None:
    units = ["a" if shape.bounds[0] < WEST + 160 else "b" for shape in shapes]
    sizes = {"min_m2": 600.0, "max_m2": 9_000.0, "min_width_m": width}
    one = grown(shapes, units, **sizes)
    order = list(range(len(shapes)))
    random.shuffle(order)
    other = grown([shapes[k] for k in order], [units[k] for k in order], **sizes)
    assert one.ids == other.ids
    assert [one.ids[s] if s >= 0 else "" for s in one.site_of_piece[order]] == [
        other.ids[s] if s >= 0 else "" for s in other.site_of_piece
    ]
    assert one.removed == other.removed
    ground = float(MEASURE.polygons(np.array(shapes, dtype=object)).sum())
    assert set(one.removed) == set(SIZE_RULES)
    assert one.area_m2.sum() + sum(one.removed.values()) == pytest.approx(ground, rel=1e-9)
    # Sites hold nothing but the pieces, and no ground of a unit is in two of them.
    whole = shapely.union_all(np.array(shapes, dtype=object))
    for k, shape in enumerate(one.shapes):
        assert shapely.area(shapely.difference(shape, whole)) < 1e-6
        for rest, unit in zip(one.shapes[k + 1 :], one.units[k + 1 :], strict=True):
            if unit == one.units[k]:
                near = shapely.distance(shape, rest)
                both = MEASURE.polygons(np.array([shape, rest], dtype=object)).sum()
                assert near > 10.0 or both > 9_000.0 or width > 0.0


def test_only_sites_of_different_types_on_one_ground_are_pairs() -> None:
    shapes = [box(0, 0, 50, 50), box(40, 0, 90, 50), box(90, 0, 120, 50), box(0, 0, 50, 50)]
    frame = gpd.GeoDataFrame(
        {"site_id": ["d", "c", "b", "a"], "type_id": ["AFF", "WET", "AFF", "AFF"]},
        geometry=shapes,
        crs=CRS,
    )
    pairs = [tuple(row) for row in conflict_pairs(frame, MEASURE).to_numpy()]
    # c and b touch, a and d are of one type.
    assert pairs == [("a", "c"), ("c", "d")]
