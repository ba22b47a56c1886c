"""The checks of a line's versions, kept from run to run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sinkmap.ledger.line_checks import LINE, LineCheck
from sinkmap.ledger.log import LogWriter
from sinkmap.ledger.tables import LineVersion
from sinkmap.ledger.views import plain

__all__ = ["line_rows", "note_lines"]


def note_lines(log: LogWriter, run_id: str, checks: Sequence[LineCheck]) -> None:
    """Keep the checks that say something new."""
    there = {
        (row["statunit"], row["year"], row["rule"], row["figure"]): (
            row["before"], row["value"], row["verdict"], row["vintage"]
        )
        for row in line_rows(log.session)
    }  # fmt: skip
    event = log.next_event
    fresh = [
        LineVersion(
            line=LINE,
            statunit=check.statunit,
            year=check.year,
            rule=str(check.rule),
            figure=check.figure,
            event=event,
            run_id=run_id,
            vintage=check.vintage,
            before=check.before,
            value=check.value,
            verdict=str(check.verdict),
        )
        for check in checks
        if there.get((check.statunit, check.year, str(check.rule), check.figure))
        != (check.before, check.value, str(check.verdict), check.vintage)
    ]
    if fresh:
        log.note("line_version", fresh, detail={"source": run_id, "checks": len(fresh)})


def line_rows(session: Session) -> list[dict[str, Any]]:
    """The checks of a line's versions in force: the newest of each figure."""
    order = (LineVersion.statunit, LineVersion.year, LineVersion.rule, LineVersion.event)
    newest = {}
    for row in session.execute(select(LineVersion).order_by(*order)).scalars():
        newest[(row.line, row.statunit, row.year, row.rule, row.figure)] = row
    return [plain(row) for row in newest.values()]
