"""Control units in a review: their policy texts, and what their access lists say of an industry.

The class of a unit decides nothing by itself. Where a unit has entries of its own in a policy
block they stand for the general ones; texts are shown as written and never ranked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sinkmap.classes import control_unit_class
from sinkmap.control.records import AccessEntry, PolicyBlock, Verdict
from sinkmap.control.review_terms import Conclusion, Proposal
from sinkmap.control.rule_book import RuleBook
from sinkmap.text import Text

__all__ = ["UnitPolicy", "unit_conclusion", "unit_policy"]

_OUTCOME = {
    Verdict.PROHIBITED: Conclusion.CONFLICT,
    Verdict.RESTRICTED: Conclusion.APPRAISAL,
    Verdict.APPRAISAL: Conclusion.APPRAISAL,
    Verdict.CONDITIONAL: Conclusion.INVOLVED,
    Verdict.ALLOWED: Conclusion.INVOLVED,
}
"""What an entry means for a project."""
_NO_ENTRY = Text(
    "该单元没有可对照的准入条目，须由生态环境部门出具意见",
    "no access entry speaks of this unit: the ecology bureau must be asked",
)
_NO_INDUSTRY = Text(
    "未填行业代码，准入清单中按行业的条目无法对照",
    "no industry code: entries by industry cannot be held against it",
)


@dataclass(frozen=True, slots=True)
class UnitPolicy:
    """One unit: class, the texts of the four policy blocks, entries met by the project.

    ``texts``: block -> (text, whether it is the unit's own); a block without any is absent.
    """

    code: str
    unit_class: int
    texts: Mapping[PolicyBlock, tuple[Text, bool]]
    entries: tuple[AccessEntry, ...]


def unit_policy(
    code: str, book: RuleBook, proposal: Proposal, own: Mapping[PolicyBlock, str]
) -> UnitPolicy:
    """The policy of a unit.

    Parameters
    ----------
    own
        Texts that the layer of the units itself carries; they win over the book's.
    """
    unit_class = control_unit_class(code)
    general = _by_block(book.entries(code, unit_class), code)
    texts: dict[PolicyBlock, tuple[Text, bool]] = {}
    for block in PolicyBlock:
        if own.get(block):
            texts[block] = (Text.of(own[block]), True)
        elif general.get(block):
            entries = general[block]
            words = Text(
                "；".join(e.text.zh for e in entries), "; ".join(e.text.en for e in entries)
            )
            texts[block] = (words, all(e.unit == code for e in entries))
    return UnitPolicy(code, unit_class, texts, _met(code, unit_class, book, proposal))


def unit_conclusion(code: str, book: RuleBook, proposal: Proposal) -> tuple[Conclusion, Text, str]:
    """Conclusion for a project in a unit, why, and its basis."""
    entries = _met(code, control_unit_class(code), book, proposal)
    if not entries:
        return Conclusion.APPRAISAL, _NO_ENTRY, ""
    worst = max(_OUTCOME[entry.verdict] for entry in entries)
    deciding = [entry for entry in entries if _OUTCOME[entry.verdict] == worst]
    reason = Text(
        "；".join(f"{e.verdict.text.zh}：{e.text.zh}" for e in deciding),
        "; ".join(f"{e.verdict.text.en}: {e.text.en}" for e in deciding),
    )
    basis = "; ".join(dict.fromkeys(entry.basis for entry in deciding))
    if proposal.use.has_industry and not proposal.industry and worst < Conclusion.APPRAISAL:
        return Conclusion.APPRAISAL, _NO_INDUSTRY, basis
    return worst, reason, basis


def _met(code: str, unit_class: int, book: RuleBook, proposal: Proposal) -> tuple[AccessEntry, ...]:
    blocks = _by_block(book.entries(code, unit_class, proposal.industry), code)
    return tuple(entry for block in PolicyBlock for entry in blocks.get(block, ()))


def _by_block(
    entries: Sequence[AccessEntry], code: str
) -> dict[PolicyBlock, tuple[AccessEntry, ...]]:
    """Entries by block; the unit's own stand for the general ones of the same industry."""
    found: dict[PolicyBlock, tuple[AccessEntry, ...]] = {}
    for block in PolicyBlock:
        here = [entry for entry in entries if entry.block is block]
        own = {entry.industry for entry in here if entry.unit == code}
        kept = [e for e in here if e.unit == code or not _spoken_for(e.industry, own)]
        if kept:
            found[block] = tuple(kept)
    return found


def _spoken_for(industry: str, own: set[str]) -> bool:
    """Whether an entry of the unit itself speaks of this industry."""
    return industry in own
