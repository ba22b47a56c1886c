"""Reviews that were kept, read back, and the ground where each row of one lies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from raster_pipeline.io.child_run import ChildRun
from raster_pipeline.io.review_record import read_record, recorded_projects
from raster_pipeline.io.run_folder import MANIFEST
from raster_pipeline.io.tables import read_table
from raster_pipeline.opened import RUNS
from raster_pipeline.review.desk import ReviewDesk
from raster_pipeline.review.record import REVIEW, last_review
from sinkmap.control.review_result import ReviewResult
from sinkmap.control.review_steps import Step, state_of
from sinkmap.control.review_terms import Conclusion, Proposal
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["KeptReview", "kept_review", "kept_reviews", "touched_ground"]


@dataclass(frozen=True, slots=True)
class KeptReview:
    """The last review of a project on record.

    ``of_this_run``: whether it speaks of the run and year that are open, so that it can be shown
    on their map.
    """

    review: str
    number: str
    name: str
    day: date
    conclusion: Conclusion
    state: Step
    of_this_run: bool


def kept_reviews(desk: ReviewDesk) -> tuple[KeptReview, ...]:
    """The last review of every project on record, the newest first.

    Raises
    ------
    CannotFinishError
        ``REVIEW-RECORD-BROKEN``.
    """
    found = [_of_record(desk, record) for record in recorded_projects(desk.root)]
    kept = [one for one in found if one is not None]
    return tuple(sorted(kept, key=lambda one: (one.day, one.number), reverse=True))


def kept_review(desk: ReviewDesk, review: str) -> ReviewResult:
    """A review read back, as it was on its day.

    Raises
    ------
    UsageError
        ``REVIEW-GONE`` if there is none of this id, ``REVIEW-OTHER-RUN`` if it speaks of another
        run, year or rule table than are open.
    """
    folder, document = _document(desk.root, review)
    if document is None:
        raise UsageError(_gone(review))
    if not _is_of(desk, document):
        raise UsageError(_of_another_run(desk, document))
    question = document["question"]
    child = ChildRun(folder, document, reused=True)
    result = desk.read(child, Proposal.from_json(question["project"]))
    return replace(result, day=date.fromisoformat(question["day"]))


def touched_ground(desk: ReviewDesk, result: ReviewResult) -> gpd.GeoDataFrame:
    """Where on the project's ground each row of a review lies.

    Returns
    -------
    ``row`` (place of the row in ``result.rows``) and polygons on the grid's CRS; rows whose
    ground is gone from the zones are left out. Zones lie over each other, and so do these.
    """
    ground = shapely.union_all(np.asarray(result.plots.geometry.to_numpy(), dtype=object))
    rows, shapes = [], []
    for place, row in enumerate(result.rows.to_dict("records")):
        part = _part(desk, ground, row)
        if not part.is_empty:
            rows.append(place)
            shapes.append(part)
    return gpd.GeoDataFrame({"row": rows}, geometry=shapes, crs=result.plots.crs)


def _part(desk: ReviewDesk, ground: Any, row: Mapping[Any, Any]) -> Any:
    """Ground of one row: inside what it names, or outside the zone it is the complement of."""
    known = desk.book.zones.get(str(row["zone"]))
    of = known.complement_of if known else ""
    frame = desk.ground.frames.get(of or str(row["zone"]))
    if frame is None:
        return ground if of else shapely.Polygon()
    if of:
        return shapely.difference(ground, shapely.union_all(frame.geometry.to_numpy()))
    # Features without a name are one row, whatever their codes.
    names = ("kind", "name", "code") if row["name"] else ("kind", "name")
    same = np.ones(len(frame), dtype=bool)
    for name in names:
        same &= frame[name].astype(str).to_numpy() == str(row[name])
    return shapely.intersection(ground, shapely.union_all(frame.geometry.to_numpy()[same]))


def _of_record(desk: ReviewDesk, record: Path) -> KeptReview | None:
    known = read_record(record)
    review = last_review(known)
    state = state_of(known)
    folder, document = _document(desk.root, review)
    if document is None or state is None:
        return None
    asked = document["question"]["project"]
    themes = read_table(folder / "themes.parquet")
    worst = max((int(value) for value in themes["conclusion"]), default=-1)
    return KeptReview(
        review,
        str(asked["number"]),
        str(asked["name"]),
        date.fromisoformat(document["question"]["day"]),
        Conclusion(worst),
        state,
        _is_of(desk, document),
    )


def _document(root: Path, review: str) -> tuple[Path, Mapping[str, Any] | None]:
    """Folder and document of a review; None where there is none of this id."""
    folder = root / RUNS / REVIEW / review
    plain = review.isalnum() and review.isascii()
    if not plain or not (folder / MANIFEST).is_file():
        return folder, None
    return folder, json.loads((folder / MANIFEST).read_bytes())


def _is_of(desk: ReviewDesk, document: Mapping[str, Any]) -> bool:
    held = (document["parent"], document["question"]["year"], document["rule_book"])
    return held == (desk.opened.manifest.run_id, desk.year, desk.book.version)


def _gone(review: str) -> Finding:
    return Finding(
        "REVIEW-GONE",
        Severity.ERROR,
        Text("没有这项审查", "there is no such review"),
        Text("从列表中另选一项", "choose another one of the list"),
        seen=review[:40],
    )


def _of_another_run(desk: ReviewDesk, document: Mapping[str, Any]) -> Finding:
    return Finding(
        "REVIEW-OTHER-RUN",
        Severity.WARNING,
        Text("该审查依据另一次运行或另一版规则", "this review speaks of another run or rule table"),
        Text("用 renew-reviews 重新审查", "review again with `sinkmap renew-reviews`"),
        seen=f"{document['parent']} {document['question']['year']} {document['rule_book']}",
        wanted=f"{desk.opened.manifest.run_id} {desk.year} {desk.book.version}",
    )
