"""Parcel overlay against geopandas.overlay, and shares that close."""

import geopandas as gpd
import numpy as np
import pandas as pd
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


def layer_of(name: str, zones: np.ndarray) -> ZoneLayer:
    return ZoneLayer(name, tuple(f"{name}{k}" for k in range(len(zones))), np.asarray(zones))


def holes(seed: int) -> ZoneLayer:
    """Zones with holes, and zones that fill some of them."""
    inner = circles(seed, 9)
    rings = shapely.difference(
        shapely.box(495800, 3502800, 504200, 3511000), shapely.union_all(inner)
    )
    return layer_of("hole", np.array([rings, *inner[::2]], dtype=object))


def huge(vertices: int = 100_000) -> ZoneLayer:
    angle = np.arange(vertices) / vertices * 2 * np.pi
    radius = 3600 + 400 * np.sin(9 * angle) + 60 * np.sin(700 * angle)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    return layer_of("huge", np.array([shapely.Polygon(ring + np.array([5e5, 3.507e6]))]))


def by_zone(table: pd.DataFrame, name: str) -> pd.Series:
    inside = table[table[name] != ""]
    return inside.groupby(["parcel", name], observed=True)["geometry_m2"].sum()


def geopandas_areas(base: np.ndarray, layer: ZoneLayer) -> pd.Series:
    left = gpd.GeoDataFrame({"parcel": np.arange(len(base))}, geometry=base, crs=GRID.crs)
    right = gpd.GeoDataFrame({layer.name: layer.ids}, geometry=layer.geometries, crs=GRID.crs)
    cut = gpd.overlay(left, right, how="intersection", keep_geom_type=True)
    cut["m2"] = MEASURE.polygons(cut.geometry.to_numpy())
    return cut.groupby(["parcel", layer.name])["m2"].sum()


def quarters(count: int = 3) -> np.ndarray:
    x = np.linspace(495000, 505000, count + 1)
    y = np.linspace(3502000, 3512000, count + 1)
    return np.array(
        [shapely.box(x[i], y[j], x[i + 1], y[j + 1]) for i in range(count) for j in range(count)]
    )


def test_many_layers_at_once_equal_geopandas_overlay() -> None:
    base = parcels(3)
    layers = [layer_of("red", circles(1, 25)), holes(2), huge(20_000), layer_of("tile", quarters())]
    layers.append(layer_of("small", shapely.buffer(shapely.centroid(base[::7]), 20.0)))
    found = overlay(base, layers, MEASURE)
    for layer in layers:
        ours = by_zone(found, layer.name)
        theirs = geopandas_areas(base, layer)
        both = ours.index.union(theirs.index)
        # A sliver narrower than the spacing of the coordinates may be in one and not in the other.
        one, other = (side.reindex(both, fill_value=0.0) for side in (ours, theirs))
        assert np.allclose(one, other, rtol=1e-9, atol=1e-6), layer.name
        assert one.sum() == pytest.approx(other.sum(), rel=1e-12)


def test_a_zone_of_very_many_vertices() -> None:
    base, zone = parcels(4), huge()
    found = by_zone(overlay(base, [zone], MEASURE), "huge")
    whole = MEASURE.polygons(zone.geometries)[0]
    assert found.sum() == pytest.approx(whole, rel=1e-12)
    rows = found.index.get_level_values(0)[::40]
    cut = MEASURE.polygons(shapely.intersection(base[rows], zone.geometries[0]))
    assert np.allclose(found.to_numpy()[::40], cut, rtol=1e-9, atol=1e-6)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), tiles=st.integers(2, 7))
