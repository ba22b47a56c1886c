"""Named findings and named errors.

A *finding* says what is wrong with an input in words a planner can act on: which file, layer and
feature, the value seen, the value wanted and the cure. All findings of a study are collected and
shown at once. An *error* ends a command; its class fixes the exit code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sinkmap.text import Language, Text

__all__ = [
    "CannotFinishError",
    "Finding",
    "InputRefusedError",
    "Severity",
    "SinkmapError",
    "UsageError",
]

_MOST_FEATURES = 20


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in the inputs.

    Parameters
    ----------
    code
        Stable name, upper case with hyphens (``CRS-MISSING``); documented and never reused.
    severity
        An ``error`` refuses the input; a ``warning`` marks the figures; a ``note`` informs.
    message
        What is the matter, in both languages.
    cure
        What the person can do about it, in both languages.
    file, layer, year
        Where: path as the study names it, given layer id, survey year.
    features
        Ids of the features concerned; at most twenty are kept, ``count`` holds the number of all.
    seen, wanted
        The value met and the value expected, as text.
    area_m2
        Area concerned in m², where it is known.
    """

    code: str
    severity: Severity
    message: Text
    cure: Text
    file: str = ""
    layer: str = ""
    year: int | None = None
    features: tuple[str, ...] = ()
    count: int = 0
    seen: str = ""
    wanted: str = ""
    area_m2: float | None = None

    def __post_init__(self) -> None:
        if not self.code or self.code != self.code.upper() or " " in self.code:
            raise ValueError(f"finding code must be upper case without blanks: {self.code!r}")
        if self.count == 0 and self.features:
            object.__setattr__(self, "count", len(self.features))
        if len(self.features) > _MOST_FEATURES:
            object.__setattr__(self, "features", self.features[:_MOST_FEATURES])

    def say(self, language: Language | str) -> str:
        """The finding as one paragraph of plain words."""
        zh = Language(language) is Language.ZH
        where = " · ".join(
            part for part in (self.file, self.layer, str(self.year) if self.year else "") if part
        )
        parts = [f"[{self.code}] {self.message.say(language)}"]
        if where:
            parts.append(("位置：" if zh else "where: ") + where)
        if self.features:
            more = "…" if self.count > len(self.features) else ""
            listed = ", ".join(self.features) + more
            parts.append(
                f"要素（{self.count}）：{listed}" if zh else f"features ({self.count}): {listed}"
            )
        if self.seen:
            parts.append(("实际：" if zh else "seen: ") + self.seen)
        if self.wanted:
            parts.append(("应为：" if zh else "wanted: ") + self.wanted)
        if self.area_m2 is not None:
            hectares = f"{self.area_m2 / 10_000:.4f}"
            parts.append(f"涉及面积 {hectares} 公顷" if zh else f"area concerned {hectares} ha")
        parts.append(("处理：" if zh else "cure: ") + self.cure.say(language))
        return ("；" if zh else "; ").join(parts)

    def to_json(self) -> dict[str, Any]:
        """The finding as a JSON object (schema ``docs/schema/finding.schema.json``)."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message.to_json(),
            "cure": self.cure.to_json(),
            "file": self.file,
            "layer": self.layer,
            "year": self.year,
            "features": list(self.features),
            "count": self.count,
            "seen": self.seen,
            "wanted": self.wanted,
            "area_m2": self.area_m2,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Finding:
        """Read a finding back from its JSON object."""
        return cls(
            **{
                **row,
                "severity": Severity(row["severity"]),
                "message": Text(**row["message"]),
                "cure": Text(**row["cure"]),
                "features": tuple(row["features"]),
            }
        )


class SinkmapError(Exception):
    """Root of every error sinkmap raises on purpose; carries the findings that caused it."""

    findings: tuple[Finding, ...]
    exit_code = 4

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        given = (findings,) if isinstance(findings, Finding) else tuple(findings)
        if not given:
            raise ValueError("an error needs at least one finding")
        self.findings = given
        super().__init__("\n".join(f.say(Language.EN) for f in given))

    def __str__(self) -> str:
        return "\n".join(f.say(Language.EN) for f in self.findings)


class UsageError(SinkmapError):
    """The command was called wrongly: unknown figure, unit, year or option value."""

    exit_code = 2


class InputRefusedError(SinkmapError):
    """An input cannot be used; every finding is listed, nothing was published."""

    exit_code = 3


class CannotFinishError(SinkmapError):
    """The work could not be finished (disk, lock, closure out of tolerance); nothing changed."""

    exit_code = 4
