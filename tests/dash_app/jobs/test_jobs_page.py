"""The routes of jobs: what they tell, who may use them, and where every page has them."""

import json

import pytest

from dash_app import ids
from dash_app.app import create_app
from dash_app.server import PageServer
from dash_app.sources import Sources
from raster_pipeline.jobs import JobState
from sinkmap.text import Language, Text

HOME = {"Host": "127.0.0.1"}
VERIFY = {"kind": "verify", "arguments": {"run": "run0123456789"}}


@pytest.fixture
def client(town, desk):
    return create_app(Sources(town, jobs=desk)).server.test_client()


def told(client):
    return client.get("/jobs/", headers=HOME).json


def ask(client, path, document, **headers):
    return client.post(f"/jobs/{path}", json=document, headers={**HOME, **headers})


def test_a_job_is_begun_followed_read_and_cancelled(client, desk):
    assert told(client)["active"] == 0
    assert ask(client, "", VERIFY).status_code == 201
    desk.jobs.set(1, progress=0.25, stage=Text("核对", "hash"))
    shown = told(client)
    (row,) = shown["rows"]
    assert (shown["head"], shown["active"], row["share"]) == ("1 · 25\u00a0%", 1, 0.25)
    assert (row["stage"], row["state"], row["elapsed"][:2]) == ("核对", "运行中", "0:")
    client.set_cookie("sinkmap_language", "en", domain="127.0.0.1")
    assert told(client)["rows"][0]["stage"] == "hash"
    assert client.get("/jobs/1/log", headers=HOME).json["text"] == "log of verify"
    ended = shown["ended"]
    assert ask(client, "1/cancel", {}).status_code == 200
    assert told(client)["active"] == 0
    assert told(client)["ended"] > ended


def test_what_ended_badly_comes_with_findings_and_last_words(client, desk, full):
    for _ in range(2):
        ask(client, "", VERIFY)
    desk.jobs.set(1, state=JobState.FAILED, findings=(full,))
    desk.jobs.set(2, state=JobState.LOST, last_words="a\nb\nc\nlast words")
    lost, failed = told(client)["rows"]
    assert failed["said"] == [full.say(Language.ZH)]
    assert lost["said"] == ["b", "c", "last words"]
    assert (lost["chip"], failed["chip"]) == ("chip-poor", "chip-poor")


@pytest.mark.parametrize(
    ("path", "document", "headers", "status"),
    [
        ("", VERIFY, {"Origin": "http://evil.example"}, 403),
        ("", VERIFY, {"Sec-Fetch-Site": "cross-site"}, 403),
        ("", VERIFY, {"Host": "rebound.example"}, 403),
        ("1/cancel", {}, {"Origin": "null"}, 403),
        ("", {"kind": "file", "arguments": {"step": "approve"}}, {}, 400),
        ("", {"kind": "upload", "arguments": {"id": "0" * 16}}, {}, 400),
        ("", {"kind": "verify", "arguments": {"run": 1}}, {}, 400),
        ("", ["verify"], {}, 400),
        ("", {"kind": "verify", "arguments": {"run": "../x"}}, {}, 200),
        ("9/cancel", {}, {}, 200),
    ],
)
def test_nobody_else_begins_anything_and_no_kind_but_those_offered(
    client, desk, path, document, headers, status
):
    answer = ask(client, path, document, **headers)
    assert answer.status_code == status
    assert desk.jobs.held == []
    if status == 200:
        assert answer.json["findings"]


def test_a_plain_form_is_refused_and_so_is_looking_by_another_name(client):
    assert client.post("/jobs/", data="{}", headers=HOME).status_code == 403
    assert client.get("/jobs/", headers={"Host": "rebound.example"}).status_code == 403


def test_a_table_that_is_broken_is_told(client, desk, full):
    desk.jobs.broken = True
    shown = told(client)
    assert shown["broken"]
    assert shown["rows"][0]["said"] == [full.say(Language.ZH)]
    assert client.get("/", headers=HOME).status_code == 200


def test_the_state_of_the_map_files(client, desk, full):
    def display():
        return told(client)["display"]

    first = display()
    assert (first["state"], first["waits"]) == (
        "none",
        "未绘制：地类图斑、永久基本农田 等 3 个图层",
    )
    ask(client, "", {"kind": "display", "arguments": {"run": first["run"]}})
    assert "完成后自动显示" in display()["waits"]
    desk.jobs.set(1, state=JobState.FAILED, findings=(full,))
    assert display()["job"]["said"] == [full.say(Language.ZH)]
    desk.jobs.set(1, state=JobState.DONE)
    assert display()["state"] == "none", "done, and gone again"
    desk.display.edition = "made"
    assert display()["state"] == "ready"


def test_another_current_run_is_told(client, desk):
    assert told(client)["newer"] == ""
    desk.current = "feed0123"
    assert "feed0123" in told(client)["newer"]
    desk.current = ""
    assert told(client)["newer"] == ""


def test_every_page_has_the_panel_and_none_where_there_are_no_jobs(town, client):
    for page in ("/", "/indicators/"):
        layout = json.dumps(client.get(f"{page}_dash-layout", headers=HOME).json)
        assert layout.count(f'"{ids.JOBS_PANEL}"') == 1
    plain = create_app(Sources(town)).server.test_client()
    assert ids.JOBS_PANEL not in plain.get("/_dash-layout").get_data(as_text=True)
    assert plain.get("/jobs/").status_code == 404


def test_jobs_are_for_this_machine_alone(town, desk):
    with pytest.raises(ValueError, match="this machine alone"):
        PageServer(Sources(town, jobs=desk), "0.0.0.0", 0)
