"""Banks of named waters, cut into short pieces, and the ground behind each piece.

A bank is the edge of a water as the survey draws it: the polygons of river, lake and reservoir
parcels that lie in a named water are joined, and their rings are cut into pieces of equal length.
Without parcels the named polygon itself is the water. What is measured of a bank, trees or land
use, is measured of the ground behind its pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinkmap.area import plane_area
from sinkmap.classes import NamedWater, named_waters, water_of_name
from sinkmap.parameters import parameter_table

__all__ = ["BANK_COLUMNS", "bank_pieces", "in_metres", "landward", "named_rows", "water_shapes"]

BANK_COLUMNS = (
    "piece",
    "water",
    "part",
    "ring",
    "place",
    "shore",
    "side",
    "reach",
    "belt_m",
    "geometry",
)

_SURVEYED = ("river", "lake", "reservoir")
_SPACING_M = 25.0
"""Between the points of a bank that ground is shared out to by nearness; a quarter of a piece."""

Shapes = NDArray[Any]


def in_metres(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame as it is on a plane; one in degrees moves to a plane in metres around its middle.

    The new plane is equidistant from the middle of what the frame holds.
    """
    if frame.crs is None or not frame.crs.is_geographic or frame.empty:
        return frame
    west, south, east, north = frame.total_bounds
    middle = {"lon_0": (west + east) / 2.0, "lat_0": (south + north) / 2.0}
    return frame.to_crs(
        pyproj.CRS.from_dict({"proj": "aeqd", "ellps": "GRS80", "units": "m", **middle})
    )


def named_rows(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of waters the plan names, with the id of each in ``water``.

    Parameters
    ----------
    frame
        ``name``, and ``inflow`` (``yes`` for a main river into Lake Tai) if there is one.
    """
    inflow = frame["inflow"] if "inflow" in frame else pd.Series("", index=frame.index)
    ids = [
        water_of_name(str(name), inflow=flag == "yes")
        for name, flag in zip(frame["name"], inflow, strict=True)
    ]
    return frame.assign(water=ids)[np.array(ids, dtype=object) != ""]


def bank_pieces(
    named_water: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame | None = None,
    axes: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Banks of the waters the plan names, in pieces of about ``piece_m`` of table ``shoreline``.

    Parameters
    ----------
    named_water
        Polygons with ``name``, ``inflow``, ``reach`` and ``belt_m``.
    parcels
        Polygons with ``group`` on the same CRS; None takes the named polygons as they are.
    axes
        Centre lines with ``name``, drawn downstream, for the sides of rivers.

    Returns
    -------
    GeoDataFrame
        :data:`BANK_COLUMNS` on the CRS of the waters. ``part``: polygon of the water; ``ring``: 0
        for its outer bank, from 1 for islands; ``place``: order along the ring, counter-clockwise
        around the water. ``shore``: ``mainland`` or ``island``. ``side``: ``left`` or ``right``
        of a river with a centre line, ``east``, ``south``, ``west`` or ``north`` of a lake, parted
        by the diagonals of its bounds, ``island``, else ``bank``. ``reach``: that of the nearest
        polygon.
        ``belt_m``: width of the water's shelterbelt in m, by its polygon or by the table.
    """
    rows = named_rows(in_metres(named_water))
    parcels = None if parcels is None else parcels.to_crs(rows.crs)
    axes = None if axes is None else axes.to_crs(rows.crs)
    tables = [
        _banks_of(water, rows[rows["water"] == water.id], parcels, axes)
        for water in named_waters()
        if (rows["water"] == water.id).any()
    ]
    if not tables:
        return gpd.GeoDataFrame(columns=list(BANK_COLUMNS), geometry="geometry", crs=rows.crs)
    found = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=rows.crs)
    return found.to_crs(named_water.crs)


