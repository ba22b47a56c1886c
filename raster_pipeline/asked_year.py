"""The year a person asks for, held against the run that is open."""

from __future__ import annotations

from raster_pipeline.opened import OpenedRun
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["year_of"]


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
        raise UsageError(
            Finding(
                "YEAR-MISSING",
                Severity.ERROR,
                Text("运行结果不含该年度", "the run does not hold this year"),
                Text("请改用所列的年度", "name one of the years listed"),
                seen=str(year),
                wanted=", ".join(map(str, years)),
            )
        )
    return year
