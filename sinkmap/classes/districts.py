"""County-level districts of Changzhou, their old codes, and the towns of the economic zone.

The economic development zone (常州经开区) has no national code: it is a list of towns inside
Wujin and is given a code of this project.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sinkmap.classes._tables import read_table
from sinkmap.text import Text

__all__ = ["ECONOMIC_ZONE", "District", "current_code", "districts", "economic_zone_towns"]

ECONOMIC_ZONE = "320412JK"


@dataclass(frozen=True, slots=True)
class District:
    """One unit of the table.

    ``level`` is city, district, zone or town; ``status`` is current, abolished or
    no_national_code; ``successor`` is the code that took the place of an abolished one.
    """

    code: str
    level: str
    parent: str
    name: Text
    status: str
    successor: str
    certainty: str


@cache
def _all_units() -> tuple[District, ...]:
    return tuple(
        District(
            code=row["code"],
            level=row["level"],
            parent=row["parent"],
            name=Text(row["name_zh"], row["name_en"]),
            status=row["status"],
            successor=row["successor"],
            certainty=row["certainty"],
        )
        for row in read_table("districts").to_dict("records")
    )


def districts(*, with_abolished: bool = False) -> tuple[District, ...]:
    """The six districts in the order of their codes, on request with the abolished ones."""
    return tuple(
        unit
        for unit in _all_units()
        if unit.level == "district" and (with_abolished or unit.status == "current")
    )


def economic_zone_towns() -> tuple[District, ...]:
    """Towns and subdistricts of the economic development zone, by national town code."""
    return tuple(unit for unit in _all_units() if unit.parent == ECONOMIC_ZONE)


def current_code(code: str) -> str:
    """The code in force today for an old county code; any other code comes back unchanged."""
    replaced = {unit.code: unit.successor for unit in _all_units() if unit.successor}
    return replaced.get(code, code)
