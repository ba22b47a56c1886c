"""Pixel shares against GEOS and exactextract, and laws that hold for any polygon."""

from typing import Any

import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sinkmap.area import plane_area
from sinkmap.grid import Grid
from sinkmap.science.zone_edges import BrokenZoneError, ZoneEdges
from sinkmap.science.zone_shares import ZoneShares
from tests.sinkmap.science.dense import dense_shares

GRID = Grid("EPSG:4549", 500000.0, 3501000.0, 10.0, (100, 100))
WIDE = Grid("EPSG:4549", 500000.0, 3501000.0, 10.0, (600, 1100))


def star(seed: int, grid: Grid = GRID) -> shapely.Polygon:
    """A star-shaped polygon with a hole, partly off the grid for some seeds."""
    rng = np.random.default_rng(seed)
    west, south, east, north = grid.bounds
    centre = rng.uniform((west - 100, south - 100), (east + 100, north + 100))
    angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(5, 40)))
    radius = rng.uniform(40, 0.5 * (north - south), angle.size)
    ring = np.c_[centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)]
    return shapely.make_valid(shapely.Polygon(ring)).difference(shapely.Point(centre).buffer(15))


def shares_of(*geometries: Any, grid: Grid = GRID, tile: int = 512) -> NDArray[np.float64]:
    return dense_shares(ZoneShares(ZoneEdges.of(geometries, grid), grid, tile))


def by_exactextract(polygon: Any, grid: Grid) -> NDArray[np.float64]:
    west, south, east, north = grid.bounds
    raster = NumPyRasterSource(np.ones(grid.shape), xmin=west, ymin=south, xmax=east, ymax=north)
    feature = {"type": "Feature", "geometry": shapely.geometry.mapping(polygon), "properties": {}}
    found = exact_extract(raster, feature, ["cell_id", "coverage"])[0]["properties"]
    expected = np.zeros(grid.shape)
    expected.ravel()[found["cell_id"].astype(int)] = found["coverage"]
    return expected


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_shares_sum_to_the_clipped_polygon(seed: int) -> None:
    polygon = star(seed)
    shares = shares_of(polygon)[0]
    clipped = shapely.intersection(polygon, shapely.box(*GRID.bounds))
    assert shares.min() >= 0.0
    assert shares.max() <= 1.0
    assert shares.sum() * 100.0 == pytest.approx(plane_area([clipped])[0], abs=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_each_pixel_agrees_with_exactextract(seed: int) -> None:
    polygon = star(seed)
    # exactextract keeps coverage in single precision
    assert np.abs(shares_of(polygon)[0] - by_exactextract(polygon, GRID)).max() < 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_zones_across_tiles_agree_with_exactextract(seed: int) -> None:
    polygons = [star(10 * seed + k, WIDE) for k in range(3)]
    found = shares_of(*polygons, grid=WIDE)
    for one, polygon in zip(found, polygons, strict=True):
        assert np.abs(one - by_exactextract(polygon, WIDE)).max() < 1e-6


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), cut=st.floats(500050.0, 500950.0))
def test_splitting_a_polygon_changes_nothing(seed: int, cut: float) -> None:
    polygon = star(seed)
    west = shapely.intersection(polygon, shapely.box(0, 0, cut, 10**7))
    east = shapely.intersection(polygon, shapely.box(cut, 0, 10**7, 10**7))
    whole, *parts = shares_of(polygon, west, east)
    assert np.abs(whole - sum(parts)).max() < 1e-8


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), rows=st.integers(-30, 30), cols=st.integers(-30, 30))
def test_shifting_grid_and_polygon_together_changes_nothing(
    seed: int, rows: int, cols: int
) -> None:
    polygon = star(seed)
    moved = shapely.transform(polygon, lambda xy: xy + np.array([512.0 * cols, 512.0 * rows]))
    grid = Grid(GRID.crs, GRID.west + 512.0 * cols, GRID.north + 512.0 * rows, 10.0, GRID.shape)
    assert np.abs(shares_of(polygon)[0] - shares_of(moved, grid=grid)[0]).max() < 1e-8


@pytest.mark.parametrize("tile", [7, 64, 100, 511])
def test_size_of_the_tiles_does_not_matter(tile: int) -> None:
    polygons = [star(seed, WIDE) for seed in range(3)]
    one, other = shares_of(*polygons, grid=WIDE), shares_of(*polygons, grid=WIDE, tile=tile)
    assert np.abs(one - other).max() <= 2.0**-32


def test_neighbours_along_a_border_sum_to_whole_pixels() -> None:
    rng = np.random.default_rng(4)
    points = shapely.MultiPoint(rng.uniform((500000, 3500000), (501000, 3501000), (60, 2)))
    box = shapely.box(*GRID.bounds)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=box))
    total = shares_of(*(shapely.intersection(cell, box) for cell in cells)).sum(axis=0)
    assert np.abs(total - 1.0).max() < 1e-8


