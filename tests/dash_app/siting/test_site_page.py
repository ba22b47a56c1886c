"""The page of a siting over HTTP: who may reach it, what it answers, what it shows."""

import json

import pytest
from dash.exceptions import PreventUpdate

from dash_app import ids
from dash_app.app import create_app
from dash_app.context import Context
from dash_app.server import PageServer
from dash_app.siting import callbacks as module
from dash_app.siting.callbacks import SiteCallbacks
from dash_app.siting.page import site_table
from dash_app.sources import Sources

UPDATE = "/siting/_dash-update-component"
NOTHING = dict.fromkeys(
    ("types", "aim", "budget", "area", "quotas", "weights", "shown", "compared", "kept")
)


def found(part, key):
    """Every value of a property of a layout as JSON."""
    if isinstance(part, list):
        return [one for child in part for one in found(child, key)]
    if not isinstance(part, dict):
        return []
    props = part.get("props", {})
    return ([props[key]] if key in props else []) + found(props.get("children"), key)


def said(part):
    """Every text of components, in order."""
    if isinstance(part, list | tuple):
        return " ".join(map(said, part))
    if hasattr(part, "children") or hasattr(part, "_type"):
        return said(getattr(part, "children", None))
    return "" if part is None else str(part)


@pytest.fixture
def page(town, sites, monkeypatch):
    """Asks the page's callback as the browser does, changes of ``moved`` at a time."""
    handlers = SiteCallbacks(sites, Context(town))
    cause = []
    monkeypatch.setattr(module, "ctx", type("Cause", (), {"triggered": cause}))

    class Asked:
        def open(self, search, picked=None):
            site = {"site": "", "in": [], "out": [], "by": "address"} | (picked or {})
            cause[:] = [{"prop_id": f"{ids.SITE_ADDRESS}.search"}]
            self.shown = handlers.show(**{**NOTHING, "search": search, "picked": site})
            controls = ("types", "aim", "budget", "area", "quotas", "weights", "shown")
            self.held = {n: self.shown[n] for n in controls}
            self.held |= {"search": search, "picked": site, "compared": None}
            return self.shown

        def move(self, **moved):
            cause[:] = [{"prop_id": "site-x.value"}]
            self.held |= moved
            self.shown = handlers.show(**self.held, kept=self.shown["kept"])
            return self.shown

    one = Asked()
    one.handlers = handlers
    return one


def chosen_of(shown):
    return {row["unit"] for row in shown["rows"]}


def test_it_is_not_served_to_other_machines(town, sites):
    with pytest.raises(ValueError, match="this machine alone"):
        PageServer(Sources(town, sites=sites), "0.0.0.0", 0)


def test_without_candidates_there_is_no_such_page(town):
    client = create_app(Sources(town)).server.test_client()
    assert client.get("/siting/").status_code == 404
    assert found(json.loads(client.get("/_dash-layout").data), "href") == [
        "/",
        "/indicators/",
        "/methods",
    ]


def test_the_pages_link_to_each_other(ask):
    assert found(json.loads(ask("/_dash-layout")[1]), "href") == [
        "/",
        "/indicators/",
        "/siting/",
        "/methods",
    ]
    assert found(json.loads(ask("/siting/_dash-layout")[1]), "href") == [
        "/",
        "/indicators/",
        "/siting/",
        "/methods",
    ]
    assert ask("/siting/")[0] == 200
    assert ask("/siting/anything")[0] == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Host": "elsewhere.example"}, 403),
        ({"Content_Type": "text/plain"}, 403),
    ],
)
def test_another_site_can_ask_for_nothing(ask, sites, headers, status):
    body = json.dumps({"output": "x"}).encode()
    sent = {"Content_Type": "application/json", **headers}
    assert ask(UPDATE, body, **sent)[0] == status
    assert sites.asked == []


def test_another_site_cannot_read_a_report(ask):
    assert ask("/siting/files/kept/x.docx", Host="elsewhere.example")[0] == 403


def test_the_layout_holds_every_id_of_the_page_once(ask):
    layout = json.loads(ask("/siting/_dash-layout")[1])
    own = [n for n in (getattr(ids, name) for name in ids.__all__) if n.startswith("site-")]
    assert sorted(found(layout, "id")) == sorted([*own, ids.LANGUAGE, ids.LANGUAGE_WANTED])


def test_every_entry_is_for_editors_or_stays_in_the_browser(town, sites):
    entries = site_table(Context(town), sites)
    assert {str(e.access) for e in entries if not hasattr(e, "function")} == {"editor"}


def test_candidates_are_drawn_with_a_place_each(ask):
    features = json.loads(ask("/siting/shapes/AFF-WET.geojson")[1])["features"]
    assert len(features) == 2 * 16
    places = [f for f in features if f["properties"].get("place")]
    assert {f["geometry"]["type"] for f in places} == {"Point"}
    assert ask("/siting/shapes/XYZ.geojson")[0] == 404


def test_an_address_is_answered_whole(page):
    shown = page.open("?types=AFF,WET&budget=120&list=chosen")
    assert shown["budget"] == 120.0
    assert chosen_of(shown) == set(shown["colours"])
    assert shown["shapes"] == "/siting/shapes/AFF-WET.geojson"
    assert len(shown["labels"]) == 16
    line = said(shown["outcome"])
    assert "共 16 处候选" in line
    assert "120.00 万元" in line
    assert "已证差距" in line
    assert "water table" not in line
    assert "没有该图层" in said(shown["findings"])
    assert "26.94" in said(shown["ahead"])


