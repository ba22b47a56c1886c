"""The page of cases over HTTP: who may reach it, and what it answers."""

import io
import json
from datetime import date
from urllib.request import urlopen

import openpyxl
import pytest
from dash.exceptions import PreventUpdate

from dash_app import ids
from dash_app.app import create_app
from dash_app.cases.choice import CaseChoice
from dash_app.cases.deeds import CaseDeeds, _drawn, _is_held, _typed
from dash_app.cases.queue import days_left, queued
from dash_app.server import PageServer, is_loopback
from dash_app.sources import Sources
from sinkmap.ledger import PHOTO, RETURN_COLUMNS, Actor, Attachment, Role, Step, transitions
from sinkmap.text import Language

UPDATE = "/cases/_dash-update-component"


def links_in(part):
    """Every link of a layout as JSON."""
    if isinstance(part, list):
        return [one for child in part for one in links_in(child)]
    if not isinstance(part, dict):
        return []
    props = part.get("props", {})
    return ([props["href"]] if "href" in props else []) + links_in(props.get("children"))


def test_it_is_not_served_to_other_machines(town, register):
    with pytest.raises(ValueError, match="this machine alone"):
        PageServer(Sources(town, register), "0.0.0.0", 0)
    assert [is_loopback(h) for h in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "example")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_without_a_register_there_is_no_such_page(town):
    client = create_app(Sources(town)).server.test_client()
    assert client.get("/cases/").status_code == 404
    assert links_in(json.loads(client.get("/_dash-layout").data)) == [
        "/",
        "/indicators/",
        "/methods",
    ]
    assert client.get("/cases/_dash-layout").status_code == 404


def test_the_map_page_is_as_before_beside_it(ask):
    assert ask("/")[0] == 200
    assert ask("/healthz")[1] == b"run0123456789"
    assert ask("/cases/")[0] == 200
    assert ask("/cases/anything")[0] == 404
    assert "/cases/" in links_in(json.loads(ask("/_dash-layout")[1]))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Host": "elsewhere.example"}, 403),
        ({"Content_Type": "text/plain"}, 403),
    ],
)
def test_another_site_cannot_write(ask, register, headers, status):
    before = register.length
    body = json.dumps({"output": "x"}).encode()
    sent = {"Content_Type": "application/json", **headers}
    assert ask(UPDATE, body, **sent)[0] == status
    assert register.length == before


def ids_in(part):
    """Every id of a layout as JSON."""
    if isinstance(part, list):
        return [one for child in part for one in ids_in(child)]
    if not isinstance(part, dict):
        return []
    props = part.get("props", {})
    return ([props["id"]] if "id" in props else []) + ids_in(props.get("children"))


def test_the_layout_holds_every_id_of_the_page_once(ask):
    found = ids_in(json.loads(ask("/cases/_dash-layout")[1]))
    known = [getattr(ids, name) for name in ids.__all__]
    own = [name for name in known if name.startswith("case-")]
    assert sorted(found) == sorted([*own, ids.LANGUAGE, ids.LANGUAGE_WANTED])


def test_outlines_and_places_are_those_of_the_state(ask, register):
    every = json.loads(ask("/cases/outlines/1.geojson")[1])["features"]
    assert {f["properties"]["unit"] for f in every} == {c["number"] for c in register.cases()}
    assert json.loads(ask("/cases/outlines/1.geojson?state=closed")[1])["features"] == []
    places = json.loads(ask("/cases/places/1.geojson?state=to_verify")[1])["features"]
    assert [f["geometry"]["type"] for f in places] == ["Point"] * 3
    of_batch = json.loads(ask("/cases/outlines/1.geojson?batch=2025Q1&due=overdue")[1])["features"]
    assert [f["properties"]["unit"] for f in of_batch] == ["2024-000002"] * 2
    assert [f["geometry"]["type"] for f in of_batch] == ["Polygon", "Point"]
    assert json.loads(ask("/cases/outlines/1.geojson?severity=4")[1])["features"][0][
        "properties"
    ] == {"unit": "2024-000001"}
    assert ask("/cases/outlines/x.geojson")[0] == 404


