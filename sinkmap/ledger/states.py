"""The words of a case: its states, the steps that lead from one to the next, and who takes them."""

from __future__ import annotations

from enum import StrEnum

from sinkmap.text import Text

__all__ = ["STAGES", "Need", "Role", "State", "Step", "verdict_of"]


class State(StrEnum):
    """Where a case stands, from a suspected patch to close-out."""

    TO_VERIFY = "to_verify"
    TO_EVIDENCE = "to_evidence"
    CONFIRMED = "confirmed"
    LAWFUL = "lawful"
    FALSE_CHANGE = "false_change"
    SENT_BACK = "sent_back"
    FILED = "filed"
    REFERRED = "referred"
    RECTIFYING = "rectifying"
    TO_ACCEPT = "to_accept"
    EXTENDED = "extended"
    CLOSED = "closed"
    FOLLOWED_UP = "followed_up"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STATES[self]

    @property
    def concluded(self) -> bool:
        """Whether what happens on this ground later is another case."""
        return self in (State.LAWFUL, State.FALSE_CHANGE, State.CLOSED)

    @property
    def undecided(self) -> bool:
        """Whether no verdict is in force, so that the ground may still be parted or joined."""
        return self in (State.TO_VERIFY, State.TO_EVIDENCE, State.SENT_BACK)


class Role(StrEnum):
    """Who takes a step."""

    TOWN = "town"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    ENFORCEMENT = "enforcement"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _ROLES[self]


class Step(StrEnum):
    """What is done with a case."""

    RECEIVE = "receive"
    OVERLAY = "overlay"
    DISPATCH = "dispatch"
    EVIDENCE = "evidence"
    JUDGE_REAL = "judge_real"
    JUDGE_LAWFUL = "judge_lawful"
    JUDGE_FALSE = "judge_false"
    COUNTY_REVIEW = "county_review"
    CITY_REVIEW = "city_review"
    PROVINCE_CHECK = "province_check"
    SEND_BACK = "send_back"
    FILE_CASE = "file_case"
    REFER = "refer"
    PLAN = "plan"
    EXTEND = "extend"
    REPORT_DONE = "report_done"
    ACCEPT = "accept"
    REJECT = "reject"
    APPLY_CLOSE = "apply_close"
    CLOSE = "close"
    LOOK_BACK = "look_back"
    KEPT = "kept"
    RELAPSE = "relapse"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STEPS[self]


class Need(StrEnum):
    """What a step asks for besides state and role; ``photos``: one in each of four directions."""

    WHY = "why"
    UNTIL = "until"
    PHOTOS = "photos"
    DOCUMENT = "document"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _NEEDS[self]


STAGES: dict[str, Text] = {
    "": Text("未签收", "not received yet"),
    "received": Text("已签收", "received"),
    "overlaid": Text("已内业套合", "overlaid in the office"),
    "evidenced": Text("已举证", "evidence in"),
    "judged": Text("已判定", "judged"),
    "county_review": Text("县级已审核", "reviewed by the county"),
    "city_review": Text("市级已核查", "reviewed by the city"),
    "province_check": Text("省级已抽查", "checked by the province"),
    "planned": Text("已定整改方案", "plan made"),
    "accepted": Text("复绿已验收", "restoration accepted"),
    "applied": Text("已申请销号", "close-out applied for"),
}
"""How far a case got within its state, in order: a stage includes those before it."""

_STATES = {
    State.TO_VERIFY: Text("待核实", "to be verified"),
    State.TO_EVIDENCE: Text("待举证", "evidence awaited"),
    State.CONFIRMED: Text("属实", "confirmed"),
    State.LAWFUL: Text("合法", "lawful"),
    State.FALSE_CHANGE: Text("伪变化", "false change"),
    State.SENT_BACK: Text("退回补正", "sent back"),
    State.FILED: Text("已立案", "filed"),
    State.REFERRED: Text("已移送", "referred"),
    State.RECTIFYING: Text("整改中", "under rectification"),
    State.TO_ACCEPT: Text("待验收", "acceptance awaited"),
    State.EXTENDED: Text("延期", "in extension"),
    State.CLOSED: Text("已销号", "closed"),
    State.FOLLOWED_UP: Text("回头看", "looked back at"),
}
_ROLES = {
    Role.TOWN: Text("镇街", "town"),
    Role.COUNTY: Text("县级", "county"),
    Role.CITY: Text("市级", "city"),
    Role.PROVINCE: Text("省抽查", "province"),
    Role.ENFORCEMENT: Text("执法", "enforcement"),
}
_STEPS = {
    Step.RECEIVE: Text("签收", "receive"),
    Step.OVERLAY: Text("内业套合", "overlay in the office"),
    Step.DISPATCH: Text("派发镇街", "dispatch to the town"),
    Step.EVIDENCE: Text("外业举证", "hand in evidence"),
    Step.JUDGE_REAL: Text("判定属实", "judge: confirmed"),
    Step.JUDGE_LAWFUL: Text("判定合法", "judge: lawful"),
    Step.JUDGE_FALSE: Text("判定伪变化", "judge: false change"),
    Step.COUNTY_REVIEW: Text("县级审核通过", "pass the county's review"),
    Step.CITY_REVIEW: Text("市级核查通过", "pass the city's review"),
    Step.PROVINCE_CHECK: Text("省级抽查通过", "pass the province's check"),
    Step.SEND_BACK: Text("退回补正", "send back"),
    Step.FILE_CASE: Text("立案", "file"),
    Step.REFER: Text("移送", "refer"),
    Step.PLAN: Text("下达整改方案", "order a plan of rectification"),
    Step.EXTEND: Text("延期", "extend"),
    Step.REPORT_DONE: Text("整改报验", "report it done"),
    Step.ACCEPT: Text("复绿验收通过", "accept the restoration"),
    Step.REJECT: Text("退回整改", "reject the restoration"),
    Step.APPLY_CLOSE: Text("申请销号", "apply for close-out"),
    Step.CLOSE: Text("销号", "close out"),
    Step.LOOK_BACK: Text("回头看", "look back"),
    Step.KEPT: Text("复查无反弹", "found as it was left"),
    Step.RELAPSE: Text("反弹再整改", "relapsed, rectify again"),
}
_NEEDS = {
    Need.WHY: Text("说明理由", "a reason"),
    Need.UNTIL: Text("完成期限", "a date to be done by"),
    Need.PHOTOS: Text(
        "进入本状态后北、东、南、西四个方向各一张照片",
        "photographs towards north, east, south and west, attached since the case came here",
    ),
    Need.DOCUMENT: Text("进入本状态后的证明文件", "a document attached since the case came here"),
}
_VERDICTS = {
    Step.JUDGE_REAL: State.CONFIRMED,
    Step.JUDGE_LAWFUL: State.LAWFUL,
    Step.JUDGE_FALSE: State.FALSE_CHANGE,
}


def verdict_of(step: Step) -> State | None:
    """The verdict a step gives, if it is a judgement (判定)."""
    return _VERDICTS.get(step)
