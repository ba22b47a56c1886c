"""Sheets of the town's run: from the command line and over HTTP, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
import shapely

from dash_app.app import create_app
from dash_app.sources import Sources
from raster_pipeline import OpenedRun
from raster_pipeline.prints import print_sheet, printable_layers, sheet_content
from sinkmap.cli.served_prints import ServedPrints
from sinkmap.errors import UsageError
from sinkmap.layer import Sensitivity
from sinkmap.report.sheet import Paper, PrintRequest, sheet_svg
from sinkmap.text import Language


def refused(run: OpenedRun, **asked: Any) -> list[str]:
    with pytest.raises(UsageError) as error:
        sheet_content(run, PrintRequest(**asked))
    return [finding.code for finding in error.value.findings]


def test_a_raster_lies_pixel_on_ground(town_run: OpenedRun) -> None:
    """Every edge of its pixels is one of the grid's, and it fills the frame where there is any."""
    grid = town_run.study.grid
    middle = ((grid.west + grid.east) / 2, (grid.north + grid.south) / 2)
    content = sheet_content(town_run, PrintRequest(centre=middle, scale=5_000))
    assert content.raster is not None
    west, south, east, north = content.raster.bounds
    for value, origin in ((west, grid.west), (east, grid.west), (north, grid.north)):
        assert (value - origin) / grid.resolution == pytest.approx(
            round((value - origin) / grid.resolution), abs=1e-6
        )
    frame = content.plane.bounds
    assert shapely.box(west, south, east, north).contains(shapely.box(*frame))
    assert (frame[2] - frame[0]) == pytest.approx(content.layout.frame.width * 5.0)


def test_the_city_fits_its_sheet(town_run: OpenedRun) -> None:
    for paper in Paper:
        for landscape in (False, True):
            request = PrintRequest(paper=paper, landscape=landscape)
            content = sheet_content(town_run, request)
            shapes = shapely.union_all([unit.shape for unit in content.units])
            assert shapely.box(*content.plane.bounds).contains(shapes)
            assert content.plane.scale <= 100_000


def test_a_sheet_says_what_its_data_are(town_run: OpenedRun) -> None:
    request = PrintRequest(layers=("land_use", "redline"))
    svg = sheet_svg(sheet_content(town_run, request), Language.ZH)
    said = "".join(part.partition("<")[0] for part in svg.split(">"))
    for word in ("受限", "模拟数据", town_run.manifest.run_id, "EPSG:4549", "中央经线", "变更调查"):
        assert word in said


def test_a_layer_of_sums_is_never_printed(town_run: OpenedRun) -> None:
    for year in town_run.manifest.years:
        layers = printable_layers(town_run, year)
        assert layers
        assert Sensitivity.AGGREGATE not in {layer.sensitivity for layer in layers}


def test_what_cannot_be_is_named(town_run: OpenedRun) -> None:
    assert refused(town_run, layers=("nothing",)) == ["PRINT-LAYER-MISSING"]
    assert refused(town_run, layers=("land_use", "stands")) == ["PRINT-LAYERS-MANY"]
    assert refused(town_run, year=1999) == ["YEAR-MISSING"]
    assert refused(town_run, unit="nobody") == ["UNIT-MISSING"]
    assert refused(town_run, scale=499) == ["PRINT-SCALE"]
    assert refused(town_run, centre=(0.0, 0.0)) == ["PRINT-OUTSIDE"]
    assert refused(town_run, centre=(float("nan"), 0.0)) == ["PRINT-OUTSIDE"]
    assert refused(town_run, view=(120.0, 31.0, 119.0, 32.0)) == ["PRINT-OUTSIDE"]
    bow = shapely.Polygon([(119.9, 31.7), (119.91, 31.71), (119.91, 31.7), (119.9, 31.71)])
    assert refused(town_run, shape=bow) == ["PRINT-SHAPE"]
    assert refused(town_run, shape=shapely.Point(500_000, 3_500_000)) == ["PRINT-SHAPE"]
    to_and_fro = shapely.LineString([(170.0 * (-1) ** n, n / 10.0) for n in range(800)])
    assert refused(town_run, shape=to_and_fro) == ["PRINT-SHAPE"]
    assert refused(town_run, view=(100.0, 20.0, 125.0, 40.0)) == ["PRINT-TOO-LARGE"]


def test_the_command_writes_the_files_it_names(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from typer.testing import CliRunner

    from sinkmap.cli.app import app

    drawn = tmp_path / "plot.geojson"
    units = sheet_content_of(town)
    drawn.write_text(json.dumps({"type": "Feature", "geometry": units}), "utf-8")
    target = tmp_path / "sheet.pdf"
    command = ["print", str(town), "--layer", "land_use", "--shape", str(drawn), "--paper", "a3"]
    command += ["--landscape", "--format", "pdf,png", "-o", str(target), "--json"]
    made = CliRunner().invoke(app, command)
    assert made.exit_code == 0, made.output
    assert target.read_bytes().startswith(b"%PDF")
    assert target.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def sheet_content_of(town: Path) -> Any:
    """A small square in the middle of the town, in degrees."""
    from raster_pipeline import open_run

    shapes = next(iter(open_run(town).map_content(2024).shapes.values()))
    west, south, east, north = shapes.total_bounds
    x, y = (west + east) / 2, (south + north) / 2
    return json.loads(shapely.to_geojson(shapely.box(x, y, x + 0.005, y + 0.005)))


@pytest.fixture(scope="module")
def client(town_run: OpenedRun) -> Any:
    pages = Sources(town_run, prints=ServedPrints(town_run))
    return create_app(pages).server.test_client()


def test_the_route_answers_with_a_sheet_or_says_why_not(client: Any, town_run: OpenedRun) -> None:
    base = f"/run/{town_run.manifest.run_id}/print"

    def ask(kind: str, **asked: Any) -> Any:
        return client.get(f"{base}.{kind}?{urlencode(asked)}")

    made = ask("pdf", layers="land_use,redline", paper="a4")
    assert made.status_code == 200
    assert made.data.startswith(b"%PDF")
    assert made.mimetype == "application/pdf"
    for wrong in ({"paper": "a2"}, {"scale": "1e9"}, {"view": "1,2,inf,4"}, {"shape": "{"},
                  {"centre": "1"}, {"title": "a\nb"}, {"year": "²"}, {"strange": "1"},
                  {"layers": "x" * 3000}, {"shape": "1"}):  # fmt: skip
        answer = ask("pdf", **wrong)
        assert answer.status_code == 400, wrong
        assert b"PRINT-QUERY" in answer.data
        assert "Traceback" not in answer.text
    assert ask("pdf", scale=499).status_code == 400
    assert ask("pdf", year=1999).status_code == 404
    assert ask("pdf", layers="nothing").status_code == 404
    assert ask("svg").status_code == 404
    assert client.get("/run/gone/print.pdf").status_code == 404


def test_the_same_request_gives_the_same_sheet(town_run: OpenedRun) -> None:
    request = PrintRequest(layers=("land_use",), scale=50_000)
    first, second = (np.frombuffer(print_sheet(town_run, request, "pdf"), "u1") for _ in range(2))
    assert np.array_equal(first, second)
