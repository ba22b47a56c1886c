"""The table of steps: every state can be reached, and what is not in it is refused."""

from itertools import product

import pytest

from sinkmap.errors import InputRefusedError
from sinkmap.ledger import STAGES, Need, Role, State, Step, transitions
from sinkmap.ledger.transitions import TransitionTable

CHAIN = [
    ("待核实", "签收", "县级", "待核实"),
    ("待核实", "内业套合", "县级", "待核实"),
    ("待核实", "派发镇街", "县级", "待举证"),
    ("待举证", "外业举证", "镇街", "待核实"),
    ("待核实", "判定属实", "县级", "属实"),
    ("属实", "县级审核通过", "县级", "属实"),
    ("属实", "市级核查通过", "市级", "属实"),
    ("属实", "省级抽查通过", "省抽查", "属实"),
    ("属实", "立案", "执法", "已立案"),
    ("已立案", "移送", "执法", "已移送"),
    ("已移送", "下达整改方案", "县级", "整改中"),
    ("整改中", "延期", "市级", "延期"),
    ("延期", "整改报验", "镇街", "待验收"),
    ("待验收", "复绿验收通过", "县级", "待验收"),
    ("待验收", "申请销号", "县级", "待验收"),
    ("待验收", "销号", "市级", "已销号"),
    ("已销号", "回头看", "省抽查", "回头看"),
    ("回头看", "复查无反弹", "县级", "已销号"),
]
"""From a suspected patch to close-out, in the bureau's own words."""


def test_the_words_are_those_of_the_bureau():
    assert [state.text.zh for state in State] == [
        "待核实", "待举证", "属实", "合法", "伪变化", "退回补正", "已立案", "已移送", "整改中",
        "待验收", "延期", "已销号", "回头看",
    ]  # fmt: skip
    assert [role.text.zh for role in Role] == ["镇街", "县级", "市级", "省抽查", "执法"]


def test_the_chain_of_the_bureau_is_in_the_table_in_order():
    stage = ""
    for state, step, role, after in CHAIN:
        (row,) = (
            r
            for r in transitions().rows
            if (r.state.text.zh, r.step.text.zh, r.role.text.zh) == (state, step, role)
        )
        assert row.next.text.zh == after
        assert row.reached(stage), row
        stage = row.stage or stage


def test_every_state_can_be_reached_from_the_first_and_closed():
    def reach(start):
        found, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            ahead = {r.next for r in transitions().rows if r.state is here} - found
            found |= ahead
            waiting.extend(ahead)
        return found

    assert reach(State.TO_VERIFY) == set(State)
    assert all(State.CLOSED in reach(state) for state in State)


def test_whatever_is_not_in_the_table_is_refused_by_name():
    listed = {(r.state, r.step, r.role) for r in transitions().rows}
    last = list(STAGES)[-1]
    refused = 0
    for key in product(State, Step, Role):
        if key in listed:
            assert transitions().find(*key[:1], last, *key[1:]).state is key[0]
            continue
        with pytest.raises(InputRefusedError) as caught:
            transitions().find(*key[:1], last, *key[1:], case="2024-000001")
        assert [f.code for f in caught.value.findings] == ["CASE-STEP-FORBIDDEN"]
        refused += 1
    assert refused == len(State) * len(Step) * len(Role) - len(listed)


def test_a_step_before_its_stage_is_refused():
    with pytest.raises(InputRefusedError) as caught:
        transitions().find(State.TO_VERIFY, "received", Step.DISPATCH, Role.COUNTY)
    assert "dispatch after overlaid" in caught.value.findings[0].wanted


def test_only_towns_hand_in_evidence_and_only_enforcement_files():
    by = {step: {r.role for r in transitions().rows if r.step is step} for step in Step}
    assert by[Step.EVIDENCE] == {Role.TOWN}
    assert by[Step.FILE_CASE] == by[Step.REFER] == {Role.ENFORCEMENT}
    assert by[Step.CLOSE] == {Role.CITY}
    assert all(Need.PHOTOS in r.needs for r in transitions().rows if r.step is Step.EVIDENCE)


def test_a_table_with_a_dead_end_is_no_table():
    rows = transitions().rows
    with pytest.raises(ValueError, match="lists a step twice"):
        TransitionTable([*rows, rows[0]])
    with pytest.raises(ValueError, match="without way out"):
        TransitionTable(r for r in rows if r.state is not State.EXTENDED)
