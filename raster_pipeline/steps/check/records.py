"""Records of approval: what would keep them from clearing ground, told before control is run."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pandas as pd

from raster_pipeline.steps.check.place import Place
from sinkmap.control import RuleBook, record_faults
from sinkmap.errors import Finding
from sinkmap.study import InputEntry, Study

__all__ = ["record_findings"]


def record_findings(
    entry: InputEntry, frame: pd.DataFrame, study: Study, place: Place
) -> list[Finding]:
    """``APPROVAL-*`` of a layer of records (:data:`sinkmap.control.RECORD_LAYERS`).

    Activities are those of the shipped rule book: which numbers there are is law.
    """
    known = [str(one.number) for one in RuleBook.default().activities if one.applicable]
    ends = [date(year, 12, 31) for year in sorted(study.years)]
    found = record_faults(entry.layer, frame, known, tuple(combinations(ends, 2)))
    at = {"file": place.file, "year": place.year}
    return [Finding.from_json(one.to_json() | at) for one in found]
