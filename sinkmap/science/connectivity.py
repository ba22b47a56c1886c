"""Probability of connectivity of natural land (Saura and Pascual-Hortal 2007).

PC = Σ Σ a_i a_j p*_ij ÷ A² (Landscape and Urban Planning 83:91-103): the chance that two points
thrown on the landscape fall on habitat from which one can be reached from the other. A step of d
metres succeeds with p = 0.5^(d ÷ median step); p* is the best product over any chain of steps.
Distances are straight, from edge to edge.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from sinkmap.area import geodesic_area
from sinkmap.parameters import parameter_table
from sinkmap.science.metric_plane import in_metres

__all__ = ["patch_links", "reached_m4"]

_BETWEEN = "-"
"""Between the two patches of a link and its length in its name."""
_TOUCHING = 0.01
"""Metres a link has at least: a step of no length would leave no line to draw."""


def patch_links(patches: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Steps between patches large enough to be nodes and close enough to be reached.

    Parameters
    ----------
    patches
        ``patch`` and polygons.

    Returns
    -------
    GeoDataFrame
        ``link`` (``patch-patch-metres``) and the shortest line between the two patches, on the CRS
        of the patches. Node size and reach: parameter table ``connectivity``.
    """
    table = parameter_table("connectivity")
    plane = in_metres(patches)
    ground = geodesic_area(plane.geometry.to_numpy(), plane.crs.to_wkt())
    nodes = plane[ground >= table.value("node_area")]
    shapes, names = nodes.geometry.to_numpy(), nodes["patch"].to_numpy()
    reach = table.value("link_reach")
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=reach)
    once = first < second
    first, second = first[once], second[once]
    lines = shapely.shortest_line(shapes[first], shapes[second])
    metres = shapely.length(lines)
    apart = metres >= _TOUCHING
    links = [
        _BETWEEN.join((a, b, f"{m:.2f}"))
        for a, b, m in zip(names[first], names[second], metres, strict=True)
    ]
    frame = gpd.GeoDataFrame({"link": links}, geometry=gpd.GeoSeries(lines, crs=plane.crs))
    return frame[apart].reset_index(drop=True).to_crs(patches.crs)


def reached_m4(areas: Mapping[str, float], links: Mapping[str, float], median_step: float) -> float:
    """Σ Σ a_i a_j p*_ij of the patches of one unit, m⁴; over its squared area it is PC.

    Parameters
    ----------
    areas
        Patch -> m² in the unit; patches without a link are reached from themselves alone.
    links
        Link (as :func:`patch_links` names it) -> metres of it in the unit. A link that leaves the
        unit leads nowhere in it.
    median_step
        Metres that half of all steps exceed.
    """
    number = {patch: index for index, patch in enumerate(areas)}
    ends, costs = [], []
    for name, inside in links.items():
        a, b, metres = name.split(_BETWEEN)
        length = float(metres)
        if a in number and b in number and inside >= length * (1.0 - 1e-3) - _TOUCHING:
            ends.append((number[a], number[b]))
            costs.append(length)
    size = np.array(list(areas.values()), dtype=np.float64)
    linked = np.unique(np.array(ends, dtype=np.int64).reshape(-1, 2))
    alone = np.delete(size, linked)
    return math.fsum((alone * alone).tolist()) + _among(
        size[linked], linked, ends, costs, median_step
    )


def _among(
    size: NDArray[np.float64],
    linked: NDArray[np.int64],
    ends: list[tuple[int, int]],
    costs: list[float],
    median_step: float,
) -> float:
    """The double sum over the patches that have links; ``size`` in their order."""
    if not ends:
        return 0.0
    pairs = np.searchsorted(linked, np.array(ends, dtype=np.int64))
    graph = coo_array((costs, (pairs[:, 0], pairs[:, 1])), shape=(len(linked),) * 2).tocsr()
    total = []
    for row in range(len(linked)):
        ways = dijkstra(graph, directed=False, indices=row)
        total.append(float(size[row] * (size * 0.5 ** (ways / median_step)).sum()))
    return math.fsum(total)
