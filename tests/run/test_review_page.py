"""The page of reviews over the pipeline's own desk, on the invented town."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from dash_app import ids
from dash_app.app import create_app
from dash_app.review.choice import ReviewChoice
from dash_app.review.layout import MOST_FILE
from dash_app.server import PageServer
from dash_app.sources import Sources
from raster_pipeline import open_run
from raster_pipeline.io.plot_writer import write_boundary_text
from raster_pipeline.review import kept_review, kept_reviews, touched_ground
from sinkmap.area import AreaMeasure
from sinkmap.cli.served_reviews import ServedReviews, served_reviews
from sinkmap.control.review_terms import Conclusion
from sinkmap.errors import UsageError

HOME = {"Host": "127.0.0.1"}
UPDATE = "/review/_dash-update-component"


@pytest.fixture(scope="module")
def study(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reviews") / "study"
    shutil.copytree(town, folder)
    return folder


@pytest.fixture(scope="module")
def served(study: Path) -> ServedReviews:
    found = served_reviews(study, open_run(study))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def client(study: Path, served: ServedReviews) -> Any:
    return create_app(Sources(open_run(study), reviews=served)).server.test_client()


@pytest.fixture(scope="module")
def corner(served: ServedReviews) -> Any:
    """A square half in the red line, on the grid's CRS."""
    desk = served.desk()
    taken = desk.opened.taken_in("eco_redline", desk.year)
    assert taken is not None
    red = gpd.read_parquet(taken)
    parts = shapely.get_parts(red.geometry.to_numpy())
    largest = parts[int(np.argmax(shapely.area(parts)))]
    x, y = shapely.get_coordinates(largest.exterior)[0]
    return gpd.GeoSeries([shapely.box(x - 60, y - 60, x + 60, y + 60)], crs=red.crs)


