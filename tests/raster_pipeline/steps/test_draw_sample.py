"""Samples drawn from a map: every pixel of the city once, its own stratum, by any workers."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.sample_file import write_sample
from raster_pipeline.io.tables import write_frame
from raster_pipeline.steps.draw_sample import draw_sample
from sinkmap.errors import UsageError
from sinkmap.grid import Grid
from sinkmap.science.sample_plan import Design, SampleOrder

GRID = Grid("EPSG:4549", 490_000.0, 3_520_000.0, 10.0, (530, 540))
CITY = shapely.Point(492_700.0, 3_517_400.0).buffer(2_300.0)
FOREST, PADDY, LAKE = 6, 1, 18


@pytest.fixture(scope="module")
def codes():
    """(y, x) groups in stripes, a gap, and a class of thirty pixels."""
    values = np.full(GRID.shape, PADDY, dtype=np.uint8)
    values[:, 200:330] = FOREST
    values[250:255, 100:106] = LAKE
    values[100:140, 300:360] = 0
    return values


@pytest.fixture(scope="module")
def run(codes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    (folder / "layers").mkdir()
    with RasterWriter(
        folder / "layers" / "land_group_2024.tif", GRID, dtype="uint8", nodata=0
    ) as out:
        for tile in GRID.tiles():
            out.write(tile, codes[tile.slices])
    units = gpd.GeoDataFrame(
        {"unit_id": ["320400", "part"]}, geometry=[CITY, shapely.box(0, 0, 1, 1)], crs=GRID.crs
    )
    write_frame(units, folder / "units.parquet")
    return folder


@pytest.fixture(scope="module")
def inside():
    """(y, x) whether the middle of a pixel lies in the city."""
    x = GRID.west + (np.arange(GRID.shape[1]) + 0.5) * GRID.resolution
    y = GRID.north - (np.arange(GRID.shape[0]) + 0.5) * GRID.resolution
    return shapely.contains_xy(CITY, *np.meshgrid(x, y))


def places(frame):
    row = (GRID.north - frame.geometry.y.to_numpy()) / GRID.resolution - 0.5
    col = (frame.geometry.x.to_numpy() - GRID.west) / GRID.resolution - 0.5
    assert np.array_equal(row, np.rint(row))
    assert np.array_equal(col, np.rint(col))
    return row.astype(int), col.astype(int)


def drawn(run, **order):
    return draw_sample(run, GRID, "land_cover", 2024, SampleOrder(**order))


def test_points_are_middles_of_pixels_of_their_stratum(run, codes, inside):
    found = drawn(run, points=600, minimum=20)
    assert len(found.frame) == 600
    row, col = places(found.frame)
    assert inside[row, col].all()
    names = {FOREST: "forest_arbor", PADDY: "cropland_paddy", LAKE: "lake"}
    assert found.frame["stratum"].tolist() == [names[code] for code in codes[row, col].tolist()]
    for one in found.plan.strata:
        code = next(code for code, name in names.items() if name == one.name)
        assert one.pixels == (inside & (codes == code)).sum()
        # k = 1 at 120 degrees east, so a pixel is 100 m2 but for the curvature of the grid.
        assert one.m2 == pytest.approx(one.pixels * 100.0, rel=1e-4)
        mine = found.frame[found.frame["stratum"] == one.name]
        assert len(mine) == one.units
        assert sorted(mine["turn"]) == list(range(1, one.units + 1))
        assert set(mine["weight"]) == {one.pixels / one.units}
    assert found.frame["reference"].isna().all()


def test_drawing_every_pixel_gives_each_once(run, codes, inside):
    whole = inside & (codes != 0)
    found = drawn(run, design=Design.SIMPLE, points=int(whole.sum()))
    row, col = places(found.frame)
    seen = np.zeros(GRID.shape, dtype=int)
    np.add.at(seen, (row, col), 1)
    assert np.array_equal(seen, whole.astype(int))
    assert "stratum" not in found.frame
    assert set(found.frame["weight"]) == {1.0}


def test_neither_workers_nor_size_move_a_point(run):
    order = SampleOrder(points=400, minimum=20, seed=3)
    one = draw_sample(run, GRID, "land_cover", 2024, order, workers=1).frame
    two = draw_sample(run, GRID, "land_cover", 2024, order, workers=3).frame
    assert one.equals(two)
    more = drawn(run, points=800, minimum=20, seed=3).frame
    assert set(one["id"]) < set(more["id"])
    assert set(one["id"]) != set(drawn(run, points=400, minimum=20, seed=4).frame["id"])


def test_points_fall_evenly_over_a_stratum(run, codes, inside):
    forest = inside & (codes == FOREST)
    half = forest & (np.arange(GRID.shape[0])[:, np.newaxis] < 300)
    expected = half.sum() / forest.sum()
    shares = []
    for seed in range(40):
        row, col = places(drawn(run, points=200, minimum=2, seed=seed).frame)
        mine = codes[row, col] == FOREST
        shares.append(half[row, col][mine].mean())
    error = np.sqrt(expected * (1 - expected) / mine.sum() / 40)
    assert np.mean(shares) == pytest.approx(expected, abs=4 * error)


def test_a_map_the_run_lacks_is_named(run):
    for layer, year in (("land_cover", 2023), ("tree_cover", 2024), ("dem", 2024)):
        with pytest.raises(UsageError) as caught:
            draw_sample(run, GRID, layer, year, SampleOrder())
        (finding,) = caught.value.findings
        assert (finding.code, finding.year) == ("SAMPLE-MAP-MISSING", year)
        assert finding.wanted == ("land_cover" if year == 2024 else "")


def test_a_sample_is_never_written_over(run, tmp_path):
    frame = drawn(run, points=100, minimum=20).frame
    files = write_sample(frame, tmp_path / "new" / "points.gpkg", csv=True)
    before = [path.read_bytes() for path in files]
    for name, code in (
        ("points.gpkg", "SAMPLE-FILE-EXISTS"),
        ("points.shp", "SAMPLE-FILE-ENDING"),
    ):
        with pytest.raises(UsageError) as caught:
            write_sample(frame, tmp_path / "new" / name)
        assert caught.value.findings[0].code == code
    assert [path.read_bytes() for path in files] == before
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["points.csv", "points.gpkg"]
    again = gpd.read_file(files[0])
    assert again.geometry.geom_equals(frame.geometry).all()
    assert again["id"].tolist() == frame["id"].tolist()
