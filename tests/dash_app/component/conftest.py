"""A page with the map alone, over tiles made here: two years of classes, and squares as parcels."""

import json
import threading
from contextlib import contextmanager

import pytest
from dash import Dash, Input, Output, html
from flask import Response
from waitress import wasyncore
from waitress.server import create_server

from dash_app.component import MapView
from dash_app.document import PLAIN
from dash_app.headers import content_policy, send_headers
from dash_app.view.words import map_words
from sinkmap.text import Language
from tests.dash_app.hand_made_tiles import square_tile

LON, LAT, ZOOM = 119.97, 31.8, 14
TOLD = ("click", "drawn", "seen", "swiped", "draw", "state")


class MapPage:
    """The page's server: what was asked of it, and what the map last told."""

    def __init__(self, png):
        self.asked = []
        self.png = png
        self.app = Dash(__name__, **PLAIN)
        server = self.app.server
        server.add_url_rule("/t/<year>/<int:z>/<int:x>/<int:y>.png", "png", self.picture)
        server.add_url_rule("/v/<int:z>/<int:x>/<int:y>.mvt", "mvt", self.squares)
        self.app.layout = html.Div(
            [
                html.Div(self.map(), style={"position": "absolute", "inset": 0}),
                html.Pre(id="told", style={"display": "none"}),
            ]
        )
        self.app.callback(Output("told", "children"), {name: Input("map", name) for name in TOLD})(
            lambda **told: json.dumps(told)
        )
        send_headers(server, content_policy(self.app.csp_hashes()))

    def map(self):
        return MapView(
            id="map",
            blank="#ffffff00",
            opacity=1,
            bounds=[119.9, 31.75, 120.05, 31.85],
            view={"lon": LON, "lat": LAT, "zoom": ZOOM},
            language="zh",
            words=map_words(Language.ZH),
            plain="/plain/",
        )

    def picture(self, year, z, x, y):
        self.asked.append(f"{year}/{z}/{x}/{y}")
        if year == "empty":
            return Response(status=204)
        return Response(self.png, mimetype="image/png")

    def squares(self, z, x, y):
        body = square_tile(x, y)
        return Response(body, mimetype="application/vnd.mapbox-vector-tile")


@pytest.fixture(scope="session")
def map_page(hand_made_png):
    """The server and its address."""
    made = MapPage(hand_made_png)
    with listening(made.app.server) as address:
        yield made, address


@contextmanager
def listening(application):
    server = create_server(application, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
    thread.join(timeout=10)
    assert not thread.is_alive()


@pytest.fixture
def opened_map(map_page, watched_page, idle):
    """An opened page: sets properties of the map, waits, and reads what it told."""

    class Opened:
        def __init__(self, page):
            self.page, self.server = page, map_page[0]

        def put(self, **properties):
            self.page.evaluate("p => window.dash_clientside.set_props('map', p)", properties)

        def rest(self, source="units", map_class="map-canvas"):
            idle(self.page, source, map_class)

        def told(self, name, wanted=lambda value: value is not None):
            for _ in range(100):
                text = self.page.locator("#told").text_content()
                value = json.loads(text or "{}").get(name)
                if wanted(value):
                    return value
                self.page.wait_for_timeout(50)
            raise AssertionError(f"{name} stayed {value}")

        def at(self, lon, lat):
            run = "([lon, lat]) => { const p = document.querySelector('.map-canvas')._map"
            point = self.page.evaluate(
                run + ".project([lon, lat]); return [p.x, p.y]; }", [lon, lat]
            )
            return dict(zip("xy", point, strict=True))

        def click(self, lon, lat, **how):
            self.page.mouse.click(**self.at(lon, lat), **how)

        def read(self, script, map_class="map-canvas"):
            return self.page.evaluate(
                f"() => {{ const map = document.querySelector('.{map_class}')._map;"
                f" return {script}; }}"
            )

    @contextmanager
    def opened(size="desk", by=None):
        more = {} if by is None else {"by": by}
        with watched_page(map_page[1], size, **more) as page:
            page.goto(map_page[1])
            page.locator("#map").wait_for()
            yield Opened(page)

    return opened
