"""Accounting: closed forms, closure, and independence from workers."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.steps.account import account
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid, Window
from sinkmap.indicator import ClassAreas, Cross, Sums

GRID = Grid("EPSG:4549", 495000.0, 3512000.0, 10.0, (1200, 1100))


@dataclass
class ArrayReader:
    """A raster held in memory."""

    array: NDArray[np.generic]
    nodata: float | None = 255
    code_system: str = ""

    def read(self, window: Window) -> NDArray[np.generic]:
        return self.array[window.slices]


def rasters() -> dict[str, ArrayReader]:
    rng = np.random.default_rng(7)
    classes = rng.integers(0, 6, GRID.shape).astype(np.uint8)
    classes[:30] = 255
    other = rng.integers(1, 4, GRID.shape).astype(np.uint8)
    values = rng.uniform(30, 60, GRID.shape).astype(np.float32)
    values[500:600, 500:600] = np.nan
    return {
        "cover": ArrayReader(classes),
        "use": ArrayReader(other, None),
        "soil": ArrayReader(values, float("nan")),
    }


def units(shapes: dict[str, object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"unit_id": list(shapes)}, geometry=list(shapes.values()), crs=GRID.crs)


def test_pixel_aligned_rectangle_has_the_closed_form() -> None:
    window = Window(100, 200, 640, 333)
    box = shapely.box(*GRID.window_bounds(window))
    data = rasters()
    cover, use = ClassAreas("cover"), Cross("cover", "use")
    found = account(GRID, units({"a": box}), data, [cover, use])["a"]
    weights = AreaMeasure.of_grid(GRID).pixels(GRID, window)
    classes = data["cover"].array[window.slices]
    others = data["use"].array[window.slices]
    for kind in range(6):
        expected = weights[classes == kind].sum()
        assert found[cover].classes[kind] == pytest.approx(expected, rel=1e-12)
        pair = weights[(classes == kind) & (others == 2)].sum()
        assert found[use].classes[(kind, 2)] == pytest.approx(pair, rel=1e-12)
    assert found[cover].unseen == 0.0
    assert found[cover].seen == pytest.approx(
        AreaMeasure.of_grid(GRID).polygons([box])[0], rel=1e-9
    )


def test_rectangle_off_the_pixel_edges_has_the_closed_form() -> None:
    west, south, east, north = 496003.7, 3502008.2, 499117.9, 3507444.1
    ones = {"cover": ArrayReader(np.ones(GRID.shape, dtype=np.uint8))}
    box = shapely.box(west, south, east, north)
    found = account(GRID, units({"a": box}), ones, [ClassAreas("cover")])["a"]
    exact = AreaMeasure.of_grid(GRID).polygons([box])[0]
    assert found[ClassAreas("cover")].seen == pytest.approx(exact, rel=1e-9)


def test_partition_closes_and_workers_do_not_matter() -> None:
    rng = np.random.default_rng(3)
    points = shapely.MultiPoint(rng.uniform((495000, 3500000), (506000, 3512000), (40, 2)))
    whole = shapely.box(*GRID.bounds)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=whole))
    parts = [shapely.intersection(cell, whole) for cell in cells]
    shapes = {f"p{k}": part for k, part in enumerate(parts)} | {"city": whole}
    tallies = [ClassAreas("cover"), Cross("cover", "use"), Sums("soil", "use")]
    one = account(GRID, units(shapes), rasters(), tallies, workers=1)
    three = account(GRID, units(shapes), rasters(), tallies, workers=3)
    assert one == three
    for tally in tallies:
        total = sum(one[name][tally].seen for name in shapes if name != "city")
        assert total == pytest.approx(one["city"][tally].seen, rel=1e-11)
    unseen = sum(one[name][tallies[0]].unseen for name in shapes if name != "city")
    assert unseen == pytest.approx(one["city"][tallies[0]].unseen, rel=1e-9)


def test_a_unit_beyond_the_grid_says_what_it_did_not_see() -> None:
    west, south, _, north = GRID.bounds
    box = shapely.box(west - 1000.0, south, west + 1000.0, north)
    found = account(GRID, units({"a": box}), rasters(), [ClassAreas("use")])["a"]
    tally = found[ClassAreas("use")]
    assert tally.unseen == pytest.approx(tally.seen, rel=1e-4)


def test_sums_keep_valid_and_invalid_ground_apart() -> None:
    window = Window(450, 450, 200, 200)
    box = shapely.box(*GRID.window_bounds(window))
    data = rasters()
    found = account(GRID, units({"a": box}), data, [Sums("soil", "use")])["a"][Sums("soil", "use")]
    weights = AreaMeasure.of_grid(GRID).pixels(GRID, window)
    values = data["soil"].array[window.slices].astype(np.float64)
    expected = np.nansum(values * weights)
    assert sum(found.total.values()) == pytest.approx(expected, rel=1e-12)
    assert found.unseen == pytest.approx(weights[np.isnan(values)].sum(), rel=1e-12)


def test_real_districts_agree_with_exactextract() -> None:
    grid = Grid("EPSG:4549", 417_280.0, 3_549_600.0, 100.0, (1_024, 1_178))
    rng = np.random.default_rng(11)
    classes = rng.integers(1, 9, grid.shape).astype(np.uint8)
    places = units({district.code: district.plane for district in districts()})
    tally = ClassAreas("cover")
    found = account(grid, places, {"cover": ArrayReader(classes)}, [tally])
    west, south, east, north = grid.bounds
    raster = NumPyRasterSource(classes, xmin=west, ymin=south, xmax=east, ymax=north)
    weights = AreaMeasure.of_grid(grid).pixels(grid, grid.whole).ravel()
    for code, geometry in zip(places["unit_id"], places.geometry, strict=True):
        feature = {"type": "Feature", "geometry": shapely.geometry.mapping(geometry)}
        row = exact_extract(raster, feature, ["cell_id", "coverage", "values"])[0]["properties"]
        m2 = row["coverage"].astype(np.float64) * weights[row["cell_id"].astype(int)]
        expected = np.bincount(row["values"].astype(int), weights=m2, minlength=9)
        for kind in range(1, 9):
            assert found[code][tally].classes[kind] == pytest.approx(expected[kind], rel=1e-6)
