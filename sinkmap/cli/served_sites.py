"""The siting of a run as its page asks for it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from raster_pipeline.opened import OpenedRun
from raster_pipeline.siting import EXPORT_FORMATS, SitingDesk, export_siting, open_siting_desk
from sinkmap.cli.console import show_findings
from sinkmap.errors import SinkmapError
from sinkmap.siting.question import SitingQuestion
from sinkmap.siting.result import Siting
from sinkmap.siting.siting_book import SitingBook
from sinkmap.siting.solve import Corner
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["ServedSites", "served_sites"]

_FOLDER = "sitings"
"""Beside the runs, as the command writes to."""


def served_sites(study: Path, opened: OpenedRun) -> ServedSites | None:
    """What the page of a siting asks; None where the run has no parcels.

    What keeps it shut is told, and does not stop the map.
    """
    if opened.taken_in("parcels", opened.manifest.years[-1]) is None:
        return None
    try:
        return ServedSites(open_siting_desk(study, opened=opened))
    except SinkmapError as error:
        show_findings(error.findings)
        return None


class ServedSites:
    """A desk for all threads of the server: candidates are found by one of them at a time."""

    formats = EXPORT_FORMATS

    def __init__(self, desk: SitingDesk) -> None:
        self._desk = desk
        self._finding = threading.Lock()
        self._folder = desk.root / _FOLDER
        self._corners: dict[tuple[object, ...], Corner] = {}

    @property
    def year(self) -> int:
        """Year whose ground is looked at."""
        return self._desk.year

    @property
    def book(self) -> SitingBook:
        """The study's book."""
        return self._desk.book

    @property
    def districts(self) -> Mapping[str, Text]:
        """Units that sites keep to."""
        return self._desk.districts

    def candidates(self, types: Sequence[str]) -> gpd.GeoDataFrame:
        """Candidates of types in longitude and latitude."""
        with self._finding:
            sites = self._desk.prepared(types).sites
        return sites[["site_id", "geometry"]].to_crs("EPSG:4490")

    def solve(self, question: SitingQuestion) -> Siting:
        """The choice; prices of entry come from the bound, not from further solving."""
        with self._finding:
            self._desk.prepared(question.types)
        corner = self._corners.setdefault(_limits(question), Corner())
        return self._desk.solve(question, exact=0, corner=corner)

    def compare(self, question: SitingQuestion) -> Siting:
        """The choice with everything beside it."""
        return self._desk.solve(question)

    def export(
        self, question: SitingQuestion, formats: Sequence[str], language: Language
    ) -> tuple[str, Sequence[Path]]:
        """Keep the siting and write its files."""
        siting = self._desk.keep(question).siting
        files = export_siting(self._desk, siting, self._folder, formats, language)
        return siting.siting, [Path(file) for file in files]

    def file(self, siting: str, name: str) -> Path | None:
        """A file of :meth:`export`."""
        path = self._folder / name
        own = name.startswith(f"siting_{siting}.") and path.parent == self._folder
        return path if own and path.is_file() else None


def _limits(question: SitingQuestion) -> tuple[object, ...]:
    """What two questions must share for one to start where the other ended."""
    quotas = [(q.district, q.min_m2 is None, q.max_m2 is None) for q in question.quotas]
    bounds = question.budget_yuan is None, question.max_area_m2 is None, question.compactness > 0.0
    return question.types, bounds, tuple(quotas)
