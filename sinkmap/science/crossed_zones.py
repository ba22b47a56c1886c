"""Zones of one layer crossed with the classes of another, as ground that can be drawn and measured.

A crossed zone is named by its zone and its class with a bar between. All features of a zone are
one shape first, and so are all pieces of a crossed zone, so that no ground counts twice in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["BAR", "NONE", "ZONE", "by_zone", "crossed", "ordered_zones", "without"]

BAR = "|"
"""Between zone and class in the name of a crossed zone; bars in the texts turn into /."""

ZONE = "zone"
"""Column with the name of a crossed zone."""

NONE = "none"
"""Class of ground of which the other layer says nothing."""

Shapes = NDArray[Any]


def crossed(
    ground: gpd.GeoDataFrame,
    zones: str,
    others: gpd.GeoDataFrame,
    classes: str,
    *,
    rest: str = NONE,
) -> gpd.GeoDataFrame:
    """Ground of each zone by the class of the other layer there.

    Parameters
    ----------
    ground, others
        Valid polygons on one CRS.
    zones, classes
        Columns of texts: the zone of a feature of ``ground``, the class of one of ``others``. An
        empty column name makes one zone, "", of all ground.
    rest
        Class of ground that no feature of ``others`` covers; empty leaves such ground out.

    Returns
    -------
    GeoDataFrame
        ``zone`` (``zone|class``), ``of`` (the zone) and ``by`` (the class) as texts, and the
        geometry, one row for each pair, in their order. Where ``others`` overlap, ground is in
        every class that covers it.
    """
    shapes = _joined(_texts(ground, zones), _geometries(ground))
    kinds, covers = _texts(others, classes), _geometries(others)
    tree = shapely.STRtree(covers)
    rows: dict[tuple[str, str], Any] = {}
    for zone, shape in shapes.items():
        parts = shapely.get_parts(shape)
        shapely.prepare(parts)
        part, other = tree.query(parts, predicate="intersects")
        pieces = shapely.intersection(parts[part], covers[other])
        for kind, piece in _joined(kinds[other], pieces).items():
            rows[(zone, kind)] = piece
        if rest:
            met = covers[np.unique(other)]
            rows[(zone, rest)] = _areal(shapely.difference(shape, shapely.union_all(met)))
    return _frame(rows, ground.crs)


def without(ground: gpd.GeoDataFrame, taken: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same rows less the ground of others; rows of which nothing is left fall away."""
    left = _geometries(ground)
    if len(taken):
        left = shapely.difference(left, shapely.union_all(_geometries(taken)))
    left = np.array([_areal(one) for one in left], dtype=object)
    frame = ground.set_geometry(gpd.GeoSeries(left, index=ground.index, crs=ground.crs))
    return gpd.GeoDataFrame(frame[~frame.geometry.is_empty]).reset_index(drop=True)


def ordered_zones(frame: gpd.GeoDataFrame, zones: str, order: Sequence[str]) -> gpd.GeoDataFrame:
    """Zones that share no ground: what several cover is of the first in ``order``.

    Returns
    -------
    GeoDataFrame
        ``zone`` and geometry, one row for each zone that has any ground, in the order given.

    Raises
    ------
    ValueError
        For a zone that is not in the order.
    """
    shapes = _joined(_texts(frame, zones), _geometries(frame))
    strange = sorted(set(shapes) - set(order))
    if strange:
        raise ValueError(f"zones without a place in the order: {strange}")
    names: list[str] = []
    parts: list[Any] = []
    covered: Any = shapely.MultiPolygon()
    for name in (name for name in order if name in shapes):
        left = _areal(shapely.difference(shapes[name], covered))
        covered = shapely.union(covered, shapes[name])
        if not left.is_empty:
            names.append(name)
            parts.append(left)
    return gpd.GeoDataFrame({ZONE: names}, geometry=gpd.GeoSeries(parts, crs=frame.crs))


def by_zone(extents: Mapping[str, float], counted: Callable[[str], bool]) -> dict[str, float]:
    """Zone -> sum of what it has in the classes that count, of crossed zones -> amount."""
    found: dict[str, float] = {}
    for name, amount in extents.items():
        zone, _, kind = name.partition(BAR)
        found[zone] = found.get(zone, 0.0) + (amount if counted(kind) else 0.0)
    return found


def _texts(frame: gpd.GeoDataFrame, column: str) -> NDArray[Any]:
    if not column:
        return np.full(len(frame), "", dtype=object)
    texts = frame[column].fillna("").astype(str).str.replace(BAR, "/", regex=False)
    return np.asarray(texts.to_numpy(dtype=object))


def _geometries(frame: gpd.GeoDataFrame) -> Shapes:
    return np.asarray(frame.geometry.to_numpy(), dtype=object)


def _joined(names: NDArray[Any], shapes: Shapes) -> dict[str, Any]:
    """Name -> all its shapes as one, in the order of the names; those without area left out."""
    joined = {
        str(name): _areal(shapely.union_all(shapes[names == name])) for name in sorted(set(names))
    }
    return {name: shape for name, shape in joined.items() if not shape.is_empty}


def _areal(shape: Any) -> Any:
    """The polygons of a shape: cutting leaves points and lines behind, which have no area."""
    parts = shapely.get_parts(shape)
    if any(part.geom_type == "GeometryCollection" for part in parts):
        parts = shapely.get_parts(parts)
    kept = parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]
    return shapely.MultiPolygon(list(kept))


def _frame(rows: Mapping[tuple[str, str], Any], crs: Any) -> gpd.GeoDataFrame:
    kept = {pair: shape for pair, shape in sorted(rows.items()) if not shape.is_empty}
    columns = {
        ZONE: [f"{zone}{BAR}{kind}" for zone, kind in kept],
        "of": [zone for zone, _ in kept],
        "by": [kind for _, kind in kept],
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(list(kept.values()), crs=crs))
