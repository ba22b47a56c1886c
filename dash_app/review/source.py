"""What the page of reviews needs; the command line gives it over a desk of the pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sinkmap.control.review_result import ReviewResult
from sinkmap.control.review_steps import Step, StepEntry
from sinkmap.control.review_terms import Conclusion, Proposal
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["ListedReview", "PlotFile", "ReviewSource", "ShownReview"]


@dataclass(frozen=True, slots=True)
class PlotFile:
    """A file as it was handed in: its name, its bytes, and what it does not say itself: CRS and
    layer of a drawing, empty where it does."""

    name: str
    content: bytes
    crs: str = ""
    layer: str = ""


class ListedReview(Protocol):
    """The last review of a project on record."""

    @property
    def review(self) -> str:
        """Id of the review."""
        ...

    @property
    def number(self) -> str:
        """Number of the project."""
        ...

    @property
    def name(self) -> str:
        """Name of the project."""
        ...

    @property
    def day(self) -> date:
        """Day of the law it was held to."""
        ...

    @property
    def conclusion(self) -> Conclusion:
        """The strictest of its themes."""
        ...

    @property
    def state(self) -> Step:
        """Where the project's record stands."""
        ...

    @property
    def of_this_run(self) -> bool:
        """Whether it speaks of the run that is shown."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class ShownReview:
    """A review with its shapes in longitude and latitude.

    ``ground``: ``row`` (place in ``result.rows``) and the part of the project it lies on;
    ``plots``: ``number`` and polygons; ``zones``: zone -> ``name`` and polygons around the
    project, with a title and a colour each; ``record``: entries of the project's record.
    """

    result: ReviewResult
    ground: gpd.GeoDataFrame
    plots: gpd.GeoDataFrame
    zones: Mapping[str, gpd.GeoDataFrame]
    titles: Mapping[str, Text]
    colours: Mapping[str, str]
    record: Sequence[StepEntry]


class ReviewSource(Protocol):
    """Reviews of one run, used by all threads of the server.

    What forbids a thing is a ``SinkmapError`` with its findings.
    """

    @property
    def formats(self) -> Sequence[str]:
        """Formats of the form."""
        ...

    @property
    def year(self) -> int:
        """Year of the lines."""
        ...

    def kept(self) -> Sequence[ListedReview]:
        """The last review of every project on record, the newest first."""
        ...

    def review(self, plot: PlotFile, proposal: Proposal, by: str) -> str:
        """Review a project; the id of the review."""
        ...

    def shown(self, review: str) -> ShownReview:
        """A review with its shapes."""
        ...

    def file(self, review: str, name: str, language: Language) -> Path | None:
        """A form of a review; None for a format there is none of."""
        ...

    def enter(self, number: str, entry: StepEntry) -> None:
        """Enter a step into a project's record."""
        ...
