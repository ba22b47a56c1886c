"""Every project on record reviewed again, when lines, rules or the day of the law are others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.review_record import read_record, recorded_projects
from raster_pipeline.io.run_folder import MANIFEST
from raster_pipeline.io.tables import read_frame
from raster_pipeline.opened import RUNS
from raster_pipeline.review.desk import ReviewDesk, Reviewed
from raster_pipeline.review.record import REVIEW, enter_overlaid, last_review
from raster_pipeline.steps.identity import code_hash
from sinkmap.area import AreaMeasure
from sinkmap.control.review_steps import Step, state_of
from sinkmap.control.review_terms import Proposal
from sinkmap.errors import Finding, Severity, SinkmapError
from sinkmap.text import Text

__all__ = ["AgainDone", "ReviewAgain", "review_again"]

_CLOSED = (Step.ISSUED, Step.REFUSED, Step.ARCHIVED)
"""States of a record that this leaves alone: opening it again is for people to decide."""


@dataclass(frozen=True, slots=True, eq=False)
class ReviewAgain:
    """One project looked at again.

    ``state``: where its record stood; ``entered``: whether the step 套合 went into the record:
    where something came out otherwise, and the record was not closed.
    """

    reviewed: Reviewed
    state: Step
    entered: bool

    @property
    def changed(self) -> bool:
        """Whether a theme came out otherwise than at the last review."""
        return bool(self.reviewed.result.changes)

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        result = self.reviewed.result
        return {
            "number": result.proposal.number,
            "name": result.proposal.name,
            "state": str(self.state),
            "conclusion": result.conclusion.word,
            "review_id": result.review,
            "before": result.before,
            "changes": [one.to_json() for one in result.changes],
            "entered": self.entered,
        }


@dataclass(frozen=True, slots=True, eq=False)
class AgainDone:
    """What came of it: projects looked at again, how many had nothing new to be asked, and what
    could not be looked at."""

    projects: tuple[ReviewAgain, ...]
    unmoved: int
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "schema": "sinkmap-review-again/1",
            "projects": [one.to_json() for one in self.projects],
            "changed": sum(one.changed for one in self.projects),
            "unmoved": self.unmoved,
            "findings": [one.to_json() for one in self.findings],
        }


def review_again(desk: ReviewDesk, *, by: str = "", told: Progress = silent) -> AgainDone:
    """Review every project on record against the lines and rules of today.

    The ground is that of the last review, as it was read then; projects whose run, year, rules in
    force and code are the same are passed over. A project that comes out as before gets no entry
    in its record.
    """
    done: list[ReviewAgain] = []
    findings: list[Finding] = []
    unmoved = 0
    records = recorded_projects(desk.root)
    for place, record in enumerate(records):
        told("review", place / len(records))
        try:
            found = _again(desk, record, by or "sinkmap")
        except SinkmapError as error:
            findings += [_at(finding, record) for finding in error.findings]
            continue
        if found is None:
            unmoved += 1
        elif isinstance(found, Finding):
            findings.append(found)
        else:
            done.append(found)
    told("review", 1.0)
    return AgainDone(tuple(done), unmoved, tuple(findings))


def _again(desk: ReviewDesk, record: Path, by: str) -> ReviewAgain | Finding | None:
    """A project looked at again, what forbids it, or None where nothing moved."""
    known = read_record(record)
    last = last_review(known)
    folder = desk.root / RUNS / REVIEW / last
    if not last or not (folder / MANIFEST).is_file():
        return _gone(record, last)
    document = json.loads((folder / MANIFEST).read_bytes())
    if not _moved(desk, document):
        return None
    question = document["question"]
    findings = [Finding.from_json(row) for row in document["findings"]]
    found = desk.answer(
        _placed(desk, folder), findings, Proposal.from_json(question["project"]), question["plots"]
    )
    state = state_of(known)
    assert state is not None, "a record with a review has entries"
    enters = bool(found.result.changes) and state not in _CLOSED
    if enters:
        enter_overlaid(record, found.child.run_id, desk.day, by)
    return ReviewAgain(found, state, enters)


def _moved(desk: ReviewDesk, document: dict[str, Any]) -> bool:
    """Whether run, year, law or code are others than those of a review."""
    question = document["question"]
    held = (document["parent"], question["year"], document["rule_book"], document["code_hash"])
    asked = (desk.opened.manifest.run_id, desk.year, desk.book.version, code_hash())
    return held != asked or not desk.same_law(question["day"])


def _placed(desk: ReviewDesk, folder: Path) -> gpd.GeoDataFrame:
    """The plots of a review on the grid's CRS of today, with their areas by its measure."""
    grid = desk.opened.study.grid
    plots = read_frame(folder / "plots.parquet").to_crs(grid.crs)
    shapes = np.asarray(plots.geometry.to_numpy(), dtype=object)
    return gpd.GeoDataFrame(plots.assign(area_m2=AreaMeasure.of_grid(grid).polygons(shapes)))


def _gone(record: Path, review: str) -> Finding:
    return Finding(
        "REVIEW-GONE",
        Severity.WARNING,
        Text(
            "上次审查的结果已不在，未能重新审查", "what the last review kept is gone: not reviewed"
        ),
        Text("用地块文件重新审查该项目", "review the project from its file"),
        file=record.name,
        seen=review,
    )


def _at(finding: Finding, record: Path) -> Finding:
    return Finding.from_json(finding.to_json() | {"file": finding.file or record.name})
