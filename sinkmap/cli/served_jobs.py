"""The jobs of a study beside the run that is served, as the pages tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from raster_pipeline.display import Display
from raster_pipeline.io.run_folder import current_run
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.jobs import JobTable
from raster_pipeline.opened import RUNS
from sinkmap.errors import UsageError
from sinkmap.text import Text

__all__ = ["ServedJobs"]


class ServedJobs:
    """The table of jobs, how far the map files are, and which run is the newest."""

    def __init__(self, study: Path, jobs: JobTable, display: Display) -> None:
        self.jobs = jobs
        self.display = ServedDisplay(display)
        self._runs = plan_of(study).parent / RUNS

    def current_run(self) -> str:
        """Id of the study's current run; empty while none can be told."""
        try:
            return current_run(self._runs).name
        except UsageError:
            return ""


class ServedDisplay:
    """How far the map files of the run are made."""

    def __init__(self, display: Display) -> None:
        self._display = display

    @property
    def edition(self) -> str:
        """Id of the display run that is drawn from; empty while there is none."""
        return self._display.edition

    @property
    def waiting(self) -> Sequence[Text]:
        """Titles of the layers with too many shapes to be drawn on the fly."""
        drawn = (self._display.drawn(layer) for layer in self._display.waiting)
        return [one.title for one in drawn if one is not None]
