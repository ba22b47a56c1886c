"""The route of basemaps: what it answers, what it lets browsers keep, what it refuses."""

from types import SimpleNamespace

import pytest

from dash_app import urls
from dash_app.app import create_app
from dash_app.sources import Sources
from sinkmap.basemap import BasemapEntry
from sinkmap.text import Text

PNG = b"\x89PNG " + bytes(500)
CONTENTS = {852: ("image/png", PNG), 853: None, 854: ("image/svg+xml", b"<svg/>")}


def tile(z, x, y):
    if x == 851:
        raise OSError("the disk is away")
    return CONTENTS[x]


def tiles(*, steady):
    return SimpleNamespace(
        version="ab12", steady=steady, bounds=(119.1, 31.1, 120.4, 32.1), min_zoom=6, max_zoom=14,
        tile_size=256, tile=tile,
    )  # fmt: skip


class Source:
    held = {"ortho": tiles(steady=True), "folder": tiles(steady=False)}  # noqa: RUF012
    shown = tuple(BasemapEntry(name, Text(name, name), name) for name in held)

    def tiles(self, name):
        return self.held.get(name)


@pytest.fixture(scope="module")
def ask(town):
    client = create_app(Sources(town, basemaps=Source())).server.test_client()

    def asked(x=852, z=10, y=416, *, basemap="ortho", version="ab12", **headers):
        url = urls.basemap_url(basemap, version).format(z=z, x=x, y=y)
        return client.get(url, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return asked


def test_a_picture_may_be_kept_for_good(ask):
    answer = ask()
    assert (answer.status_code, answer.data, answer.content_type) == (200, PNG, "image/png")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = ask(If_None_Match=answer.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_a_file_of_a_folder_is_kept_for_a_day_and_named_by_its_content(ask):
    answer = ask(basemap="folder")
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    tag = answer.headers["ETag"]
    assert ask(basemap="folder", If_None_Match=tag).status_code == 304
    changed = dict(CONTENTS)
    CONTENTS[852] = ("image/png", PNG + b"new")
    try:
        again = ask(basemap="folder", If_None_Match=tag)
    finally:
        CONTENTS.update(changed)
    assert (again.status_code, again.data) == (200, PNG + b"new")


def test_where_there_is_no_tile_the_answer_is_empty(ask):
    for basemap in ("ortho", "folder"):
        answer = ask(853, basemap=basemap)
        assert (answer.status_code, answer.data) == (204, b"")


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": 851},
        {"x": 854},
        {"basemap": "other"},
        {"basemap": "../ortho"},
        {"version": "ab13"},
        {"z": 5, "x": 26, "y": 13},
        {"z": 15, "x": 27280, "y": 13320},
        {"x": 840},
        {"x": -1},
        {"x": 10**30},
        {"x": "a"},
    ],
)
def test_what_is_not_there_is_not_found(ask, wrong):
    answer = ask(**wrong)
    assert answer.status_code == 404
    assert b"_dash-config" not in answer.data
    assert "max-age" not in answer.headers.get("Cache-Control", "")


def test_without_basemaps_there_is_no_route(town):
    client = create_app(Sources(town)).server.test_client()
    assert (
        client.get(urls.basemap_url("ortho", "ab12").format(z=10, x=852, y=416)).status_code == 404
    )