def test_splitting_a_zone_into_tiles_changes_nothing(seed: int, tiles: int) -> None:
    base, shape = parcels(seed, 15), shapely.union_all(circles(seed, 9))
    one = overlay(base, [ZoneLayer("z", ("z",), np.array([shape]))], MEASURE)
    parts = shapely.intersection(quarters(tiles), shape)
    split = overlay(base, [ZoneLayer("z", ("z",) * len(parts), parts)], MEASURE)
    a, b = by_zone(one, "z"), by_zone(split, "z")
    both = a.index.union(b.index)
    assert np.allclose(a.reindex(both, fill_value=0), b.reindex(both, fill_value=0), 1e-11, 1e-6)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_order_of_parcels_and_layers_changes_nothing_but_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = parcels(seed, 15)
    layers = [layer_of("a", circles(seed, 9)), holes(seed + 1), layer_of("t", quarters())]
    order, turn = rng.permutation(len(base)), rng.permutation(len(layers))
    found = overlay(base, layers, MEASURE)
    again = overlay(base[order], [layers[k] for k in turn], MEASURE)
    again["parcel"] = order[again["parcel"]]
    for layer in layers:
        a, b = by_zone(found, layer.name), by_zone(again, layer.name).sort_index()
        both = a.index.union(b.index)
        assert np.allclose(
            a.reindex(both, fill_value=0), b.reindex(both, fill_value=0), 1e-11, 1e-6
        )
    same = overlay(base[order], layers, MEASURE)
    same["parcel"] = order[same["parcel"]]
    same = same.sort_values("parcel", kind="stable").reset_index(drop=True)
    assert same.equals(found)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_else_is_cut_does_not_change_a_parcel(seed: int) -> None:
    base = parcels(seed, 15)
    layers = [huge(5_000), holes(seed)]
    found, part = overlay(base, layers, MEASURE), overlay(base[60:90], layers, MEASURE)
    part["parcel"] += 60
    own = found[found["parcel"].between(60, 89)].reset_index(drop=True)
    assert own.equals(part)


def test_parcels_off_every_zone_empty_layers_and_odd_parcels() -> None:
    x, y = 500000.0, 3505000.0
    pair = shapely.MultiPolygon(
        [shapely.box(x, y, x + 50, y + 50), shapely.box(x + 90, y, x + 140, y + 50)]
    )
    sliver = shapely.Polygon([(x, y), (x + 100, y), (x + 50, y)])
    base = np.array([pair, shapely.box(x + 900, y, x + 950, y + 50), sliver, shapely.Polygon()])
    zone = layer_of("z", np.array([shapely.box(x - 10, y - 10, x + 100, y + 100)]))
    none = ZoneLayer("none", (), np.array([], dtype=object))
    found = overlay(base, [zone, none], MEASURE)
    assert set(found["none"]) == {""}
    assert found["parcel"].tolist() == [0, 0, 1, 2, 3]
    assert found["z"].astype(str).tolist()[:3] == ["z0", "", ""]
    assert found["share"].tolist() == pytest.approx([0.6, 0.4, 1.0, 1.0, 1.0], abs=1e-6)
    assert found["geometry_m2"].tolist()[3:] == [0.0, 0.0]
    alone = overlay(base, [none], MEASURE)
    assert alone["share"].tolist() == [1.0] * 4


def test_zones_drawn_along_the_parcels_cut_none() -> None:
    """Zones made of parcels share their borders bit by bit: every parcel stays whole."""
    base = parcels(8, 20)
    ground = ZoneLayer("own", tuple(map(str, range(len(base)))), base)
    found = overlay(base, [ground], MEASURE)
    assert found["own"].astype(str).tolist() == [str(k) for k in range(len(base))]
    assert (found["geometry_m2"].to_numpy() == MEASURE.polygons(base)).all()


def test_a_parcel_across_the_whole_city() -> None:
    river = shapely.buffer(
        shapely.LineString([(495100, 3502100), (500000, 3509000), (504900, 3503000)]), 40
    )
    base = np.array([river, *parcels(2, 10)], dtype=object)
    layers = [layer_of("t", quarters(7)), huge(30_000)]
    found = by_zone(overlay(base, layers, MEASURE), "t").loc[0]
    expected = MEASURE.polygons(shapely.intersection(quarters(7), river))
    assert np.allclose(found.to_numpy(), expected[expected > 0], rtol=1e-9)