def test_a_first_look_has_a_budget_to_be_spent_with_care(page, sites):
    shown = page.open("")
    total = sites.candidates(["AFF", "WET"])["cost"].sum() / 10_000.0
    assert 0.25 * total <= shown["budget"] <= 0.28 * total
    assert 0 < len(shown["rows"]) < 16


def test_a_move_solves_again_and_leaves_the_controls_alone(page, sites):
    page.open("?types=AFF,WET&budget=120")
    before = chosen_of(page.shown)
    shown = page.move(budget=300)
    assert sites.asked[-1].budget_yuan == 3_000_000.0
    assert before != chosen_of(shown)
    assert type(shown["budget"]).__name__ == "NoUpdate"
    assert type(shown["labels"]).__name__ == "NoUpdate"
    assert "budget=300" in shown["kept"]


def test_looking_at_a_site_solves_nothing(page, sites):
    page.open("?types=AFF,WET&budget=120")
    solved = len(sites.asked)
    shown = page.move(picked={"site": "AFF-0003", "in": [], "out": [], "by": "list"})
    assert len(sites.asked) == solved
    assert "AFF-0003" in said(shown["card"])
    west, south, east, north = shown["bounds"]
    assert west < 119.876 < east
    assert south < 31.65 < north
    assert type(shown["outcome"]).__name__ == "NoUpdate"
    by_map = page.move(picked={"site": "WET-0001", "in": [], "out": [], "by": "map"})
    assert type(by_map["bounds"]).__name__ == "NoUpdate"
    assert "WET-0001" in said(by_map["card"])


def test_locks_hold_whatever_the_choice_would_be(page):
    page.open("?types=AFF,WET&budget=120")
    taken, left = (
        sorted(chosen_of(page.shown))[0],
        sorted(set(page.shown["labels"]) - chosen_of(page.shown))[0],
    )
    shown = page.move(picked={"site": "", "in": [left], "out": [taken], "by": "lock"})
    assert left in chosen_of(shown)
    assert taken not in chosen_of(shown)
    assert shown["colours"][taken] == "#3d3d3d"
    assert shown["clear"] == "plain"
    listed = page.move(shown="locked")
    assert chosen_of(listed) == {taken, left}
    assert [row["name"][:4] for row in listed["rows"] if row["unit"] == left] == ["[必选]"]


def test_what_cannot_be_met_is_said_and_nothing_is_shown_as_chosen(page):
    page.open("?types=AFF,WET&budget=120")
    shown = page.move(quotas={"320412": [1000.0, None]})
    assert "SITING-INFEASIBLE" in said(shown["outcome"])
    assert (shown["rows"], shown["colours"]) == ([], {})
    refused = page.move(quotas={}, budget=-5)
    assert "SITING-NUMBER" in said(refused["outcome"])
    none = page.move(budget=120, types=[])
    assert "SITING-TYPE" in said(none["outcome"])
    back = page.move(types=["AFF", "WET"])
    assert back["rows"]
    assert "已证差距" in said(back["outcome"])


def test_a_comparison_answers_the_question_on_the_page(page, sites):
    kept = page.open("?types=AFF,WET&budget=120")["kept"]
    with pytest.raises(PreventUpdate):
        page.handlers.compare(None, kept)
    found = page.handlers.compare(1, kept)
    text = said(found["comparison"])
    assert "近优方案比较" in text
    assert "资金与成效前沿" in text
    assert (sites.asked[-1].draws, sites.asked[-1].portfolios) == (200, 3)
    assert said(page.move(compared=found["compared"])["stale"]) == ""
    assert "抽样入选率 75 %" in said(page.move(picked={"site": "AFF-0003"})["card"])
    assert "条件已变动" in said(page.move(budget=200)["stale"])


def test_a_report_is_kept_and_its_files_are_served(page, town, sites):
    kept = page.open("?types=AFF,WET&budget=120")["kept"]
    files = page.handlers.export(1, ["docx", "exe"], kept)["files"]
    assert "siting_kept.docx" in said(files)
    assert "gpkg" not in said(files)
    client = create_app(Sources(town, sites=sites)).server.test_client()
    path = "/siting/files/kept/siting_kept.docx"
    with client.get(path, headers={"Host": "127.0.0.1"}) as answer:
        assert answer.data == b"1200000.0 zh"
        assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get("/siting/files/kept/other", headers={"Host": "localhost"}).status_code == 404


def test_a_site_the_address_names_may_be_gone(page):
    shown = page.open("?types=AFF&site=X", {"site": "X"})
    assert "不在候选中" in said(shown["card"])
    assert shown["lock"] == "absent"


def test_the_list_is_short_and_says_what_it_leaves_out(town, many_sites, monkeypatch):
    handlers = SiteCallbacks(many_sites, Context(town))
    cause = [{"prop_id": f"{ids.SITE_ADDRESS}.search"}]
    monkeypatch.setattr(module, "ctx", type("Cause", (), {"triggered": cause}))
    picked = {"site": "", "in": [], "out": []}
    shown = handlers.show(
        **{**NOTHING, "search": "?types=AFF,WET,SML&list=chosen", "picked": picked}
    )
    assert len(shown["rows"]) == 300
    assert "另有 900 处" in shown["note"]
    assert len(shown["colours"]) == 1200
