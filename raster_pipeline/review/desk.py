"""Review of projects against the lines of a finished run, each kept as a child run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from raster_pipeline.asked_year import year_of
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.child_run import ChildRun, child_run
from raster_pipeline.io.plot_source import PlotRead, read_plots
from raster_pipeline.io.review_record import read_record, record_path
from raster_pipeline.io.rule_files import read_review_book
from raster_pipeline.io.run_folder import file_sha256, only_writer
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.io.tables import read_frame, read_table, write_frame, write_table
from raster_pipeline.opened import RUNS, OpenedRun, open_run
from raster_pipeline.review.facts import code_system_of, sources_of, wider
from raster_pipeline.review.record import REVIEW, enter_overlaid, last_review
from raster_pipeline.steps.identity import code_hash
from raster_pipeline.steps.review_ground import ReviewGround, class_areas, keep_ground, open_ground
from raster_pipeline.steps.review_plots import placed_plots
from raster_pipeline.steps.review_read import reviewed
from sinkmap.area import AreaMeasure
from sinkmap.control.review import Judged, judge
from sinkmap.control.review_book import ReviewBook
from sinkmap.control.review_change import theme_changes
from sinkmap.control.review_result import ReviewResult
from sinkmap.control.review_terms import Proposal
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.report.review_map import Surroundings, surround
from sinkmap.run import content_id
from sinkmap.text import Text

__all__ = ["ReviewDesk", "Reviewed", "open_desk"]

GROUNDS = ".grounds"
"""Folder beside the runs with zones made ready; no part of any run, and free to be deleted."""


@dataclass(frozen=True, slots=True, eq=False)
class Reviewed:
    """A review and the child run that keeps it."""

    result: ReviewResult
    child: ChildRun

    @property
    def folder(self) -> Path:
        """Folder of the child run."""
        return self.child.folder


def open_desk(
    path: Path, *, run_id: str | None = None, year: int | None = None, day: date
) -> ReviewDesk:
    """Open a study's run to review projects by.

    Parameters
    ----------
    path
        Study folder or its ``study.toml``.
    year
        Year of the lines; the last of the run by default.
    day
        Day whose law counts.

    Raises
    ------
    UsageError
        ``RUN-MISSING``, ``YEAR-MISSING``, ``REVIEW-DAY`` for a day the rules do not reach back to.
    InputRefusedError
        Every finding of the study's own rule tables.
    """
    opened = open_run(path, run_id)
    year = year_of(opened, year)
    root = plan_of(path).parent
    book = read_review_book(root, opened.study.control_rules)
    desk = ReviewDesk(root, opened, book, year, day)
    if desk.book.undecided:
        raise UsageError(_too_early(day, desk.book.undecided))
    return desk


class ReviewDesk:
    """A run opened for reviews; its ground is read once, so that further reviews are quick."""

    def __init__(
        self, root: Path, opened: OpenedRun, book: ReviewBook, year: int, day: date
    ) -> None:
        self.root, self.opened, self.year, self.day = root, opened, year, day
        self.whole_book = book
        self.book = book.in_force(day)

    @cached_property
    def ground(self) -> ReviewGround:
        """Zones of the year, made once for a run, rule book and day of law."""
        layers = self._layers()
        question = {
            "parent": self.opened.manifest.run_id,
            "year": self.year,
            "book": self.book.version,
            "zones": [zone.id for zone in self.book.ground.zones],
            "buffers": [buffer.id for buffer in self.book.book.buffers],
            "code": code_hash(),
        }
        grounds = self.root / RUNS / GROUNDS
        folder = grounds / content_id(question)
        if not folder.is_dir():
            with only_writer(grounds):
                self._keep(folder, layers)
        measure = AreaMeasure.of_grid(self.opened.study.grid)
        return open_ground(folder, self.book.ground, measure, set(layers))

    def same_law(self, day: str) -> bool:
        """Whether the same rules were in force on another day, an ISO date."""
        return self.whole_book.in_force(date.fromisoformat(day)) == self.book

    @property
    def _asked(self) -> set[str]:
        """Layers a review may speak of."""
        asked = {layer for zone in self.book.ground.zones for layer in zone.layers}
        return asked | {"planned_use", "parcels", "parcels_update"}

    def _layers(self) -> dict[str, Path]:
        asked = self._asked - {"parcels", "parcels_update"}
        found = {layer: self.opened.taken_in(layer, self.year) for layer in asked}
        return {layer: path for layer, path in sorted(found.items()) if path is not None}

    def _keep(self, folder: Path, paths: Mapping[str, Path]) -> None:
        if folder.is_dir():  # another process was quicker
            return
        parcels = self.opened.taken_in("parcels", self.year)
        frames = {layer: read_frame(path) for layer, path in paths.items()}
        present = None if parcels is None else read_frame(parcels)[["code", "geometry"]]
        crs = self.opened.study.grid.crs
        keep_ground(folder, frames, present, self.book.ground, crs)

    @cached_property
    def districts(self) -> gpd.GeoDataFrame:
        """Units of the study's first partition with names; of the city where it has none."""
        results = self.opened.results
        frame = read_frame(self.opened.path / "units.parquet").set_index("unit_id", drop=False)
        parts = results.partitions
        chosen = parts[1] if len(parts) > 1 else parts[0]
        units = gpd.GeoDataFrame(frame.loc[list(chosen.members)]).reset_index(drop=True)
        names = [results.units[unit].name for unit in units["unit_id"]]
        return units.assign(name_zh=[n.zh for n in names], name_en=[n.en for n in names])

    @cached_property
    def city(self) -> Any:
        """Polygon of the study area, on the grid's CRS."""
        frame = read_frame(self.opened.path / "units.parquet").set_index("unit_id")
        first = self.opened.results.partitions[0]
        return frame.loc[list(first.members)].geometry.iloc[0]

    def plots(
        self, read: PlotRead, file: str, *, one_project: bool
    ) -> tuple[gpd.GeoDataFrame, list[Finding]]:
        """Plots on the grid's CRS, checked; see :func:`placed_plots`."""
        study = self.opened.study
        return placed_plots(
            read,
            study.grid,
            self.city,
            study.policies,
            AreaMeasure.of_grid(study.grid),
            one_project=one_project,
            file=file,
        )

    def judged(
        self,
        plots: gpd.GeoDataFrame,
        proposal: Proposal,
        *,
        one_project: bool,
        workers: int = 2,
        progress: Progress = silent,
    ) -> Judged:
        """Rows and themes of plots on the grid's CRS, of one project or each for itself."""
        shapes = np.asarray(plots.geometry.to_numpy(), dtype=object)
        pieces = self.ground.cut(shapes, workers=workers, progress=progress)
        count = len(shapes)
        projects = np.zeros(count, np.int64) if one_project else np.arange(count, dtype=np.int64)
        return judge(pieces, projects, self.ground.ground, self.book, proposal)

    def review(
        self, path: Path, proposal: Proposal, *, crs: str = "", layer: str = "", by: str = ""
    ) -> Reviewed:
        """Review one project, or read the review that answers the same question.

        Parameters
        ----------
        path
            Plot file; see :func:`raster_pipeline.io.plot_source.read_plots`.
        by
            Who enters it; the step 套合 goes into the project's record.

        Raises
        ------
        InputRefusedError
            Every fault of the file and its plots.
        """
        record = record_path(self.root, proposal.number)
        read_record(record)  # a broken one is told before any work
        plots, findings = self.plots(
            read_plots(path, crs=crs, layer=layer), path.name, one_project=True
        )
        source = {"file": path.name, "sha256": file_sha256(path), "crs": crs, "layer": layer}
        found = self.answer(plots, findings, proposal, source)
        enter_overlaid(record, found.child.run_id, self.day, by or "sinkmap")
        return found

    def answer(
        self,
        plots: gpd.GeoDataFrame,
        findings: Sequence[Finding],
        proposal: Proposal,
        source: Mapping[str, Any],
    ) -> Reviewed:
        """Review plots that were read and checked; nothing is entered in the record.

        ``findings``: what was found about them; ``source``: file, its hash, CRS and layer.
        """
        question = {
            "rule_book": self.book.version,
            "year": self.year,
            "day": self.day.isoformat(),
            "project": proposal.to_json(),
            "plots": dict(source),
        }

        def make(folder: Path) -> Mapping[str, Any]:
            write_frame(plots, folder / "plots.parquet")
            found = self.judged(plots, proposal, one_project=True)
            write_table(found.rows, folder / "rows.parquet")
            write_table(found.themes, folder / "themes.parquet")
            shapes = np.asarray(plots.geometry.to_numpy(), dtype=object)
            write_table(class_areas(shapes, self.ground), folder / "classes.parquet")
            return {
                "rule_book": self.book.version,
                "findings": [finding.to_json() for finding in findings],
                "zones_unseen": {z: list(of) for z, of in self.ground.ground.unseen.items()},
            }

        parent = self.opened.manifest.run_id
        child = child_run(self.root / RUNS, REVIEW, parent, question, code_hash(), make)
        known = read_record(record_path(self.root, proposal.number))
        before = last_review(known, other_than=child.run_id)
        return Reviewed(self._with_changes(self.read(child, proposal), before), child)

    def read(self, child: ChildRun, proposal: Proposal) -> ReviewResult:
        """The review a child run keeps."""
        return reviewed(
            child,
            proposal,
            book=self.book,
            year=self.year,
            day=self.day,
            districts=self.districts,
            unit_texts=self.ground.units,
            opened_sources=sources_of(self.opened, self.year, self._asked),
            code_system=code_system_of(self.opened, self.year),
            simulated=self.opened.study.simulated,
        )

    def form_folder(self, number: str) -> Path:
        """Where the forms of a project lie, beside its record; never outside the study."""
        return record_path(self.root, number).with_suffix("")

    def surroundings(self, result: ReviewResult) -> Surroundings:
        """What the maps of a review show."""
        bounds = surround(result.plots)
        return Surroundings(
            self.districts,
            self.ground.near(wider(bounds)),
            self.book.zones,
            result.plots,
            bounds,
            metric=not self.opened.study.grid.is_geographic,
        )

    def _with_changes(self, result: ReviewResult, before: str) -> ReviewResult:
        """The review with what is other than at the last one, where that is another."""
        folder = self.root / RUNS / REVIEW / before
        if not before or not (folder / "themes.parquet").is_file():
            return result
        changes = theme_changes(
            read_table(folder / "themes.parquet"),
            read_table(self.root / RUNS / REVIEW / result.review / "themes.parquet"),
        )
        return replace(result, changes=changes, before=before)


def _too_early(day: date, zones: tuple[str, ...]) -> Finding:
    return Finding(
        "REVIEW-DAY",
        Severity.ERROR,
        Text("规则表没有该日有效的条款", "the rule tables hold no law of that day"),
        Text("改用较晚的日期，或在规则表中补充", "name a later day, or add the law to the tables"),
        features=zones,
        seen=day.isoformat(),
    )
