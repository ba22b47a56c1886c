"""How a plan gets on, as a run found it: targets, issued values, tasks, projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sinkmap.figure import Figure
from sinkmap.project import Project
from sinkmap.target import ReportedValue, TargetState
from sinkmap.task import YearTask

__all__ = ["REGISTER_YEAR", "PlanProgress"]

REGISTER_YEAR = "year"
"""Column of a run's register that says in which year of the study a row was in force."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanProgress:
    """What a run holds of targets, tasks and projects; empty where the study has none.

    ``states``: every target by year, its own unit first; ``issued``: reported and confirmed
    values; ``tasks``: the yearly list; ``projects``: year of the study -> the register in force;
    ``footprints``: figure id -> figure of a project's footprint, its unit being the project's
    number, in the first and the last year.
    """

    states: tuple[TargetState, ...] = ()
    issued: tuple[ReportedValue, ...] = ()
    tasks: tuple[YearTask, ...] = ()
    projects: Mapping[int, tuple[Project, ...]] = field(default_factory=dict)
    footprints: Mapping[str, Figure] = field(default_factory=dict)
