"""The register of key projects: who builds what, by when, and what it is planned to add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from sinkmap.classes import project_kinds
from sinkmap.errors import Finding
from sinkmap.row import RowReader, plain_text
from sinkmap.text import Text

__all__ = [
    "GAIN_OF",
    "PROJECT_COLUMNS",
    "Project",
    "ProjectState",
    "newest_rows",
    "parse_projects",
]

LAYER = "key_projects"
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
    wetland, in hectares.
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
        """m² the project is to add to an indicator while it is under way and ends by a year."""
        counts = self.state is ProjectState.UNDER_WAY and self.ends <= until
        name = GAIN_OF.get(indicator, "")
        return float(getattr(self, name)) * 10_000.0 if counts and name else 0.0

    def to_row(self) -> dict[str, Any]:
        """The project as a row of the run's table."""
        return {**asdict(self), "state": str(self.state)}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Project:
        """Read a project back from its row."""
        given = {name: row[name] for name in PROJECT_COLUMNS}
        budget = given["budget_10k_cny"]
        missing = budget is None or budget != budget  # noqa: PLR0124
        whole = {name: int(given[name]) for name in ("begins", "ends", "version")}
        state = ProjectState(given["state"])
        return cls(**{**given, **whole, "state": state, "budget_10k_cny": None if missing else budget})


PROJECT_COLUMNS = tuple(column.name for column in fields(Project))
"""Columns of the register as a run keeps it."""


def newest_rows(numbers: Iterable[Any], versions: Iterable[Any], until: int) -> list[int]:
    """Rows of a register that hold in a year: of each number the newest version up to then.

    Later rows win among equals, as a later file of the plan does. Rows stand in the order in
    which their numbers first occur.
    """
    found: dict[str, tuple[int, int]] = {}
    for row, (number, version) in enumerate(zip(numbers, versions, strict=True)):
        name, year = plain_text(number), int(float(plain_text(version) or 0))
        if year <= until and year >= found.get(name, (0, 0))[0]:
            found[name] = (year, row)
    return [row for _, row in found.values()]


def parse_projects(
    rows: Iterable[Mapping[str, Any]], file: str = ""
) -> tuple[tuple[Project, ...], list[Finding]]:
    """The rows of a register as they were read, and every fault of every row."""
    projects: list[Project] = []
    findings: list[Finding] = []
    for place, cells in enumerate(rows, start=1):
        row = RowReader(cells, LAYER, plain_text(cells.get("number")) or f"#{place}", file)
        project = _project(row)
        findings += row.findings
        projects += [] if row.findings else [project]
    return tuple(projects), findings


def _project(row: RowReader) -> Project:
    kinds = {kind.kind_id: (kind.name.zh, kind.name.en) for kind in project_kinds()}
    begins, ends = row.year("begins", required=True), row.year("ends", required=True)
    if begins and ends and ends < begins:
        row.fault("ROW-VALUE", "ends", str(ends), f">= {begins}")
    kind = row.text("kind", required=True)
    return Project(
        number=row.text("number", required=True),
        name=row.text("name", required=True),
        kind=row.choice("kind", kinds, kind),
        owner=row.text("owner", required=True),
        state=row.state("state", ProjectState, ProjectState.PLANNED),
        begins=begins or 0,
        ends=ends or 0,
        budget_10k_cny=row.number("budget_10k_cny", low=0.0),
        version=row.year("version", required=True) or 0,
        tree_ha=row.number("tree_ha", low=0.0) or 0.0,
        wetland_ha=row.number("wetland_ha", low=0.0) or 0.0,
    )
