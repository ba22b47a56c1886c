"""The page of data over HTTP: who may send a file, what is answered, what the page shows."""

import io
import json

import pytest

from dash_app import ids
from dash_app.app import create_app
from dash_app.context import Context
from dash_app.data_page import callbacks as module
from dash_app.data_page import responses
from dash_app.data_page.callbacks import DataCallbacks
from dash_app.data_page.rows import matching
from dash_app.server import PageServer
from dash_app.sources import Sources
from sinkmap.errors import Severity
from sinkmap.text import Language
from tests.dash_app.data_page.conftest import finding

HOME = {"Host": "127.0.0.1"}
OURS = {**HOME, "Origin": "http://127.0.0.1", "X-Requested-By": "sinkmap"}
SEND = "/data/uploads"


def said(part):
    """Every text of components, in order."""
    if isinstance(part, list | tuple):
        return " ".join(map(said, part))
    if hasattr(part, "children") or hasattr(part, "_type"):
        return said(getattr(part, "children", None))
    return "" if part is None else str(part)


@pytest.fixture
def client(stocked, uploads, prints):
    app = create_app(Sources(stocked, uploads=uploads, prints=prints))
    return app.server.test_client()


def send(client, name="parks.gpkg", body=b"SQLite", headers=OURS, **fields):
    data = {"layer": "parks", **fields, "file": (io.BytesIO(body), name)}
    return client.post(SEND, data=data, headers=headers, content_type="multipart/form-data")


def test_a_file_of_the_page_is_taken(client, uploads):
    answer = send(client, years=["2023", "2024"], vintage="2024版")
    assert answer.status_code == 201
    upload = uploads.upload(answer.json["id"])
    assert upload.label == "parks.gpkg"
    assert upload.about.years == (2023, 2024)
    assert upload.about.vintage == "2024版"


