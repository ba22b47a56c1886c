"""Continuity of ecological corridors: the least-cost way from end to end, on a cost raster.

The raster covers the corridor's own polygon. A cell takes the resistance of the parcel under its
centre (parameter table ``connectivity``; ground without a parcel resists like built-up land); a
step to one of eight neighbours costs its length times the mean of the two resistances. Cells are
a fifth of the corridor's mean width, at least 10 m and at most 100 m, so a break narrower than a
cell may be missed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from sinkmap.area import plane_area
from sinkmap.classes import groups, members
from sinkmap.parameters import parameter_table
from sinkmap.science.metric_plane import in_metres

__all__ = ["CostGrid", "Way", "corridor_ways", "group_resistance", "least_cost_way"]

IDEAL, WAY = "ideal", "way"
_NONE = -9999
_STEPS = ((0, 1), (1, 0), (1, 1), (1, -1))


@cache
def group_resistance() -> dict[str, float]:
    """Group -> resistance to whoever moves along a corridor; natural land has 1."""
    table = parameter_table("connectivity")
    found: dict[str, float] = {}
    for one in groups():
        kind = "open"
        if one.id in members("NAT"):
            kind = "nat"
        elif one.id in members("FAC") or one.id == "rural_road":
            kind = "rural"
        elif one.id in members("BUILT") and one.id != "park":
            kind = "built"
        found[one.id] = table.value(f"resistance.{kind}")
    return found


@dataclass(frozen=True, slots=True, eq=False)
class CostGrid:
    """Resistance of square cells: ``cost`` (y, x), at least 1, infinite where no way may lead.

    ``west, north``: corner of the first cell; ``cell``: side in metres.
    """

    cost: NDArray[np.float64]
    west: float
    north: float
    cell: float

    def centres(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """x and y of every cell's centre, (y, x) each."""
        rows, cols = self.cost.shape
        x = self.west + (np.arange(cols) + 0.5) * self.cell
        y = self.north - (np.arange(rows) + 0.5) * self.cell
        east, north = np.meshgrid(x, y)
        return east, north


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A least-cost way: rows and columns of its cells (n, 2), and its cost in metres."""

    cells: NDArray[np.int64]
    cost: float


def least_cost_way(grid: CostGrid, start: tuple[int, int], goal: tuple[int, int]) -> Way | None:
    """The cheapest way between two cells by their eight neighbours; None where none leads."""
    rows, cols = grid.cost.shape
    number = np.arange(rows * cols).reshape(rows, cols)
    ends, weights = [], []
    for down, right in _STEPS:
        here = (slice(0, rows - down), slice(max(-right, 0), cols - max(right, 0)))
        there = (slice(down, rows), slice(max(right, 0), cols - max(-right, 0)))
        weight = (grid.cost[here] + grid.cost[there]) / 2.0 * math.hypot(down, right) * grid.cell
        open_ = np.isfinite(weight)
        ends.append(np.stack([number[here][open_], number[there][open_]]))
        weights.append(weight[open_])
    pairs, costs = np.concatenate(ends, axis=1), np.concatenate(weights)
    graph = coo_array((costs, (pairs[0], pairs[1])), shape=(number.size, number.size)).tocsr()
    first, last = int(number[start]), int(number[goal])
    found, before = dijkstra(graph, directed=False, indices=first, return_predecessors=True)
    if not np.isfinite(found[last]):
        return None
    path = [last]
    while before[path[-1]] != _NONE:
        path.append(int(before[path[-1]]))
    return Way(np.array(np.divmod(path[::-1], cols)).T, float(found[last]))


def corridor_ways(
    corridors: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame, zone: str
) -> gpd.GeoDataFrame:
    """Least-cost ways along corridors, as they are and as if all their ground were natural.

    Parameters
    ----------
    corridors
        Polygons with a text column ``zone``; the ends of a corridor are the two points of its
        outline that lie farthest apart.
    parcels
        Polygons with ``group``, on the same CRS.

    Returns
    -------
    GeoDataFrame
        ``way``: ``zone|way|resistance`` for the stretches of the least-cost way by resistance, and
        ``zone|ideal|1`` for the shortest way inside the corridor. A corridor without a way from
        end to end has the straight line between them as ``zone|ideal|1`` alone.
    """
    plane, land = in_metres(corridors), parcels.to_crs(in_metres(corridors).crs)
    tree = shapely.STRtree(land.geometry.to_numpy())
    resistance = land["group"].map(group_resistance()).to_numpy(dtype=np.float64)
    names: list[str] = []
    lines: list[Any] = []
    for name, shape in zip(plane[zone], plane.geometry, strict=True):
        for kind, line in _corridor(shape, tree, resistance):
            names.append(f"{name}|{kind}")
            lines.append(line)
    frame = gpd.GeoDataFrame({"way": names}, geometry=gpd.GeoSeries(lines, crs=plane.crs))
    return frame.to_crs(corridors.crs)


def _corridor(
    shape: BaseGeometry, tree: shapely.STRtree, resistance: NDArray[np.float64]
) -> list[tuple[str, Any]]:
    """Kind and line of the ways of one corridor."""
    grid, (start, goal) = _cost_grid(shape, tree, resistance)
    way = least_cost_way(grid, start, goal)
    free = np.where(np.isfinite(grid.cost), 1.0, math.inf)
    ideal = least_cost_way(CostGrid(free, grid.west, grid.north, grid.cell), start, goal)
    if way is None or ideal is None:
        x, y = grid.centres()
        return [(f"{IDEAL}|1", shapely.LineString([(x[c], y[c]) for c in (start, goal)]))]
    found = [(f"{IDEAL}|1", _line(grid, ideal))]
    return found + [(f"{WAY}|{r:g}", line) for r, line in _stretches(grid, way)]


def _cost_grid(
    shape: BaseGeometry, tree: shapely.STRtree, resistance: NDArray[np.float64]
) -> tuple[CostGrid, tuple[tuple[int, int], tuple[int, int]]]:
    """The cost raster of a corridor, and the cells of its two ends."""
    table = parameter_table("connectivity")
    width = 2.0 * float(plane_area([shape])[0]) / float(shapely.length(shape))
    cell = float(np.clip(width / table.value("cells_across"),
                         table.value("cell_least"), table.value("cell_most")))  # fmt: skip
    west, south, east, north = shape.bounds
    size = (max(1, math.ceil((north - south) / cell)), max(1, math.ceil((east - west) / cell)))
    grid = CostGrid(np.full(size, math.inf), west, north, cell)
    x, y = grid.centres()
    shapely.prepare(shape)
    inside = shapely.intersects_xy(shape, x, y)
    point, parcel = tree.query(shapely.points(x[inside], y[inside]), predicate="intersects")
    cost = np.full(int(inside.sum()), group_resistance()["built_ind"])
    # A centre on the line between two parcels takes the easier of them.
    order = np.argsort(-resistance[parcel], kind="stable")
    cost[point[order]] = resistance[parcel[order]]
    grid.cost[inside] = cost
    ends = _ends(shape)
    open_ = np.flatnonzero(inside)
    cells = [int(open_[np.hypot(x[inside] - a, y[inside] - b).argmin()]) for a, b in ends]
    first, last = (divmod(one, size[1]) for one in cells)
    return grid, (first, last)


def _ends(shape: BaseGeometry) -> NDArray[np.float64]:
    """(2, 2) the two corners of a shape's hull that lie farthest apart, the western one first."""
    corners = shapely.get_coordinates(shapely.convex_hull(shape))
    apart = np.hypot(*(corners[:, None, :] - corners[None, :, :]).transpose(2, 0, 1))
    first, last = np.unravel_index(int(apart.argmax()), apart.shape)
    ends = corners[[first, last]]
    return np.asarray(ends[np.lexsort((ends[:, 1], ends[:, 0]))])


def _line(grid: CostGrid, way: Way) -> Any:
    x, y = grid.centres()
    at = (way.cells[:, 0], way.cells[:, 1])
    points = np.column_stack([x[at], y[at]])
    return shapely.LineString(points if len(points) > 1 else np.repeat(points, 2, axis=0))


def _stretches(grid: CostGrid, way: Way) -> list[tuple[float, Any]]:
    """Resistance and lines of a way; each step is half in either cell."""
    x, y = grid.centres()
    at = (way.cells[:, 0], way.cells[:, 1])
    points, cost = np.column_stack([x[at], y[at]]), grid.cost[at]
    middle = (points[:-1] + points[1:]) / 2.0
    halves = np.concatenate([np.stack([points[:-1], middle], 1), np.stack([middle, points[1:]], 1)])
    owner = np.concatenate([cost[:-1], cost[1:]])
    lines: NDArray[Any] = np.asarray(shapely.linestrings(halves), dtype=object)
    return [
        (float(r), shapely.line_merge(shapely.MultiLineString(list(lines[owner == r]))))
        for r in sorted(set(owner.tolist()))
    ]
