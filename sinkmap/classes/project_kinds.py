"""Kinds of key projects of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sinkmap.classes._tables import read_table
from sinkmap.text import Text

__all__ = ["ProjectKind", "project_kinds"]


@dataclass(frozen=True, slots=True)
class ProjectKind:
    """One kind of key project; ``certainty`` is A (named by the plan) to D."""

    kind_id: str
    name: Text
    certainty: str
    note: Text


@cache
def project_kinds() -> tuple[ProjectKind, ...]:
    """All kinds in the order they are told."""
    return tuple(
        ProjectKind(
            row["kind_id"],
            Text(row["name_zh"], row["name_en"]),
            row["certainty"],
            Text(row["note_zh"], row["note_en"]),
        )
        for row in read_table("project_kinds").to_dict("records")
    )
