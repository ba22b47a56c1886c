"""A case: ours, its peers and the pass that only reads, timed in turn in one process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Case", "Demand", "Outcome", "Side", "measure"]


@dataclass(frozen=True)
class Side:
    """One way to do the work. ``part`` of it is done and the time scaled up to the whole."""

    name: str
    run: Callable[[], Any]
    part: float = 1.0
    runs: int | None = None


@dataclass(frozen=True)
class Demand:
    """The first side must take at most ``factor`` times what side ``against`` takes.

    A factor below 1 asks for speed: 1/35 is 35 times as fast.
    """

    against: str
    factor: float

    def words(self, ratio: float) -> str:
        """What was asked for and what was found."""
        if self.factor < 1.0:
            return f"wanted {1 / self.factor:.3g} x faster than {self.against}: {1 / ratio:.3g} x"
        return f"wanted at most {self.factor:.3g} x {self.against}: {ratio:.3g} x"


@dataclass(frozen=True)
class Case:
    """Sides of which the first is ours, and what is asked of it; ``most`` seconds, 0 for any."""

    name: str
    sides: Sequence[Side]
    demands: Sequence[Demand] = ()
    most: float = 0.0


@dataclass
class Outcome:
    """Seconds of every run of every side, scaled to the whole."""

    case: Case
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def median(self, side: str) -> float:
        """Median seconds of a side."""
        return statistics.median(self.seconds[side])

    @property
    def ours(self) -> str:
        """Name of the first side."""
        return self.case.sides[0].name

    def ratio(self, demand: Demand) -> float:
        """Ours divided by the side it is held against."""
        return self.median(self.ours) / self.median(demand.against)

    def to_json(self) -> dict[str, Any]:
        """Everything measured, as JSON."""
        return {
            "case": self.case.name,
            "seconds": self.seconds,
            "median": {side: self.median(side) for side in self.seconds},
            "parts": {side.name: side.part for side in self.case.sides},
            "at_most_seconds": self.case.most,
            "demands": [
                {
                    "against": demand.against,
                    "at_most": demand.factor,
                    "found": self.ratio(demand),
                    "met": self.ratio(demand) <= demand.factor,
                }
                for demand in self.case.demands
            ],
        }


def measure(case: Case, runs: int) -> Outcome:
    """Warm every side of more than one run up, then time the sides in turn."""
    outcome = Outcome(case, {side.name: [] for side in case.sides})
    for side in case.sides:
        if side.runs != 1:
            side.run()
    for number in range(runs):
        for side in case.sides:
            if side.runs is not None and number >= side.runs:
                continue
            begun = time.perf_counter()
            side.run()
            outcome.seconds[side.name].append((time.perf_counter() - begun) / side.part)
    return outcome
