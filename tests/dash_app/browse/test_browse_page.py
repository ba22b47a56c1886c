"""What the overview says, without a browser."""

import json

import pytest
from dash.exceptions import PreventUpdate

from dash_app.app import create_app
from dash_app.browse.callbacks import BrowseCallbacks
from dash_app.browse.catalogue import MapCatalogue
from dash_app.browse.measured import line_view, metres
from dash_app.context import Context
from dash_app.sources import Sources
from sinkmap.text import Language
from tests.dash_app.browse.conftest import OUTLINE

SQUARE = [[119.7, 31.7], [119.71, 31.7], [119.71, 31.71], [119.7, 31.71], [119.7, 31.7]]


def said(components):
    return json.dumps([part.to_plotly_json() for part in components], default=_plain)


def _plain(component):
    return component.to_plotly_json()


@pytest.fixture
def callbacks(town, places):
    places.asked.clear()
    return BrowseCallbacks(Context(town), places)


def test_without_tiles_the_outlines_of_the_run_are_the_layers(town):
    told = MapCatalogue(Context(town)).told(Language.ZH)
    assert told["run"] == "run0123456789"
    assert [layer["id"] for layer in told["layers"]] == ["redline"]
    assert told["layers"][0]["addresses"]["2023"]["url"].endswith("/zones/redline/2023.geojson")
    assert told["first"] == {"redline": 1.0}


def test_tile_sets_are_named_by_run_year_and_version(town, places, hand_made_png):
    from tests.dash_app.browse.conftest import TownTiles

    catalogue = MapCatalogue(Context(town), places.layers, TownTiles(hand_made_png))
    told = catalogue.told(Language.EN)
    assert [layer["id"] for layer in told["layers"]] == ["parcels", "redline", "land_use"]
    found = catalogue.addresses(["land_use", "nothing"])
    assert list(found) == ["land_use"]
    assert list(found["land_use"]) == ["2022", "2024"]
    wanted = "/run/run0123456789/tiles/land_use/2022/a2022/{z}/{x}/{y}.png"
    assert found["land_use"]["2022"]["url"] == wanted


def test_a_place_is_told_outlined_and_pinned(callbacks):
    told = callbacks.card({"lon": 119.7, "lat": 31.7})
    pin, outline = (one["geometry"] for one in told["shown"]["features"])
    assert pin["coordinates"] == [119.7, 31.7]
    assert outline == OUTLINE
    assert "1.05" in said(told["card"])
    assert callbacks.card(None) == {"card": [], "shown": None}


@pytest.mark.parametrize("place", [{"lon": 119.7, "lat": 32.5}])
def test_what_keeps_a_place_back_is_said(callbacks, place):
    told = callbacks.card(place)
    assert "PLACE-FAR" in said(told["card"])
    (pin,) = told["shown"]["features"]
    assert pin["geometry"]["type"] == "Point"


@pytest.mark.parametrize("place", ["x", {"lon": "1"}, {"lon": 500, "lat": 1}, {"lat": 1}, 7])
def test_a_place_that_is_none_shows_nothing(callbacks, places, place):
    assert callbacks.card(place)["card"] == []
    assert places.asked == []


def test_a_polygon_is_accounted_as_it_was_drawn(callbacks, places):
    drawn = {"type": "Polygon", "coordinates": [SQUARE]}
    told = said(callbacks.shape(drawn, "2023")["shape"])
    assert places.asked == [("account", drawn, 2023)]
    assert "250.00" in told
    assert "10.00" in told  # hectares outside
    refused = {"type": "Polygon", "coordinates": [[*SQUARE[:3], SQUARE[0]]]}
    assert "SHAPE-SMALL" in said(callbacks.shape(refused, "2023")["shape"])


def test_a_line_has_its_length_on_the_ellipsoid(callbacks):
    # Karney's GeodSolve, WGS 84 axes differ from CGCS2000's by 0.1 mm: one degree of a meridian
    # between 31 and 32 N is 110 872.7 m.
    drawn = {"type": "LineString", "coordinates": [[119.5, 31.0], [119.5, 32.0]]}
    assert "110.87" in said(callbacks.shape(drawn, "2024")["shape"])
    assert metres(999.999) == "1,000.00 m"
    with pytest.raises(PreventUpdate):
        line_view([["a", 1]], Language.ZH)


def test_classes_in_view_add_up(callbacks, places):
    seen = {"west": 119.6, "south": 31.6, "east": 119.8, "north": 31.8, "zoom": 12}
    told = said(callbacks.difference(seen, "2022", "2024")["difference"])
    assert places.asked == [("difference", (119.6, 31.6, 119.8, 31.8), 2022, 2024)]
    for number in ("100.00", "112.50", "+12.50", "151.00"):
        assert number in told
    assert callbacks.difference(seen, "-", "2024") == {"difference": []}
    assert callbacks.difference(None, "2022", "2024") == {"difference": []}


def test_hits_carry_what_the_map_needs(callbacks):
    told = callbacks.search(" 溧阳 ")
    assert told["answered"] == " 溧阳 "
    assert told["hits"][0]["bounds"] == [119.2, 31.2, 119.8, 31.5]
    with pytest.raises(PreventUpdate):
        callbacks.search("  ")


def test_a_link_to_another_run_says_so_and_offers_this_one(town):
    client = create_app(Sources(town)).server.test_client()
    link = "/?run=gone%3Cb%3E&year=2022&on=redline:0.5&place=119.7,31.7"
    answer = client.get(link)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "run0123456789" in page
    assert "<b>" not in page
    again = "/?year=2022&amp;on=redline:0.5&amp;place=119.7,31.7&amp;run=run0123456789"
    assert f'href="{again}"' in page
    assert client.get("/?run=run0123456789").status_code == 200
    assert client.get("/").status_code == 200


def test_the_plain_page_has_its_own_scripts_in_a_sandbox(town):
    client = create_app(Sources(town)).server.test_client()
    answer = client.get("/plain/")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy
    assert "'unsafe-inline'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "sandbox" not in client.get("/").headers["Content-Security-Policy"]
    assert "leaflet" in answer.get_data(as_text=True)


def test_the_page_of_indicators_is_for_any_machine(town):
    client = create_app(Sources(town)).server.test_client()
    elsewhere = {"Host": "maps.bureau.example"}
    assert client.get("/indicators/", headers=elsewhere).status_code == 200