@pytest.fixture(scope="module")
def text(corner: gpd.GeoSeries, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("plots") / "a.txt"
    columns = {"number": ["K1"], "name": ["一号"], "use": "", "land_class": "",
               "stated_m2": float("nan")}  # fmt: skip
    write_boundary_text(gpd.GeoDataFrame(columns, geometry=corner), path)
    return path.read_bytes()


def held(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "size": len(content), "content": base64.b64encode(content).decode(),
            "at": 1}  # fmt: skip


def asked(**told: Any) -> dict[str, Any]:
    said = {"draw": "file", "file": None, "drawn": None, "use": "industry", "number": "2026-9",
            "name": "<b>甲</b>", "applicant": "", "industry": "c2614", "activity": "0",
            "major": [], "crs": "", "layer": "", "by": "张"}  # fmt: skip
    return said | told


@pytest.fixture
def send(client: Any) -> Any:
    """Answers one of the page's callbacks over HTTP, as a browser asks it."""
    entries = client.get("/review/_dash-dependencies", headers=HOME).json

    def ask(marked: str, triggered: str, values: dict[str, Any]) -> Any:
        entry = next(one for one in entries if marked in one["output"])
        by_id = {ids_of(name): value for name, value in values.items()}

        def filled(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [{**p, "value": by_id.get((p["id"], p["property"]))} for p in parts]

        body = {
            "output": entry["output"],
            "outputs": [split(one) for one in entry["output"].strip(".").split("...")],
            "inputs": filled(entry["inputs"]),
            "changedPropIds": [triggered],
            "state": filled(entry["state"]),
        }
        return client.post(UPDATE, json=body, headers=HOME)

    return ask


def ids_of(name: str) -> tuple[str, str]:
    return tuple(name.rsplit(".", 1))  # type: ignore[return-value]


def split(name: str) -> dict[str, str]:
    part, prop = name.rsplit(".", 1)
    return {"id": part, "property": prop.split("@")[0]}


FORM = {
    "go": f"{ids.REVIEW_GO}.n_clicks", "draw": f"{ids.REVIEW_DRAW}.value",
    "file": f"{ids.REVIEW_FILE}.value", "drawn": f"{ids.REVIEW_MAP}.drawn",
    "use": f"{ids.REVIEW_USE}.value", "number": f"{ids.REVIEW_NUMBER}.value",
    "name": f"{ids.REVIEW_NAME}.value", "applicant": f"{ids.REVIEW_APPLICANT}.value",
    "industry": f"{ids.REVIEW_INDUSTRY}.value", "activity": f"{ids.REVIEW_ACTIVITY}.value",
    "major": f"{ids.REVIEW_MAJOR}.value", "crs": f"{ids.REVIEW_CRS}.value",
    "layer": f"{ids.REVIEW_LAYER}.value", "by": f"{ids.REVIEW_BY}.value",
}  # fmt: skip


def form(**told: Any) -> dict[str, Any]:
    return {FORM[name]: value for name, value in asked(**told, go=1).items()}


@pytest.fixture
def review(send: Any) -> Any:
    def ask(**told: Any) -> dict[str, Any]:
        answer = send(f"{ids.REVIEW_SAID}.children", FORM["go"], form(**told))
        assert answer.status_code == 200, answer.data
        found: dict[str, Any] = answer.json["response"]
        return found

    return ask


def said(answer: dict[str, Any]) -> str:
    return json.dumps(answer[ids.REVIEW_SAID], ensure_ascii=False)


def test_a_file_is_reviewed_as_the_command_reviews_it(served, review, client, send, text):
    answer = review(file=held("a.txt", text))
    found = answer[ids.REVIEW_DONE]["data"]["review"]
    result = kept_review(served.desk(), found)
    assert result.proposal.industry == "C2614"
    assert result.conclusion is Conclusion.CONFLICT
    page = send(f"{ids.REVIEW_HEAD}.children", f"{ids.REVIEW_ADDRESS}.search",
                {f"{ids.REVIEW_ADDRESS}.search": f"?review={found}"}).json["response"]  # fmt: skip
    rows = page[ids.REVIEW_ROWS]["rows"]
    assert len(rows) == len(result.rows)
    worst = result.rows["conclusion"].to_numpy()[[int(row["unit"]) for row in rows]]
    assert (np.diff(worst) <= 0).all()
    for row in rows:
        area = float(result.rows.iloc[int(row["unit"])]["area_m2"])
        assert row["text"] == f"{area / 1e4:,.4f}"
    now = {
        f"{ids.REVIEW_ADDRESS}.search": "",
        f"{ids.REVIEW_KEPT}.data": f"?review={found}",
        f"{ids.REVIEW_ROWS}.click": {"unit": rows[0]["unit"], "at": 1},
    }
    chosen = send(f"{ids.REVIEW_HEAD}.children", f"{ids.REVIEW_ROWS}.click", now)
    card = json.dumps(chosen.json["response"][ids.REVIEW_CARD], ensure_ascii=False)
    told = result.rows.iloc[int(rows[0]["unit"])]
    assert str(told["clause"]) in card
    assert result.offices[0].zh in card
    listed = page[ids.REVIEW_LIST]["rows"]
    assert [one["unit"] for one in listed] == [one.review for one in kept_reviews(served.desk())]


def test_the_ground_of_each_row_is_as_large_as_the_row_says(served, review, client, text):
    found = review(file=held("a.txt", text))[ids.REVIEW_DONE]["data"]["review"]
    desk = served.desk()
    result = kept_review(desk, found)
    ground = touched_ground(desk, result)
    areas = AreaMeasure.of_grid(desk.opened.study.grid).polygons(ground.geometry.to_numpy())
    assert ground["row"].tolist() == list(range(len(result.rows)))
    assert areas == pytest.approx(result.rows["area_m2"].to_numpy(), rel=1e-6, abs=1e-3)
    drawn = client.get(f"/review/{found}/ground.geojson", headers=HOME).json["features"]
    assert {one["properties"]["unit"] for one in drawn} == {str(n) for n in ground["row"]}


def test_a_drawn_shape_is_reviewed_like_a_file(served, review, corner):
    square = corner.to_crs("EPSG:4490").iloc[0]
    found = review(draw="polygon", drawn=square.__geo_interface__, number="drawn-1")
    result = kept_review(served.desk(), found[ids.REVIEW_DONE]["data"]["review"])
    exact = AreaMeasure.of_grid(served.desk().opened.study.grid).polygons(corner.to_numpy())
    assert result.area_m2 == pytest.approx(float(exact[0]), rel=1e-4)  # its edges are bent a little


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "请先选择地块文件"),
        ({"draw": "polygon"}, "画出用地范围"),
        ({"file": held("a.txt", b""), "number": "  "}, "填写项目编号"),
        ({"file": held("a.exe", b"MZ")}, "PLOT-FORMAT"),
        ({"file": held("../../etc/passwd", b"x")}, "PLOT-FORMAT"),
        ({"file": {"name": "a.txt", "content": "???"}}, "请先选择地块文件"),
        ({"draw": "polygon", "drawn": {"type": "Point", "coordinates": [1, 2]}}, "画出用地范围"),
    ],
)  # fmt: skip
def test_what_cannot_be_reviewed_is_said_and_nothing_is_kept(served, review, told, words):
    before = kept_reviews(served.desk())
    answer = review(**told)
    assert words in said(answer)
    assert ids.REVIEW_DONE not in answer
    assert kept_reviews(served.desk()) == before


