"""Ground of the zones of a rule book, from the layers of a study.

Within a zone no ground counts twice: what several sources or features cover is of the first
source, and within a source of the first feature by kind, code and name. Zones may lie over each
other; that is what control is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinkmap.classes import control_unit_class, water_of_name
from sinkmap.control.records import Buffer, Side, Zone
from sinkmap.control.rule_book import RuleBook
from sinkmap.science.metric_plane import ground_scale, in_metres

__all__ = ["MADE_FIELDS", "ZONE_COLUMNS", "buffer_frame", "zone_frames", "zones_unseen"]

ZONE_COLUMNS = ("zone", "kind", "code", "name", "geometry")

MADE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "control_unit": ("class",),
    "named_water": ("water",),
    "parcels": ("group",),
}
"""Layer -> fields a book may ask for that are made of others, not read from the files."""

Shapes = NDArray[Any]


def zone_frames(
    layers: Mapping[str, gpd.GeoDataFrame], book: RuleBook, grid_crs: Any
) -> dict[str, gpd.GeoDataFrame]:
    """Ground of every zone that the layers given speak of.

    Parameters
    ----------
    layers
        Given layers by id, with their canonical fields and valid polygons.
    book
        Rule book, as in force on the day.
    grid_crs
        CRS of the result.

    Returns
    -------
    Zone id -> polygons with the columns :data:`ZONE_COLUMNS`, which share no ground. A zone none
    of whose layers is given is absent (see :func:`zones_unseen`); one whose layers hold none of
    it is an empty frame. A zone that is the outside of another has no frame: it is all ground
    that the other leaves.
    """
    facts = {
        name: _facts(name, frame.to_crs(grid_crs))
        for name, frame in layers.items()
        if name in _layers_of(book)
    }
    frames: dict[str, gpd.GeoDataFrame] = {}
    for zone in book.zones:
        if zone.sources and any(layer in facts for layer in zone.layers):
            frames[zone.id] = _ground(zone, facts, book, grid_crs)
    for zone in book.zones:
        taken = [frames[other] for other in zone.without if other in frames]
        if zone.id in frames and taken:
            frames[zone.id] = _less(frames[zone.id], taken)
    return frames


def zones_unseen(layers: Sequence[str], book: RuleBook) -> dict[str, tuple[str, ...]]:
    """Zones that nothing can be said of, with the layers each would be found in."""
    absent = {
        zone.id: zone.layers
        for zone in book.zones
        if zone.sources and not set(zone.layers) & set(layers)
    }
    outside = {
        zone.id: absent[zone.complement_of] for zone in book.zones if zone.complement_of in absent
    }
    return absent | outside


def buffer_frame(
    layers: Mapping[str, gpd.GeoDataFrame], buffer: Buffer, grid_crs: Any
) -> gpd.GeoDataFrame:
    """Ground of a statutory buffer, one row for each feature it is drawn around.

    Returns
    -------
    Columns :data:`ZONE_COLUMNS`; ``zone`` and ``kind`` are the buffer's id. Rows may overlap.
    Empty if the layer is not given or holds no such feature.
    """
    if buffer.layer not in layers:
        return _frame([], grid_crs)
    facts = _facts(buffer.layer, layers[buffer.layer].to_crs(grid_crs))
    found = facts[_matching(facts, buffer.field, buffer.words)]
    shapes = _buffered(found, buffer, grid_crs)
    rows = [
        (buffer.id, buffer.id, code, name, shape)
        for code, name, shape in zip(found["code"], found["name"], shapes, strict=True)
        if not shape.is_empty
    ]
    return _frame(rows, grid_crs)


def _layers_of(book: RuleBook) -> frozenset[str]:
    return frozenset(layer for zone in book.zones for layer in zone.layers)


def _facts(layer: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame with texts ``code``, ``name`` and what the words of a book may ask of it."""
    table = frame.reset_index(drop=True).copy()
    name, code = _texts(table, "name"), _texts(table, "code")
    extra: dict[str, Any] = {"name": name, "code": code}
    if layer == "control_unit":
        extra["class"] = [str(control_unit_class(one)) for one in code]
    if layer == "named_water":
        flows = _texts(table, "inflow") == "yes"
        extra["water"] = [water_of_name(n, inflow=f) for n, f in zip(name, flows, strict=True)]
    if layer == "protected_area":
        # Many layers say the grade in the name alone.
        extra["grade"] = _texts(table, "grade") + " " + name
    return gpd.GeoDataFrame(table.assign(**extra))


def _texts(frame: pd.DataFrame, column: str) -> pd.Series[str]:
    if column not in frame.columns:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[column].fillna("").astype(str)


