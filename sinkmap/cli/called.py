"""What a command was called with, held against the run it opens."""

from __future__ import annotations

from raster_pipeline.opened import OpenedRun
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["usage", "year_of"]


def year_of(opened: OpenedRun, year: int | None) -> int:
    """The year asked for, the last of the run by default.

    Raises
    ------
    UsageError
        ``YEAR-MISSING`` if the run does not hold it.
    """
    years = opened.manifest.years
    if year is None:
        return years[-1]
    if year not in years:
        known = Text("运行结果不含该年度", "the run does not hold this year")
        raise usage("YEAR-MISSING", known, str(year), ", ".join(map(str, years)))
    return year


def usage(code: str, message: Text, seen: str, wanted: str) -> UsageError:
    """An error of the caller: the value seen and the value wanted."""
    cure = Text("请改用所列的写法", "write it as wanted")
    return UsageError(Finding(code, Severity.ERROR, message, cure, seen=seen, wanted=wanted))
