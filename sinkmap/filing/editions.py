"""Editions of a filed report: each was approved, and none is changed when another replaces it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sinkmap.filing.record import Drafted, FilingEntry, draft_of, state_of
from sinkmap.filing.words import Role, State, Step

__all__ = ["Edition", "approvals", "editions_of", "opening_of"]


@dataclass(frozen=True, slots=True)
class Edition:
    """One approved edition.

    ``number`` counts from 1; ``drafted``: what it is made of; ``opened``: the entry that called
    for it, a correction or what the province sent back, None for the first; ``entries``: from its
    approval to the one that called for the next; ``state``: how far it came.
    """

    number: int
    drafted: Drafted
    opened: FilingEntry | None
    entries: tuple[FilingEntry, ...]
    state: State


def approvals(record: Sequence[FilingEntry]) -> int:
    """How many editions were approved."""
    return sum(entry.step is Step.APPROVE for entry in record)


def opening_of(record: Sequence[FilingEntry]) -> FilingEntry | None:
    """What called for the edition under way or, where none is, for the last one; None at first."""
    calls = [entry for entry in record if _calls(entry)]
    return calls[-1] if calls else None


def editions_of(record: Sequence[FilingEntry]) -> tuple[Edition, ...]:
    """Every approved edition, the first one first.

    Raises
    ------
    UsageError
        As :func:`state_of`, for a record that no way through the table gives.
    """
    starts = [place for place, entry in enumerate(record) if entry.step is Step.APPROVE]
    found = []
    for number, start in enumerate(starts, start=1):
        drafted = draft_of(record[:start])
        assert drafted is not None, "no way through the table approves what has no draft"
        calls = (place for place in range(start, len(record)) if _calls(record[place]))
        end = next(calls, len(record) - 1) + 1
        # A correction leaves the edition where it came; what the province sent back is returned.
        kept = end - 1 if record[end - 1].step is Step.CORRECT else end
        opened, entries = opening_of(record[:start]), tuple(record[start:end])
        found.append(Edition(number, drafted, opened, entries, state_of(record[:kept])))
    return tuple(found)


def _calls(entry: FilingEntry) -> bool:
    """Whether an entry calls for another edition."""
    by_province = entry.step is Step.SEND_BACK and entry.role is Role.PROVINCE
    return entry.step is Step.CORRECT or by_province
