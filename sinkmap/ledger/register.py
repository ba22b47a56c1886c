"""The ledger opened: every change is one transaction with its entries in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import geopandas as gpd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from sinkmap.ledger import views
from sinkmap.ledger.database import database_errors, open_engine, reading, shown, writing
from sinkmap.ledger.documents import Attachment, keep
from sinkmap.ledger.importing import ImportOutcome, Origin, import_patches
from sinkmap.ledger.line_checks import LineCheck
from sinkmap.ledger.line_register import line_rows, note_lines
from sinkmap.ledger.log import Actor, LogWriter
from sinkmap.ledger.merging import CaseMerger, Merged, merge_cases
from sinkmap.ledger.neighbours import neighbours
from sinkmap.ledger.patches import ISSUED, issued_patches, run_patches
from sinkmap.ledger.returning import Returned, batches, returned
from sinkmap.ledger.splitting import CaseCut, split_case
from sinkmap.ledger.stepping import StepOrder, live_case, take_step
from sinkmap.ledger.tables import Case, Document, Event, Head
from sinkmap.ledger.verification import Verification, verified
from sinkmap.rule import RuleSeverity

__all__ = ["Ledger", "open_ledger"]

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


def open_ledger(address: str, root: Path, files: Path, clock: Clock = _now) -> Ledger:
    """Open a ledger, made at first.

    Parameters
    ----------
    address
        ``sqlite:///…`` (relative to ``root``) or ``postgresql://…``.
    root, files
        The study's folder, and the folder for documents.
    clock
        Says the time, with its zone.

    Raises
    ------
    InputRefusedError
        ``LEDGER-URL``.
    CannotFinishError
        ``LEDGER-UNREACHABLE``, ``LEDGER-BUSY`` or ``LEDGER-NEWER``.
    """
    return Ledger(open_engine(address, root), files, clock)


class Ledger:
    """The case register; papers lie in ``files``. Close it after use, or use it in a ``with``."""

    def __init__(self, engine: Engine, files: Path, clock: Clock) -> None:
        self._engine = engine
        self.files = files
        self._clock = clock

    def __enter__(self) -> Self:
        """The ledger itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the database."""
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def place(self) -> str:
        """Where the ledger is, without a password."""
        return shown(self._engine.url)

    @property
    def length(self) -> int:
        """Entries of the log; it grows with every change."""
        with self._reading() as session:
            return session.execute(select(Head)).scalar_one().length

    def cases(self, wanted: views.CaseFilter | None = None) -> list[dict[str, Any]]:
        """Cases by number, each a row by column, without outlines."""
        with self._reading() as session:
            return views.case_rows(session, wanted or views.CaseFilter())

    def frame(self, wanted: views.CaseFilter | None = None) -> gpd.GeoDataFrame:
        """Cases by number with their outlines in CGCS2000 degrees."""
        with self._reading() as session:
            return views.case_frame(session, wanted or views.CaseFilter())

    def case(self, number: str) -> views.CaseFile:
        """One case with everything of it.

        Raises
        ------
        UsageError
            ``CASE-MISSING``.
        """
        with self._reading() as session:
            case = session.get(Case, number) or live_case(session, number)
            return views.case_file(session, case)

    def batches(self) -> list[str]:
        """Names of the batches that were issued."""
        with self._reading() as session:
            return batches(session)

    def lines(self) -> list[dict[str, Any]]:
        """Checks of the red line's versions, the newest of each figure."""
        with self._reading() as session:
            return line_rows(session)

    def step(self, number: str, order: StepOrder, actor: Actor) -> dict[str, Any]:
        """Take a step with a case; its row afterwards.

        Raises
        ------
        InputRefusedError
            ``CASE-STEP-FORBIDDEN``, ``CASE-STEP-NEEDS``, ``CASE-MERGED``.
        CannotFinishError
            ``CASE-CONFLICT`` if somebody changed the case meanwhile; nothing is written over.
        UsageError
            ``CASE-MISSING``.
        """
        with self._writing(actor) as log:
            case = take_step(log, number, order)
            log.write()
            return views.plain(case)

    def split(self, number: str, cut: CaseCut, actor: Actor) -> list[dict[str, Any]]:
        """Split a case by hand; rows of its parts, the one that keeps the number first.

        Raises
        ------
        InputRefusedError
            ``CASE-SPLIT-*``, ``CASE-MERGED``; and as :meth:`step`.
        """
        with self._writing(actor) as log:
            parts = split_case(log, number, cut)
            log.write()
            return [views.plain(case) for case in parts]

    def merge(self, order: CaseMerger, actor: Actor) -> Merged:
        """Merge cases by hand under a new number.

        Raises
        ------
        InputRefusedError
            ``CASE-MERGE-*``, ``CASE-MERGED``; and as :meth:`step`.
        """
        with self._writing(actor) as log:
            made, origins, overlap_m2 = merge_cases(log, order)
            log.write()
            return Merged(views.plain(made), [views.plain(case) for case in origins], overlap_m2)

    def neighbours(self, number: str) -> list[dict[str, Any]]:
        """Rows of the cases one may be merged with; none of a case that is unknown or closed."""
        with self._reading() as session:
            case = session.get(Case, number)
            return [] if case is None else [views.plain(one) for one in neighbours(session, case)]

    def attach(
        self, number: str, attachment: Attachment, actor: Actor, version: int | None = None
    ) -> dict[str, Any]:
        """Keep a file with a case; its row, with ``case_version``, the case's new version.

        The file is on the disk before the case names it. A case with another paper is another
        version: who looked before has not seen it.

        Raises
        ------
        InputRefusedError
            ``CASE-FILE-*``, ``CASE-PHOTO-*`` or ``CASE-MERGED``.
        UsageError
            ``CASE-MISSING``.
        CannotFinishError
            ``CASE-CONFLICT``, ``LEDGER-FILES``.
        """
        attachment.check()
        with self._reading() as session:
            live_case(session, number, version)
        stored = keep(attachment.path, self.files)
        with self._writing(actor) as log:
            case = live_case(log.session, number, version)
            row = Document(
                event=log.next_event,
                case_number=case.number,
                kind=attachment.kind,
                name=attachment.path.name,
                note=attachment.note,
                azimuth=attachment.azimuth,
                sha256=stored.sha256,
                size=stored.size,
                path=stored.path,
            )
            flag_modified(case, "state")  # no column changes, and the version is to grow
            log.note("attach", (case, row), case=number, detail={"sha256": stored.sha256})
            log.write()
            return views.plain(row) | {"case_version": case.version}

    def import_run(
        self,
        patches: gpd.GeoDataFrame,
        run_id: str,
        actor: Actor,
        *,
        checks: Sequence[LineCheck] = (),
        least: int = RuleSeverity.WATCH,
    ) -> ImportOutcome:
        """Take in a run's patches and checks of the red line, all or nothing.

        Parameters
        ----------
        patches
            Columns :data:`sinkmap.ledger.PATCH_COLUMNS`, of any years.
        least
            Patches below this severity make no case.

        Raises
        ------
        InputRefusedError
            ``PATCH-COLUMNS`` or ``PATCH-GEOMETRY``.
        """
        taken, _ = run_patches(patches, least)
        with self._writing(actor) as log:
            outcome = import_patches(log, taken, Origin("run", run_id))
            note_lines(log, run_id, checks)
            log.write()
            return outcome

    def import_issued(
        self,
        patches: gpd.GeoDataFrame,
        batch: str,
        deadline: str,
        actor: Actor,
        *,
        source: str = "",
        year: int | None = None,
    ) -> ImportOutcome:
        """Take in a batch a superior issued, all or nothing.

        Parameters
        ----------
        patches
            ``external_no`` and polygons.
        batch, deadline, year
            Name of the batch, ISO date of the answer, year of the later image if it is stated.

        Raises
        ------
        InputRefusedError
            ``PATCH-*``, ``ISSUED-*``.
        """
        taken = issued_patches(patches, batch, deadline, year)
        with self._writing(actor) as log:
            outcome = import_patches(log, taken, Origin(ISSUED, source))
            log.write()
            return outcome

    def returned(self, batch: str) -> Returned:
        """The template of a batch, with what is undecided and what is overdue.

        Raises
        ------
        UsageError
            ``ISSUED-UNKNOWN`` if there is no such batch.
        """
        with self._reading() as session:
            return returned(session, batch, self._clock().date().isoformat())

    def verify(self, noted: str = "") -> Verification:
        """Read the whole log, every row it tells of and every file again.

        ``noted``: a head that was noted earlier, which the log must still hold.

        Raises
        ------
        CannotFinishError
            ``LEDGER-LOG-BROKEN``, ``LEDGER-LOG-CUT``, ``LEDGER-ROW-CHANGED``,
            ``LEDGER-FILE-CHANGED``: all that is wrong.
        """
        with self._reading() as session:
            return verified(session, self.files, noted)

    def log(self) -> list[dict[str, Any]]:
        """Every entry of the log, oldest first."""
        with self._reading() as session:
            return [views.plain(e) for e in session.scalars(select(Event).order_by(Event.id))]

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with (
            database_errors(self._engine),
            reading(self._engine) as connection,
            Session(connection, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def _writing(self, actor: Actor) -> Iterator[LogWriter]:
        """One transaction: all of it is written when the block ends, or nothing."""
        with (
            database_errors(self._engine),
            writing(self._engine) as connection,
            Session(connection, autoflush=False, expire_on_commit=False) as session,
        ):
            at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
            yield LogWriter(session, actor, at)
            session.commit()
