"""Groups of land classes: the common tongue of every code system.

A code system (survey codes, WorldCover, IGBP ...) is mapped to groups; carbon densities, control
rules and maps know groups only. The ``index`` of a group is stable: it is what class rasters
inside a run hold, and 0 is kept for unknown or no data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from sinkmap.classes._tables import read_table
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = [
    "CLASS_SETS",
    "Group",
    "expand",
    "group",
    "group_at",
    "group_ids",
    "groups",
    "member_mask",
    "members",
    "turn_words",
]

CLASS_SETS: Mapping[str, Text] = MappingProxyType(
    {
        "NAT": Text("自然与半自然地类", "natural and near-natural land"),
        "WET": Text("法定湿地", "statutory wetland"),
        "CROP": Text("耕地", "cropland"),
        "GARDEN": Text("园地", "garden land"),
        "POND": Text("坑塘", "ponds"),
        "BUILT": Text("建设用地", "built-up land"),
        "FAC": Text("农业设施", "agricultural facilities"),
        "BARE": Text("裸露地表", "bare ground"),
    }
)


@dataclass(frozen=True, slots=True)
class Group:
    """One group of land classes.

    Parameters
    ----------
    id, index
        Name, and stable number from 1 that class rasters hold (uint8).
    title
        Name in both languages.
    ipcc
        IPCC land-use category: FL, CL, GL, WL, SL or OL.
    sets
        Names of the class sets (:data:`CLASS_SETS`) the group belongs to.
    soil_pool
        Whether soil carbon of the group lies inside the accounting boundary.
    colour
        ``#rrggbb`` for maps, near the national land-class palette.
    """

    id: str
    index: int
    title: Text
    ipcc: str
    sets: frozenset[str]
    soil_pool: bool
    colour: str

    def __post_init__(self) -> None:
        if not 1 <= self.index <= 255:
            raise ValueError(f"group index must fit uint8 and leave 0 free: {self.index}")
        if self.ipcc not in {"FL", "CL", "GL", "WL", "SL", "OL"}:
            raise ValueError(f"unknown IPCC category {self.ipcc!r} of group {self.id}")
        if len(self.colour) != 7 or self.colour[0] != "#":
            raise ValueError(f"colour must be #rrggbb: {self.colour!r}")


@cache
def _by_id() -> dict[str, Group]:
    rows = read_table("groups").to_dict("records")
    return {
        row["id"]: Group(
            id=row["id"],
            index=int(row["index"]),
            title=Text(row["name_zh"], row["name_en"]),
            ipcc=row["ipcc"],
            sets=frozenset(name for name in CLASS_SETS if row[name.lower()] == "1"),
            soil_pool=row["soil_pool"] == "1",
            colour=row["colour"],
        )
        for row in rows
    }


@cache
def _by_index() -> dict[int, Group]:
    return {one.index: one for one in _by_id().values()}


def _unknown(what: str, seen: str, known: str) -> UsageError:
    return UsageError(
        Finding(
            code="CLASS-GROUP-UNKNOWN",
            severity=Severity.ERROR,
            message=Text(f"未知的地类组或集合：{what}", f"unknown class group or set: {what}"),
            cure=Text("请使用列出的名称之一", "use one of the names listed"),
            seen=seen,
            wanted=known,
        )
    )


def group_ids() -> tuple[str, ...]:
    """Ids of all groups in the order of their index."""
    return tuple(_by_id())


def groups() -> tuple[Group, ...]:
    """All groups in the order of their index."""
    return tuple(_by_id().values())


def group(id: str) -> Group:  # noqa: A002  (the field's own word)
    """One group by id.

    Raises
    ------
    UsageError
        ``CLASS-GROUP-UNKNOWN`` if there is none of that id.
    """
    found = _by_id().get(id)
    if found is None:
        raise _unknown(id, id, ", ".join(group_ids()))
    return found


def turn_words(before: str, after: str) -> Text:
    """What ground was and what it became; names that are no group's (a superior's) as they are."""
    known = _by_id()
    first, second = (known[n].title if n in known else Text(n, n) for n in (before, after))
    return Text(f"{first.zh} → {second.zh}", f"{first.en} → {second.en}")


def group_at(index: int) -> Group | None:
    """The group a class raster's value stands for; ``None`` for 0 and unused values."""
    return _by_index().get(int(index))


def members(class_set: str) -> frozenset[str]:
    """Ids of the groups of a class set such as ``WET``.

    Raises
    ------
    UsageError
        ``CLASS-GROUP-UNKNOWN`` if there is no such set.
    """
    if class_set not in CLASS_SETS:
        raise _unknown(class_set, class_set, ", ".join(CLASS_SETS))
    return frozenset(one.id for one in groups() if class_set in one.sets)


@cache
def expand(term: str) -> frozenset[str]:
    """Group ids of a rule's term: set names and group ids joined by ``|``; ``ANY`` is every group.

    A part that begins with ``!`` is taken out of the others.

    Raises
    ------
    UsageError
        ``CLASS-GROUP-UNKNOWN`` if a part is neither a set nor a group.
    """
    found: set[str] = set()
    gone: set[str] = set()
    for part in (piece.strip() for piece in term.split("|")):
        name = part.removeprefix("!")
        into = found if name == part else gone
        if name == "ANY":
            into.update(group_ids())
        elif name in CLASS_SETS:
            into.update(members(name))
        else:
            into.add(group(name).id)
    return frozenset(found - gone)


def member_mask(term: str) -> npt.NDArray[np.bool_]:
    """Lookup table, shape (256,): whether a group index belongs to :func:`expand` of the term."""
    mask = np.zeros(256, dtype=np.bool_)
    for id_ in expand(term):
        mask[group(id_).index] = True
    return mask
