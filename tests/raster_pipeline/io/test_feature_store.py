"""Features by place: what is near, whole and in order, whatever the order of the copy."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raster_pipeline.io.feature_store import FeatureStore, kept_features

CRS = "EPSG:4549"


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    random = np.random.default_rng(7)
    xy = random.uniform(0.0, 10_000.0, (5000, 2))
    size = random.uniform(1.0, 300.0, 5000)
    shapes = shapely.buffer(shapely.points(xy), size, quad_segs=2)
    columns = {"bsm": [f"P{n:05d}" for n in range(5000)], "m2": size}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


@pytest.fixture(scope="module")
def store(frame: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> FeatureStore:
    folder = tmp_path_factory.mktemp("places")
    frame.to_parquet(folder / "frame.parquet")
    return kept_features(folder / "frame.parquet", "a" * 64, folder / "kept", CRS)


def touching(frame: gpd.GeoDataFrame, window: tuple[float, ...]) -> gpd.GeoDataFrame:
    west, south, east, north = window
    box = frame.bounds
    near = (box.minx <= east) & (box.maxx >= west) & (box.miny <= north) & (box.maxy >= south)
    return frame[near].reset_index(drop=True)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.tuples(*[st.floats(-2000.0, 12_000.0)] * 4))
def test_near_is_what_touches_the_window_in_the_files_order(
    frame: gpd.GeoDataFrame, store: FeatureStore, edges: tuple[float, float, float, float]
) -> None:
    a, b, c, d = edges
    window = (min(a, c), min(b, d), max(a, c), max(b, d))
    found, wanted = store.near(window), touching(frame, window)
    assert found["bsm"].tolist() == wanted["bsm"].tolist()
    assert found["m2"].tolist() == wanted["m2"].tolist()
    assert shapely.equals_exact(found.geometry.to_numpy(), wanted.geometry.to_numpy()).all()
    assert store.touches(window) == (len(wanted) > 0)


def test_a_point_is_covered_by_what_intersects_it_from_any_thread(
    frame: gpd.GeoDataFrame, store: FeatureStore
) -> None:
    points = np.random.default_rng(3).uniform(0.0, 10_000.0, (60, 2)).tolist()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda xy: store.at(*xy, columns=("bsm",)), points))
    for (x, y), one in zip(points, found, strict=True):
        wanted = frame[frame.intersects(shapely.Point(x, y))]
        assert one["bsm"].tolist() == wanted["bsm"].tolist()
        assert list(one.columns) == ["bsm", "geometry"]


def test_a_column_lies_beside_the_bounds(frame: gpd.GeoDataFrame, store: FeatureStore) -> None:
    numbers = store.column("bsm").to_pylist()
    assert sorted(numbers) == sorted(frame["bsm"])
    boxes = dict(zip(frame["bsm"], frame.bounds.to_numpy().tolist(), strict=True))
    for number, box in zip(numbers, np.asarray(store.bounds).tolist(), strict=True):
        assert boxes[number] == box


def test_a_layer_without_features_has_none_near(tmp_path: Path) -> None:
    empty = gpd.GeoDataFrame({"name": np.empty(0, dtype=str)}, geometry=[], crs=CRS)
    empty.to_parquet(tmp_path / "empty.parquet")
    store = kept_features(tmp_path / "empty.parquet", "b" * 64, tmp_path / "kept", CRS)
    assert store.count == 0
    assert store.near((0.0, 0.0, 1.0, 1.0)).empty
    assert list(store.at(0.0, 0.0).columns) == ["name", "geometry"]


def test_a_copy_is_made_once(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "frame.parquet"
    frame.head(10).to_parquet(path)
    kept_features(path, "c" * 64, tmp_path / "kept", CRS)
    path.unlink()
    assert kept_features(path, "c" * 64, tmp_path / "kept", CRS).count == 10


@pytest.mark.parametrize("ending", [".arrow", ".npy"])
@pytest.mark.parametrize("kept", [0, 100])
def test_a_copy_that_breaks_off_is_made_anew(
    frame: gpd.GeoDataFrame, tmp_path: Path, ending: str, kept: int
) -> None:
    path = tmp_path / "frame.parquet"
    frame.head(50).to_parquet(path)
    kept_features(path, "d" * 64, tmp_path / "kept", CRS)
    copy = tmp_path / "kept" / ("d" * 64 + "-2" + ending)
    copy.write_bytes(copy.read_bytes()[:kept])
    again = kept_features(path, "d" * 64, tmp_path / "kept", CRS)
    assert again.near((-1e9, -1e9, 1e9, 1e9))["bsm"].tolist() == frame["bsm"].head(50).tolist()
