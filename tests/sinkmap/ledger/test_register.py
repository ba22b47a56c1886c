"""Cases from patch to close-out, on SQLite and on PostgreSQL alike."""

import threading

import pytest
import shapely

from sinkmap.errors import CannotFinishError, InputRefusedError, UsageError
from sinkmap.ledger import (
    DOCUMENT,
    PHOTO,
    Actor,
    Attachment,
    CaseFilter,
    Role,
    State,
    Step,
    StepOrder,
)

ONE = ("a", (2023, 2024), (0, 0, 40, 20))
TWO = ("b", (2023, 2024), (100, 0, 20, 20))


THUMBNAIL = b"\xff\xd8\xff\xe1\x00\x06\xff\xd9\x00\x00"
"""Of a JPEG: its beginning, with a thumbnail's end in the first segment."""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IDAT" + bytes(8) + b"IEND\xaeB`\x82"


def code(caught):
    return [finding.code for finding in caught.value.findings]


@pytest.fixture
def number(ledger, patches, clerk):
    (made,) = ledger.import_run(patches(ONE), "run1", clerk).opened
    return made


@pytest.fixture
def photograph(ledger, picture, tmp_path, actors):
    """Attaches photographs in directions to a case."""
    made = iter(range(1000))

    def attach(number, *azimuths):
        for azimuth in azimuths:
            path = picture(tmp_path / f"photo{next(made)}.jpg")
            ledger.attach(number, Attachment(path, PHOTO, azimuth), actors[Role.TOWN])

    return attach


def test_the_whole_way_to_close_out_and_the_look_back(ledger, number, actors, photograph, tmp_path):
    def step(name, role, **more):
        return ledger.step(number, StepOrder(name, **more), actors[role])

    step(Step.RECEIVE, Role.COUNTY)
    step(Step.OVERLAY, Role.COUNTY, why="无批准记录")
    assert step(Step.DISPATCH, Role.COUNTY)["state"] == State.TO_EVIDENCE
    photograph(number, 350.0, 90.0, 180.0, 269.5)
    assert step(Step.EVIDENCE, Role.TOWN)["state"] == State.TO_VERIFY
    assert step(Step.JUDGE_REAL, Role.COUNTY, why="建房")["verdict"] == State.CONFIRMED
    step(Step.COUNTY_REVIEW, Role.COUNTY)
    step(Step.CITY_REVIEW, Role.CITY)
    step(Step.PROVINCE_CHECK, Role.PROVINCE)
    step(Step.FILE_CASE, Role.ENFORCEMENT, why="违法占地")
    done = step(Step.PLAN, Role.COUNTY, why="拆除复绿", until="2025-09-30")
    assert (done["state"], done["due"]) == (State.RECTIFYING, "2025-09-30")
    done = step(Step.EXTEND, Role.CITY, why="汛期", until="2025-12-31")
    assert (done["state"], done["due"]) == (State.EXTENDED, "2025-12-31")
    photograph(number, 0.0, 90.0, 180.0, 270.0)
    step(Step.REPORT_DONE, Role.TOWN)
    step(Step.ACCEPT, Role.COUNTY, why="已复绿")
    step(Step.APPLY_CLOSE, Role.COUNTY)
    assert step(Step.CLOSE, Role.CITY)["state"] == State.CLOSED
    step(Step.LOOK_BACK, Role.PROVINCE)
    assert step(Step.RELAPSE, Role.CITY, why="反弹", until="2026-03-01")["state"] == (
        State.RECTIFYING
    )
    held = ledger.case(number)
    taken = [e for e in held.events if e["kind"] == "step"]
    assert [e["who"] for e in taken[:3]] == ["county 张三"] * 3
    assert taken[4]["why"] == "建房"
    assert (taken[-1]["before"], taken[-1]["after"]) == ("followed_up", "rectifying")
    assert len(held.documents) == 8
    assert sorted({e["at"][:10] for e in held.events}) == ["2025-03-01"]
    assert ledger.verify().files == 8


def test_a_forbidden_step_is_refused_and_nothing_changes(ledger, number, actors):
    before = ledger.case(number).case
    with pytest.raises(InputRefusedError) as caught:
        ledger.step(number, StepOrder(Step.CLOSE), actors[Role.TOWN])
    assert code(caught) == ["CASE-STEP-FORBIDDEN"]
    with pytest.raises(InputRefusedError) as caught:
        ledger.step(number, StepOrder(Step.JUDGE_REAL, why="x"), actors[Role.COUNTY])
    assert "judge_real after evidenced" in caught.value.findings[0].wanted
    assert ledger.case(number).case == before


def test_a_step_names_everything_it_lacks(ledger, number, actors, photograph, tmp_path):
    county = actors[Role.COUNTY]
    ledger.step(number, StepOrder(Step.RECEIVE), county)
    ledger.step(number, StepOrder(Step.OVERLAY, why="无"), county)
    with pytest.raises(InputRefusedError) as caught:
        ledger.step(number, StepOrder(Step.JUDGE_LAWFUL), county)
    assert code(caught) == ["CASE-STEP-NEEDS"]
    assert caught.value.findings[0].wanted == "why, document"
    ledger.step(number, StepOrder(Step.DISPATCH), county)
    photograph(number, 0.0, 90.0, 180.0, 200.0)  # none towards west
    with pytest.raises(InputRefusedError) as caught:
        ledger.step(number, StepOrder(Step.EVIDENCE), actors[Role.TOWN])
    assert caught.value.findings[0].wanted == "photos"
    photograph(number, 300.0)
    ledger.step(number, StepOrder(Step.EVIDENCE), actors[Role.TOWN])
    paper = tmp_path / "批文.pdf"
    paper.write_bytes(b"%PDF-1.7")
    ledger.attach(number, Attachment(paper, DOCUMENT), county)
    assert (
        ledger.step(number, StepOrder(Step.JUDGE_LAWFUL, why="已批"), county)["state"] == "lawful"
    )


@pytest.mark.parametrize("until", ["", "2025-02-28", "20250228", "2025-13-01", "soon"])
def test_a_plan_needs_a_date_ahead(ledger, number, actors, photograph, until):
    county = actors[Role.COUNTY]
    for step in (Step.RECEIVE, Step.OVERLAY, Step.DISPATCH):
        ledger.step(number, StepOrder(step, why="x"), county)
    photograph(number, 0.0, 90.0, 180.0, 270.0)
    ledger.step(number, StepOrder(Step.EVIDENCE), actors[Role.TOWN])
    for step in (Step.JUDGE_REAL, Step.COUNTY_REVIEW):
        ledger.step(number, StepOrder(step, why="x"), county)
    with pytest.raises(InputRefusedError) as caught:
        ledger.step(number, StepOrder(Step.PLAN, why="x", until=until), county)
    assert caught.value.findings[0].wanted == "until"


def test_the_second_clerk_gets_a_conflict_and_overwrites_nothing(opened, ledger, number, actors):
    seen = ledger.case(number).case["version"]
    other = opened()
    other.step(number, StepOrder(Step.RECEIVE, version=seen), Actor("李四", Role.CITY))
    after = other.case(number).case
    with pytest.raises(CannotFinishError) as caught:
        ledger.step(number, StepOrder(Step.RECEIVE, version=seen), actors[Role.COUNTY])
    assert code(caught) == ["CASE-CONFLICT"]
    said = caught.value.findings[0]
    assert "李四" in said.message.zh
    assert (said.seen, said.wanted[:9]) == (f"version {seen}", f"version {seen + 1}")
    assert ledger.case(number).case == after


def test_another_paper_is_another_version(opened, ledger, number, actors, picture, tmp_path):
    seen = ledger.case(number).case["version"]
    paper = Attachment(picture(tmp_path / "a.pdf"))
    row = opened().attach(number, paper, actors[Role.TOWN], seen)
    assert row["case_version"] == seen + 1 == ledger.case(number).case["version"]
    with pytest.raises(CannotFinishError) as caught:
        ledger.step(number, StepOrder(Step.RECEIVE, version=seen), actors[Role.COUNTY])
    assert code(caught) == ["CASE-CONFLICT"]
    with pytest.raises(CannotFinishError):
        ledger.attach(number, paper, actors[Role.COUNTY], seen)
    ledger.attach(number, paper, actors[Role.COUNTY])
    assert len(ledger.case(number).documents) == 2
    ledger.verify()


def test_of_clerks_at_once_one_wins_and_the_others_are_told(opened, ledger, number):
    seen = ledger.case(number).case["version"]
    start = threading.Barrier(4)
    won, told = [], []

    def work(name):
        mine = opened()
        start.wait()
        try:
            mine.step(number, StepOrder(Step.RECEIVE, version=seen), Actor(name, Role.COUNTY))
            won.append(name)
        except CannotFinishError as error:
            told.append(error.findings[0].code)

    threads = [threading.Thread(target=work, args=(f"clerk{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), told) == (1, ["CASE-CONFLICT"] * 3)
    assert [e["who"] for e in ledger.case(number).events if e["kind"] == "step"] == won
    ledger.verify()


def test_lists_are_by_state_batch_and_deadline(ledger, patches, issued, clerk):
    ledger.import_run(patches(ONE, TWO), "run1", clerk)
    ledger.import_issued(issued(("W1", (0, 0, 40, 20))), "2025Q1", "2025-02-01", clerk)
    assert len(ledger.cases()) == 2
    assert [c["area_m2"] for c in ledger.cases(CaseFilter(batch="2025Q1"))] == [800.0]
    assert len(ledger.cases(CaseFilter(overdue_on="2025-03-01"))) == 1
    assert ledger.cases(CaseFilter(overdue_on="2025-01-31")) == []
    assert ledger.cases(CaseFilter(states=(State.CLOSED,))) == []
    frame = ledger.frame()
    assert frame.crs.to_epsg() == 4490
    assert list(frame["number"]) == ["2024-000001", "2024-000002"]


def test_an_unknown_case_and_a_nameless_clerk_are_usage_errors(ledger, actors):
    with pytest.raises(UsageError) as caught:
        ledger.step("2024-9", StepOrder(Step.RECEIVE), actors[Role.COUNTY])
    assert code(caught) == ["CASE-MISSING"]
    with pytest.raises(UsageError) as caught:
        Actor("  ", Role.COUNTY)
    assert code(caught) == ["CASE-WHO"]


@pytest.mark.parametrize(
    ("name", "body", "azimuth", "wanted"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0", None, "CASE-PHOTO-AZIMUTH"),
        ("a.jpg", b"\xff\xd8\xff\xe0", 360.0, "CASE-PHOTO-AZIMUTH"),
        ("a.jpg", b"<svg onload=x>", 10.0, "CASE-PHOTO-KIND"),
        ("a.jpg", b"\xff\xd8\xff", 10.0, "CASE-PHOTO-BROKEN"),
        ("a.jpg", THUMBNAIL + b"\xff\xda\x00\x02\x12\x34", 10.0, "CASE-PHOTO-BROKEN"),
        ("a.jpg", THUMBNAIL[:-3], 10.0, "CASE-PHOTO-BROKEN"),
        ("a.png", PNG[:-1], 10.0, "CASE-PHOTO-BROKEN"),
        ("a.png", PNG[:-12], 10.0, "CASE-PHOTO-BROKEN"),
        ("a.jpg", b"", 10.0, "CASE-FILE-SIZE"),
        ("none.jpg", None, 10.0, "CASE-FILE-MISSING"),
    ],
)
def test_what_is_no_photograph_is_refused(
    ledger, number, actors, tmp_path, name, body, azimuth, wanted
):
    path = tmp_path / name
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(InputRefusedError) as caught:
        ledger.attach(number, Attachment(path, PHOTO, azimuth), actors[Role.TOWN])
    assert code(caught) == [wanted]
    assert list(ledger.case(number).documents) == []


@pytest.mark.parametrize(
    "body",
    [
        THUMBNAIL + b"\xff\xff\xda\x00\x02\x12\xff\x00\x34\xff\xd9after the end",
        PNG,
        b"II*\0" + bytes(8),
        b"\0\0\0\x18ftypheic" + bytes(8),
    ],
)
def test_whole_photographs_of_every_kind_are_kept(ledger, number, actors, tmp_path, body):
    path = tmp_path / "a.bin"
    path.write_bytes(body)
    row = ledger.attach(number, Attachment(path, PHOTO, 0.0), actors[Role.TOWN])
    assert row["size"] == len(body)


def test_an_outline_is_kept_with_its_crs(ledger, number, patches):
    drawn = patches(ONE).to_crs("EPSG:4490").geometry.iloc[0]
    kept = ledger.case(number).frame.geometry.iloc[0]
    assert shapely.hausdorff_distance(kept, drawn) < 1e-9
