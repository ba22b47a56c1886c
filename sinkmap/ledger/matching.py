"""Which known case a patch belongs to: matching by overlap, with splits and merges told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinkmap.area import plane_area

__all__ = ["SAME_SHARE", "Known", "Link", "LinkKind", "Matching", "match"]

SAME_SHARE = 0.5
"""Share of the smaller of two outlines that must be common for them to be the same ground.

Half, so that a part of a split and a whole of a merge are found, and a neighbour is not (ours).
"""


class LinkKind(StrEnum):
    """How a case came of another.

    ``split``: the parent's ground is now seen as several patches; ``merge``: the parent's patch is
    now part of the child's; ``follows``: the parent was concluded when the ground changed again.
    """

    SPLIT = "split"
    MERGE = "merge"
    FOLLOWS = "follows"


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A case there is: its outline on the patches' plane, last year, and whether concluded.

    ``whole``: it was merged by hand, so that several patches may be on its ground.
    """

    number: str
    geometry: BaseGeometry
    year: int | None
    concluded: bool
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A tie between a known case and the case of patch ``patch``; ``share`` of the smaller one."""

    kind: LinkKind
    known: str
    patch: int
    share: float


@dataclass(frozen=True, slots=True)
class Matching:
    """``carried``: patch -> known case it belongs to; every other patch opens a case."""

    carried: dict[int, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edge:
    patch: int
    known: int
    common: float
    share: float


def match(
    patches: Sequence[BaseGeometry], years: Sequence[int | None], known: Sequence[Known]
) -> Matching:
    """Match patches with known cases.

    Of all pairs that share ground those with most in common are joined first, one patch to one
    case; to a case merged by hand every patch that has most in common with it. A patch left over
    whose ground is a case's is a split of it, a case left over whose ground is a patch's is merged.
    A case concluded before the year of the patch is followed, not carried.

    Parameters
    ----------
    patches, years
        (n,) valid polygons on one plane, and the year each change was seen in, or None.
    known
        The cases there are, on the same plane.
    """
    if not patches or not known:
        return Matching()
    edges = _edges(np.asarray(patches, dtype=object), known)
    later = [e for e in edges if _is_later(years[e.patch], known[e.known])]
    same = [e for e in edges if not _is_later(years[e.patch], known[e.known])]
    same.sort(key=lambda e: (-e.common, known[e.known].number, e.patch))
    carried: dict[int, int] = {}
    taken: set[int] = set()
    for edge in same:
        if edge.patch not in carried and (edge.known not in taken or known[edge.known].whole):
            carried[edge.patch] = edge.known
            taken.add(edge.known)
    links = [*_splits(same, carried), *_merges(same, carried)]
    links += [(LinkKind.FOLLOWS, e) for e in later]
    return Matching(
        {patch: known[one].number for patch, one in carried.items()},
        tuple(Link(kind, known[e.known].number, e.patch, e.share) for kind, e in links),
    )


def _splits(same: Sequence[_Edge], carried: dict[int, int]) -> list[tuple[LinkKind, _Edge]]:
    """The best edge of each patch that is left over."""
    best: dict[int, _Edge] = {}
    for edge in same:
        if edge.patch not in carried:
            best.setdefault(edge.patch, edge)
    return [(LinkKind.SPLIT, edge) for edge in best.values()]


def _merges(same: Sequence[_Edge], carried: dict[int, int]) -> list[tuple[LinkKind, _Edge]]:
    """The best edge of each case that is left over."""
    taken = set(carried.values())
    best: dict[int, _Edge] = {}
    for edge in same:
        if edge.known not in taken and edge.patch in carried:
            best.setdefault(edge.known, edge)
    return [(LinkKind.MERGE, edge) for edge in best.values()]


def _is_later(year: int | None, known: Known) -> bool:
    return known.concluded and year is not None and known.year is not None and year > known.year


def _edges(patches: NDArray[Any], known: Sequence[Known]) -> list[_Edge]:
    outlines = np.asarray([one.geometry for one in known], dtype=object)
    ours, theirs = shapely.STRtree(outlines).query(patches, predicate="intersects")
    common = plane_area(shapely.intersection(patches[ours], outlines[theirs]))
    smaller = np.minimum(plane_area(patches)[ours], plane_area(outlines)[theirs])
    shares = common / smaller
    return [
        _Edge(int(p), int(k), float(c), float(s))
        for p, k, c, s in zip(ours, theirs, common, shares, strict=True)
        if s >= SAME_SHARE
    ]
