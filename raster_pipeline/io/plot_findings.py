"""What may be wrong with the plot of a project, named; gathered by kind with every line."""

from __future__ import annotations

from dataclasses import dataclass, field

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["PlotFindings", "PlotKind"]

_SHOWN = 3
"""Values of a kind that are quoted; the lines are listed all the same."""


@dataclass(frozen=True, slots=True)
class PlotKind:
    """A kind of finding: its code, its weight, what is the matter and what to do."""

    code: str
    severity: Severity
    message: Text
    cure: Text


@dataclass(slots=True)
class _Met:
    places: list[str] = field(default_factory=list)
    seen: dict[str, None] = field(default_factory=dict)
    wanted: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class PlotFindings:
    """Findings of one file under way: a kind met on many lines becomes one finding."""

    file: str
    _met: dict[PlotKind, _Met] = field(default_factory=dict)

    def add(
        self, kind: PlotKind, *, place: str | int = "", seen: str = "", wanted: str = ""
    ) -> None:
        """Note a kind at a line (a number) or at a plot (its name)."""
        met = self._met.setdefault(kind, _Met())
        if place != "":
            met.places.append(f"L{place}" if isinstance(place, int) else place)
        if seen:
            met.seen[seen[:80]] = None
        if wanted:
            met.wanted[wanted] = None

    @property
    def refused(self) -> bool:
        """Whether an error was met."""
        return any(kind.severity is Severity.ERROR for kind in self._met)

    def findings(self) -> tuple[Finding, ...]:
        """One finding for each kind, errors first."""
        order = list(Severity)
        kinds = sorted(self._met, key=lambda kind: order.index(kind.severity))
        return tuple(self._finding(kind, self._met[kind]) for kind in kinds)

    def _finding(self, kind: PlotKind, met: _Met) -> Finding:
        seen = list(met.seen)
        more = " …" if len(seen) > _SHOWN else ""
        return Finding(
            kind.code,
            kind.severity,
            kind.message,
            kind.cure,
            file=self.file,
            features=tuple(met.places),
            count=len(met.places),
            seen=" | ".join(seen[:_SHOWN]) + more,
            wanted=" | ".join(list(met.wanted)[:_SHOWN]),
        )
