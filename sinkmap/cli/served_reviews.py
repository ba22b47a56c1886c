"""The reviews of a run as their page asks for them."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from raster_pipeline.io.review_record import read_record, record_path
from raster_pipeline.opened import OpenedRun
from raster_pipeline.review import (
    KeptReview,
    ReviewDesk,
    enter_step,
    kept_review,
    kept_reviews,
    open_desk,
    touched_ground,
)
from sinkmap.cli.console import show_findings
from sinkmap.control.review_result import ReviewResult
from sinkmap.control.review_steps import StepEntry
from sinkmap.control.review_terms import Proposal
from sinkmap.errors import SinkmapError
from sinkmap.report.review import REVIEW_FORMATS, write_review
from sinkmap.report.review_map import zone_colour
from sinkmap.text import Language
from sinkmap.upload import plain_name

if TYPE_CHECKING:
    from dash_app.review.source import PlotFile, ShownReview

__all__ = ["ServedReviews", "served_reviews"]

_DEGREES = "EPSG:4490"


def served_reviews(study: Path, opened: OpenedRun) -> ServedReviews | None:
    """What the page of reviews asks; what keeps it shut is told, and does not stop the map."""
    try:
        return ServedReviews(study, opened.manifest.run_id)
    except SinkmapError as error:
        show_findings(error.findings)
        return None


class ServedReviews:
    """Reviews for all threads of the server: one project is overlaid at a time."""

    formats = REVIEW_FORMATS

    def __init__(self, study: Path, run_id: str) -> None:
        self._study, self._run_id = study, run_id
        self._overlaying = threading.Lock()
        self._desk = open_desk(study, run_id=run_id, day=date.today())

    @property
    def year(self) -> int:
        """Year of the lines."""
        return self._desk.year

    def desk(self) -> ReviewDesk:
        """The desk of today: the law that counts is that of the day."""
        today = date.today()
        if self._desk.day != today:
            self._desk = open_desk(self._study, run_id=self._run_id, day=today)
        return self._desk

    def kept(self) -> Sequence[KeptReview]:
        """The last review of every project on record, the newest first."""
        return kept_reviews(self.desk())

    def review(self, plot: PlotFile, proposal: Proposal, by: str) -> str:
        """Review a project; the id of the review."""
        with self._overlaying, tempfile.TemporaryDirectory(prefix="plot-") as folder:
            # What people call a file is no path.
            path = Path(folder) / (plain_name(plot.name) or "plot")
            path.write_bytes(plot.content)
            found = self.desk().review(path, proposal, crs=plot.crs, layer=plot.layer, by=by)
        return found.result.review

    def shown(self, review: str) -> ShownReview:
        """A review with its shapes in longitude and latitude."""
        from dash_app.review.source import ShownReview

        desk = self.desk()
        result = kept_review(desk, review)
        around = desk.surroundings(result)
        zones = {
            zone: frame[["name", "geometry"]].to_crs(_DEGREES)
            for zone, frame in around.zones.items()
        }
        return ShownReview(
            result,
            touched_ground(desk, result).to_crs(_DEGREES),
            result.plots[["number", "geometry"]].to_crs(_DEGREES),
            zones,
            {zone: around.titles[zone].title for zone in zones},
            {zone: zone_colour(zone) for zone in zones},
            read_record(record_path(desk.root, result.proposal.number)),
        )

    def file(self, review: str, name: str, language: Language) -> Path | None:
        """A form of a review, written where it is not there yet; None for no such format."""
        if name not in self.formats:
            return None
        desk = self.desk()
        result: ReviewResult = kept_review(desk, review)
        folder = desk.form_folder(result.proposal.number)
        with self._overlaying:
            around = desk.surroundings(result)
            (path,) = write_review(result, around, folder, (name,), language)
        return Path(path)

    def enter(self, number: str, entry: StepEntry) -> None:
        """Enter a step into a project's record."""
        enter_step(self._study, number, entry)
