"""The words of a filing: where a report stands, what is done with it, and who does it."""

from __future__ import annotations

from enum import StrEnum

from sinkmap.text import Text

__all__ = ["Need", "Role", "State", "Step"]


class State(StrEnum):
    """Where the annual report of a year stands, from its draft to the province's confirmation."""

    NEW = "new"
    DRAFT = "draft"
    REVIEW = "review"
    COUNTERSIGN = "countersign"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    CORRECTING = "correcting"
    RETURNED = "returned"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STATES[self]


class Role(StrEnum):
    """Who takes a step."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    OFFICE = "office"
    APPROVER = "approver"
    REPORTER = "reporter"
    PROVINCE = "province"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _ROLES[self]


class Step(StrEnum):
    """What is done with a report.

    ``draft`` binds it to a run; ``approve`` freezes it; ``correct`` calls for another edition of
    what was approved, as does the province's ``send_back``.
    """

    DRAFT = "draft"
    SUBMIT = "submit"
    COMMENT = "comment"
    AGREE = "agree"
    COUNTERSIGN = "countersign"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    REPORT = "report"
    CONFIRM = "confirm"
    CORRECT = "correct"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STEPS[self]


class Need(StrEnum):
    """What a step asks for besides state and role.

    ``countersigned``: a 会签 since the last draft; ``national``: every input of the year 国家确认;
    ``values``: confirmed values of the year; ``other_hand``: not the one who wrote the draft.
    """

    COMMENT = "comment"
    OFFICE = "office"
    PAPER = "paper"
    COUNTERSIGNED = "countersigned"
    NATIONAL = "national"
    VALUES = "values"
    OTHER_HAND = "other_hand"


_STATES = {
    State.NEW: Text("未编制", "not begun"),
    State.DRAFT: Text("草稿", "draft"),
    State.REVIEW: Text("审核中", "under review"),
    State.COUNTERSIGN: Text("会签中", "being countersigned"),
    State.SENT_BACK: Text("已退回", "sent back"),
    State.APPROVED: Text("已签发", "approved"),
    State.REPORTED: Text("已上报", "reported"),
    State.CONFIRMED: Text("已核定", "confirmed"),
    State.CORRECTING: Text("更正中", "being corrected"),
    State.RETURNED: Text("省级退回", "sent back by the province"),
}
_ROLES = {
    Role.AUTHOR: Text("编制人", "author"),
    Role.REVIEWER: Text("审核人", "reviewer"),
    Role.OFFICE: Text("会签单位", "countersigning office"),
    Role.APPROVER: Text("签发人", "approver"),
    Role.REPORTER: Text("上报经办人", "reporting officer"),
    Role.PROVINCE: Text("省级主管部门", "province"),
}
_STEPS = {
    Step.DRAFT: Text("编制", "draft"),
    Step.SUBMIT: Text("送审", "submit"),
    Step.COMMENT: Text("提出意见", "comment"),
    Step.AGREE: Text("审核通过", "agree"),
    Step.COUNTERSIGN: Text("会签", "countersign"),
    Step.SEND_BACK: Text("退回", "send back"),
    Step.APPROVE: Text("签发", "approve"),
    Step.REPORT: Text("上报", "report"),
    Step.CONFIRM: Text("核定", "confirm"),
    Step.CORRECT: Text("更正", "correct"),
}
