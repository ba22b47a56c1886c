"""The register of key projects: who builds what, by when, and what it is planned to add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["GAIN_OF", "PROJECT_COLUMNS", "Project", "ProjectState", "newest_rows"]

GAIN_OF = {"tree_cover_rate": "tree_ha", "wetland_protection_rate": "wetland_ha"}
"""Indicator -> the planned gain of a project that counts towards it."""


class ProjectState(StrEnum):
    """How far a project is."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STATE[self]


_STATE = {
    ProjectState.PLANNED: Text("拟建", "planned"),
    ProjectState.UNDER_WAY: Text("在建", "under way"),
    ProjectState.DONE: Text("已完成", "done"),
    ProjectState.STOPPED: Text("已终止", "stopped"),
}


@dataclass(frozen=True, slots=True)
class Project:
    """One project in one version of the register.

    ``begins`` and ``ends`` are the years of building, ``version`` the year of the register;
    ``tree_ha`` and ``wetland_ha`` what it is planned to add to tree cover and to protected
    wetland, in hectares; ``budget_10k_cny`` is in 万元, None where it is not stated.
    """

    number: str
    name: str
    kind: str
    owner: str
    state: ProjectState
    begins: int
    ends: int
    budget_10k_cny: float | None
    version: int
    tree_ha: float
    wetland_ha: float

    def adds_m2(self, indicator: str, until: int) -> float:
        """m² planned for an indicator, if the project is under way and ends by a year."""
        if indicator not in GAIN_OF or self.state is not ProjectState.UNDER_WAY:
            return 0.0
        hectares = float(getattr(self, GAIN_OF[indicator]))
        return convert(hectares, HECTARE, SQUARE_METRE) if self.ends <= until else 0.0

    def to_row(self) -> dict[str, Any]:
        """The project as a row of the run's table."""
        return {**asdict(self), "state": str(self.state)}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Project:
        """Read a project from a row; a gain or budget that is no number is not stated."""
        number = {name: _number(row[name]) for name in _NUMBERS}
        whole = {name: int(row[name]) for name in ("begins", "ends", "version")}
        gains = {name: number[name] or 0.0 for name in GAIN_OF.values()}
        state = {"state": ProjectState(row["state"])}
        return cls(**{n: row[n] for n in PROJECT_COLUMNS} | number | gains | whole | state)


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)  # noqa: PLR0124


_NUMBERS = ("budget_10k_cny", "tree_ha", "wetland_ha")
PROJECT_COLUMNS = tuple(column.name for column in fields(Project))
"""Columns of the register as a run keeps it."""


def newest_rows(
    numbers: Iterable[str], versions: Iterable[float], until: int
) -> dict[str, list[int]]:
    """Rows of a register that hold in a year: of each number those of the newest version.

    Versions after the year do not count. Numbers stand in the order in which they first occur.
    """
    found: dict[str, tuple[float, list[int]]] = {}
    for row, (number, version) in enumerate(zip(numbers, versions, strict=True)):
        if version > until:
            continue
        newest, rows = found.get(number, (version, []))
        if version > newest:
            newest, rows = version, []
        found[number] = (newest, [*rows, row] if version == newest else rows)
    return {number: rows for number, (_, rows) in found.items()}
