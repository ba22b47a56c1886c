"""The ground of a case: put together from the patches seen, so that no ground is in two cases."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from sinkmap.area import geodesic_area, lon_lat
from sinkmap.grid import parse_crs
from sinkmap.ledger.patches import Patch
from sinkmap.ledger.tables import Case
from sinkmap.science.ground import dissolved, polygons_of

__all__ = ["draw", "moved", "outline_of", "redrawn"]


def outline_of(case: Case, crs: str) -> BaseGeometry:
    """A case's outline on another plane."""
    return moved(shapely.from_wkb(case.wkb), case.crs, crs)


def moved(shape: BaseGeometry, source: str, target: str) -> BaseGeometry:
    """A shape of one CRS in another."""
    move = _transform(source, target)
    return shape if move is None else shapely.transform(shape, move)


def draw(case: Case, shape: BaseGeometry, crs: str, area_m2: float | None = None) -> None:
    """Give a case an outline; its area is the one stated, or the ellipsoid's own."""
    case.crs = crs
    case.wkb = shapely.to_wkb(shape)
    case.area_m2 = float(geodesic_area([shape], crs)[0]) if area_m2 is None else area_m2
    place = lon_lat(np.asarray([shapely.point_on_surface(shape)], dtype=object), crs)
    (lon, lat), *_ = shapely.get_coordinates(place)
    case.lon, case.lat = float(lon), float(lat)


def redrawn(
    case: Case,
    patch: Patch,
    gained: Iterable[BaseGeometry],
    lost: Iterable[BaseGeometry],
    *,
    replaces: bool,
) -> BaseGeometry:
    """The outline of a case once a patch of a run carries it on, on the patch's plane.

    A patch that ``replaces`` what the case was known by takes the place of the outline, any other
    adds to it. ``gained``: ground of cases merged into it; ``lost``: ground of other cases.
    """
    before = outline_of(case, patch.crs)
    own = [patch.geometry] if replaces else [before, patch.geometry]
    gained, lost = list(gained), list(lost)
    if not gained and not lost:
        return patch.geometry if replaces or _covers(patch.geometry, before) else _whole(own)
    ground = polygons_of(shapely.difference(_whole([*own, *gained]), dissolved(lost)))
    return patch.geometry if ground.is_empty else ground


def _covers(outer: BaseGeometry, inner: BaseGeometry) -> bool:
    return bool(shapely.covers(outer, inner))


def _whole(shapes: list[BaseGeometry]) -> BaseGeometry:
    return dissolved(shapes)


@lru_cache(maxsize=32)
def _transform(source: str, target: str) -> Any:
    """Coordinates (n, 2) of one CRS to another's; None where they are the same."""
    ours, theirs = parse_crs(source), parse_crs(target)
    if ours == theirs or (ours.to_epsg() is not None and ours.to_epsg() == theirs.to_epsg()):
        return None
    move = pyproj.Transformer.from_crs(ours, theirs, always_xy=True).transform
    return lambda xy: np.column_stack(move(*xy.T))
