"""Numbers of cases that are made by hand."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sinkmap.ledger.tables import Case

__all__ = ["next_number"]


def next_number(session: Session, year: str) -> str:
    """The number after the newest of a year that has cases, as ``2024-000007``."""
    newest = select(func.max(Case.number)).where(Case.number.like(f"{year}-%"))
    found = session.execute(newest).scalar_one()
    return f"{year}-{int(str(found).partition('-')[2]) + 1:06d}"
