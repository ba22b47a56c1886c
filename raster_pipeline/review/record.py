"""The record of a project's review: what the pipeline enters, and what people enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from raster_pipeline.io.review_record import add_entry, read_record, record_path
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.io.tables import read_table
from raster_pipeline.opened import RUNS
from sinkmap.control.review_steps import Step, StepEntry, with_entry
from sinkmap.control.review_terms import Conclusion
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["REVIEW", "enter_overlaid", "enter_step", "last_review"]

REVIEW = "review"
"""Kind of the child run."""


def enter_step(path: Path, project: str, entry: StepEntry) -> tuple[StepEntry, ...]:
    """Enter a step into a project's record; ``entry.review`` may be empty for the last review.

    Raises
    ------
    UsageError
        ``REVIEW-STEP`` and its kin if the step may not follow, ``REVIEW-MISSING`` if the project
        was never reviewed.
    """
    root = plan_of(path).parent
    record = record_path(root, project)
    last = last_review(read_record(record))
    folder = root / RUNS / REVIEW / last
    if not last or not (folder / "themes.parquet").is_file():
        raise UsageError(_no_review(project))
    themes: pd.DataFrame = read_table(folder / "themes.parquet")
    conclusions = [Conclusion(int(value)) for value in themes["conclusion"]]
    whole = replace(entry, review=entry.review or last)
    return add_entry(record, lambda known: with_entry(known, whole, conclusions))


def enter_overlaid(record: Path, review: str, day: date, by: str) -> None:
    """Note that the ground was looked at, unless this very review stands last."""

    def extend(known: Sequence[StepEntry]) -> Sequence[StepEntry]:
        entries = tuple(known)
        if last_review(entries) == review:
            return entries
        on = max([day, *(entry.on for entry in entries[-1:])])
        steps = (Step.OVERLAID,) if entries else (Step.RECEIVED, Step.OVERLAID)
        for step in steps:
            entries = with_entry(entries, StepEntry(step, on, by, review), ())
        return entries

    add_entry(record, extend)


def last_review(record: Sequence[StepEntry], *, other_than: str = "") -> str:
    """Id of the review the ground was last looked at in, or of the last other one; else empty."""
    found = (e.review for e in reversed(record) if e.step is Step.OVERLAID)
    return next((review for review in found if review != other_than), "")


def _no_review(project: str) -> Finding:
    return Finding(
        "REVIEW-MISSING",
        Severity.ERROR,
        Text("该项目还没有审查", "the project was not reviewed yet"),
        Text("先用 sinkmap review 审查", "review it first with `sinkmap review`"),
        seen=project,
    )
