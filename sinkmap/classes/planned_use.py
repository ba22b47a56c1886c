"""First-level classes of planned land and sea use (用地用海)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sinkmap.classes._tables import read_table
from sinkmap.text import Text

__all__ = ["PlannedClass", "planned_class", "planned_classes"]


@dataclass(frozen=True, slots=True)
class PlannedClass:
    """One first-level class. ``id`` is its name in figures.

    ``sensitive``: people live, learn or are cared for there, so that contaminated ground may not
    be given to it before it is cleaned.
    """

    code: str
    id: str
    title: Text
    sensitive: bool


@cache
def planned_classes() -> tuple[PlannedClass, ...]:
    """All first-level classes in the order of their codes."""
    return tuple(
        PlannedClass(
            row["code"],
            row["item"],
            Text(row["name_zh"], row["name_en"]),
            row["sensitive"] == "1",
        )
        for row in read_table("planned_use").to_dict("records")
    )


def planned_class(code: str) -> PlannedClass | None:
    """The first-level class of a code of any level; None for a code of no class."""
    return _by_code().get(code.strip()[:2])


@cache
def _by_code() -> dict[str, PlannedClass]:
    return {one.code: one for one in planned_classes()}
