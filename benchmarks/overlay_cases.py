"""Parcel overlay against geopandas.overlay: many parcels, twelve zone layers, exclusive credit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.credit import exclusive_credit
from raster_pipeline.steps.overlay import ZoneLayer, overlay
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 417_280.0, 3_549_600.0, 10.0, (10_240, 11_776))
MEASURE = AreaMeasure.of_grid(GRID)
WEST, SOUTH, EAST, NORTH = GRID.bounds
PARCEL = 200.0
"""Side of a parcel in metres: 400 pixels of 10 m."""

Geometries = NDArray[Any]
Floats = NDArray[np.float64]


def parcels(n: int, seed: int) -> Geometries:
    """(n,) polygons of 6 to 12 vertices that share their borders bit by bit.

    A jittered mesh of about 400 pixels a cell round the middle of the grid; 300,000 fill it.
    """
    rng = np.random.default_rng(seed)
    rows = max(1, round(np.sqrt(n * (NORTH - SOUTH) / (EAST - WEST))))
    columns = -(-n // rows)
    step_x = min(PARCEL, (EAST - WEST) / columns)
    step_y = min(PARCEL, (NORTH - SOUTH) / rows)
    x, y = np.meshgrid(np.arange(columns + 1.0) * step_x, np.arange(rows + 1.0) * step_y)
    x += (WEST + EAST - columns * step_x) / 2.0
    y += (SOUTH + NORTH - rows * step_y) / 2.0
    inner = (slice(1, -1), slice(1, -1))
    x[inner] += rng.uniform(-0.25, 0.25, x[inner].shape) * step_x
    y[inner] += rng.uniform(-0.25, 0.25, y[inner].shape) * step_y
    corners = np.stack([x, y], axis=-1)
    along = _broken(corners[:, :-1], corners[:, 1:], rng.integers(1, 3, (rows + 1, columns)), rng)
    upward = _broken(corners[:-1], corners[1:], rng.integers(0, 3, (rows, columns + 1)), rng)
    rings = []
    for k in range(n):
        r, c = divmod(k, columns)
        rings.append(
            np.concatenate(
                [
                    along[r][c][:-1],
                    upward[r][c + 1][:-1],
                    along[r + 1][c][:0:-1],
                    upward[r][c][:0:-1],
                ]
            )
        )
    sizes = [len(ring) for ring in rings]
    lines = shapely.linearrings(np.concatenate(rings), indices=np.repeat(np.arange(n), sizes))
    return np.asarray(shapely.polygons(lines), dtype=object)


def _broken(
    start: Floats, end: Floats, breaks: NDArray[np.int64], rng: np.random.Generator
) -> list[list[Floats]]:
    """Edges with 0 to 2 vertices between their ends, a little off the straight line."""
    across = (end - start)[..., ::-1] * np.array([-1.0, 1.0])
    offset = rng.uniform(-0.06, 0.06, (*breaks.shape, 2))
    lines = []
    for r in range(breaks.shape[0]):
        line = []
        for c in range(breaks.shape[1]):
            count = breaks[r, c]
            t = (np.arange(count) + 1.0)[:, None] / (count + 1.0)
            a, b = start[r, c], end[r, c]
            mid = a + t * (b - a) + offset[r, c, :count, None] * across[r, c]
            line.append(np.vstack([a, mid, b]))
        lines.append(line)
    return lines


def zone_layers(count: int, seed: int) -> tuple[ZoneLayer, ...]:
    """The first ``count`` of twelve layers in order of precedence, tilings last."""
    rng = np.random.default_rng(seed)
    makers = {
        "red_line": lambda: _blobs(rng, 800, 160),
        "farmland": lambda: _blobs(rng, 6_000, 48),
        "city_outline": lambda: [_outline(rng, 20_000)],
        "water_belt": lambda: [_belts(rng, 9, 1_000.0)],
        "lake_shore": lambda: _shores(rng, 4),
        "development": lambda: _blobs(rng, 60, 1_500),
        "water_source": lambda: _blobs(rng, 40, 64),
        "park": lambda: _blobs(rng, 300, 40),
        "eco_space": lambda: _blobs(rng, 400, 400),
        "control_unit": lambda: _tiling(rng, 170),
        "town": lambda: _tiling(rng, 60),
        "district": lambda: _tiling(rng, 7),
    }
    layers = []
    for name in list(makers)[:count]:
        zones = makers[name]()
        ids = tuple(f"{name}_{k}" for k in range(len(zones)))
        layers.append(ZoneLayer(name, ids, np.array(zones, dtype=object)))
    return tuple(layers)


def _blobs(rng: np.random.Generator, count: int, vertices: int) -> list[Any]:
    """Wavy blobs, each within its own cell of a mesh, so that none meets another."""
    columns = int(np.ceil(np.sqrt(count * (EAST - WEST) / (NORTH - SOUTH))))
    rows = -(-count // columns)
    width, height = (EAST - WEST) / columns, (NORTH - SOUTH) / rows
    cells = np.sort(rng.permutation(rows * columns)[:count])
    centre = np.column_stack(
        [WEST + (cells % columns + 0.5) * width, SOUTH + (cells // columns + 0.5) * height]
    )
    angle = np.arange(vertices) / vertices * 2.0 * np.pi
    waves = sum(
        rng.uniform(-0.3, 0.3, (count, 1))
        / k
        * np.sin(k * angle + rng.uniform(0.0, 2.0 * np.pi, (count, 1)))
        for k in (2, 3, 5, 9)
    )
    radius = rng.uniform(0.15, 0.3, (count, 1)) * min(width, height) * (1.0 + waves)
    ring = np.stack([np.cos(angle) * radius, np.sin(angle) * radius], -1) + centre[:, None]
    return list(shapely.polygons(ring))


def _outline(rng: np.random.Generator, vertices: int) -> Any:
    """One city-wide polygon with very many vertices."""
    angle = np.arange(vertices) / vertices * 2.0 * np.pi
    waves = sum(
        0.15 / k**0.9 * np.sin(k * angle + rng.uniform(0.0, 2.0 * np.pi))
        for k in (2, 3, 5, 8, 17, 43, 131, 517, 2_003)
    )
    radius = 38_000.0 * (1.0 + waves)
    centre = np.array([(WEST + EAST) / 2.0, (SOUTH + NORTH) / 2.0])
    return shapely.Polygon(centre + np.stack([np.cos(angle), np.sin(angle)], -1) * radius[:, None])


def _wander(rng: np.random.Generator, start: Floats, end: Floats, levels: int) -> Floats:
    """A line that wanders between two points: midpoints moved aside, again and again."""
    line = np.vstack([start, end])
    for _ in range(levels):
        step = np.diff(line, axis=0)
        aside = step[:, ::-1] * np.array([-1.0, 1.0]) * rng.uniform(-0.15, 0.15, (len(step), 1))
        middle = (line[:-1] + line[1:]) / 2.0 + aside
        line = np.insert(line, np.arange(1, len(line)), middle, axis=0)
    return line


def _tiling(rng: np.random.Generator, count: int) -> list[Any]:
    """Zones that cover the grid without gaps: Voronoi cells with wandering borders."""
    box = shapely.box(WEST - 5e3, SOUTH - 5e3, EAST + 5e3, NORTH + 5e3)
    seeds = rng.uniform((WEST, SOUTH), (EAST, NORTH), (count, 2))
    cells = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=box, only_edges=True)
    edges = shapely.get_parts(shapely.intersection(cells, box))
    lines = [
        shapely.LineString(_wander(rng, ends[0], ends[-1], 6))
        for ends in (shapely.get_coordinates(edge) for edge in edges)
    ]
    noded = shapely.union_all([*lines, shapely.boundary(box)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    owner = np.argmin(((inside[:, None] - seeds[None]) ** 2).sum(-1), axis=1)
    return [shapely.union_all(faces[owner == k]) for k in np.unique(owner)]


def _rivers(rng: np.random.Generator, count: int) -> list[Any]:
    starts = rng.uniform((WEST, SOUTH), (WEST, NORTH), (count, 2))
    ends = rng.uniform((EAST, SOUTH), (EAST, NORTH), (count, 2))
    return [shapely.LineString(_wander(rng, a, b, 9)) for a, b in zip(starts, ends, strict=True)]


def _belts(rng: np.random.Generator, count: int, width: float) -> Any:
    """Both sides of rivers as one dissolved zone with holes."""
    return shapely.union_all(shapely.buffer(_rivers(rng, count), width))


def _shores(rng: np.random.Generator, count: int) -> list[Any]:
    """Rings round lakes: zones with a hole each."""
    lakes = _blobs(rng, count, 3_000)
    return [shapely.difference(shapely.buffer(lake, 5_000.0), lake) for lake in lakes]


def ours(base: Geometries, layers: Sequence[ZoneLayer]) -> pd.DataFrame:
    """Area and exclusive credit of every (layer, zone) in m2."""
    pieces = overlay(base, layers, MEASURE)
    names = [layer.name for layer in layers]
    credit = exclusive_credit(pieces, names)
    sums = credit.groupby(["layer", "zone"], observed=True)[["geometry_m2", "exclusive_m2"]].sum()
    return sums.sort_index()


def peer(base: Geometries, layers: Sequence[ZoneLayer]) -> pd.DataFrame:
    """The same by geopandas.overlay layer by layer.

    For the credit, each layer takes its part of what the layers before it have left.
    """
    whole = gpd.GeoDataFrame({"parcel": np.arange(len(base))}, geometry=base, crs=GRID.crs)
    left: gpd.GeoDataFrame = whole
    rows = []
    for layer in layers:
        zones = gpd.GeoDataFrame({"zone": layer.ids}, geometry=layer.geometries, crs=GRID.crs)
        sums = {"geometry_m2": _areas(whole, zones), "exclusive_m2": _areas(left, zones)}
        rows.append(pd.DataFrame(sums).fillna(0.0).assign(layer=layer.name).reset_index())
        if layer is not layers[-1] and not left.empty:
            left = gpd.overlay(left, zones, how="difference", keep_geom_type=True)
    return pd.concat(rows).set_index(["layer", "zone"]).sort_index()


def peer_areas(base: Geometries, layers: Sequence[ZoneLayer]) -> pd.DataFrame:
    """Areas alone by geopandas.overlay layer by layer: its credit is too slow at full size."""
    whole = gpd.GeoDataFrame({"parcel": np.arange(len(base))}, geometry=base, crs=GRID.crs)
    rows = []
    for layer in layers:
        zones = gpd.GeoDataFrame({"zone": layer.ids}, geometry=layer.geometries, crs=GRID.crs)
        areas = _areas(whole, zones).rename("geometry_m2")
        rows.append(areas.reset_index().assign(layer=layer.name))
    return pd.concat(rows).set_index(["layer", "zone"]).sort_index()


def _areas(left: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.Series[float]:
    """Area of each zone inside the polygons, m2."""
    if left.empty:
        return pd.Series(index=pd.Index([], name="zone", dtype="str"), dtype=np.float64)
    cut = gpd.overlay(left, zones, how="intersection", keep_geom_type=True)
    return cut.assign(m2=MEASURE.polygons(cut.geometry.to_numpy())).groupby("zone")["m2"].sum()


def equal(found: pd.DataFrame, expected: pd.DataFrame) -> bool:
    """Whether every zone has the same area and credit to 1e-9, or to a square millimetre."""
    rows = found.index.union(expected.index)
    one, other = (table.reindex(rows).fillna(0.0) for table in (found, expected))
    named = rows.get_level_values("layer") != ""
    columns = ["geometry_m2", "exclusive_m2"]
    return bool(np.allclose(one.loc[named, columns], other.loc[named, columns], 1e-9, 1e-6))
