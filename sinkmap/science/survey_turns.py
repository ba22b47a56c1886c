"""Polygons of change between two years of a parcel survey, before they are judged.

A *turn* is a class group before and after. Parcels whose geometry is the same to the last
coordinate are compared by class alone; only the others are cut by each other. Ground of one turn
that hangs together is one polygon, however many parcels it was, so that a factory on ten fields is
measured as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinkmap.area import plane_area
from sinkmap.classes import code_system

__all__ = ["TURN_COLUMNS", "SurveyYear", "survey_turns"]

TURN_COLUMNS = ("before", "after", "after_may_be", "dlbm_t0", "dlbm_t1")

_CHUNK = 4_000
Rows = NDArray[np.int64]
Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class SurveyYear:
    """Parcels of one year.

    ``codes``, ``groups``: (n,) texts; ``wkb``: (n,) geometry as WKB bytes on one CRS; ``system``:
    code system of the codes.
    """

    codes: NDArray[Any]
    groups: NDArray[Any]
    wkb: NDArray[Any]
    system: str

    @classmethod
    def of(cls, frame: pd.DataFrame, system: str) -> SurveyYear:
        """Of columns ``code``, ``group`` and ``geometry`` (WKB)."""
        texts = [frame[name].astype(str).to_numpy(dtype=object) for name in ("code", "group")]
        return cls(texts[0], texts[1], frame["geometry"].to_numpy(dtype=object), system)


def survey_turns(
    before: SurveyYear, after: SurveyYear, crs: Any, *, workers: int = 2
) -> gpd.GeoDataFrame:
    """Ground whose class group differs between two years.

    Parameters
    ----------
    before, after
        Parcels of the earlier and the later year, valid polygons on ``crs``.

    Returns
    -------
    GeoDataFrame
        One polygon a row: ``before`` and ``after`` groups; ``after_may_be``, the group the ground
        may be in as well because the later code system does not tell the two apart, else empty;
        ``dlbm_t0`` and ``dlbm_t1``, the codes joined by ``|``. The order of the parcels does not
        matter. Ground that only one of the years covers is in no row.

    Where the two years have different code systems, a code that became the successor the tables
    give it is no change: the method changed, not the land.
    """
    table = _Turns(before, after)
    old, new, kept = _same_ground(before, after)
    changed = table.differ(old, new)
    shapes = [np.asarray(shapely.from_wkb(before.wkb[old[changed]]), dtype=object)]
    pairs = [np.column_stack([old[changed], new[changed]])]
    cut_pairs, cut_shapes = _cut(before, after, kept, table, workers)
    pairs.append(cut_pairs)
    shapes.append(cut_shapes)
    rows, ground = np.concatenate(pairs), np.concatenate(shapes)
    return _joined(before, after, rows, ground, crs)


class _Turns:
    """Which pairs of parcels are a turn."""

    def __init__(self, before: SurveyYear, after: SurveyYear) -> None:
        self._before, self._after = before, after
        self._alike = _successors(before.system, after.system)

    def differ(self, old: Rows, new: Rows) -> NDArray[np.bool_]:
        differ = self._before.groups[old] != self._after.groups[new]
        known = (self._before.groups[old] != "") & (self._after.groups[new] != "")
        differ = np.asarray(differ & known, dtype=np.bool_)
        asked = np.flatnonzero(differ) if self._alike else np.empty(0, dtype=np.int64)
        steps = self._before.codes[old[asked]] + ">" + self._after.codes[new[asked]]
        differ[asked] = ~pd.Series(steps, dtype=object).isin(self._alike).to_numpy()
        return differ


def _successors(before: str, after: str) -> frozenset[str]:
    """Steps ``code>code`` between two systems that the tables call the same land."""
    if before == after:
        return frozenset()
    found = set()
    for system, other, turned in ((before, after, False), (after, before, True)):
        table = code_system(system).table
        if other not in table.columns:
            continue
        for code, listed in table[other].items():
            for successor in str(listed).split("/"):
                found.add(f"{successor}>{code}" if turned else f"{code}>{successor}")
    return frozenset(found)


def _may_be(system: str, code: str) -> str:
    """Another group that a code's predecessors in the third survey belong to, else empty."""
    table = code_system(system).table
    if "sd3" not in table.columns or code not in table.index:
        return ""
    third = code_system("sd3").table["group"]
    own = str(table.at[code, "group"])
    known = [str(third[one]) for one in str(table.at[code, "sd3"]).split("/") if one in third.index]
    return next((group for group in known if group not in (own, "")), "")


