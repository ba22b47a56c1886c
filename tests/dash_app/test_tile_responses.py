"""The tile route: what it answers, what it lets browsers keep, what it refuses."""

import gzip

import pytest

from dash_app import urls
from dash_app.app import create_app
from dash_app.sources import Sources

PNG = b"\x89PNG " + bytes(3000)
MVT = gzip.compress(b"a vector tile " * 200, mtime=0)


class Tiles:
    """A set over the city at zooms 6 to 14, with tiles in even columns only."""

    bounds = (119.1, 31.1, 120.4, 32.1)
    min_zoom, max_zoom = 6, 14

    def __init__(self, kind, version, content, gzipped):
        self.kind, self.version, self.gzipped = kind, version, gzipped
        self.layer = "parcels" if kind == "mvt" else ""
        self.content = content
        self.drawn = 0

    def tile(self, z, x, y):
        self.drawn += 1
        return self.content if x % 2 == 0 else None


class Source:
    def __init__(self):
        self.rasters = {("land_use", 2022): Tiles("png", "ab12", PNG, False)}
        self.vectors = {("parcels", 2022): Tiles("mvt", "cd34", MVT, True)}

    def raster(self, layer, year):
        return self.rasters.get((layer, year))

    def vector(self, layer, year):
        return self.vectors.get((layer, year))


@pytest.fixture(scope="module")
def source():
    return Source()


@pytest.fixture(scope="module")
def ask(town, source):
    client = create_app(Sources(town, tiles=source)).server.test_client()

    def asked(z=10, x=852, y=416, *, run=None, layer="land_use", year=2022, version="ab12",
              kind="png", **headers):  # fmt: skip
        run = run or town.results.manifest.run_id
        url = urls.tile_url(run, layer, year, version, kind).format(z=z, x=x, y=y)
        return client.get(url, headers={k.replace("_", "-"): v for k, v in headers.items()})

    asked.client = client
    return asked


def of_parcels(ask, **given):
    return ask(layer="parcels", version="cd34", kind="mvt", **given)


def test_a_picture_may_be_kept_for_good(ask):
    answer = ask(Accept_Encoding="br, gzip")
    assert answer.status_code == 200
    assert answer.data == PNG
    assert answer.content_type == "image/png"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_known_tile_is_not_drawn_again(ask, source):
    tag = ask().headers["ETag"]
    drawn = source.raster("land_use", 2022).drawn
    again = ask(If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert source.raster("land_use", 2022).drawn == drawn
    assert ask(If_None_Match='"other"').status_code == 200
    assert ask(x=854).headers["ETag"] != tag


def test_where_nothing_is_drawn_the_answer_is_empty(ask):
    answer = ask(x=851)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Cache-Control"].endswith("immutable")


def test_vector_tiles_go_out_as_they_are_stored(ask):
    answer = of_parcels(ask, Accept_Encoding="gzip, br")
    assert answer.data == MVT
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.content_type == "application/vnd.mapbox-vector-tile"
    plain = of_parcels(ask)
    assert plain.data == gzip.decompress(MVT)
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    "wrong",
    [
        {"run": "0123456789abcdef"},
        {"layer": "parcels"},
        {"layer": "../../etc"},
        {"year": 2021},
        {"version": "cd34"},
        {"kind": "mvt"},
        {"kind": "jpg"},
        {"z": 5, "x": 26, "y": 13},
        {"z": 15, "x": 27280, "y": 13320},
        {"z": 10, "x": 840},
        {"z": 10, "y": 500},
        {"z": 10, "x": 1024},
        {"z": 10, "x": -1},
        {"z": 10, "x": "a"},
        {"z": 10, "x": 10**30},
        {"z": 10**6},
    ],
)
def test_what_is_not_there_is_not_found(ask, wrong):
    answer = ask(**wrong)
    assert answer.status_code == 404
    assert b"_dash-config" not in answer.data
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_the_tiles_at_the_edges_of_the_bounds_are_there(ask):
    found = {
        x for x in range(840, 870) for y in range(400, 430) if ask(x=x, y=y).status_code != 404
    }
    assert found == set(range(850, 855))


def test_without_tiles_there_is_no_route(town):
    client = create_app(Sources(town)).server.test_client()
    run = town.results.manifest.run_id
    url = urls.tile_url(run, "land_use", 2022, "ab12", "png").format(z=10, x=852, y=416)
    assert client.get(url).status_code == 404


def test_a_page_that_has_not_heard_of_newer_tiles_draws_on(ask, source):
    vector = {"layer": "parcels", "kind": "mvt"}
    older = source.vectors["parcels", 2022]
    assert ask(version="cd34", **vector).status_code == 200
    source.vectors["parcels", 2022] = Tiles("mvt", "ef56", MVT, True)
    try:
        assert ask(version="ef56", **vector).status_code == 200
        assert ask(version="cd34", **vector).status_code == 200
        assert ask(version="9999", **vector).status_code == 404
        del older  # its source holds it no longer
        assert ask(version="cd34", **vector).status_code == 404
    finally:
        source.vectors["parcels", 2022] = Tiles("mvt", "cd34", MVT, True)
