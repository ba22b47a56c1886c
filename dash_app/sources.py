"""What the pages are made of: a finished run, and what the pages beside the map ask."""

from __future__ import annotations

from dataclasses import dataclass

from dash_app.basemap_source import BasemapSource
from dash_app.browse.source import PlaceSource
from dash_app.cases.source import CaseSource, GroundSource
from dash_app.data_page.source import UploadSource
from dash_app.jobs.source import JobDesk
from dash_app.prints.source import PrintSource
from dash_app.report_page.source import ReportSource
from dash_app.review.source import ReviewSource
from dash_app.siting.source import SiteSource
from dash_app.source import RunSource
from dash_app.tile_source import TileSource

__all__ = ["Sources"]


@dataclass(frozen=True, slots=True)
class Sources:
    """A run, and a source for each page beside the map; None leaves its page out.

    ``cases``: the case register, to be worked on. ``sites``: the candidates of a siting. ``tiles``:
    the tiles of the maps. ``reviews``: a desk that reviews projects. ``prints``: makes sheets of
    paper; it writes nothing. ``uploads``: files sent in, on the page of data. ``report``: the
    reports of the study. ``places``: the layers of the overview, and what is at any place.
    ``case_ground``: pictures and approvals for the page of cases. ``basemaps``: the bureau's own
    pictures under all maps. ``jobs``: work in the background, told on every page.
    """

    run: RunSource
    cases: CaseSource | None = None
    sites: SiteSource | None = None
    tiles: TileSource | None = None
    reviews: ReviewSource | None = None
    prints: PrintSource | None = None
    uploads: UploadSource | None = None
    report: ReportSource | None = None
    places: PlaceSource | None = None
    case_ground: GroundSource | None = None
    basemaps: BasemapSource | None = None
    jobs: JobDesk | None = None

    @property
    def for_this_machine(self) -> bool:
        """Whether a page among them may write: there are no accounts, so the loopback only."""
        written = (self.cases, self.sites, self.reviews, self.uploads, self.report, self.jobs)
        return any(one is not None for one in written)
