"""Cases whose ground hangs together: touching or overlapping, from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from sinkmap.grid import parse_crs
from sinkmap.ledger.lineage import batches_of
from sinkmap.ledger.outline import outline_of
from sinkmap.ledger.states import State
from sinkmap.ledger.tables import Case

__all__ = ["neighbours", "outlines_together", "standing_apart"]

_TOUCH_M = 0.01
"""Gap across which two outlines still touch, in metres: coordinates are handed over to a centimetre
or the seventh place of a degree."""
_DEGREE_M = 111_320.0
"""Metres of a degree of latitude; of longitude it is less, so the gap there is the smaller one."""
_AROUND = 0.05
"""Degrees around a case in which others are looked for, some 5 km: no case reaches farther."""


def outlines_together(cases: Sequence[Case]) -> list[BaseGeometry]:
    """Outlines of cases, all on the plane of the first."""
    return [outline_of(case, cases[0].crs) for case in cases]


def standing_apart(cases: Sequence[Case]) -> list[Case]:
    """The cases whose ground does not hang together with that of the largest."""
    if not cases:
        return []
    group = _groups(outlines_together(cases), cases[0].crs)
    largest = max(range(len(cases)), key=lambda place: cases[place].area_m2)
    return [case for case, one in zip(cases, group, strict=True) if one != group[largest]]


def neighbours(session: Session, case: Case) -> list[Case]:
    """Cases a case may be merged with, by number: ground hanging together with its own.

    They are of the same state, batches and county; none where the case itself may not be merged.
    """
    if case.merged_into is not None or not State(case.state).undecided:
        return []
    asked = select(Case).where(
        Case.merged_into.is_(None),
        Case.state == case.state,
        Case.lon.between(case.lon - _AROUND, case.lon + _AROUND),
        Case.lat.between(case.lat - _AROUND, case.lat + _AROUND),
    )
    near = session.execute(asked.order_by(Case.number)).scalars().all()
    rest = [one for one in near if one.number != case.number and _same_county(one, case)]
    wanted = batches_of(session, case.number)
    met = _hanging_on(case, rest)
    return _hanging_on(case, [one for one in met if batches_of(session, one.number) == wanted])


def _hanging_on(case: Case, others: Sequence[Case]) -> list[Case]:
    if not others:
        return []
    group = _groups(outlines_together([case, *others]), case.crs)
    return [other for other, one in zip(others, group[1:], strict=True) if one == group[0]]


def _same_county(one: Case, other: Case) -> bool:
    return one.county == other.county or not (one.county and other.county)


def _groups(outlines: Sequence[BaseGeometry], crs: str) -> NDArray[Any]:
    """(n,) number of the group each outline hangs together with."""
    shapes = np.asarray(outlines, dtype=object)
    gap = _TOUCH_M / _DEGREE_M if parse_crs(crs).is_geographic else _TOUCH_M
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap)
    ties = coo_array((np.ones(len(one)), (one, other)), shape=(len(shapes), len(shapes)))
    return np.asarray(connected_components(ties, directed=False)[1])
