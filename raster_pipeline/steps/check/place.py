"""Where something was found, and the kinds of things that are found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["Kind", "Place"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding: its stable code, its weight, what is the matter and what to do."""

    code: str
    severity: Severity
    message: Text
    cure: Text


@dataclass(frozen=True, slots=True)
class Place:
    """File (as the study names it), layer and survey year of what is being checked."""

    file: str = ""
    layer: str = ""
    year: int | None = None

    def found(
        self,
        kind: Kind,
        *,
        features: Iterable[object] = (),
        count: int = 0,
        seen: str = "",
        wanted: str = "",
        area_m2: float | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of this kind at this place; ``count`` is that of the features if not given."""
        named = tuple(str(feature) for feature in features)
        return Finding(
            kind.code,
            severity or kind.severity,
            kind.message,
            kind.cure,
            self.file,
            self.layer,
            self.year,
            named,
            count or len(named),
            seen,
            wanted,
            area_m2,
        )
