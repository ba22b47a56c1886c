"""What printing needs of a run; the pipeline's prints give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sinkmap.report.sheet import PrintRequest
from sinkmap.text import Text

__all__ = ["PrintSource", "PrintableLayer"]


@dataclass(frozen=True, slots=True)
class PrintableLayer:
    """A layer that may stand on a sheet, and the years it is there in."""

    id: str
    title: Text
    is_raster: bool
    years: tuple[int, ...]


class PrintSource(Protocol):
    """Makes sheets of one run."""

    @property
    def layers(self) -> Sequence[PrintableLayer]:
        """What may be printed, rasters first."""
        ...

    def sheet(self, request: PrintRequest, kind: Literal["pdf", "png"]) -> bytes | None:
        """The sheet; None while another is being made and the wait was long.

        Raises
        ------
        UsageError
            What was asked for cannot be printed.
        """
        ...