@pytest.mark.parametrize(
    "headers",
    [
        {**OURS, "Origin": "http://evil.example"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {**OURS, "Host": "rebound.example"},
        {**HOME, "X-Requested-By": "sinkmap"},
        {**HOME, "Origin": "http://127.0.0.1"},
        {**OURS, "X-Requested-By": "form"},
        {**OURS, "Origin": "null"},
    ],
)
def test_no_other_site_can_send_one(client, uploads, headers):
    assert send(client, headers=headers).status_code == 403
    assert uploads.held == {}


def test_only_that_path_takes_forms(client):
    for path in ("/data/_dash-update-component", "/data/", "/data/uploads/x"):
        answer = client.post(path, data={"a": "b"}, headers=OURS)
        assert answer.status_code in (403, 404, 405), path
    assert client.post(SEND, json={}, headers=OURS).status_code == 403
    plain = client.post(SEND, data="layer=parks", headers=OURS, content_type="text/plain")
    assert plain.status_code == 403
    assert client.get(SEND, headers=HOME).status_code == 404


def test_a_refused_file_is_said_why(client):
    answer = send(client, name="bad.gpkg")
    assert answer.status_code == 200
    (told,) = answer.json["findings"]
    assert told["code"] == "UPLOAD-CONTENT"
    assert "改正" in told["text"]
    client.set_cookie("sinkmap_language", "en", domain="127.0.0.1")
    assert "mend it" in send(client, name="bad.gpkg").json["findings"][0]["text"]


def test_a_request_that_is_none_is_refused(client, uploads):
    assert send(client, years=["²023"]).status_code == 400
    assert send(client, years=["20244"]).status_code == 400
    empty = client.post(SEND, data={"layer": "parks"}, headers=OURS,
                        content_type="multipart/form-data")  # fmt: skip
    assert empty.status_code == 400
    assert send(client, vintage="x" * 100_000).status_code == 413
    many = [str(2000 + n) for n in range(60)]
    assert send(client, years=many).status_code == 413
    assert uploads.held == {}


def test_a_body_beyond_the_limit_is_refused(client, uploads, monkeypatch):
    monkeypatch.setattr(responses, "MOST_BODY", 300_000)
    answer = send(client, body=b"x" * 290_000)
    assert answer.status_code == 201, "larger than other requests may be"
    answer = send(client, body=b"x" * 310_000)
    assert answer.status_code == 413
    assert answer.json["findings"][0]["code"] == "UPLOAD-TOO-LARGE"
    assert len(uploads.held) == 1


def test_the_page_is_for_this_machine_alone(stocked, uploads):
    with pytest.raises(ValueError, match="this machine alone"):
        PageServer(Sources(stocked, uploads=uploads), "0.0.0.0", 0)


@pytest.mark.parametrize("language", list(Language))
def test_the_page_shows_what_the_run_was_made_from(stocked, uploads, prints, language):
    from dash_app.data_page.layout import data_layout

    shown = said(data_layout(Context(stocked), uploads, prints, language))
    for text in ("eco_redline", "a/p.dbf", "ab12cd34", "EPSG:4549", "GB18030", "2022年版",
                 "<img src=x>.gpkg", "make_valid", "2.5000", "redline",
                 "2022–2024"):  # fmt: skip
        assert text in shown
    wanted = {
        Language.ZH: ("国家确认", "受限", "生态保护红线", "2 警告", "3 个图层 · 4 个文件 · 8.0 KB"),
        Language.EN: ("nationally confirmed", "restricted", "Ecological red line", "2 warnings"),
    }
    for text in wanted[language]:
        assert text in shown


def test_findings_are_filtered_worst_first(stocked):
    every = stocked.results.manifest.findings
    codes = [finding.code for finding in matching(every, "", "")]
    assert codes == ["WARN-ONE", "WARN-TWO", "NOTE-ONE"]
    assert [f.code for f in matching(every, "parcels", "")] == ["NOTE-ONE"]
    assert [f.code for f in matching(every, "", "warning")] == ["WARN-ONE", "WARN-TWO"]


@pytest.fixture
def page(stocked, uploads, monkeypatch):
    """Asks a callback as the browser does."""
    handlers = DataCallbacks(Context(stocked), uploads)
    cause = []
    monkeypatch.setattr(module, "ctx", type("Cause", (), {"triggered": cause}))

    def ask(name, by, **asked):
        cause[:] = [{"prop_id": by}]
        return getattr(handlers, name)(**asked)

    return ask


def test_the_address_names_the_filter_and_strange_ones_ask_for_all(page):
    by = f"{ids.DATA_ADDRESS}.search"
    shown = page("findings", by, search="?layer=eco_redline", layer="", severity="", chosen=None)
    assert shown["layer"] == "eco_redline"
    assert shown["kept"] == "?layer=eco_redline"
    assert "甲<b>" in said(shown["list"])
    assert "1.2345" in said(shown["list"])
    shown = page("findings", by, search="?layer=%00&severity=x", layer="", severity="", chosen=None)
    assert (shown["layer"], shown["severity"], shown["kept"]) == ("", "", "?")
    shown = page(
        "findings",
        f"{ids.DATA_SEVERITY}.value",
        search="?",
        layer="",
        severity="error",
        chosen="ab",
    )
    assert "没有符合条件的发现" in said(shown["list"])


def test_a_file_is_looked_at_accepted_and_gone(page, uploads, client):
    number = send(client).json["id"]
    nothing = {"answer": None, "click": None, "done": 0, "chosen": "", "search": ""}
    seen = page("look", f"{ids.DATA_UPLOAD}.answer", **{**nothing, "answer": {"id": number}})
    assert seen["selected"] == number
    assert "NOTE-ONE" in said(seen["card"])
    assert not seen["refused"]
    order = {"accept": 1, "reject": 0, "again": 0, "chosen": number, "done": 0}
    told = page("decide", f"{ids.DATA_ACCEPT}.n_clicks", **order)
    assert '[[input]]\nlayer = "parks"' in said(told["said"])
    assert told["done"] == 1
    assert uploads.held == {}
    told = page("decide", f"{ids.DATA_ACCEPT}.n_clicks", **order)
    assert "UPLOAD-MISSING" in said(told["said"])
    after = page("look", f"{ids.DATA_DONE}.data", **{**nothing, "chosen": number})
    assert after["selected"] == ""
    assert "absent" in after["buttons"]


def test_a_file_with_errors_can_only_be_deleted(page, uploads, client):
    number = send(client, name="poor.gpkg").json["id"]
    click = {"answer": None, "click": {"unit": number}, "done": 0, "chosen": "", "search": ""}
    seen = page("look", f"{ids.DATA_WAITING}.click", **click)
    assert seen["refused"]
    assert "不能采用" in said(seen["card"])
    order = {"accept": 0, "reject": 1, "again": 0, "chosen": number, "done": 3}
    assert page("decide", f"{ids.DATA_REJECT}.n_clicks", **order)["done"] == 4
    assert uploads.held == {}


def test_a_file_that_is_being_checked_is_found_again_by_its_address(page, uploads, client):
    number = send(client, name="slow.gpkg").json["id"]
    opened = {"answer": None, "click": None, "done": 0, "chosen": None}
    opened["search"] = f"?upload={number}"
    by = f"{ids.DATA_ADDRESS}.search"
    seen = page("look", by, **opened)
    assert (seen["chosen"], seen["refused"], seen["again"]) == (number, True, "absent")
    assert "正在检查" in said(seen["card"])
    assert seen["rows"][0]["text"] == "正在检查…"
    died = finding("UPLOAD-CHECK-DIED", Severity.ERROR)
    uploads.ended(number, findings=(died,))
    seen = page("look", by, **opened)
    assert (seen["refused"], seen["again"]) == (True, "again")
    assert "UPLOAD-CHECK-DIED" in said(seen["card"])
    order = {"accept": 0, "reject": 0, "again": 1, "chosen": number, "done": 0}
    page("decide", f"{ids.DATA_AGAIN}.n_clicks", **order)
    assert uploads.upload(number).job == 8
    uploads.ended(number, checked=True)
    assert not page("look", by, **opened)["refused"]


def test_the_form_of_a_sheet_offers_what_can_be_printed(client, prints, stocked):
    layout = json.dumps(client.get("/data/_dash-layout", headers=HOME).json, ensure_ascii=False)
    assert f"/run/{stocked.results.manifest.run_id}/print" in layout
    assert '"land_use"' in layout
    url = f"/run/{stocked.results.manifest.run_id}/print.pdf"
    answer = client.get(url + "?layers=land_use&paper=a3&landscape=1&scale=10000")
    assert answer.status_code == 200
    request, kind = prints.asked[-1]
    assert (request.layers, request.scale, request.landscape, kind) == (
        ("land_use",), 10_000, True, "pdf"
    )  # fmt: skip
    prints.busy = True
    answer = client.get(url)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
