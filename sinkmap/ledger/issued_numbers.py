"""Patches the register holds already, and the numbers a superior gave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.ledger.patches import ISSUED, Patch
from sinkmap.ledger.tables import Sighting
from sinkmap.text import Text

__all__ = [
    "fresh_patches",
    "held_numbers",
    "refuse_other_patches",
    "unanswerable",
    "without_number",
]

_MOST_ASKED = 500
"""Digests looked up at once: SQLite takes no more than 999 values in one statement."""


def fresh_patches(session: Session, patches: Sequence[Patch]) -> list[Patch]:
    """Patches that the register does not hold."""
    there = _known_digests(session, [patch.digest for patch in patches])
    return [patch for patch in patches if patch.digest not in there]


def held_numbers(session: Session, patches: Iterable[Patch]) -> set[tuple[str, str]]:
    """Batch and number of everything the register holds of the batches named."""
    held: set[tuple[str, str]] = set()
    for batch in sorted({patch.batch for patch in patches if patch.batch}):
        asked = select(Sighting.external_no).where(Sighting.batch == batch)
        held.update((batch, str(number)) for number in session.execute(asked).scalars())
    return held


def without_number(patch: Patch, held: set[tuple[str, str]]) -> Patch:
    """The patch as one of the run alone, where the register has its number already."""
    if (patch.batch, patch.external_no) not in held:
        return patch
    return replace(patch, batch="", external_no="")


def refuse_other_patches(fresh: Iterable[Patch], held: set[tuple[str, str]]) -> None:
    """A number of a batch stands for one patch for ever: what was answered must stay answered."""
    taken = sorted(p.external_no for p in fresh if (p.batch, p.external_no) in held)
    if taken:
        raise InputRefusedError(
            Finding(
                "ISSUED-CHANGED",
                Severity.ERROR,
                Text(
                    "批次中已有该编号，但图斑、属性或期限不同",
                    "the batch holds these numbers already, with another patch or deadline",
                ),
                Text("作为新的批次导入", "import them as a batch of another name"),
                features=tuple(taken),
            )
        )


def unanswerable(patches: Iterable[Patch]) -> tuple[Finding, ...]:
    """``ISSUED-UNANSWERABLE``: patches a superior issued without number, batch or deadline."""
    named = [p for p in patches if p.evidence == ISSUED]
    short = [p for p in named if not (p.is_answerable and p.deadline)]
    if not short:
        return ()
    return (
        Finding(
            "ISSUED-UNANSWERABLE",
            Severity.WARNING,
            Text(
                "下发图斑缺少编号、批次或报送期限，无法按批次反馈",
                "patches issued without number, batch or deadline: no return can name them",
            ),
            Text(
                "在下发图斑图层补填编号、批次和报送期限",
                "fill in number, batch and deadline in the layer of issued patches",
            ),
            layer="issued_patches",
            features=tuple(p.external_no or p.patch_id for p in short),
            count=len(short),
        ),
    )


def _known_digests(session: Session, digests: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for begin in range(0, len(digests), _MOST_ASKED):
        asked = Sighting.digest.in_(digests[begin : begin + _MOST_ASKED])
        found.update(session.execute(select(Sighting.digest).where(asked)).scalars())
    return found