def _banks_of(
    water: NamedWater,
    named: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame | None,
    axes: gpd.GeoDataFrame | None,
) -> pd.DataFrame:
    found = _pieces(_water_shape(named, parcels))
    pieces = pd.DataFrame(found, columns=["part", "ring", "place", "geometry"])
    lines = pieces["geometry"].to_numpy(dtype=object)
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    polygon = shapely.STRtree(named.geometry.to_numpy()).query_nearest(middles, all_matches=False)
    nearest = named.iloc[polygon[1]].reset_index(drop=True)
    island = pieces["ring"].to_numpy() > 0
    stated = nearest["belt_m"] if "belt_m" in nearest else pd.Series(np.nan, nearest.index)
    return pieces.assign(
        piece=[f"{water.id}-{number:05d}" for number in range(len(pieces))],
        water=water.id,
        shore=np.where(island, "island", "mainland"),
        side=np.where(island, "island", _sides(water, middles, nearest, axes)),
        reach=nearest.get("reach", ""),
        belt_m=stated.astype(np.float64).fillna(parameter_table("shelterbelt").value(water.width)),
    )[list(BANK_COLUMNS)]


def _sides(
    water: NamedWater,
    middles: Shapes,
    nearest: gpd.GeoDataFrame,
    axes: gpd.GeoDataFrame | None,
) -> NDArray[Any]:
    if water.kind == "lake":
        return _compass(middles, shapely.bounds(nearest.geometry.to_numpy()))
    if axes is not None:
        rows = named_rows(axes)
        lines = rows.geometry.to_numpy()[(rows["water"] == water.id).to_numpy()]
        if len(lines):
            return _bank_side(middles, lines)
    return np.full(len(middles), "bank", dtype=object)


def _water_shape(named: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame | None) -> BaseGeometry:
    """The water as polygons without slits and tiny holes."""
    table = parameter_table("shoreline")
    outline = shapely.union_all(named.geometry.to_numpy())
    surveyed = None if parcels is None else _surveyed(outline, parcels)
    shape = outline
    if surveyed is not None:
        # Mitred both ways, straight edges and square corners come back as they were.
        half = table.value("survey_gap_m") / 2.0
        wide = shapely.buffer(surveyed, half, join_style="mitre")
        shape = shapely.buffer(wide, -half, join_style="mitre")
    least = table.value("least_island_m2")
    kept: list[Any] = []
    for part in shapely.get_parts(shape):
        outer, *holes = shapely.get_rings(part)
        size = plane_area([shapely.Polygon(hole) for hole in holes])
        islands = [hole for hole, m2 in zip(holes, size.tolist(), strict=True) if m2 >= least]
        kept.append(shapely.Polygon(outer, islands))
    return shapely.MultiPolygon(kept)


def _surveyed(outline: BaseGeometry, parcels: gpd.GeoDataFrame) -> BaseGeometry | None:
    """Water parcels that lie at least half in an outline, joined; None if there is none."""
    wet = parcels.geometry.to_numpy()[parcels["group"].isin(_SURVEYED).to_numpy()]
    found = wet[np.sort(shapely.STRtree(wet).query(outline, predicate="intersects"))]
    if not len(found):
        return None
    inside = plane_area(shapely.intersection(found, outline))
    mostly = found[inside >= 0.5 * plane_area(found)]
    return shapely.union_all(mostly) if len(mostly) else None


def _pieces(shape: BaseGeometry) -> Iterator[tuple[int, int, int, Any]]:
    length = parameter_table("shoreline").value("piece_m")
    for part, polygon in enumerate(shapely.get_parts(shapely.orient_polygons(shape))):
        for ring, line in enumerate(shapely.get_rings(polygon)):
            around = shapely.LineString(shapely.get_coordinates(line))
            count = max(1, round(around.length / length))
            for place, piece in enumerate(_cut_evenly(around, count)):
                yield part, ring, place, piece


def _cut_evenly(line: Any, count: int) -> Shapes:
    """(count,) pieces of a line, of equal length and in its order; its vertices stay in them."""
    ends = np.linspace(0.0, float(shapely.length(line)), count + 1)
    corners = shapely.get_coordinates(line)
    steps = np.hypot(*np.diff(corners, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])[:-1]
    within = np.searchsorted(ends, along, side="right") - 1
    inner = (within < count) & (along > ends[np.minimum(within, count)])
    marks = shapely.get_coordinates(shapely.line_interpolate_point(line, ends))
    places = np.arange(count)
    piece = np.concatenate([places, within[inner], places])
    points = np.concatenate([marks[:-1], corners[:-1][inner], marks[1:]])
    order = np.argsort(piece, kind="stable")
    return np.asarray(shapely.linestrings(points[order], indices=piece[order]), dtype=object)


