import json
import re

import pytest

from dash_app import ids
from dash_app.app import create_app
from dash_app.sources import Sources
from sinkmap.run import RunResults

RUN = "/run/run0123456789"
PREFIXES = ("case-", "data-", "jobs-", "report-", "review-", "site-")
"""How the ids of the pages begin that need a source beside the run."""
POLICY = {
    "default-src": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


@pytest.fixture(scope="module")
def app(town):
    return create_app(Sources(town))


@pytest.fixture
def client(app):
    return app.server.test_client()


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/run",
        "/assets/x.js",
        "/static/x",
        f"{RUN}/shapes/town.geojson",
        f"{RUN}/shapes/../district.geojson",
        f"{RUN}/zones/redline/1999.geojson",
        f"{RUN}/zones/parcels/2024.geojson",
        f"{RUN}/pictures/dem/2024.png",
        "/run/other/shapes/district.geojson",
        "/_dash-component-suites/dash_app/routes.py",
        "/_dash-component-suites/nothing/x.js",
    ],
)
def test_unknown_paths_are_not_found(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"react-entry-point" not in answer.data
    assert b"Traceback" not in answer.data


@pytest.mark.parametrize("path", ["/", "/nothing", "/methods", f"{RUN}/shapes/district.geojson"])
def test_every_answer_carries_the_policy(client, path):
    headers = client.get(path).headers
    parts = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    scripts = parts.pop("script-src")
    assert parts == POLICY
    assert re.fullmatch(r"'self'( 'sha256-[\w+/]+=*')+", scripts)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in headers


def test_the_page_names_no_other_host_and_no_machine(client):
    page = client.get("/").get_data(as_text=True)
    for found in re.findall(r"https?:(?://|\\u002f\\u002f)([\w.-]+)", page):
        assert found == "www.w3.org"
    assert 'python_version":""' in page.replace(" ", "")
    assert "plotly.min.js" not in page


def test_the_page_speaks_the_language_of_its_cookie(client):
    assert '<html lang="zh-CN">' in client.get("/").get_data(as_text=True)
    client.set_cookie("sinkmap_language", "en")
    page = client.get("/").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "<title>Changzhou (simulated data)</title>" in page
    client.set_cookie("sinkmap_language", "<script>")
    assert '<html lang="zh-CN">' in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (f"{RUN}/shapes/district.geojson", "application/geo+json"),
        (f"{RUN}/zones/redline/2024.geojson", "application/geo+json"),
        (f"{RUN}/pictures/land_use/2024.png", "image/png"),
    ],
)
def test_map_data_is_kept_for_long(client, path, kind):
    accept = {"Accept-Encoding": "br"}
    first = client.get(path, headers=accept)
    assert first.status_code == 200
    assert first.mimetype == kind
    assert "immutable" in first.headers["Cache-Control"]
    again = client.get(path, headers={**accept, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_text_is_compressed_and_pictures_are_not(client):
    accept = {"Accept-Encoding": "br, gzip"}
    shapes = client.get(f"{RUN}/shapes/district.geojson", headers=accept)
    picture = client.get(f"{RUN}/pictures/land_use/2024.png", headers=accept)
    assert shapes.headers["Content-Encoding"] == "br"
    assert "Content-Encoding" not in picture.headers


def test_methods_page_tells_every_profile(client, town):
    page = client.get("/methods").get_data(as_text=True)
    for indicator in town.results.indicators.values():
        assert f'id="{indicator.id}"' in page
        assert all(p.definition.zh in page for p in indicator.profiles)


def test_methods_page_is_had_in_the_other_language_without_a_script(client):
    assert 'href="?language=en"' in client.get("/methods").get_data(as_text=True)
    answer = client.get("/methods?language=en")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/methods")
    assert "sinkmap_language=en" in answer.headers["Set-Cookie"]
    assert 'href="?language=zh"' in client.get("/methods").get_data(as_text=True)
    assert client.get("/methods?language=fr").status_code == 200


def ids_in(part):
    """Ids of all components of a layout, as JSON."""
    if isinstance(part, list):
        return [found for child in part for found in ids_in(child)]
    if not isinstance(part, dict):
        return []
    props = part.get("props", {})
    own = [props["id"]] if "id" in props else []
    return own + ids_in(props.get("children"))


def test_the_layouts_hold_every_id_once(client):
    overview = ids_in(json.loads(client.get("/_dash-layout").data))
    indicators = ids_in(json.loads(client.get("/indicators/_dash-layout").data))
    known = [getattr(ids, name) for name in ids.__all__]
    shared = {ids.LANGUAGE, ids.LANGUAGE_WANTED, ids.STATUS}
    of_overview = {name for name in known if name.startswith("browse-")} | shared
    of_overview -= {ids.BROWSE_PRINT}  # there where sheets can be made
    beside = (*PREFIXES, "browse-")
    of_indicators = {name for name in known if not name.startswith(beside)}
    assert sorted(overview) == sorted(of_overview)
    assert sorted(indicators) == sorted(of_indicators)


@pytest.mark.parametrize("page", ["/", "/indicators/"])
def test_callbacks_name_ids_of_the_layout_only(client, page):
    known = {getattr(ids, name) for name in ids.__all__}
    for callback in json.loads(client.get(f"{page}_dash-dependencies").data):
        inputs = callback["inputs"] + callback["state"]
        assert {part["id"] for part in inputs} <= known
        outputs = re.findall(r"([\w-]+)\.\w+", callback["output"])
        assert {o for o in outputs if not re.fullmatch(r"[0-9a-f]{32,}", o)} <= known


def test_a_body_too_large_is_refused(client):
    answer = client.post("/_dash-update-component", json={"x": "y" * 300_000})
    assert answer.status_code == 413


def test_the_page_asks_for_tables_when_it_starts_and_not_later(open_town, monkeypatch):
    run = open_town()
    client = create_app(Sources(run)).server.test_client()
    run.asked.clear()
    client.get(f"{RUN}/shapes/district.geojson")
    client.get(f"{RUN}/shapes/district.geojson")
    assert run.asked == []
    assert isinstance(run.results, RunResults)


def test_data_that_is_not_simulated_does_not_say_so(open_town):
    client = create_app(Sources(open_town(simulated=False))).server.test_client()
    words = client.get("/_dash-layout").get_data(as_text=True)
    assert "chip chip-doubt" not in words
    assert "chip chip-good" in words
    client = create_app(Sources(open_town(ok=False))).server.test_client()
    layout = client.get("/_dash-layout").get_data(as_text=True)
    assert "chip chip-poor" in layout
