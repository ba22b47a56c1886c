"""Shoreline of the Yangtze: uses of the official line, their change, and an estimate without it.

Uses are those of the table ``shoreline_uses``; parameters are those of the table ``shoreline``.
Lines of two years are compared along the line, not by their vertices, which two surveys never
share.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from sinkmap.classes import ECOLOGY, YANGTZE, group, group_ids, use_of_groups, water_of_name
from sinkmap.length import geodesic_length
from sinkmap.parameters import parameter_table
from sinkmap.science.bank import in_metres

__all__ = ["UNKNOWN", "shoreline_changes", "shoreline_estimate", "yangtze_uses"]

UNKNOWN = "unknown"
"""Use of a stretch without one, and of the year in which there is no line."""
_WATER = ("river", "lake", "reservoir")


def yangtze_uses(shoreline: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The Yangtze's lines of an official shoreline.

    Parameters
    ----------
    shoreline
        Lines with ``use``, and ``river``, ``shore`` and ``zone2016`` where there are any. A line
        that names another river than the Yangtze is left out.

    Returns
    -------
    GeoDataFrame
        ``name, use, shore, zone2016``, ``zone`` as use|shore, ``length_m`` (geodesic).
    """
    river = _texts(shoreline, "river")
    mine = (river == "") | river.map(water_of_name).eq(YANGTZE)
    use, shore = _texts(shoreline, "use", UNKNOWN), _texts(shoreline, "shore", "mainland")
    columns = {
        "name": _texts(shoreline, "name"),
        "use": use,
        "shore": shore,
        "zone2016": _texts(shoreline, "zone2016"),
        "zone": use + "|" + shore,
        "length_m": geodesic_length(shoreline.geometry, shoreline.crs.to_string()),
    }
    lines = gpd.GeoDataFrame(columns, geometry=shoreline.geometry, crs=shoreline.crs)
    return lines[mine].reset_index(drop=True)


def _texts(frame: pd.DataFrame, name: str, instead: str = "") -> pd.Series:
    """A column of texts; what is missing or empty reads as told."""
    if name not in frame:
        return pd.Series(instead, index=frame.index, dtype="str")
    texts = frame[name].fillna("").astype("str")
    return texts.where(texts != "", instead)


