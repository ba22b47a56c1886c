"""Strange calls are refused before Dash takes them; a server that writes has its own names only."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from dash_app.app import create_app
from dash_app.sources import Sources

UPDATE = "/indicators/_dash-update-component"


@pytest.fixture(scope="module")
def client(town):
    return create_app(Sources(town)).server.test_client()


@pytest.fixture(scope="module")
def call(client):
    """A call of a callback as the page would send it, and nothing is chosen yet."""
    known = json.loads(client.get("/indicators/_dash-dependencies").data)
    one = next(c for c in known if not c.get("clientside_function"))
    return {
        "output": one["output"],
        "outputs": [dict(zip(("id", "property"), name.split("."), strict=True))
                    for name in one["output"].strip(".").split("...")],
        "inputs": [{**part, "value": None} for part in one["inputs"]],
        "state": [{**part, "value": None} for part in one["state"]],
        "changedPropIds": [],
    }  # fmt: skip


def test_a_call_of_the_page_is_taken(client, call):
    assert client.post(UPDATE, json=call).status_code in (200, 204)


@pytest.mark.parametrize(
    "changed",
    [
        {"output": "x.y"},
        {"output": 1},
        {"output": ["x"]},
        {"inputs": None},
        {"inputs": []},
        {"inputs": [{"id": "a", "property": "b", "value": 1}]},
        {"inputs": [1]},
        {"state": {"id": "a"}},
        {"changedPropIds": [1]},
        {"changedPropIds": "x"},
        {"outputs": []},
        {"outputs": [None]},
        {"outputs": 1},
    ],
)
def test_a_call_of_another_form_is_refused(client, call, changed):
    assert client.post(UPDATE, json={**call, **changed}).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"1", b'"x"', b"{}", b"[" * 100_000])
def test_what_is_no_call_is_refused(client, body):
    answer = client.post(UPDATE, data=body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/", "/run/run0123456789/shapes/district.geojson", "/healthz"])
def test_a_server_that_writes_answers_under_its_own_names_alone(town, path):
    """Another site may have its name resolve to the loopback and read what the clerk may read."""
    client = create_app(Sources(town, sites=None, uploads=Uploads())).server.test_client()
    for host in ("127.0.0.1:8050", "localhost", "[::1]:80"):
        assert client.get(path, headers={"Host": host}).status_code == 200
    for host in ("evil.example", "127.0.0.1.evil.example:80", "10.0.0.1", "[", ""):
        assert client.get(path, headers={"Host": host}).status_code in (400, 403)
    open_client = create_app(Sources(town)).server.test_client()
    assert open_client.get(path, headers={"Host": "maps.bureau.example"}).status_code == 200


class Uploads:
    layers: dict = {}  # noqa: RUF012

    def waiting(self):
        return []


def test_a_body_too_large_is_refused_before_it_is_sent(base):
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
    connection.putrequest("POST", "/_dash-update-component")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(900 * 2**20))
    connection.endheaders(b"{")
    assert connection.getresponse().status == 413
    connection.close()
