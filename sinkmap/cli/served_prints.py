"""Sheets of a run as its pages ask for them."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import Literal

from dash_app.prints.source import PrintableLayer
from raster_pipeline.opened import OpenedRun
from raster_pipeline.prints import print_sheet, printable_layers
from sinkmap.report.sheet import PrintRequest

__all__ = ["ServedPrints"]

_WAIT_S = 20.0
"""Seconds a request waits for the sheet before it."""


class ServedPrints:
    """Makes one sheet at a time for all threads of the server: each may take a second of a core and
    tens of megabytes."""

    def __init__(self, opened: OpenedRun) -> None:
        self._opened = opened
        self._making = threading.Lock()

    @cached_property
    def layers(self) -> list[PrintableLayer]:
        """What may be printed in some year, rasters first."""
        found: dict[str, PrintableLayer] = {}
        for year in reversed(self._opened.manifest.years):
            for layer in printable_layers(self._opened, year):
                before = found[layer.id].years if layer.id in found else ()
                found[layer.id] = PrintableLayer(
                    layer.id, layer.title, layer.form.is_raster, (year, *before)
                )
        return sorted(found.values(), key=lambda layer: not layer.is_raster)

    def sheet(self, request: PrintRequest, kind: Literal["pdf", "png"]) -> bytes | None:
        """The sheet; None if the one before is not done in time."""
        if not self._making.acquire(timeout=_WAIT_S):
            return None
        try:
            return print_sheet(self._opened, request, kind)
        finally:
            self._making.release()
