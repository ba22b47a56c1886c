"""Waters the plan names for shelterbelts and the ecological shoreline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sinkmap.classes._tables import read_table
from sinkmap.text import Text

__all__ = ["INFLOW", "WATER_SOURCE", "YANGTZE", "NamedWater", "named_waters", "water_of_name"]

YANGTZE = "yangtze"
INFLOW = "taihu_inflow"
WATER_SOURCE = "water_source"


@dataclass(frozen=True, slots=True)
class NamedWater:
    """One water, or one kind of water, the plan or the Taihu Basin regulation names.

    ``kind``: ``river``, ``lake`` or ``area``; ``aliases``: parts of names it is known by;
    ``width``: id of its belt's width in the parameter table ``shelterbelt``.
    """

    id: str
    title: Text
    kind: str
    aliases: tuple[str, ...]
    width: str


@cache
def named_waters() -> tuple[NamedWater, ...]:
    """All of them, in the order of the table."""
    return tuple(
        NamedWater(
            row["water"],
            Text(row["name_zh"], row["name_en"]),
            row["kind"],
            tuple(alias for alias in row["aliases"].split("|") if alias),
            row["width"],
        )
        for row in read_table("waters").to_dict("records")
    )


def water_of_name(name: str, *, inflow: bool = False) -> str:
    """Id of the water a name stands for, empty for a water the plan does not name.

    The longest alias that is part of the name decides: 西太湖 is 滆湖. A river that is declared a
    main river into Lake Tai, ``inflow``, is one of those unless its name is that of another.
    """
    found = [
        (len(alias), water.id)
        for water in named_waters()
        for alias in water.aliases
        if alias in name
    ]
    return max(found)[1] if found else INFLOW if inflow else ""
