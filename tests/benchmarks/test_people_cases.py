"""The people of the benchmark: what they ask of a page, of a view, how answers are summed up."""

import asyncio
import contextlib
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate
from waitress import wasyncore
from waitress.server import create_server

from benchmarks.map_view import View, tiles_of
from benchmarks.people_cases import quantile, summed_up
from benchmarks.web_session import Browser, DashPage

CITY = (119.1, 31.1, 120.2, 32.1)


def source(low, high):
    return {"url": "/t/{z}/{x}/{y}", "minzoom": low, "maxzoom": high, "bounds": CITY}


def numbers(paths):
    return {tuple(int(one) for one in path.split("/")[2:]) for path in paths}


def test_a_view_asks_for_the_tiles_that_cover_it():
    # Longitude 119.97, latitude 31.78 lies in tiles 12/3412/1666 and 13/6825/3332.
    view = View(119.97, 31.78, 12.0)
    vector = numbers(tiles_of(source(10, 14), view, picture=False))
    picture = numbers(tiles_of(source(7, 14), view, picture=True))
    assert (12, 3412, 1666) in vector
    assert (13, 6825, 3332) in picture
    assert {z for z, _, _ in vector} == {12}
    assert {z for z, _, _ in picture} == {13}
    # 860 x 800 pixels touch two or three tiles of 512 and four or five of 256 each way.
    assert 4 <= len(vector) <= 9
    assert 16 <= len(picture) <= 25


def test_beyond_the_finest_zoom_its_tiles_serve_and_below_the_coarsest_none():
    close = numbers(tiles_of(source(12, 14), View(119.97, 31.78, 16.0), picture=False))
    assert {z for z, _, _ in close} == {14}
    assert 1 <= len(close) <= 4
    assert not list(tiles_of(source(12, 14), View.over(CITY), picture=False))


def test_nothing_is_asked_for_outside_the_bounds():
    assert not list(tiles_of(source(7, 14), View(100.0, 31.78, 12.0), picture=True))


def test_a_view_over_bounds_shows_them_and_moves_by_its_own_size():
    west, south, east, north = View.over(CITY).edges
    assert (west, south) < CITY[:2]
    assert (east, north) > CITY[2:]
    assert south < CITY[1]
    assert north > CITY[3]
    view = View(119.6, 31.6, 13.0)
    moved = view.moved(1.0, 0.0)
    assert moved.edges[0] == pytest.approx(view.edges[2])
    assert moved.lat == pytest.approx(view.lat)
    lon, lat = view.within(random.Random(1))
    assert view.edges[0] <= lon <= view.edges[2]
    assert view.edges[1] <= lat <= view.edges[3]


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 10.0), (0.95, 19.0), (0.99, 20.0), (0.01, 1.0)]
)
def test_a_quantile_is_the_least_value_that_enough_do_not_pass(share, expected):
    assert quantile([float(one) for one in range(1, 21)], share) == expected


def test_requests_are_summed_up_by_their_kind():
    seen = [{"kind": "tile", "seconds": s, "bytes": 10} for s in (0.3, 0.1, 0.2)]
    found = summed_up([*seen, {"kind": "page", "seconds": 1.0, "bytes": 5}])
    assert found["tile"]["count"] == 3
    assert found["tile"]["p50_ms"] == pytest.approx(200.0)
    assert found["tile"]["bytes"] == 30
    assert found["page"]["most_ms"] == pytest.approx(1000.0)


@contextlib.contextmanager
def small_page(asked):
    app = Dash("small", update_title="", add_log_handler=False)
    app.layout = html.Div(
        [dcc.Input(id="word", value="a"), dcc.Store(id="long"), dcc.Store(id="twice"),
         html.Div(id="said"), dcc.Store(id="end", data="!")]
    )  # fmt: skip

    @app.callback(Output("long", "data"), Output("said", "children"), Input("word", "value"))
    def first(word):
        if not word:
            raise PreventUpdate
        asked.append(word)
        return word * 3, word

    @app.callback(Output("twice", "data"), Input("long", "data"), State("end", "data"))
    def second(long, end):
        asked.append(long)
        return long + end

    server = create_server(app.server, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Closed by its own thread: a socket another one closes fails the loop that watches it.
        with suppress(OSError):  # the loop may have closed everything by then
            server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


def test_a_page_runs_what_hangs_on_a_change_and_keeps_what_may_be_kept():
    asked, seen = [], []

    async def visit(address):
        browser = Browser(address, seen)
        page = await DashPage.open(browser, "/")
        assert await page.set({("word", "value"): "b"}) == ["long", "said", "twice"]
        assert page.values["twice"]["data"] == "bbb!"
        assert await page.set({("word", "value"): ""}) == []
        scripts = len([one for one in seen if one.kind == "script"])
        await DashPage.open(browser, "/")
        again = [one for one in seen if one.kind == "script"][scripts:]
        assert scripts > 3
        assert {one.status for one in again} <= {304}
        browser.close()

    # In a thread of its own: the browser's driver may keep a loop in this one.
    with small_page(asked) as address, ThreadPoolExecutor(1) as alone:
        alone.submit(asyncio.run, visit(address)).result()
    assert asked == ["b", "bbb"]
    assert [one.status for one in seen if one.kind == "callback"] == [200, 200, 204]
