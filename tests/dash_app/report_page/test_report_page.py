"""The page of the report over HTTP: who may reach it, what it answers, what it begins."""

import io
import json
import zipfile
from dataclasses import replace
from functools import partial

import pytest

from dash_app import ids
from dash_app.app import create_app
from dash_app.report_page.cells import cell_of, leading, turn_of
from dash_app.report_page.choice import ReportChoice
from dash_app.report_page.parcels import parcels_of
from dash_app.server import PageServer
from dash_app.sources import Sources
from sinkmap.filing import Role, Step
from sinkmap.text import Language
from tests.run.asked import asked

UPDATE = "/report/_dash-update-component"
KIND = {"Content_Type": "application/json"}


@pytest.fixture
def ask(asking, report_base):
    return partial(asking, report_base)


@pytest.fixture
def client(town, reports):
    return create_app(Sources(town, report=reports)).server.test_client()


def press(client, button, said, values=None, query="?year=2024&unit=320412"):
    """Press a button as the browser does; the words of the answer as text."""
    dependencies = client.get("/report/_dash-dependencies").json
    found = next(
        d for d in dependencies
        if any(i["id"] == button and i["property"] == "n_clicks" for i in d["inputs"])
    )  # fmt: skip
    given = {button: 1, ids.REPORT_KEPT: query, **(values or {})}
    fill = lambda rows: [{**row, "value": given.get(row["id"])} for row in rows]  # noqa: E731
    outputs = [
        dict(zip(("id", "property"), one.rsplit(".", 1), strict=True))
        for one in found["output"].strip(".").split("...")
    ]
    body = {
        "output": found["output"],
        "outputs": outputs,
        "inputs": fill(found["inputs"]),
        "state": fill(found["state"]),
        "changedPropIds": [f"{button}.n_clicks"],
    }
    answer = client.post(UPDATE, json=body, headers={"Host": "127.0.0.1"})
    assert answer.status_code == 200, answer.data
    return json.dumps(answer.json["response"][said]["children"], ensure_ascii=False)


def test_it_is_not_served_to_other_machines(town, reports):
    with pytest.raises(ValueError, match="this machine alone"):
        PageServer(Sources(town, report=reports), "0.0.0.0", 0)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://elsewhere.example"}, {"Sec_Fetch_Site": "cross-site"},
     {"Host": "elsewhere.example"}, {"Content_Type": "text/plain"}],
)  # fmt: skip
def test_another_site_cannot_write(ask, reports, headers):
    assert ask(UPDATE, b"{}", **{**KIND, **headers})[0] == 403
    assert reports.jobs.jobs() == ()


def test_a_page_left_open_says_when_the_server_shows_another_run(report_base):
    def notice(kept):
        given = {f"{ids.REPORT_YEAR}.value": "2024", f"{ids.REPORT_ADDRESS}.search": "",
                 f"{ids.REPORT_KEPT}.data": kept}  # fmt: skip
        answer = asked(f"{report_base}/report/", f"{ids.REPORT_NOTICE}.children", given)
        return answer[ids.REPORT_NOTICE]["children"]

    assert "run0123456789" in notice("?run=feed0123&year=2023")
    assert "feed0123" in notice("?run=feed0123&year=2023")
    assert notice("?run=run0123456789&year=2023") == ""


def test_files_are_fetched_by_token_alone(ask):
    assert ask("/report/files/town_2024") == (200, b"%PDF-1.7")
    for other in ("town_2024.pdf", "..%2Fstudy", "../study.toml", "%2Fetc%2Fpasswd", "study"):
        assert ask(f"/report/files/{other}")[0] == 404
    status, body = ask("/report/filed/2023.zip")
    assert status == 200
    assert zipfile.ZipFile(io.BytesIO(body)).namelist() == ["2023/hashes.json"]  # no link
    assert ask("/report/filed/2022.zip")[0] == 404
    assert ask("/report/filed/..%2F2023.zip")[0] == 404


def test_parcels_of_a_unit_are_served(ask, reports):
    status, body = ask("/report/parcels/2024/-/320412.geojson")
    assert status == 200
    assert [f["properties"]["unit"] for f in json.loads(body)["features"]] == ["0", "1", "2"]
    for path in ("2019/-/320412", "2024/-/nowhere", "2022/-/320412"):
        assert ask(f"/report/parcels/{path}.geojson")[0] == 404
    reports.found = None
    assert ask("/report/parcels/2024/-/320412.geojson")[0] == 404


