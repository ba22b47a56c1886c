"""The raster file under check, and the findings about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from raster_pipeline.io.raster_facts import RasterFacts
from raster_pipeline.steps.check.raster_findings import RASTER_FINDINGS
from sinkmap.classes import CodeSystem
from sinkmap.errors import Finding, Severity
from sinkmap.layer import Form, Given
from sinkmap.study import InputEntry, Study

__all__ = ["RasterSubject"]

_MOST_LISTED = 20


@dataclass(slots=True)
class RasterSubject:
    """One file under check; findings gather in ``found``, ``system`` once it is known."""

    entry: InputEntry
    file: Path
    name: str
    given: Given
    study: Study
    units: Sequence[Any]
    facts: RasterFacts
    found: list[Finding] = field(default_factory=list)
    system: CodeSystem | None = None

    @property
    def refused(self) -> bool:
        """Whether an error was found."""
        return any(f.severity is Severity.ERROR for f in self.found)

    @property
    def is_class(self) -> bool:
        """Whether the layer's pixels are class codes."""
        return self.given.form is Form.CLASS_RASTER

    @property
    def crs(self) -> str:
        """CRS the file states, or the one the plan assumes for it."""
        return self.facts.crs or self.entry.assume_crs

    @property
    def nodata(self) -> float | None:
        """Stored value for missing pixels: the plan's, the file's, else the code system's."""
        stated = self.facts.nodata if self.entry.nodata is None else self.entry.nodata
        if stated is None and self.system is not None and self.system.nodata is not None:
            return float(self.system.nodata)
        return stated

    @property
    def factor(self) -> float:
        """What a value of the file is multiplied by to be in the layer's unit.

        Raises
        ------
        ValueError
            If the declared unit is none that the layer knows.
        """
        unit = self.entry.unit
        if not unit or unit == self.given.uom:
            return 1.0
        if self.given.factor is None:
            raise ValueError(f"unit is {self.given.uom}")
        return self.given.factor(unit, self.entry.depth_cm)

    def say(
        self,
        code: str,
        seen: str = "",
        wanted: str = "",
        *,
        severity: Severity | None = None,
        area_m2: float | None = None,
        features: Sequence[str] = (),
    ) -> None:
        """Keep a finding about this file."""
        words = RASTER_FINDINGS[code]
        self.found.append(
            Finding(
                code,
                severity or words.severity,
                words.message,
                words.cure,
                self.name,
                self.entry.layer,
                self.entry.years[0],
                tuple(features[:_MOST_LISTED]),
                len(features),
                seen,
                wanted,
                area_m2,
            )
        )