def test_a_choice_is_valid_whatever_is_asked():
    assert CaseChoice.read("?state=closed&number=2024-000001") == CaseChoice(
        "closed", "2024-000001"
    )
    assert CaseChoice.read("?state=x&number=" + "9" * 900).state == "all"
    assert CaseChoice.read(None) == CaseChoice()
    assert CaseChoice.read(CaseChoice("lawful", "a&b").query) == CaseChoice("lawful", "a&b")
    assert CaseChoice(batch="2025Q1").filter.batch == "2025Q1"
    told = (
        "?due=overdue&severity=4&order=area&look=swipe&find=24&county=%E6%AD%A6%E8%BF%9B%E5%8C%BA"
    )
    assert CaseChoice.read(CaseChoice.read(told).query) == CaseChoice.read(told)
    assert CaseChoice.read("?due=never&severity=9&order=x&look=y") == CaseChoice()


def test_every_step_and_event_has_words(register):
    from dash_app.cases.card import case_card, step_options

    found = register.case("2024-000002")
    for language in ("zh", "en"):
        assert len(step_options(transitions().rows, language)) == len(transitions().rows)
        assert case_card(found, language)
    assert {row.role for row in transitions().rows} == set(Role)
    assert {row.step for row in transitions().rows} == set(Step)


def test_a_photograph_is_shown_and_any_other_paper_is_handed_over(ask, register, tmp_path):
    picture, page = tmp_path / "a.png", tmp_path / "paper.html"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IDAT" + bytes(8) + b"IEND\xaeB`\x82")
    page.write_bytes(b"<script>alert(1)</script>")
    clerk = Actor("张三", Role.COUNTY)
    rows = [
        register.attach("2024-000001", Attachment(picture, PHOTO, 90.0), clerk),
        register.attach("2024-000001", Attachment(page), clerk),
    ]
    kinds = []
    for row in rows:
        with urlopen(f"{ask.args[0]}/cases/papers/2024-000001/{row['event']}") as answer:
            kinds.append(
                (
                    answer.headers["Content-Type"],
                    "attachment" in answer.headers["Content-Disposition"],
                )
            )
            assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert kinds == [("image/png", False), ("application/octet-stream", True)]
    assert ask("/cases/papers/2024-000002/" + str(rows[0]["event"]))[0] == 404  # of another case
    assert ask("/cases/papers/nothing/1")[0] == 404
    assert ask("/cases/pictures/abc/x_t0.png")[0] == 404


def test_the_return_of_a_batch_is_a_workbook(ask):
    status, body = ask("/cases/return.xlsx?batch=2025Q1")
    assert status == 200
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert [cell.value for cell in sheet[1]] == list(RETURN_COLUMNS)
    assert sheet["A2"].value == "CZ-007<b>x</b>"
    assert ask("/cases/return.xlsx?batch=none")[0] == 404


def test_the_queue_is_sorted_and_narrowed_by_deadline(register):
    today = date(2025, 6, 25)
    rows = register.cases()

    def numbers(**told):
        return [row["number"][-1] for row in queued(rows, CaseChoice(**told), today)]

    assert numbers() == ["2", "1", "3"]  # the one with a deadline, then by severity
    assert numbers(order="number") == ["1", "2", "3"]
    assert numbers(due="7") == ["2"]
    assert numbers(due="overdue") == []
    assert numbers(due="none") == ["1", "3"]
    assert numbers(find="0003") == ["3"]
    assert days_left(rows[1], date(2025, 7, 2)) == -2
    assert [
        row["number"][-1] for row in queued(rows, CaseChoice(due="overdue"), date(2025, 7, 2))
    ] == ["2"]


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {"number": "1"},
        {"version": 1},
        {"number": "1", "version": None},
        {"number": "1", "version": "1"},
        {"number": ["1"], "version": 1},
        {"number": "\ud800", "version": 1},
        {"number": "1", "version": 1, "like": ["2"]},
        {"number": "1", "version": 1, "like": {"2": None}},
    ],
)
def test_no_deed_is_done_to_a_case_of_no_version(said):
    """The version keeps two clerks from writing over each other."""
    assert not _is_held(said)
    assert _is_held({"number": "2023-000001", "version": 7, "like": {"2023-000002": 2}})
    with pytest.raises(PreventUpdate):
        CaseDeeds(None, Language.ZH).act(go=1, version=said, step="x", many=[])


def test_odd_shapes_are_none():
    assert (
        _drawn({"type": "LineString", "coordinates": [[119.9, 31.6], [119.9, float("nan")]]})
        is None
    )
    assert _drawn({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}) is None
    assert _typed("119.90 31.60，119.91 31.61").length > 0
    assert _typed("119.90 31.60") is None
    assert _typed("a b, c d") is None