def test_parcels_are_listed_by_their_part_in_the_unit(reports):
    mine = parcels_of(reports.found, "320412", "320400")
    assert (mine.count, mine.m2) == (3, 60_000.0)
    rows = mine.rows(Language.ZH)
    assert [row["text"] for row in rows] == ["3.00", "2.00", "1.00"]
    assert rows[0]["name"] == "乔木林地 → 城镇住宅用地" or "→" in rows[0]["name"]
    assert len({row["colour"] for row in rows}) == 3
    assert parcels_of(reports.found, "320481", "320400").count == 0
    assert parcels_of(reports.found, "320400", "320400").count == 3


def test_a_cell_holds_this_year_last_year_and_the_worth_of_the_change(reports):
    book = reports.book(2024)
    tree, wetland = leading(book)
    assert (tree.id, wetland.id) == ("tree_cover_rate", "wetland_protection_rate")
    cell = cell_of(book, tree, "320412")
    assert cell.change == pytest.approx(0.333)
    assert turn_of(cell) == "better"
    assert turn_of(cell_of(book, wetland, "320412")) == "same"
    assert turn_of(cell_of(book, wetland, "320413")) == "unknown"
    assert turn_of(cell_of(reports.book(2022), tree, "320412")) == "unknown"
    assert cell.before is not None
    shown_as_none = replace(cell, now=replace(cell.before, value=cell.before.value - 0.004))
    assert turn_of(shown_as_none) == "same"
    assert (
        turn_of(replace(cell, now=replace(cell.before, value=cell.before.value - 0.006))) == "worse"
    )


def test_what_is_strange_in_an_address_counts_as_not_given():
    assert ReportChoice.read("?unit=a&unit=b&x=1").unit == "b"
    assert ReportChoice.read(f"?unit={'x' * 131}") == ReportChoice()
    assert ReportChoice.read(None) == ReportChoice()
    chosen = ReportChoice("run0", "2024", "ZH@控制 1", "tree_cover_rate", "feed", "beef", "7")
    assert ReportChoice.read(chosen.query) == chosen


def test_the_report_is_made_by_a_job(client, reports):
    said = press(client, ids.REPORT_MAKE, ids.REPORT_MADE, {ids.REPORT_FORMATS: ["pdf", "docx"]},
                 "?year=2024&unit=320412&filed=feed0123&by_method=beef4567")  # fmt: skip
    assert "#1" in said
    (job,) = reports.jobs.jobs()
    assert (job.kind, job.arguments) == (
        "report",
        {"year": "2024", "unit": "320412", "format": "docx,pdf", "filed": "feed0123",
         "by_method": "beef4567", "run": "run0123456789"},
    )  # fmt: skip


def test_changed_parcels_and_the_check_are_jobs_too(client, reports):
    press(client, ids.REPORT_FIND, ids.REPORT_FOUND)
    press(client, ids.REPORT_VERIFY, ids.REPORT_VERIFIED)
    check, find = reports.jobs.jobs()
    assert (find.kind, find.arguments["from"], find.arguments["to"]) == ("changed", "2023", "2024")
    assert check.kind == "verify"


def take(client, step, role, who, **more):
    values = {ids.REPORT_STEP: f"{step}|{role}", ids.REPORT_WHO: who}
    values |= {getattr(ids, f"REPORT_{name.upper()}"): text for name, text in more.items()}
    return press(client, ids.REPORT_TAKE, ids.REPORT_TAKEN, values, "?year=2024&unit=320400")


def test_steps_are_taken_and_what_forbids_one_is_told(client, reports):
    assert "good" in take(client, Step.DRAFT, Role.AUTHOR, "钱一")
    assert "FILING-STEP" in take(client, Step.AGREE, Role.REVIEWER, "孙二")
    take(client, Step.SUBMIT, Role.AUTHOR, "钱一")
    assert "FILING-LACKS" in take(client, Step.COMMENT, Role.REVIEWER, "孙二")
    take(client, Step.COMMENT, Role.REVIEWER, "孙二", comment="湿地一章缺图")
    assert "FILING-SAME-HAND" in take(client, Step.AGREE, Role.REVIEWER, "钱一")
    take(client, Step.AGREE, Role.REVIEWER, "孙二")
    take(client, Step.COUNTERSIGN, Role.OFFICE, "李三", office="生态环境局")
    record = reports.filings[2024, ""].record
    assert [one.step for one in record] == ["draft", "submit", "comment", "agree", "countersign"]
    assert record[2].comment == "湿地一章缺图"
    assert "#1" in take(client, Step.APPROVE, Role.APPROVER, "周四", comment="同意 --keys=/x")
    (job,) = reports.jobs.jobs()
    assert job.kind == "file"
    assert job.arguments == {"step": "approve", "role": "approver", "year": "2024", "who": "周四",
                             "comment": "同意 --keys=/x"}  # fmt: skip


def test_a_role_or_step_that_does_not_exist_is_not_taken(client, reports):
    with pytest.raises(AssertionError):
        take(client, "delete", "root", "x")
    assert reports.filings == {}
