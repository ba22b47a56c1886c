"""What the page of a siting needs of a run with candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sinkmap.siting.question import SitingQuestion
from sinkmap.siting.result import Siting
from sinkmap.siting.siting_book import SitingBook
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["SiteSource"]


class SiteSource(Protocol):
    """A run opened for siting, used by all threads of the server."""

    @property
    def year(self) -> int:
        """Year whose ground is looked at."""
        ...

    @property
    def book(self) -> SitingBook:
        """Types of work, criteria and the judgement matrix."""
        ...

    @property
    def districts(self) -> Mapping[str, Text]:
        """Districts a quota may name, by id."""
        ...

    @property
    def formats(self) -> Sequence[str]:
        """Kinds of files a report may have."""
        ...

    def candidates(self, types: Sequence[str]) -> gpd.GeoDataFrame:
        """Candidates of types: ``site_id`` and geometry in longitude and latitude."""
        ...

    def solve(self, question: SitingQuestion) -> Siting:
        """The proven choice with reasons, without what :meth:`compare` adds.

        What is at fault with the question, or cannot be met, is a ``SinkmapError`` with findings.
        """
        ...

    def compare(self, question: SitingQuestion) -> Siting:
        """The same with near-best choices, frontier, stability and draws; it takes longer."""
        ...

    def export(
        self, question: SitingQuestion, formats: Sequence[str], language: Language
    ) -> tuple[str, Sequence[Path]]:
        """Keep the siting as a child run and write its report: id of the run, and the files."""
        ...

    def file(self, siting: str, name: str) -> Path | None:
        """A file that :meth:`export` wrote, by its name alone; None where there is none."""
        ...
