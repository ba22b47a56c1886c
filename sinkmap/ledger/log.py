"""The tamper-evident log: every change is an entry, every entry holds the hash of the one before.

An entry also holds the digest of every row it wrote, so that a row changed behind the log's back
is found. Whoever can write the whole database can write the whole chain anew: note the head
elsewhere (``cases verify`` prints it), and it must be found in the chain ever after.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.ledger.states import Role
from sinkmap.ledger.tables import Base, Case, Document, Event, Head, Lineage, LineVersion, Sighting
from sinkmap.text import Text

__all__ = ["FIRST_HASH", "Actor", "LogWriter", "log_findings"]

FIRST_HASH = "0" * 64
"""What the first entry names as the one before it."""

_KEPT: tuple[type[Base], ...] = (Case, Sighting, Lineage, Document, LineVersion)
_HASHED = (
    "id", "at", "who", "role", "kind", "case_number", "step", "before", "after", "why", "detail",
    "rows", "prev",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and as what.

    Raises
    ------
    UsageError
        ``CASE-WHO`` if there is no name.
    """

    who: str
    role: Role

    def __post_init__(self) -> None:
        if not self.who.strip():
            raise UsageError(
                Finding(
                    "CASE-WHO",
                    Severity.ERROR,
                    Text("没有写明办理人", "nobody is named as doing this"),
                    Text("写明姓名或工号", "name the person"),
                )
            )


@dataclass(slots=True)
class _Entry:
    """An entry whose rows are not written yet."""

    event: Event
    rows: Sequence[Base] = field(default_factory=tuple)


class LogWriter:
    """Writes the entries of one transaction; made first, so that it holds the end of the log.

    Everybody who writes waits for it here, and then reads what the one before has written.
    """

    def __init__(self, session: Session, actor: Actor, at: str) -> None:
        self.session = session
        self.actor = actor
        self.at = at
        self._head = session.execute(select(Head).with_for_update()).scalar_one()
        self._entries: list[_Entry] = []

    @property
    def next_event(self) -> int:
        """Id of the entry that is noted next."""
        return self._head.length + len(self._entries) + 1

    def note(
        self,
        kind: str,
        rows: Sequence[Base],
        *,
        case: str | None = None,
        step: str = "",
        before: str = "",
        after: str = "",
        why: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> int:
        """Keep an entry for a change of ``rows``, which are added to the session; its id.

        What changed in rows that were there before is told with its value before and after.
        """
        self.session.add_all(rows)
        event = Event(
            id=self.next_event,
            at=self.at,
            who=self.actor.who,
            role=str(self.actor.role),
            kind=kind,
            case_number=case,
            step=step,
            before=before,
            after=after,
            why=why,
            detail=_canonical({**(detail or {}), **_changes(rows)}),
        )
        self._entries.append(_Entry(event, rows))
        return event.id

    def write(self) -> None:
        """Write the rows, then the entries with the rows' digests, then the head."""
        self.session.flush()
        last = self._head.hash
        for entry in self._entries:
            entry.event.rows = _canonical([_named_digest(row) for row in entry.rows])
            entry.event.prev = last
            last = entry.event.hash = _entry_hash(entry.event)
        self.session.add_all(entry.event for entry in self._entries)
        self._head.length += len(self._entries)
        self._head.hash = last
        self._entries.clear()
        self.session.flush()


def log_findings(session: Session, noted: str = "") -> list[Finding]:
    """What is wrong with the log or with a row it tells of; nothing where all is well.

    ``noted``: a head that was noted earlier.
    """
    digests: dict[tuple[str, str], str] = {}
    broken: list[str] = []
    last, length, seen = FIRST_HASH, 0, {FIRST_HASH}
    for event in session.execute(select(Event).order_by(Event.id)).scalars():
        length += 1
        sound = event.id == length and event.prev == last and event.hash == _entry_hash(event)
        if not sound:
            broken.append(str(event.id))
        last = event.hash
        seen.add(last)
        digests.update({(table, key): value for table, key, value in json.loads(event.rows)})
    head = session.execute(select(Head)).scalar_one()
    findings = [_broken(broken)] if broken else []
    if (head.length, head.hash) != (length, last):
        findings.append(_cut_off(f"{length} {last}", f"{head.length} {head.hash}"))
    if noted and noted not in seen:
        findings.append(_cut_off(last, noted))
    return [*findings, *_row_findings(session, digests)]


def _row_findings(session: Session, digests: Mapping[tuple[str, str], str]) -> list[Finding]:
    there: dict[tuple[str, str], str] = {}
    for kind in _KEPT:
        for row in session.execute(select(kind)).scalars():
            table, key, value = _named_digest(row)
            there[(table, key)] = value
    changed = [f"{t} {k}" for (t, k), value in there.items() if digests.get((t, k)) != value]
    gone = [f"{t} {k}" for t, k in digests if (t, k) not in there]
    return [
        Finding(
            "LEDGER-ROW-CHANGED",
            Severity.ERROR,
            Text("记录与日志不符", "rows are not as the log tells"),
            _RESTORE,
            features=tuple(sorted(rows)),
            seen=seen,
        )
        for rows, seen in ((changed, "changed"), (gone, "missing"))
        if rows
    ]


_RESTORE = Text(
    "从备份恢复台账，并查明由谁改动", "restore the ledger from a copy, and find out who changed it"
)


def _broken(entries: Sequence[str]) -> Finding:
    return Finding(
        "LEDGER-LOG-BROKEN",
        Severity.ERROR,
        Text("日志条目被改动、删除或插入", "entries of the log were changed, removed or put in"),
        _RESTORE,
        features=tuple(entries),
    )


def _cut_off(seen: str, wanted: str) -> Finding:
    return Finding(
        "LEDGER-LOG-CUT",
        Severity.ERROR,
        Text("日志末端不是应有的条目", "the log does not end where it should"),
        _RESTORE,
        seen=seen,
        wanted=wanted,
    )


def _entry_hash(event: Event) -> str:
    content = {name: getattr(event, name) for name in _HASHED}
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _named_digest(row: Base) -> tuple[str, str, str]:
    """Table, key and digest of a row as it is written."""
    mapper = inspect(type(row))
    values = {c.key: _plain(getattr(row, c.key)) for c in mapper.column_attrs}
    key = " ".join(str(part) for part in mapper.primary_key_from_instance(row))
    digest = hashlib.sha256(_canonical(values).encode()).hexdigest()
    return row.__tablename__, key, digest


def _changes(rows: Sequence[Base]) -> dict[str, Any]:
    """Column -> values before and after, of rows that were there before."""
    told: dict[str, Any] = {}
    for row in rows:
        state = inspect(row)
        if not state.persistent:
            continue
        for attribute in state.attrs:
            history = attribute.history
            if history.added and history.deleted and history.added != history.deleted:
                told[attribute.key] = [_plain(history.deleted[0]), _plain(history.added[0])]
    return {"changes": told} if told else {}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    return value


def _canonical(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
