"""The way of a report through the table of steps, and what is refused on it."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from sinkmap.errors import UsageError
from sinkmap.figure import DataState
from sinkmap.filing import (
    Drafted,
    FilingEntry,
    Role,
    State,
    Step,
    approvals,
    draft_of,
    editions_of,
    issued_for,
    open_steps,
    opening_of,
    side_by_side,
    state_of,
    transitions,
    unconfirmed_of,
    with_entry,
)
from sinkmap.run import InputRecord
from sinkmap.target import ReportedValue

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DRAFT = Drafted("aaaa", "0" * 64)
CONFIRMED = ReportedValue(
    "wetland_area", "law", "320499", 2023, "confirmed", 7.5, "苏林〔2024〕1号"
)


def entry(step, role, by="钱一", minutes=0, **more):
    return FilingEntry(Step(step), Role(role), by, START + timedelta(minutes=minutes), **more)


def way(*steps, record=()):
    for step in steps:
        record = with_entry(record, step)
    return record


READY = (
    entry("draft", "author", drafted=DRAFT),
    entry("submit", "author"),
    entry("comment", "reviewer", "孙二", comment="湿地一章缺图"),
    entry("agree", "reviewer", "孙二"),
    entry("countersign", "office", "李三", office="生态环境局"),
)
APPROVED = (*READY, entry("approve", "approver", "周四"))


def refused(code, record, step, **more):
    with pytest.raises(UsageError) as caught:
        with_entry(record, step, **more)
    (finding,) = caught.value.findings
    assert finding.code == code
    return finding


def test_a_report_goes_from_draft_to_confirmed_and_keeps_every_comment():
    record = way(
        *APPROVED,
        entry("report", "reporter", paper="常资规〔2024〕7号"),
        entry("comment", "province", "省厅", comment="请说明差异"),
        entry("confirm", "province", "省厅", paper="苏林〔2024〕1号", values=(CONFIRMED,)),
    )
    states = [state_of(record[:n]) for n in range(len(record) + 1)]
    assert states == [
        State.NEW, State.DRAFT, State.REVIEW, State.REVIEW, State.COUNTERSIGN, State.COUNTERSIGN,
        State.APPROVED, State.REPORTED, State.REPORTED, State.CONFIRMED,
    ]  # fmt: skip
    assert [e.comment for e in record if e.comment] == ["湿地一章缺图", "请说明差异"]
    assert [row.step for row in open_steps(State.CONFIRMED)] == [Step.CORRECT]


def test_what_is_not_in_the_table_is_refused():
    """Every state, step and role: taken where a row says so, else refused by its own name."""
    rows = {(row.state, row.step, row.role) for row in transitions()}
    records = {state_of(APPROVED[:n]): APPROVED[:n] for n in range(len(APPROVED) + 1)}
    later = (
        REPORTED,
        (*READY, entry("send_back", "approver", "周四", comment="重算")),
        (*REPORTED, entry("confirm", "province", "省厅", paper="1号", values=(CONFIRMED,))),
        (*APPROVED, entry("correct", "approver", "周四", comment="漏计")),
        (*REPORTED, entry("send_back", "province", "省厅", comment="有误")),
    )
    records.update({state_of(record): record for record in later})
    assert set(records) == set(State)
    for state, step, role in itertools.product(records, Step, Role):
        if (state, step, role) in rows:
            continue
        somebody = any((state, step, other) in rows for other in Role)
        code = "FILING-ROLE" if somebody else "FILING-STEP"
        refused(code, records[state], entry(step, role, "吴五"))


def test_every_state_can_be_reached_and_none_is_a_dead_end():
    assert {row.next for row in transitions()} | {State.NEW} == set(State)
    assert {row.state for row in transitions()} == set(State)


REPORTED = (*APPROVED, entry("report", "reporter", "吴五", paper="7号"))
AGAIN = (
    entry("draft", "author", drafted=Drafted("bbbb", "1" * 64)),
    *READY[1:2],
    *READY[3:],
    entry("approve", "approver", "周四"),
)


@pytest.mark.parametrize("before", [APPROVED, REPORTED])
def test_a_correction_opens_a_second_edition_that_goes_the_whole_way(before):
    opened = entry("correct", "approver", "周四", comment="武进湿地漏计一处")
    record = way(opened, record=before)
    assert state_of(record) is State.CORRECTING
    refused("FILING-STEP", record, entry("report", "reporter", paper="8号"))
    # what was countersigned was the first edition
    early = way(*AGAIN[:3], record=record)
    refused("FILING-NOT-COUNTERSIGNED", early, entry("approve", "approver", "周四"))
    record = way(*AGAIN, record=record)
    first, second = editions_of(record)
    assert (first.number, first.drafted.run, first.opened) == (1, "aaaa", None)
    assert first.state is state_of(before)
    assert first.entries[-1] is opened
    assert (second.number, second.drafted.run, second.opened) == (2, "bbbb", opened)
    assert (second.state, approvals(record)) == (State.APPROVED, 2)


def test_what_the_province_sends_back_is_said_and_opens_the_next_edition():
    refused("FILING-LACKS", REPORTED, entry("send_back", "province", "省厅"))
    back = entry("send_back", "province", "省厅", comment="湿地口径有误")
    record = way(back, record=REPORTED)
    assert state_of(record) is State.RETURNED
    (first,) = editions_of(record)
    assert (first.state, opening_of(record)) == (State.RETURNED, back)
    record = way(*AGAIN, entry("report", "reporter", paper="8号"), record=record)
    assert [one.state for one in editions_of(record)] == [State.RETURNED, State.REPORTED]
    assert editions_of(record)[1].opened is back


def test_what_is_sent_back_before_an_approval_is_no_edition():
    back = entry("send_back", "approver", "周四", comment="重算")
    assert (editions_of((*READY, back)), opening_of((*READY, back))) == ((), None)


def test_a_confirmed_report_is_corrected_by_a_paper_alone_and_values_stay_with_their_edition():
    confirmed = entry("confirm", "province", "省厅", paper="1号", values=(CONFIRMED,))
    record = way(confirmed, record=REPORTED)
    bare = entry("correct", "approver", "周四", comment="漏计")
    assert refused("FILING-LACKS", record, bare).wanted == "--paper"
    opened = entry("correct", "approver", "周四", comment="漏计", paper="苏林〔2024〕9号")
    first, second = editions_of(way(opened, *AGAIN, record=record))
    assert side_by_side([figure(2023)], first.entries, 2023)[0].confirmed == CONFIRMED.value
    assert side_by_side([figure(2023)], second.entries, 2023) == ()


def test_no_approval_before_the_data_are_nationally_confirmed():
    weak = ("parcels: a.gpkg (provincial)",)
    finding = refused(
        "FILING-DATA-STATE", READY, entry("approve", "approver", "周四"), unconfirmed=weak
    )
    assert finding.features == weak
    # what is weak hinders nobody before the approval
    assert with_entry(READY[:3], READY[3], weak)


def test_no_approval_without_countersignature_of_this_very_draft():
    refused("FILING-NOT-COUNTERSIGNED", READY[:4], entry("approve", "approver", "周四"))
    again = way(
        entry("send_back", "approver", "周四", comment="重算"),
        entry("draft", "author", drafted=Drafted("bbbb", "1" * 64)),
        entry("submit", "author"),
        entry("agree", "reviewer", "孙二"),
        record=READY,
    )
    assert draft_of(again).run == "bbbb"
    refused("FILING-NOT-COUNTERSIGNED", again, entry("approve", "approver", "周四"))


@pytest.mark.parametrize(
    ("before", "step"),
    [
        (READY[:2], entry("agree", "reviewer", " 钱一 ")),
        (READY[:4], entry("countersign", "office", office="生态环境局")),
        (READY, entry("approve", "approver")),
    ],
)
def test_the_author_does_not_check_the_own_draft(before, step):
    refused("FILING-SAME-HAND", before, step)


@pytest.mark.parametrize(
    ("before", "step", "wanted"),
    [
        (READY[:2], entry("comment", "reviewer", "孙二", comment="  "), "--comment"),
        (READY[:2], entry("send_back", "reviewer", "孙二"), "--comment"),
        (READY[:4], entry("countersign", "office", "李三"), "--office"),
        (APPROVED, entry("report", "reporter"), "--paper"),
        ((), entry("draft", "author", " "), "--who"),
    ],
)
def test_what_a_step_asks_for_must_be_given(before, step, wanted):
    assert refused("FILING-LACKS", before, step).wanted == wanted


def test_a_confirmation_needs_confirmed_values():
    record = way(*APPROVED, entry("report", "reporter", paper="7"))
    refused("FILING-NO-VALUES", record, entry("confirm", "province", paper="1"))


def test_time_does_not_run_backwards():
    refused("FILING-TIME", READY[:1], entry("submit", "author", minutes=-1))


def test_an_entry_comes_back_from_json_as_it_was():
    whole = entry("draft", "author", drafted=DRAFT, values=(CONFIRMED,), comment="a\u2028b")
    assert FilingEntry.from_json(json.loads(json.dumps(whole.to_json()))) == whole


def record_of(layer, state, *years):
    return InputRecord(layer, years, f"{layer}.gpkg", "", 0, "", "", "", state, "", "")


def figure(year, state=DataState.NATIONAL, uom="ha", value=7.4):
    return SimpleNamespace(
        id=f"wetland_area/320499/{year}/law", indicator="wetland_area", statunit="320499",
        profile="law", year=year, data_state=state, uom=uom, value=value,
    )  # fmt: skip


def test_weak_data_are_inputs_of_the_year_and_figures_that_rest_on_others():
    inputs = [
        record_of("parcels", DataState.NATIONAL, 2023),
        record_of("parcels", DataState.PROVINCIAL, 2024),
        record_of("parcels_update", DataState.UNDECLARED, 2023),
        record_of("tree_map", DataState.UNDECLARED, 2023),
        record_of("eco_redline", DataState.PROVISIONAL, 2022, 2023),
    ]
    figures = [figure(2023, DataState.PROVINCIAL), figure(2024, DataState.PROVISIONAL)]
    assert unconfirmed_of(inputs, figures, 2023, ("parcels", "parcels_update")) == (
        "eco_redline: eco_redline.gpkg (provisional)",
        "parcels_update: parcels_update.gpkg (undeclared)",
        "wetland_area/320499/2023/law (provincial)",
    )


def test_three_values_stand_side_by_side_in_the_unit_of_the_figure():
    def issued(kind, value, uom=""):
        return ReportedValue("wetland_area", "law", "320499", 2023, kind, value, "x", uom)

    record = (
        entry("report", "reporter", values=(issued("reported", 7.0),)),
        entry("confirm", "province", values=(issued("confirmed", 75_000.0, "m2"),)),
    )
    (row,) = side_by_side([figure(2023)], record, 2023)
    assert (row.computed, row.reported, row.confirmed, row.uom) == (7.4, 7.0, 7.5, "ha")
    strange = (entry("report", "reporter", values=(issued("reported", 7.0, "%"),)),)
    (row,) = side_by_side([figure(2023)], strange, 2023)
    assert (row.reported, row.other_uom) == (None, "%")


def test_a_part_of_the_city_speaks_of_its_own_values():
    other = ReportedValue("wetland_area", "law", "320411", 2023, "reported", 1.0, "")
    assert issued_for([CONFIRMED, other], 2023, "320411") == (other,)
    assert issued_for([CONFIRMED, other], 2023, "") == (CONFIRMED, other)
    assert issued_for([CONFIRMED, other], 2024, "") == ()
