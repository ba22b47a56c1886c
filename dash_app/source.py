"""What the page needs of a finished run; `raster_pipeline.open_run` gives it."""

from __future__ import annotations

from typing import Protocol

from sinkmap.run import Explanation, MapContent, RunResults

__all__ = ["RunSource"]


class RunSource(Protocol):
    """A finished run, opened for reading. Nothing here computes; everything may be cached."""

    @property
    def results(self) -> RunResults:
        """The tables of the run."""
        ...

    def map_content(self, year: int) -> MapContent:
        """Shapes, zones and pictures of one year, in longitude and latitude."""
        ...

    def explain(self, figure_id: str) -> Explanation:
        """Walk a figure back to its inputs; an unknown id is a ``UsageError``."""
        ...
