"""Verdicts on polygons of change between two survey vintages.

The rules are those of :mod:`sinkmap.science.change_rule`, in the plane of a CRS in metres: half
the tolerance is taken off every side and grown back inside the polygon; what does not come back is
a shifted boundary. Each part that is left is judged by shape and area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sinkmap.area import AreaMeasure, plane_area
from sinkmap.science.change_rule import ChangeRule, ChangeTally, ChangeVerdict

__all__ = ["ChangePieces", "judge_polygons"]


@dataclass(frozen=True, slots=True, eq=False)
class ChangePieces:
    """Pieces of change that together are the polygons given.

    (piece,) arrays: ``geometry``, polygons or multipolygons; ``owner``, row of the polygon it is a
    piece of; ``verdict``, :class:`ChangeVerdict`; ``m2``, area.
    """

    geometry: NDArray[np.object_]
    owner: NDArray[np.int64]
    verdict: NDArray[np.uint8]
    m2: NDArray[np.float64]

    @property
    def tally(self) -> ChangeTally:
        """Area kept, and ignored by each rule."""
        return ChangeTally.of(self.verdict, self.m2)


def judge_polygons(
    geometry: Sequence[Any], kind: Sequence[int], rule: ChangeRule, measure: AreaMeasure
) -> ChangePieces:
    """Cut polygons of change into what counts and what each rule ignores.

    Parameters
    ----------
    geometry
        (n,) valid polygons or multipolygons that do not overlap, in the measure's CRS, which is in
        metres.
    kind
        (n,) :class:`ChangeKind` that the ground turned into.
    rule
        Thresholds, as a rule :meth:`ChangeRule.of_survey`.
    measure
        Area measure; additive, so that the pieces add up to the polygons.

    Raises
    ------
    ValueError
        If a kind is none of the four, or a geometry is invalid.
    """
    polygons = np.asarray(geometry, dtype=object)
    kinds = np.asarray(kind, dtype=np.int64)
    if polygons.shape != kinds.shape:
        raise ValueError(f"{polygons.size} polygons, {kinds.size} kinds")
    strange = sorted(set(kinds.tolist()) - {int(one) for one in rule.min_m2})
    if strange:
        raise ValueError(f"kinds of change that have no smallest patch: {strange}")
    if not shapely.is_valid(polygons).all():
        rows = np.flatnonzero(~shapely.is_valid(polygons))[:5].tolist()
        raise ValueError(f"polygons of change are invalid: rows {rows}")
    parts, owner, shifted = _opened(polygons, rule.tolerance * rule.pixel_m / 2.0)
    edges, edge_owner = _areal(*shapely.get_parts(shifted, return_index=True))
    m2 = measure.polygons(parts)
    verdict = rule.judge(
        kinds[owner],
        m2,
        plane_area(parts) / rule.pixel_m**2,
        shapely.length(parts) / rule.pixel_m,
    )
    return ChangePieces(
        geometry=np.concatenate((parts, edges)),
        owner=np.concatenate((owner, edge_owner)).astype(np.int64),
        verdict=np.concatenate((verdict, np.full(edges.size, ChangeVerdict.TOLERANCE, np.uint8))),
        m2=np.concatenate((m2, measure.polygons(edges))),
    )


def _opened(
    polygons: NDArray[np.object_], half: float
) -> tuple[NDArray[np.object_], NDArray[np.int64], NDArray[np.object_]]:
    """Parts that outlast the tolerance, grown back; the polygon of each; and what is left of each.

    Erosion by ``half`` on every side leaves cores. Each core is a part of its own, even where two
    grow back until they touch: a neck within the tolerance joins nothing. Ground that two cores
    reach is the first one's.
    """
    cores = shapely.buffer(polygons, -half, join_style="mitre")
    cores, owner = _areal(*shapely.get_parts(cores, return_index=True))
    grown = shapely.buffer(cores, half, join_style="mitre")
    # Which of its polygon's cores each is; owners come sorted.
    place = np.arange(owner.size) - np.searchsorted(owner, owner)
    rest = polygons.copy()
    pieces, owners = [grown[:0]], [owner[:0]]
    for k in range(int(place.max(initial=-1)) + 1):
        here, row = grown[place == k], owner[place == k]
        found, index = _areal(
            *shapely.get_parts(shapely.intersection(rest[row], here), return_index=True)
        )
        rest[row] = shapely.difference(rest[row], here)
        pieces.append(found)
        owners.append(row[index])
    return np.concatenate(pieces), np.concatenate(owners), rest


def _areal(
    parts: NDArray[np.object_], owner: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Polygons only: cutting leaves points and lines behind, which have no area."""
    polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    polygon &= ~shapely.is_empty(parts)
    return parts[polygon], owner[polygon]
