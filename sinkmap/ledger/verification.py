"""The ledger read again: log, rows and files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sinkmap.errors import CannotFinishError
from sinkmap.ledger.documents import file_faults
from sinkmap.ledger.log import log_findings
from sinkmap.ledger.tables import Case, Document, Head

__all__ = ["Verification", "verified"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was read to verify a ledger. ``head`` is worth noting elsewhere."""

    entries: int
    head: str
    cases: int
    files: int


def verified(session: Session, folder: Path, noted: str) -> Verification:
    """Read the whole log, every row it tells of and every file in ``folder`` again.

    Raises
    ------
    CannotFinishError
        As :meth:`sinkmap.ledger.Ledger.verify`.
    """
    findings = log_findings(session, noted)
    kept = select(Document.path, Document.sha256).distinct()
    files = [(path, digest) for path, digest in session.execute(kept)]
    findings += file_faults(files, folder)
    if findings:
        raise CannotFinishError(findings)
    head = session.execute(select(Head)).scalar_one()
    cases = session.execute(select(func.count()).select_from(Case)).scalar_one()
    return Verification(head.length, head.hash, cases, len(files))