def test_every_fault_of_a_file_is_told(review):
    bad = "[属性描述]\n坐标系=2000国家大地坐标系\n[地块坐标]\nJ1,1,甲,乙\n".encode("gb18030")
    assert "PLOT-" in said(review(file=held("b.txt", bad)))


def test_a_larger_body_is_refused_and_other_pages_take_less(client):
    body = b'{"x":"' + b"a" * (MOST_FILE * 2) + b'"}'
    answer = client.post(UPDATE, data=body, headers=HOME, content_type="application/json")
    assert answer.status_code == 413
    small = b'{"x":"' + b"a" * (300 * 1024) + b'"}'
    root = client.post(
        "/_dash-update-component", data=small, headers=HOME, content_type="application/json"
    )
    assert root.status_code == 413


def test_forms_are_given_and_nothing_else(review, client, text):
    found = review(file=held("a.txt", text))[ids.REVIEW_DONE]["data"]["review"]
    with client.get(f"/review/{found}/form.html", headers=HOME) as answer:
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "&lt;b&gt;甲&lt;/b&gt;" in answer.data.decode()
    for wrong in (f"{found}/form.toml", "0000000000000000/form.html", "../x/form.html"):
        assert client.get(f"/review/{wrong}", headers=HOME).status_code == 404
    assert client.get("/review/0000/ground.geojson", headers=HOME).status_code == 404
    assert client.get(f"/review/{found}/zones/nowhere.geojson", headers=HOME).status_code == 404


def test_a_step_is_entered_and_what_forbids_one_is_said(served, review, send, text):
    found = review(file=held("a.txt", text), number="2026-10")[ids.REVIEW_DONE]["data"]["review"]

    def enter(step: str, **told: str) -> dict[str, Any]:
        values = {f"{ids.REVIEW_ENTER}.n_clicks": 1, f"{ids.REVIEW_KEPT}.data": f"?review={found}",
                  f"{ids.REVIEW_STEP}.value": step, f"{ids.REVIEW_WHO}.value": "李"}  # fmt: skip
        values |= {f"review-{name}.value": value for name, value in told.items()}
        answer = send(f"{ids.REVIEW_TOLD}.children", f"{ids.REVIEW_ENTER}.n_clicks", values)
        response: dict[str, Any] = answer.json["response"]
        return response

    refused = enter("issued")
    assert "REVIEW-STEP" in json.dumps(refused)
    enter("consultation", office="水利局", opinion="同意")
    record = served.shown(found).record
    assert (record[-1].office, record[-1].opinion, record[-1].by) == ("水利局", "同意", "李")


def test_an_address_that_outlived_its_review_says_so(send):
    page = send(f"{ids.REVIEW_HEAD}.children", f"{ids.REVIEW_ADDRESS}.search",
                {f"{ids.REVIEW_ADDRESS}.search": "?review=0123456789abcdef&row=2"})  # fmt: skip
    assert "REVIEW-GONE" in json.dumps(page.json["response"][ids.REVIEW_HEAD])


def test_a_review_of_another_run_is_not_shown_on_this_map(study, review, text, tmp_path):
    found = review(file=held("a.txt", text))[ids.REVIEW_DONE]["data"]["review"]
    other = tmp_path / "study"
    shutil.copytree(study, other)
    document = next((other / "runs" / "review").glob(f"{found}/run.json"))
    document.write_text(document.read_text("utf-8").replace('"year":2024', '"year":2023'), "utf-8")
    desk = served_reviews(other, open_run(other))
    assert desk is not None
    with pytest.raises(UsageError, match="REVIEW-OTHER-RUN"):
        kept_review(desk.desk(), found)
    listed = {one.review: one.of_this_run for one in desk.kept()}
    assert listed[found] is False


def test_the_page_is_for_this_machine_alone(study, served, client):
    with pytest.raises(ValueError, match="this machine alone"):
        PageServer(Sources(open_run(study), reviews=served), "0.0.0.0", 0)
    assert client.get("/review/", headers={"Host": "elsewhere.example"}).status_code == 403
    crossed = HOME | {"Origin": "http://elsewhere.example"}
    assert client.post(UPDATE, json={}, headers=crossed).status_code == 403


@pytest.mark.parametrize(
    ("query", "choice"),
    [
        ("?review=0a1b&row=3", ReviewChoice("0a1b", 3)),
        ("?review=../x&row=-1", ReviewChoice("", None)),
        ("?row=9999999999", ReviewChoice("", 999999)),
        (None, ReviewChoice()),
    ],
)
def test_what_an_address_tells(query, choice):
    assert ReviewChoice.read(query) == choice
    assert ReviewChoice.read(choice.query) == choice