def shoreline_changes(now: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Stretches of shoreline whose use is another than it was.

    Parameters
    ----------
    now, before
        As :func:`yangtze_uses` gives them, on one CRS.

    Returns
    -------
    GeoDataFrame
        ``earlier, now, shore``, ``zone`` as earlier>now|shore, ``length_m`` (geodesic). A stretch
        that is farther than ``match_m`` from any line of the other year was, or is, ``unknown``.
    """
    crs = now.crs
    now = in_metres(now)
    before = before.to_crs(now.crs)
    new, old = _single(now), _single(before)
    rows = [
        *((was, use, shore, line) for use, shore, was, line in _met(new, old)),
        *((use, was, shore, line) for use, shore, was, line in _met(old, new) if was == UNKNOWN),
    ]
    kept = [row for row in rows if row[0] != row[1]]
    table = pd.DataFrame(kept, columns=["earlier", "now", "shore", "geometry"])
    table["zone"] = table["earlier"] + ">" + table["now"] + "|" + table["shore"]
    found = gpd.GeoDataFrame(table, geometry="geometry", crs=now.crs).to_crs(crs)
    found["length_m"] = geodesic_length(found.geometry, crs.to_string())
    return found


def _single(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return lines[["use", "shore", "geometry"]].explode(ignore_index=True)


def _met(lines: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> Iterator[tuple[str, str, str, Any]]:
    """Use, shore and the other year's use of every stretch of the lines, and the stretch."""
    table = parameter_table("shoreline")
    reach, longest = table.value("match_m"), table.value("piece_m")
    shapes = others.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    uses = np.append(others["use"].to_numpy(dtype=object), UNKNOWN)
    ends = shapely.get_point(shapes, [[0], [-1]]).ravel()
    for use, shore, line in zip(lines["use"], lines["shore"], lines.geometry, strict=True):
        close = ends[shapely.dwithin(ends, line, reach)] if len(ends) else ends
        cuts = _cuts(line, close, longest, table.value("least_change_m"))
        middles = shapely.line_interpolate_point(line, (cuts[:-1] + cuts[1:]) / 2.0)
        row = np.full(len(middles), -1)
        if len(shapes):
            found = tree.query_nearest(middles, max_distance=reach, all_matches=False)
            row[found[0]] = found[1]
        seen = uses[row]
        first = np.flatnonzero(np.r_[True, seen[1:] != seen[:-1]])
        for start, stop in pairwise([*first.tolist(), len(seen)]):
            yield use, shore, str(seen[start]), substring(line, cuts[start], cuts[stop])


def _cuts(line: Any, points: NDArray[Any], longest: float, least: float) -> NDArray[np.float64]:
    """Distances along a line, from its start to its end, at the points and in between."""
    length = float(shapely.length(line))
    nodes = np.sort(shapely.line_locate_point(line, points)) if len(points) else np.empty(0)
    nodes = nodes[(nodes > least) & (nodes < length - least)]
    nodes = np.r_[0.0, nodes[np.r_[True, np.diff(nodes) > least]] if len(nodes) else nodes, length]
    steps = [
        np.linspace(a, b, max(1, int(np.ceil((b - a) / longest))), endpoint=False)
        for a, b in pairwise(nodes.tolist())
    ]
    return np.append(np.concatenate(steps), length)


def shoreline_estimate(
    bank: gpd.GeoDataFrame, ground: gpd.GeoDataFrame, land: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Use of the Yangtze's bank by the group that has most of the ground behind each piece.

    An estimate for want of an official line (certainty D). Ground that is mostly water or unknown
    makes no bank: mouths of tributaries, and borders drawn in the stream.

    Parameters
    ----------
    bank
        Pieces as :func:`sinkmap.science.bank.bank_pieces` gives them.
    ground
        ``piece`` and ``purpose`` of the ground behind the pieces; ``use`` is the purpose wanted.
    land
        Areas of groups in each row of ``ground``: ``m2_<index>`` and ``unseen_m2``.

    Returns
    -------
    GeoDataFrame
        ``piece, use, shore, group``, ``zone`` as use|shore, ``length_m`` (geodesic).
    """
    wanted = (ground["purpose"] == "use").to_numpy()
    areas = pd.DataFrame(
        {name: _area(land, name)[wanted] for name in group_ids()}, index=ground["piece"][wanted]
    )
    unseen = land["unseen_m2"].to_numpy(dtype=np.float64)[wanted]
    wet = areas[list(_WATER)].sum(axis=1).to_numpy()
    dry = areas.drop(columns=list(_WATER))
    whole = areas.sum(axis=1).to_numpy() + unseen
    limit = parameter_table("shoreline").value("water_share")
    shore = (wet + unseen <= limit * whole) & (dry.sum(axis=1).to_numpy() > 0.0)
    if not shore.any():
        dry, found = dry.iloc[:0], pd.Series([], dtype=object)
    else:
        found = dry[shore].idxmax(axis=1)
    pieces = bank.set_index("piece").loc[found.index]
    uses = found.map(use_of_groups()).fillna(ECOLOGY)
    columns = {
        "piece": found.index,
        "use": uses.to_numpy(),
        "shore": pieces["shore"].to_numpy(),
        "group": found.to_numpy(),
        "zone": (uses + "|" + pieces["shore"]).to_numpy(),
        "length_m": geodesic_length(pieces.geometry, bank.crs.to_string()),
    }
    return gpd.GeoDataFrame(columns, geometry=pieces.geometry.to_numpy(), crs=bank.crs)


def _area(land: gpd.GeoDataFrame, name: str) -> NDArray[np.float64]:
    column = f"m2_{group(name).index}"
    if column not in land:
        return np.zeros(len(land))
    return np.asarray(land[column].to_numpy(dtype=np.float64))