def _matching(facts: pd.DataFrame, fields: str, words: str) -> NDArray[np.bool_]:
    """Which features hold one of the words in each of the fields."""
    kept = np.ones(len(facts), dtype=np.bool_)
    if not fields:
        return kept
    for field, asked in zip(fields.split("+"), words.split("+"), strict=True):
        texts = _texts(facts, field)
        known = [word.strip() for word in asked.split("|")]
        kept &= np.array([any(_says(text, word) for word in known) for text in texts], dtype=bool)
    return kept


def _says(text: str, word: str) -> bool:
    """Ids must be the whole text, words of people may be part of it."""
    if word.startswith("^"):
        return text.startswith(word[1:])
    return text == word or (not word.isascii() and word in text)


def _ground(
    zone: Zone, facts: Mapping[str, gpd.GeoDataFrame], book: RuleBook, crs: Any
) -> gpd.GeoDataFrame:
    rows: list[tuple[str, str, str, str, Any]] = []
    buffers = {buffer.id: buffer for buffer in book.buffers}
    for source in zone.sources:
        if source.layer not in facts or (source.buffer and source.buffer not in buffers):
            continue
        table = facts[source.layer]
        found = table[_matching(table, source.field, source.words)]
        shapes = np.asarray(found.geometry.to_numpy(), dtype=object)
        if source.buffer:
            shapes = _buffered(found, buffers[source.buffer], crs)
        named = found.reset_index(drop=True).groupby(["code", "name"], sort=True).indices
        for (code, name), own in named.items():
            shape = shapes[own[0]] if len(own) == 1 else shapely.union_all(shapes[own])
            rows.append((zone.id, source.kind, str(code), str(name), shape))
    return _frame(_disjoint(rows), crs)


def _buffered(found: gpd.GeoDataFrame, buffer: Buffer, crs: Any) -> Shapes:
    """The features with the buffer's ground around them; widths are along the ground."""
    whole = np.asarray(found.geometry.to_numpy(), dtype=object)
    if buffer.side is Side.INSIDE or buffer.width_m == 0.0 or not len(whole):
        return whole
    plane = in_metres(found)
    shapes = np.asarray(plane.geometry.to_numpy(), dtype=object)
    wide = shapely.buffer(shapes, buffer.width_m * ground_scale(plane))
    wide = gpd.GeoSeries(wide, crs=plane.crs).to_crs(crs).to_numpy()
    if buffer.side is Side.OUTSIDE:
        return np.asarray(shapely.difference(wide, shapely.union_all(whole)), dtype=object)
    return np.asarray(shapely.union(wide, whole), dtype=object)


def _disjoint(
    rows: Sequence[tuple[str, str, str, str, Any]],
) -> list[tuple[str, str, str, str, Any]]:
    """The rows less the ground of those before them; rows without ground left fall away."""
    shapes = np.array([row[-1] for row in rows], dtype=object)
    if not len(shapes):
        return []
    later, earlier = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = later > earlier
    later, earlier = later[pairs], earlier[pairs]
    meet = ~shapely.touches(shapes[later], shapes[earlier])
    later, earlier = later[meet], earlier[meet]
    left = shapes.copy()
    order = np.lexsort((earlier, later))
    rows_met, first = np.unique(later[order], return_index=True)
    for row, own in zip(rows_met, np.split(earlier[order], first[1:]), strict=False):
        left[row] = shapely.difference(shapes[row], shapely.union_all(shapes[own]))
    areal = [(*one[:-1], _areal(shape)) for one, shape in zip(rows, left, strict=True)]
    return [row for row in areal if not row[-1].is_empty]


def _less(frame: gpd.GeoDataFrame, taken: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    covers = np.concatenate([np.asarray(one.geometry.to_numpy(), dtype=object) for one in taken])
    covered = shapely.union_all(covers)
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    left = [_areal(one) for one in shapely.difference(shapes, covered)]
    words = frame.drop(columns="geometry").itertuples(index=False, name=None)
    rows = [(*row, one) for row, one in zip(words, left, strict=True) if not one.is_empty]
    return _frame(rows, frame.crs)


def _areal(shape: Any) -> Any:
    """The polygons of a shape: cutting leaves points and lines behind, which have no area."""
    parts = shapely.get_parts(shape)
    if any(part.geom_type == "GeometryCollection" for part in parts):
        parts = shapely.get_parts(parts)
    kept = parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]
    return shapely.MultiPolygon(list(kept))


def _frame(rows: Sequence[tuple[Any, ...]], crs: Any) -> gpd.GeoDataFrame:
    table = pd.DataFrame(list(rows), columns=list(ZONE_COLUMNS))
    geometry = gpd.GeoSeries(table.pop("geometry").to_list(), crs=crs)
    return gpd.GeoDataFrame(table, geometry=geometry)