def _compass(points: Shapes, bounds: NDArray[np.float64]) -> NDArray[Any]:
    """Side of its bounds (west, south, east, north) each point lies on, by their diagonals."""
    west, south, east, north = bounds.T
    x = (shapely.get_x(points) - (west + east) / 2.0) / (east - west)
    y = (shapely.get_y(points) - (south + north) / 2.0) / (north - south)
    names = np.array(["east", "north", "west", "south"], dtype=object)
    quarter = np.floor((np.degrees(np.arctan2(y, x)) + 45.0) / 90.0).astype(int) % 4
    return np.asarray(names[quarter])


def _bank_side(points: Shapes, axes: Shapes) -> NDArray[Any]:
    """Left or right of the nearest centre line, looking along it."""
    lines = shapely.get_parts(axes)
    nearest = lines[
        shapely.STRtree(lines).query_nearest(points, return_distance=False, all_matches=False)[1]
    ]
    along = shapely.line_locate_point(nearest, points)
    step = np.minimum(1.0, shapely.length(nearest) / 2.0)
    before = shapely.line_interpolate_point(nearest, np.maximum(along - step, 0.0))
    after = shapely.line_interpolate_point(nearest, along + step)
    ahead = np.array([_xy(after) - _xy(before), _xy(points) - _xy(before)])
    cross = ahead[0, :, 0] * ahead[1, :, 1] - ahead[0, :, 1] * ahead[1, :, 0]
    return np.where(cross >= 0.0, "left", "right").astype(object)


def _xy(points: Shapes) -> NDArray[np.float64]:
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def water_shapes(bank: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    """Water -> its polygons, put together again from the pieces of its banks."""
    shapes: dict[str, list[Any]] = {}
    for (water, _), part in bank.groupby(["water", "part"], sort=False):
        rings = [_ring(pieces) for _, pieces in part.groupby("ring")]
        polygon = shapely.polygons(rings[0], holes=rings[1:] or None)
        shapes.setdefault(str(water), []).append(polygon)
    return {water: shapely.multipolygons(parts) for water, parts in shapes.items()}


def _ring(pieces: gpd.GeoDataFrame) -> Any:
    """The closed ring of pieces in their order; each ends where the next begins."""
    lines = pieces.sort_values("place").geometry
    corners = [shapely.get_coordinates(line)[:-1] for line in lines]
    return shapely.linearrings(np.concatenate(corners))


def landward(bank: gpd.GeoDataFrame, depth: NDArray[np.float64]) -> Shapes:
    """Ground behind each piece of bank: within a depth of it, nearest to it, and in no water.

    Parameters
    ----------
    bank
        Pieces as :func:`bank_pieces` gives them.
    depth
        (piece,) m from the bank; NaN gives no ground.

    Returns
    -------
    (piece,) polygons or multipolygons, which do not overlap within one water. Nearness is that
    to points of the bank at most 25 m apart.
    """
    ground = np.full(len(bank), shapely.MultiPolygon(), dtype=object)
    waters = shapely.union_all(list(water_shapes(bank).values())) if len(bank) else None
    lines = bank.geometry.to_numpy()
    for water in bank["water"].unique():
        rows = np.flatnonzero((bank["water"] == water).to_numpy() & np.isfinite(depth))
        if not len(rows):
            continue
        near = shapely.buffer(lines[rows], depth[rows])
        own = shapely.intersection(_cells(lines[rows], float(np.max(depth[rows]))), near)
        ground[rows] = shapely.difference(own, waters)
    return ground


def _cells(lines: Shapes, margin: float) -> Shapes:
    """The part of the plane nearest to each line, as far as ``margin`` around them all."""
    count = np.maximum(2, np.ceil(shapely.length(lines) / _SPACING_M)).astype(int)
    owner = np.repeat(np.arange(len(lines)), count)
    first = np.repeat(np.cumsum(count) - count, count)
    share = (np.arange(owner.size) - first + 0.5) / np.repeat(count, count)
    points = shapely.line_interpolate_point(lines[owner], share, normalized=True)
    around = shapely.box(*shapely.total_bounds(lines)).buffer(2.0 * margin)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=around, ordered=True)
    )
    joined = [shapely.union_all(cells[owner == row]) for row in range(len(lines))]
    return np.array(joined, dtype=object)
