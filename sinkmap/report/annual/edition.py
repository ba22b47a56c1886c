"""What a report says of being a later edition: its number on the cover, and why there is one."""

from __future__ import annotations

from dataclasses import replace

from sinkmap.filing import Edition, Step
from sinkmap.report.annual.document import Annual
from sinkmap.text import Text

__all__ = ["of_edition"]


def of_edition(annual: Annual, edition: Edition) -> Annual:
    """The report as it is filed: a first edition says nothing of it, a later one all there is."""
    if edition.opened is None:
        return annual
    last, called = edition.number - 1, edition.opened
    by = Text("更正", "corrected") if called.step is Step.CORRECT else Text("省级退回", "sent back")
    day = called.at.date().isoformat()
    number = Text(f"第 {edition.number} 版", f"edition {edition.number}")
    instead = Text(
        f"本报告为第 {edition.number} 版，替代已签发的第 {last} 版（{by.zh}，{day}，{called.by}）。"
        f"原因：{called.comment}",
        f"This is edition {edition.number}; it replaces edition {last}, which had been approved "
        f"({by.en}, {day}, {called.by}). Why: {called.comment}",
    )
    return replace(
        annual,
        facts=(*annual.facts, (Text("版次", "edition"), number)),
        warnings=(instead, *annual.warnings),
        replaces=instead,
    )
