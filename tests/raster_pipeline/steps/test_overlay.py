"""Parcel overlay against geopandas.overlay, and shares that close."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from raster_pipeline.steps.overlay import ZoneLayer, overlay
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 495000.0, 3512000.0, 10.0, (1000, 1000))
MEASURE = AreaMeasure.of_grid(GRID)


def parcels(seed: int = 0, count: int = 30) -> np.ndarray:
    """A jittered mesh of ``count`` x ``count`` quadrilaterals that share their borders."""
    rng = np.random.default_rng(seed)
    step = 9000.0 / count
    x, y = np.meshgrid(np.arange(count + 1) * step, np.arange(count + 1) * step)
    x = 495500.0 + x + rng.uniform(-0.3, 0.3, x.shape) * step
    y = 3502500.0 + y + rng.uniform(-0.3, 0.3, y.shape) * step
    corners = [(x[:-1, :-1], y[:-1, :-1]), (x[:-1, 1:], y[:-1, 1:]), (x[1:, 1:], y[1:, 1:])]
    corners.append((x[1:, :-1], y[1:, :-1]))
    rings = np.stack([np.stack(corner, -1) for corner in corners], -2).reshape(-1, 4, 2)
    return shapely.polygons(rings)


def circles(seed: int, count: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = shapely.points(rng.uniform((495000, 3502000), (505000, 3512000), (count, 2)))
    return shapely.get_parts(
        shapely.union_all(shapely.buffer(centres, rng.uniform(100, 900, count)))
    )


def test_equals_geopandas_overlay() -> None:
    base, blobs = parcels(), circles(1, 25)
    layer = ZoneLayer("red", tuple(f"z{k}" for k in range(len(blobs))), blobs)
    found = overlay(base, [layer], MEASURE)
    left = gpd.GeoDataFrame({"parcel": np.arange(len(base))}, geometry=base, crs=GRID.crs)
    right = gpd.GeoDataFrame({"red": layer.ids}, geometry=blobs, crs=GRID.crs)
    expected = gpd.overlay(left, right, how="intersection", keep_geom_type=True)
    expected["m2"] = MEASURE.polygons(expected.geometry.to_numpy())
    ours = found[found["red"] != ""].groupby(["parcel", "red"], observed=True)["geometry_m2"].sum()
    theirs = expected.groupby(["parcel", "red"])["m2"].sum()
    assert len(ours) == len(theirs)
    for key, area in theirs.items():
        assert ours[key] == pytest.approx(area, rel=1e-9, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_shares_sum_to_one_and_areas_to_the_parcel(seed: int) -> None:
    base = parcels(seed, 12)
    first = ZoneLayer("a", ("a0",), np.array([shapely.union_all(circles(seed, 9))]))
    halves = (
        shapely.box(495000, 3502000, 499500, 3512000),
        shapely.box(499500, 3502000, 505000, 3512000),
    )
    second = ZoneLayer("b", ("w", "e"), np.array(halves))
    found = overlay(base, [first, second], MEASURE)
    share = found.groupby("parcel")["share"].sum()
    assert np.abs(share - 1.0).max() < 1e-12
    pieces = found.groupby("parcel")["geometry_m2"].sum().to_numpy()
    assert np.allclose(pieces, MEASURE.polygons(base), rtol=1e-11)
    assert set(found["b"].unique()) <= {"w", "e"}


def test_order_and_workers_do_not_matter() -> None:
    base, blobs = parcels(5), circles(5, 12)
    layer = ZoneLayer("z", tuple(f"z{k}" for k in range(len(blobs))), blobs)
    one = overlay(base, [layer], MEASURE, workers=1)
    four = overlay(base, [layer], MEASURE, workers=4)
    assert one.equals(four)
    turned = overlay(base[::-1], [layer], MEASURE)
    a = one.groupby("z", observed=True)["geometry_m2"].sum()
    b = turned.groupby("z", observed=True)["geometry_m2"].sum()
    assert np.allclose(a, b, rtol=1e-12)


def test_touching_zone_leaves_no_piece() -> None:
    base = np.array([shapely.box(500000, 3505000, 500100, 3505100)])
    zone = ZoneLayer("z", ("z",), np.array([shapely.box(500100, 3505000, 500200, 3505100)]))
    found = overlay(base, [zone], MEASURE)
    assert found["z"].astype(str).tolist() == [""]
    assert found["share"].tolist() == [1.0]


def test_no_parcels_give_an_empty_table() -> None:
    zone = ZoneLayer("z", ("z",), np.array([shapely.box(0, 0, 1, 1)]))
    found = overlay(np.array([], dtype=object), [zone], MEASURE)
    assert list(found.columns) == ["parcel", "z", "geometry_m2", "share"]
    assert found.empty
