"""Links that outlive what they name: a run that is gone, a unit or a layer of another study."""

import json
from urllib.parse import urlsplit

import pytest

from dash_app.app import create_app
from dash_app.sources import Sources

RUN = "run0123456789"
VIEW = "partition=district&theme=tree_cover_rate&profile=gbt26424&year=2023&unit=320412"


@pytest.fixture(scope="module")
def client(town):
    return create_app(Sources(town)).server.test_client()


@pytest.mark.parametrize("page", ["/", "/indicators/"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_link_to_a_run_that_is_gone_is_a_page_that_says_so(client, page, language):
    client.set_cookie("sinkmap_language", language)
    answer = client.get(f"{page}?{VIEW}&run=<b>gone</b>")
    body = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "&lt;b&gt;gone&lt;/b&gt;" in body
    assert "<b>gone" not in body
    assert RUN in body
    offered = body.split('class="go" href="')[1].split('"')[0].replace("&amp;", "&")
    parts = urlsplit(offered)
    assert parts.path == page
    assert set(parts.query.split("&")) == {*VIEW.split("&"), f"run={RUN}"}
    assert client.get(offered).status_code == 200


def test_a_link_to_the_run_shown_is_the_page(client):
    answer = client.get(f"/indicators/?{VIEW}&run={RUN}")
    assert answer.status_code == 200
    assert "react-entry-point" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        "/run/run_of_another/shapes/district.geojson",
        f"/run/{RUN}/shapes/counties.geojson",
        f"/run/{RUN}/zones/other_layer/2024.geojson",
        f"/run/{RUN}/zones/redline/1999.geojson",
        f"/run/{RUN}/pictures/land_use/1999.png",
        f"/run/{RUN}/tiles/land_use/2024/abc/12/3400/1700.png",
    ],
)
def test_what_is_of_another_study_is_not_found(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert b"react-entry-point" not in answer.data


def test_a_unit_of_another_study_gives_the_city(client):
    entries = json.loads(client.get("/indicators/_dash-dependencies").data)
    (shown,) = [one for one in entries if "figure.children" in one["output"]]
    asked = {"search": "?unit=110000&theme=no_such&year=1871"}
    inputs = [{**one, "value": asked.get(one["property"])} for one in shown["inputs"]]
    outputs = [
        {"id": part.split(".")[0], "property": part.split(".")[1]}
        for part in shown["output"].strip(".").split("...")
    ]
    body = {
        "output": shown["output"],
        "outputs": outputs,
        "inputs": inputs,
        "state": [],
        "changedPropIds": ["address.search"],
    }
    answer = client.post("/indicators/_dash-update-component", json=body)
    told = json.loads(answer.data)["response"]
    assert told["unit"]["value"] == "320400"
    assert told["kept-address"]["data"].startswith("?partition=district&theme=tree_cover_rate")
