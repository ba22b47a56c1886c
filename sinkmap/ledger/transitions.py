"""The table of steps: state x step x role -> state. Data, not code."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.ledger.states import STAGES, Need, Role, State, Step
from sinkmap.text import Text

__all__ = ["Transition", "TransitionTable", "transitions"]

_ORDER = tuple(STAGES)


@dataclass(frozen=True, slots=True)
class Transition:
    """One step a role may take in a state.

    ``stage``: the stage the case gets, empty where it keeps its own; ``needs``: what the step asks
    for; ``after``: the stage the case must have reached, empty for any.
    """

    state: State
    step: Step
    role: Role
    next: State
    stage: str
    needs: tuple[Need, ...]
    after: str

    def __post_init__(self) -> None:
        if not {self.stage, self.after} <= set(STAGES):
            raise ValueError(f"no such stage: {self}")

    def reached(self, stage: str) -> bool:
        """Whether a case at a stage got far enough for this step."""
        return _ORDER.index(stage) >= _ORDER.index(self.after)


class TransitionTable:
    """All steps there are.

    Raises
    ------
    ValueError
        If a step is listed twice, or a state cannot be reached or left.
    """

    def __init__(self, rows: Iterable[Transition]) -> None:
        self.rows = tuple(rows)
        self._by_key = {(row.state, row.step, row.role): row for row in self.rows}
        if len(self._by_key) != len(self.rows):
            raise ValueError("the table of steps lists a step twice")
        lost = set(State) - {row.state for row in self.rows}
        strange = set(State) - {row.next for row in self.rows}
        if lost or strange:
            raise ValueError(f"states without way out {lost} or without way in {strange}")

    def open_to(self, state: State, stage: str, role: Role | None = None) -> tuple[Transition, ...]:
        """Steps that may be taken in a state at a stage, by a role or by any."""
        return tuple(
            row
            for row in self.rows
            if row.state is state and role in (None, row.role) and row.reached(stage)
        )

    def find(self, state: State, stage: str, step: Step, role: Role, case: str = "") -> Transition:
        """The transition of a step.

        Raises
        ------
        InputRefusedError
            ``CASE-STEP-FORBIDDEN`` if the role may not take the step in this state and stage, with
            the steps it may take, or who may take this one.
        """
        found = self._by_key.get((state, step, role))
        if found is not None and found.reached(stage):
            return found
        raise InputRefusedError(self._forbidden(state, stage, step, role, case))

    def _forbidden(self, state: State, stage: str, step: Step, role: Role, case: str) -> Finding:
        here = self.open_to(state, stage)
        own = [row.step for row in here if row.role is role]
        others = sorted({row.role for row in here if row.step is step})
        wanted = [f"{role}: {', '.join(own) or '-'}"]
        wanted += [f"{step}: {', '.join(others)}"] if others else []
        early = self._by_key.get((state, step, role))
        wanted += [f"{step} after {early.after}"] if early is not None else []
        return Finding(
            "CASE-STEP-FORBIDDEN",
            Severity.ERROR,
            Text(
                f"{role.text.zh}不能对“{state.text.zh}（{STAGES[stage].zh}）”的案件{step.text.zh}",
                f"{role.text.en} may not take this step now: {step.text.en} "
                f"({state.text.en}, {STAGES[stage].en})",
            ),
            Text(
                "改用此状态下允许的步骤，或由有权的角色办理",
                "take a step that is open here, or have it taken by the role that may",
            ),
            features=(case,) if case else (),
            seen=f"{state} + {step} + {role}",
            wanted="; ".join(wanted),
        )


@cache
def transitions() -> TransitionTable:
    """The table that ships with this package, ``steps.csv``."""
    text = resources.files("sinkmap.ledger").joinpath("steps.csv").read_text(encoding="utf-8")
    return TransitionTable(
        Transition(
            State(row["state"]),
            Step(row["step"]),
            Role(row["role"]),
            State(row["next"]),
            row["stage"],
            tuple(Need(word) for word in row["needs"].split()),
            row["after"],
        )
        for row in csv.DictReader(io.StringIO(text))
    )
