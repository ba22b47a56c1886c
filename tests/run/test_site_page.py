"""The page of a siting over the pipeline's own desk, on the demo's small study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dash_app.app import create_app
from dash_app.siting.ask import QUICK
from dash_app.sources import Sources
from raster_pipeline import open_run
from sinkmap.cli.served_sites import ServedSites, served_sites
from sinkmap.siting.question import SitingQuestion
from sinkmap.text import Language

QUESTION = SitingQuestion(("AFF", "WET"), 2024, budget_yuan=1_000_000.0, **QUICK)


@pytest.fixture(scope="module")
def served(planted: Path) -> ServedSites:
    found = served_sites(planted, open_run(planted))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def client(planted: Path, served: ServedSites) -> Any:
    return create_app(Sources(open_run(planted), sites=served)).server.test_client()


def test_the_page_lies_beside_a_run_with_parcels(client: Any) -> None:
    assert client.get("/siting/", headers={"Host": "127.0.0.1"}).status_code == 200


def test_candidates_lie_in_the_study(planted: Path, served: ServedSites, client: Any) -> None:
    places = client.get("/siting/shapes/AFF-WET.geojson", headers={"Host": "localhost"}).json
    points = [f["geometry"] for f in places["features"] if f["properties"].get("place")]
    assert len(points) == len(served.candidates(["AFF", "WET"]))
    city = open_run(planted).map_content(2024).shapes
    west, south, east, north = next(iter(city.values())).total_bounds
    lon, lat = np.array([p["coordinates"] for p in points]).T
    assert ((lon > west) & (lon < east) & (lat > south) & (lat < north)).all()


def test_a_moved_question_is_answered_as_if_it_were_the_first(
    planted: Path, served: ServedSites
) -> None:
    for weights in (None, {"S": 1.0}, {"C": 0.8, "N": 0.3}):
        for budget in (600_000.0, 1_000_000.0):
            document = {**QUESTION.to_json(), "weights": weights, "budget_yuan": budget}
            question = SitingQuestion.from_json(document)
            moved = served.solve(question)
            first = served_sites(planted, open_run(planted))
            assert first is not None
            alone = first.solve(question)
            assert moved.choice.value == pytest.approx(alone.choice.value, rel=1e-12)
            assert moved.selection["chosen"].tolist() == alone.selection["chosen"].tolist()
            assert moved.choice.gap <= question.gap


def test_what_is_compared_holds_the_choice_on_the_page(served: ServedSites) -> None:
    document = QUESTION.to_json() | {"portfolios": 2, "frontier": 4, "draws": 10}
    compared = served.compare(SitingQuestion.from_json(document))
    assert compared.choice.value == pytest.approx(served.solve(QUESTION).choice.value)
    assert len(compared.frontier) == 4
    assert compared.selection["share_draws"].between(0.0, 1.0).all()


def test_files_are_kept_and_no_others_are_given(served: ServedSites, client: Any) -> None:
    siting, files = served.export(QUESTION, ("xlsx", "gpkg"), Language.ZH)
    assert {path.suffix for path in files} == {".xlsx", ".gpkg"}
    for path in files:
        assert served.file(siting, path.name) == path
        address = f"/siting/files/{siting}/{path.name}"
        with client.get(address, headers={"Host": "127.0.0.1"}) as answer:
            assert answer.data == path.read_bytes()
    for name in ("../study.toml", "siting_x.gpkg", f"siting_{siting}.docx", f"siting_{siting}.x/y"):
        assert served.file(siting, name) is None
