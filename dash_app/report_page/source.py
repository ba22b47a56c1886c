"""What the page of the annual report needs of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dash_app.jobs.source import JobSource
from sinkmap.filing import FilingEntry, State, ThreeValues
from sinkmap.report.book import Book
from sinkmap.science.attribution import Attribution

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Changed", "FiledReport", "ReportFile", "ReportSource"]


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file that may be fetched: by ``token`` alone, never by a path.

    ``filed``: whether it is of an approved report; ``size`` in bytes; ``at``: when it was written.
    """

    token: str
    name: str
    size: int
    at: str
    filed: bool


class Changed(Protocol):
    """Changed ground between two years, see `raster_pipeline.changed.ChangedParcels`."""

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """``number``, ``cause``, ``before``, ``after``, ``dlbm_t0``, ``dlbm_t1``, ``m2``."""
        ...

    @property
    def parts(self) -> pd.DataFrame:
        """``number``, ``statunit``, ``m2`` of it there."""
        ...


class FiledReport(Protocol):
    """Where a report stands, see `raster_pipeline.filing.Filing`."""

    @property
    def name(self) -> str:
        """Name of its record and folder."""
        ...

    @property
    def record(self) -> Sequence[FilingEntry]:
        """What was done with it."""
        ...

    @property
    def folder(self) -> Path | None:
        """What an approval froze."""
        ...

    @property
    def values(self) -> Sequence[ThreeValues]:
        """Computed, reported and confirmed values side by side."""
        ...

    @property
    def state(self) -> State:
        """Where it stands."""
        ...


class ReportSource(Protocol):
    """A study whose reports are written, used by all threads of the server.

    What hinders it is a ``SinkmapError`` with its findings.
    """

    @property
    def jobs(self) -> JobSource:
        """Work in the background."""
        ...

    @property
    def formats(self) -> Sequence[str]:
        """Kinds of files a report may have."""
        ...

    def book(self, year: int) -> Book:
        """Every figure of the run, for a report of a year."""
        ...

    def other_runs(self) -> Sequence[str]:
        """Ids of the study's other runs, newest first."""
        ...

    def filed_run(self, year: int) -> str:
        """The run the report of the year before was drafted from; empty if none is known."""
        ...

    def origins(
        self, year: int, unit: str, filed: str, by_method: str
    ) -> Mapping[str, Attribution]:
        """Figure id -> its change by cause; empty where no run is named as filed."""
        ...

    def changed(self, year: int, filed: str) -> Changed | None:
        """Changed parcels since the year before; None if nobody looked for them yet."""
        ...

    def filing(self, year: int, unit: str) -> FiledReport:
        """Where a report stands."""
        ...

    def step(self, year: int, unit: str, entry: FilingEntry) -> FiledReport:
        """Enter a step that writes no report."""
        ...

    def files(self) -> Sequence[ReportFile]:
        """Files of ``reports`` and ``filed``, newest first."""
        ...

    def file(self, token: str) -> Path | None:
        """A file by its token."""
        ...

    def folder(self, name: str) -> Path | None:
        """The folder of an approved report by its name."""
        ...
