"""Training samples and the map of classes: by any workers, over seams, with gaps left alone."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from raster_pipeline.io.band_reader import BandReader
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.steps.classify import classify
from raster_pipeline.steps.seasons import Seasons, pixel_metres
from raster_pipeline.steps.training import sample_training
from sinkmap.grid import Grid, Window
from sinkmap.science.land_classifier import train
from sinkmap.science.land_features import feature_names, land_features
from tests.sinkmap.science.seasonal_spectra import BANDS, SEASONS, SPECTRA, looks

rasterio = pytest.importorskip("rasterio")

GRID = Grid("EPSG:4549", 490_000.0, 3_520_000.0, 10.0, (530, 540))
FIELD = 20
"""Pixels along the edge of a field of one class."""


@dataclass(frozen=True)
class Heights:
    """Heights held in memory."""

    values: np.ndarray
    nodata: float = float("nan")
    code_system: str = ""

    def read(self, window: Window) -> np.ndarray:
        return self.values[window.slices]


@pytest.fixture(scope="module")
def truth():
    """(y, x) class of every pixel, in square fields."""
    draw = np.random.default_rng(11)
    fields = draw.choice(sorted(SPECTRA), (-(-GRID.shape[0] // FIELD), -(-GRID.shape[1] // FIELD)))
    whole = np.kron(fields, np.ones((FIELD, FIELD), dtype=np.int64))
    return whole[: GRID.shape[0], : GRID.shape[1]]


@pytest.fixture(scope="module")
def spectra(truth):
    """Season -> (band, y, x), with gaps of one season and one band."""
    seasons = looks(truth, 12)
    seasons["june"][:, 100:140, 505:520] = np.nan
    seasons["winter"][2, 300, 300] = np.nan
    return seasons


@pytest.fixture(scope="module")
def heights():
    draw = np.random.default_rng(13)
    values = draw.normal(40.0, 3.0, GRID.shape).astype(np.float32)
    values[520:, 530:] = np.nan
    return Heights(values)


@pytest.fixture(scope="module")
def composites(spectra, tmp_path_factory):
    folder = tmp_path_factory.mktemp("composites")
    readers = {}
    for season, values in spectra.items():
        path = folder / f"{season}.tif"
        with RasterWriter(
            path, GRID, dtype="float32", nodata=float("nan"), overview="average", bands=BANDS
        ) as out:
            for tile in GRID.tiles():
                out.write(tile, values[(slice(None), *tile.slices)])
        readers[season] = BandReader(path, GRID)
    yield readers
    for reader in readers.values():
        reader.close()


def field(row, col):
    """Outline of one field."""
    west, north = GRID.west + col * FIELD * 10.0, GRID.north - row * FIELD * 10.0
    return box(west, north - FIELD * 10.0, west + FIELD * 10.0, north)


@pytest.fixture(scope="module")
def parcels(truth):
    """Every third field, with its class."""
    places = [(row, col) for row in range(26) for col in range(27) if (row * 27 + col) % 3 == 0]
    codes = [int(truth[row * FIELD, col * FIELD]) for row, col in places]
    shapes = [field(row, col) for row, col in places]
    return gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs=GRID.crs)


@pytest.fixture(scope="module")
def training(parcels, composites, heights):
    return sample_training(
        parcels, composites, heights, GRID, seed=5, block_m=1000.0, most_per_polygon=10
    )


@pytest.fixture(scope="module")
def trained(training):
    return train(training, seed=5)


def frame(codes, shapes):
    return gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs=GRID.crs)


def centre(row, col):
    return Point(GRID.west + (col + 0.5) * 10.0, GRID.north - (row + 0.5) * 10.0)


def test_bands_are_read_as_written(composites, spectra):
    reader = composites["june"]
    assert reader.bands == BANDS
    window = Window(90, 490, 60, 45)
    found = reader.read(window)
    assert np.array_equal(found, spectra["june"][(slice(None), *window.slices)], equal_nan=True)


def test_a_file_off_the_grid_is_no_composite(composites, tmp_path):
    other = Grid(GRID.crs, GRID.west + 10.0, GRID.north, 10.0, (600, 600))
    path = tmp_path / "off.tif"
    with RasterWriter(path, other, dtype="float32", nodata=-1.0, bands=("red",)) as out:
        out.write(Window(0, 0, 600, 600), np.full((1, 600, 600), -1, np.float32))
    with pytest.raises(ValueError, match="pixel by pixel"):
        BandReader(path, GRID)
    with BandReader(path, other) as reader:
        assert np.isnan(reader.read(Window(0, 0, 2, 2))).all()
    with RasterWriter(path, GRID, dtype="float32", nodata=None) as out:
        out.write(GRID.whole, np.zeros(GRID.shape, np.float32))
    with pytest.raises(ValueError, match="named"):
        BandReader(path, GRID)


def test_the_map_is_the_prediction_of_the_whole(
    trained, composites, heights, spectra, truth, tmp_path
):
    classifier, card = trained
    classify(classifier, composites, heights, GRID, tmp_path / "map.tif", workers=2)
    with rasterio.open(tmp_path / "map.tif") as data:
        codes = data.read(1)
        assert (data.nodata, data.dtypes, data.shape) == (0, ("uint8",), GRID.shape)
        assert data.tags()["classifier"] == card.model_sha256
    features = land_features(spectra, BANDS, heights.values, 10.0)
    assert np.array_equal(codes, classifier.predict(features))
    gaps = np.isnan(features).any(axis=0)
    assert gaps[100:140, 505:520].all()
    assert gaps[520:, 530:].all()
    assert gaps.sum() == 40 * 15 + 10 * 10 + 1
    assert np.array_equal(codes == 0, gaps)
    assert (codes[~gaps] == truth[~gaps]).mean() > 0.95
    assert card.overall > 0.95


def test_workers_and_strips_change_no_byte(trained, composites, heights, tmp_path, monkeypatch):
    classifier, _ = trained
    classify(classifier, composites, heights, GRID, tmp_path / "one.tif", workers=1)
    monkeypatch.setattr("raster_pipeline.steps.classify._FEATURE_BYTES", 1)
    classify(classifier, composites, heights, GRID, tmp_path / "many.tif", workers=4)
    assert (tmp_path / "one.tif").read_bytes() == (tmp_path / "many.tif").read_bytes()


def test_other_features_than_learned_are_refused(trained, composites, heights, tmp_path):
    classifier, _ = trained
    turned = {season: composites[season] for season in reversed(SEASONS)}
    for given, ground in ((composites, None), (turned, heights)):
        with pytest.raises(ValueError, match="other features"):
            classify(classifier, given, ground, GRID, tmp_path / "no.tif", workers=1)
    assert not (tmp_path / "no.tif").exists()


def test_points_are_the_pixels_under_them(composites, heights, spectra):
    places = [(0, 0), (529, 539), (511, 512), (120, 510), (40, 41)]
    points = [centre(*place) for place in places]
    off = Point(GRID.east + 1.0, GRID.north - 5.0)
    found = sample_training(
        frame([1, 2, 3, 4, 5, 6], [*points, off]), composites, heights, GRID, seed=0
    )
    whole = land_features(spectra, BANDS, heights.values, 10.0)
    # The second has no height, the fourth no June.
    assert found.codes.tolist() == [1, 5, 3]
    for row, (y, x) in zip(found.features, [(0, 0), (40, 41), (511, 512)], strict=True):
        assert np.array_equal(row, whole[:, y, x])
    assert found.names == feature_names(BANDS, SEASONS, heights=True)
    assert found.left_out.to_json() == {
        "gap": {"2": 1, "4": 1},
        "outside": {"6": 1},
        "small": {},
        "disputed": {},
    }


def test_pixels_of_a_polygon_lie_half_a_pixel_inside(composites, spectra):
    """Found again by their spectra, which no two pixels share."""
    shape = shapely.affinity.rotate(box(491_003.0, 3_517_004.0, 491_151.0, 3_517_092.0), 20)
    found = sample_training(frame([2], [shape]), composites, None, GRID, seed=1)
    red = spectra["august"][1]
    column = found.features[:, found.names.index("august.red")]
    rows, cols = np.nonzero(np.isin(red, column))
    points = shapely.points(GRID.west + (cols + 0.5) * 10.0, GRID.north - (rows + 0.5) * 10.0)
    near = shapely.dwithin(points, shape, 100.0)
    inside = shapely.contains(shape, points[near])
    away = shapely.distance(points[near], shape.exterior)
    chosen = inside & (away >= 5.0 - 1e-6)
    assert len(found.codes) == 50
    assert chosen.sum() == 50
    every = sample_training(
        frame([2], [shape]), composites, None, GRID, seed=1, most_per_polygon=10_000
    )
    x, y = np.meshgrid(np.arange(0, 540), np.arange(0, 530))
    centres = shapely.points(GRID.west + (x + 0.5) * 10.0, GRID.north - (y + 0.5) * 10.0)
    wanted = shapely.contains(shape, centres) & (shapely.distance(centres, shape.exterior) > 5.0)
    assert len(every.codes) == wanted.sum() > 50


def test_order_workers_and_neighbours_do_not_move_the_draw(parcels, training, composites, heights):
    turned = parcels.sample(frac=1.0, random_state=3)
    again = sample_training(
        turned, composites, heights, GRID, seed=5, block_m=1000.0, most_per_polygon=10, workers=3
    )
    assert again.digest() == training.digest()
    assert np.array_equal(again.features, training.features)
    other = sample_training(
        parcels, composites, heights, GRID, seed=6, block_m=1000.0, most_per_polygon=10
    )
    assert other.digest() != training.digest()
    assert len(other.codes) == pytest.approx(len(training.codes), rel=0.02)


def test_a_parcel_lies_in_one_block(composites):
    """Across a block's border: the polygon's middle decides for all its pixels."""
    edge = 491_000.0
    shapes = [
        box(edge - 200, 3_517_100, edge + 100, 3_517_300),
        Point(edge - 5.0, 3_517_505.0),
        Point(edge + 5.0, 3_517_505.0),
        Point(edge - 5.0, 3_516_995.0),
    ]
    found = sample_training(
        frame([1, 2, 3, 4], shapes), composites, None, GRID, seed=0, block_m=1000.0
    )
    block = {code: set(found.blocks[found.codes == code].tolist()) for code in (1, 2, 3, 4)}
    assert block[1] == block[2]
    assert len({*block[1], *block[3], *block[4]}) == 3
    assert found.block_m == 1000.0


def test_a_pixel_counts_once_and_not_at_all_where_two_classes_claim_it(composites):
    square = box(490_000.0, 3_519_900.0, 490_100.0, 3_520_000.0)
    twice = sample_training(
        frame([1, 1], [square, square]), composites, None, GRID, seed=0, most_per_polygon=1000
    )
    once = sample_training(
        frame([1], [square]), composites, None, GRID, seed=0, most_per_polygon=1000
    )
    assert 60 < len(once.codes) <= 100
    assert twice.digest() == once.digest()
    shapes = [square, centre(4, 4), centre(5, 5), centre(300, 20)]
    found = sample_training(
        frame([1, 2, 3, 3], shapes), composites, None, GRID, seed=0, most_per_polygon=1000
    )
    assert found.left_out.disputed == {1: 2, 2: 1, 3: 1}
    assert sorted(set(found.codes.tolist())) == [1, 3]
    assert len(found.codes) == len(once.codes) - 2 + 1


def test_what_gives_no_sample_is_counted(composites):
    sliver = box(490_500.0, 3_519_500.0, 490_512.0, 3_519_512.0)
    away = box(400_000.0, 3_519_500.0, 400_100.0, 3_519_600.0)
    found = sample_training(
        frame([7, 8, 9, 1], [sliver, away, None, centre(3, 3)]), composites, None, GRID, seed=0
    )
    assert found.left_out.small == {7: 1}
    assert found.left_out.outside == {8: 1, 9: 1}
    assert found.codes.tolist() == [1]
    none = sample_training(frame([7], [sliver]), composites, None, GRID, seed=0)
    assert none.features.shape == (0, len(none.names))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (gpd.GeoDataFrame({"code": [1]}, geometry=[Point(0, 0)], crs="EPSG:4326"), "CRS"),
        (gpd.GeoDataFrame({"code": [1]}, geometry=[Point(0, 0)]), "CRS"),
        (frame(["1"], [centre(0, 0)]), "whole numbers"),
        (frame([1], [LineString([(0, 0), (1, 1)])]), "points or polygons"),
    ],
)
def test_samples_of_another_kind_are_refused(composites, given, said):
    with pytest.raises(ValueError, match=said):
        sample_training(given, composites, None, GRID, seed=0)


def test_on_a_grid_in_degrees_blocks_are_metres(tmp_path):
    edge = 0.0001
    grid = Grid("EPSG:4490", 119.0, 32.0, edge, (60, 80))
    path = tmp_path / "winter.tif"
    values = np.random.default_rng(5).random((1, *grid.shape)).astype(np.float32)
    with RasterWriter(
        path, grid, dtype="float32", nodata=float("nan"), overview="average", bands=("red",)
    ) as out:
        out.write(grid.whole, values)
    # A kilometre along a meridian and along a parallel, by the ellipsoid.
    geod = pyproj.Geod(ellps="GRS80")
    north = geod.fwd(119.004, 31.997, 0.0, 100.0)[1] - 31.997
    east = geod.fwd(119.004, 31.997, 90.0, 100.0)[0] - 119.004
    # Blocks of 100 m count from the origin of the CRS.
    col, row = np.floor(119.004 / east), np.floor(31.997 / north)
    shapes = [
        Point((col + dx) * east, (row + dy) * north)
        for dx, dy in ((0.1, 0.1), (0.9, 0.9), (1.1, 0.1), (0.1, 1.1))
    ]
    given = gpd.GeoDataFrame({"code": [1] * 4}, geometry=shapes, crs="EPSG:4490")
    plane = np.add.outer(-edge * north * np.arange(60), np.zeros(80)).astype(np.float32)
    with BandReader(path, grid) as reader:
        found = sample_training(
            given, {"winter": reader}, Heights(plane), grid, seed=0, block_m=100.0
        )
    by_pixel = {}
    for shape, name in zip(shapes, "abcd", strict=True):
        pixel = int((32.0 - shape.y) / edge) * 80 + int((shape.x - 119.0) / edge)
        by_pixel[pixel] = name
    blocks = dict(zip([by_pixel[p] for p in sorted(by_pixel)], found.blocks.tolist(), strict=True))
    assert blocks["a"] == blocks["b"]
    assert len({blocks["a"], blocks["c"], blocks["d"]}) == 3


def test_slopes_on_a_grid_in_degrees_are_by_metres(tmp_path):
    grid = Grid("EPSG:4490", 119.0, 60.05, 0.001, (100, 100))
    down, across = pixel_metres(grid)
    # At 60 degrees north a degree of longitude is half a degree of latitude long.
    assert across / down == pytest.approx(0.5, rel=5e-3)
    lengths = pyproj.Geod(ellps="GRS80").line_lengths([119.05, 119.05], [59.95, 60.05])
    assert down == pytest.approx(lengths[0] / 100.0, rel=1e-6)
    plane = np.add.outer(np.zeros(100), 2.0 * across * np.arange(100)).astype(np.float32)
    composite = np.zeros((1, 100, 100), dtype=np.float32)
    path = tmp_path / "winter.tif"
    with RasterWriter(
        path, grid, dtype="float32", nodata=float("nan"), overview="average", bands=("red",)
    ) as out:
        out.write(grid.whole, composite)
    with BandReader(path, grid) as reader:
        terrain = Seasons(grid, {"winter": reader}, Heights(plane)).terrain(grid.whole)
    assert np.allclose(terrain[1], 2.0, rtol=1e-4)