def test_ring_direction_does_not_matter() -> None:
    polygon = star(3)
    one, turned = shares_of(polygon, shapely.reverse(polygon))
    assert np.abs(one - turned).max() < 1e-9


def test_closed_forms_on_and_off_the_pixel_edges() -> None:
    west, north = GRID.west, GRID.north
    boxes = [
        shapely.box(west + 100, north - 200, west + 300, north - 50),
        shapely.box(west + 102.5, north - 58, west + 117.5, north - 53),
        shapely.box(west + 101, north - 59, west + 109, north - 51),
    ]
    aligned, narrow, inner = shares_of(*boxes)
    assert (aligned[5:20, 10:30] == 1.0).all()
    assert aligned.sum() == 300.0
    assert narrow[5, 10:13].tolist() == pytest.approx([0.375, 0.375, 0.0])
    assert inner[5, 10] == pytest.approx(0.64)
    assert inner.sum() == pytest.approx(0.64)


def test_zones_off_the_grid_empty_and_without_area_have_no_share() -> None:
    line = shapely.Polygon([(500100, 3500100), (500500, 3500500), (500100, 3500100)])
    zones = [shapely.Polygon(), None, shapely.box(0, 0, 1, 1), line, shapely.MultiPolygon()]
    assert shares_of(*zones).sum() == 0.0


def test_a_zone_around_the_whole_grid_fills_it() -> None:
    west, south, east, north = GRID.bounds
    assert (shares_of(shapely.box(west - 1e5, south - 1e5, east + 1e5, north + 1e5)) == 1.0).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_coordinates_that_are_no_numbers_are_refused(value: float) -> None:
    with np.errstate(invalid="ignore"):
        broken = shapely.Polygon([(500100, 3500100), (500500, value), (500500, 3500100)])
    with pytest.raises(BrokenZoneError, match="finite") as found:
        ZoneEdges.of([star(1), broken], GRID)
    assert found.value.rows == (1,)


def test_points_and_lines_are_refused() -> None:
    with pytest.raises(BrokenZoneError, match="polygon") as found:
        ZoneEdges.of([star(1), shapely.Point(0, 0)], GRID)
    assert found.value.rows == (1,)


def test_edges_that_cross_are_refused_by_zone() -> None:
    west, north = GRID.west, GRID.north
    bow = shapely.Polygon(
        [(west + 100, north - 100), (west + 400, north - 400), (west + 400, north - 100),
         (west + 100, north - 400)]
    )  # fmt: skip
    twice = shapely.MultiPolygon([shapely.box(west, north - 300, west + 300, north)] * 2)
    for broken in (bow, twice):
        shares = ZoneShares(ZoneEdges.of([star(1), broken], GRID), GRID)
        with pytest.raises(BrokenZoneError, match="cross") as found:
            shares.band(0)
        assert found.value.rows == (1,)


def test_a_ring_of_a_million_vertices() -> None:
    angle = np.linspace(0.0, 2.0 * np.pi, 1_000_001)[:-1]
    radius = 2500.0 + 80.0 * np.sin(900 * angle)
    centre = (505000.0, 3498000.0)
    ring = np.c_[centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)]
    polygon = shapely.Polygon(ring)
    assert shares_of(polygon, grid=WIDE).sum() * 100.0 == pytest.approx(
        plane_area([polygon])[0], rel=1e-11
    )


def test_a_comb_of_teeth_narrower_than_a_pixel() -> None:
    x = np.repeat(np.arange(0.0, 900.0, 0.5), 2)
    y = np.tile([10.0, 700.0, 700.0, 10.0], len(x) // 4 + 1)[: len(x)]
    ring = np.c_[GRID.west + 50 + np.r_[x, x[-1], 0.0], GRID.north - np.r_[y, 5.0, 5.0]]
    comb = shapely.Polygon(ring)
    assert comb.is_valid
    assert np.abs(shares_of(comb)[0] - by_exactextract(comb, GRID)).max() < 1e-5


def test_a_country_wide_zone_is_taken_in_spans() -> None:
    grid = Grid("EPSG:4549", 0.0, 4_000_000.0, 10.0, (40, 9_000))
    ring = shapely.Point(45_000, 3_999_800).buffer(44_000)
    found = shares_of(ring, grid=grid)[0]
    clipped = shapely.intersection(ring, shapely.box(*grid.bounds))
    assert found.sum() * 100.0 == pytest.approx(plane_area([clipped])[0], rel=1e-11)


def test_tiles_larger_than_a_record_can_say_are_refused() -> None:
    with pytest.raises(ValueError, match="512"):
        ZoneShares(ZoneEdges.of([star(1)], GRID), GRID, 513)
