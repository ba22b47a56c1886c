"""The page of cases over HTTP: who may reach it, and what it answers."""

import json

import pytest

from dash_app import ids
from dash_app.app import create_app
from dash_app.cases.choice import CaseChoice
from dash_app.server import PageServer, is_loopback
from dash_app.sources import Sources
from sinkmap.ledger import Role, State, Step, transitions

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
    every = json.loads(ask("/cases/outlines/1/all.geojson")[1])["features"]
    assert {f["properties"]["unit"] for f in every} == {c["number"] for c in register.cases()}
    assert json.loads(ask("/cases/outlines/1/closed.geojson")[1])["features"] == []
    places = json.loads(ask("/cases/places/1/to_verify.geojson")[1])["features"]
    assert [f["geometry"]["type"] for f in places] == ["Point"] * 3
    assert ask("/cases/outlines/1/nothing.geojson")[0] == 404


def test_a_choice_is_valid_whatever_is_asked():
    assert CaseChoice.read("?state=closed&number=2024-000001") == CaseChoice(
        "closed", "2024-000001"
    )
    assert CaseChoice.read("?state=x&number=" + "9" * 900).state == "all"
    assert CaseChoice.read(None) == CaseChoice()
    assert CaseChoice.read(CaseChoice("lawful", "a&b").query) == CaseChoice("lawful", "a&b")
    assert CaseChoice("lawful").filter.states == (State.LAWFUL,)


def test_every_step_and_event_has_words(register):
    from dash_app.cases.card import case_card, step_options

    found = register.case("2024-000002")
    for language in ("zh", "en"):
        assert len(step_options(transitions().rows, language)) == len(transitions().rows)
        assert case_card(found, language)
    assert {row.role for row in transitions().rows} == set(Role)
    assert {row.step for row in transitions().rows} == set(Step)