def _same_ground(before: SurveyYear, after: SurveyYear) -> tuple[Rows, Rows, tuple[Rows, Rows]]:
    """Rows of both years with the same geometry to the last coordinate; the rows that are left."""
    place = pd.Series(np.arange(len(before.wkb)), index=pd.Index(before.wkb, dtype=object))
    place = place[~place.index.duplicated(keep=False)]
    keys = pd.Index(after.wkb, dtype=object)
    found = place.reindex(keys).to_numpy()
    single = ~keys.duplicated(keep=False)
    new = np.flatnonzero(~np.isnan(found) & single)
    old = found[new].astype(np.int64)
    left = [np.ones(len(before.wkb), dtype=bool), np.ones(len(after.wkb), dtype=bool)]
    left[0][old], left[1][new] = False, False
    return old, new, (np.flatnonzero(left[0]), np.flatnonzero(left[1]))


def _cut(
    before: SurveyYear,
    after: SurveyYear,
    rest: tuple[Rows, Rows],
    table: _Turns,
    workers: int,
) -> tuple[NDArray[np.int64], Shapes]:
    """(piece, 2) rows of both years and (piece,) common ground of the pairs that are a turn."""
    olds = np.asarray(shapely.from_wkb(before.wkb[rest[0]]), dtype=object)
    news = np.asarray(shapely.from_wkb(after.wkb[rest[1]]), dtype=object)
    if not len(olds) or not len(news):
        return np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=object)
    new, old = shapely.STRtree(olds).query(news)
    turned = table.differ(rest[0][old], rest[1][new])
    old, new = old[turned], new[turned]
    order = np.lexsort((old, new))
    old, new = old[order], new[order]

    def common(first: int) -> Shapes:
        rows = slice(first, first + _CHUNK)
        return _areal(shapely.intersection(olds[old[rows]], news[new[rows]]))

    with ThreadPoolExecutor(max_workers=workers) as pool:
        made = list(pool.map(common, range(0, len(old), _CHUNK)))
    ground = np.concatenate([np.empty(0, dtype=object), *made])
    kept = plane_area(ground) > 0.0 if len(ground) else np.empty(0, dtype=bool)
    pairs = np.column_stack([rest[0][old[kept]], rest[1][new[kept]]])
    return pairs, ground[kept]


def _joined(
    before: SurveyYear, after: SurveyYear, rows: NDArray[np.int64], ground: Shapes, crs: Any
) -> gpd.GeoDataFrame:
    """Ground of one turn that hangs together as one polygon each."""
    ground = shapely.normalize(ground) if len(ground) else ground
    order = _canonical(ground)
    rows, ground = rows[order], ground[order]
    codes = (before.codes[rows[:, 0]], after.codes[rows[:, 1]])
    may_be = {str(code): _may_be(after.system, str(code)) for code in set(codes[1])}
    turn = pd.DataFrame(
        {
            "before": before.groups[rows[:, 0]],
            "after": after.groups[rows[:, 1]],
            "after_may_be": [may_be[str(code)] for code in codes[1]],
        }
    )
    found: list[tuple[str, ...]] = []
    shapes: list[Any] = []
    turned = turn.groupby(list(turn.columns), sort=True).indices
    for key, own in sorted((tuple(map(str, k)), rows) for k, rows in turned.items()):
        parts = shapely.get_parts(shapely.union_all(ground[own]))
        parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        names = _codes_of(parts, ground[own], [side[own] for side in codes])
        # A group that is its own alternative is none.
        words = (key[0], key[1], "" if key[2] in key[:2] else key[2])
        found += [(*words, *pair) for pair in names]
        shapes += list(parts)
    frame = pd.DataFrame(found, columns=list(TURN_COLUMNS))
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=crs))


def _codes_of(
    parts: Shapes, pieces: Shapes, codes: Sequence[NDArray[Any]]
) -> list[tuple[str, str]]:
    """Codes of the pieces each part was joined of."""
    piece, part = shapely.STRtree(parts).query(
        shapely.point_on_surface(pieces), predicate="intersects"
    )
    owners: list[list[int]] = [[] for _ in parts]
    for one, row in zip(piece.tolist(), part.tolist(), strict=True):
        owners[row].append(one)
    texts = [["|".join(sorted({str(c) for c in side[own]})) for side in codes] for own in owners]
    return [(one[0], one[1]) for one in texts]


def _canonical(shapes: Shapes) -> Rows:
    """Order of normalised shapes that does not depend on the order they came in."""
    if not len(shapes):
        return np.empty(0, dtype=np.int64)
    bounds = shapely.bounds(shapes)
    text = np.asarray(shapely.to_wkb(shapes), dtype=object)
    table = pd.DataFrame(bounds).assign(wkb=[bytes(one) for one in text])
    return table.sort_values(list(table.columns)).index.to_numpy(dtype=np.int64)


def _areal(shapes: Shapes) -> Shapes:
    """Polygons only: cutting leaves points and lines behind, which have no area."""
    found = shapes.copy()
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    for row in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[row])
        found[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    found[shapely.get_dimensions(found) < 2] = shapely.Polygon()
    return np.asarray(found, dtype=object)
