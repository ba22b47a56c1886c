"""The table of steps: state x step x role -> state, and what each asks for. Data, not code."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.filing.words import Need, Role, State, Step
from sinkmap.text import Text

__all__ = ["Transition", "find_transition", "open_steps", "transitions"]


@dataclass(frozen=True, slots=True)
class Transition:
    """One step a role may take in a state."""

    state: State
    step: Step
    role: Role
    next: State
    needs: tuple[Need, ...]


def open_steps(state: State) -> tuple[Transition, ...]:
    """Steps that may be taken in a state."""
    return tuple(row for row in transitions() if row.state is state)


def find_transition(state: State, step: Step, role: Role) -> Transition:
    """The transition of a step.

    Raises
    ------
    UsageError
        ``FILING-STEP`` if the step may not be taken in this state, ``FILING-ROLE`` if it may, but
        not by this role.
    """
    here = [row for row in open_steps(state) if row.step is step]
    for row in here:
        if row.role is role:
            return row
    if here:
        raise UsageError(
            Finding(
                "FILING-ROLE",
                Severity.ERROR,
                Text("该角色不能办理这一步", "this role may not take the step"),
                Text("由所列角色办理", "have it taken by a role listed"),
                seen=f"{step} + {role}",
                wanted=", ".join(row.role for row in here),
            )
        )
    raise UsageError(
        Finding(
            "FILING-STEP",
            Severity.ERROR,
            Text("报告在当前状态下不能办理这一步", "the step may not be taken where it stands"),
            Text("按所列步骤办理", "take a step listed"),
            seen=f"{state} + {step}",
            wanted=", ".join(f"{row.step} ({row.role})" for row in open_steps(state)) or "-",
        )
    )


@cache
def transitions() -> tuple[Transition, ...]:
    """The table that ships with this package, ``steps.csv``."""
    text = resources.files("sinkmap.filing").joinpath("steps.csv").read_text(encoding="utf-8")
    return tuple(
        Transition(
            State(row["state"]),
            Step(row["step"]),
            Role(row["role"]),
            State(row["next"]),
            tuple(Need(word) for word in row["needs"].split()),
        )
        for row in csv.DictReader(io.StringIO(text))
    )
