"""Excel, HTML, JSON and the page show the same numbers of the same figures."""

import json
import math
import re
from pathlib import Path

import openpyxl
import pytest

from dash_app.context import Context
from dash_app.view.selection import Selection
from raster_pipeline import OpenedRun
from sinkmap.cli.app import app
from sinkmap.figure import Figure
from sinkmap.report import write_html, write_map, write_xlsx
from sinkmap.text import Language

_SHOWN = re.compile(r'data-figure="([^"]+)"[^>]*><summary>([^<]*)</summary>')


@pytest.fixture(scope="module")
def page(town_run: OpenedRun, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("html") / "report.html"
    write_html(town_run.results, 2024, path, Language.ZH, town_run.map_content(2024))
    return path.read_text("utf-8")


def test_the_workbook_holds_every_figure_in_full(town_run: OpenedRun, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_xlsx(town_run.results, 2024, path, Language.ZH)
    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book["全部数值"].iter_rows(values_only=True))
    book.close()
    head = next(k for k, row in enumerate(rows) if row[0] == "id")
    shown = {row[0]: dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[0]}
    figures = town_run.results.figures
    assert set(figures[figures["year"] == 2024]["id"]) <= set(shown) <= set(figures["id"])
    stored = figures.set_index("id").loc[list(shown)]
    for column in ("value", "numerator", "denominator", "ci_low", "ci_high"):
        for figure_id, value in stored[column].items():
            cell = shown[figure_id][column]
            if math.isnan(value):
                assert cell == "—", figure_id
            else:
                assert cell == pytest.approx(value, rel=1e-14), figure_id
    assert [row["status"] for row in shown.values()] == stored["status"].tolist()


def test_the_html_report_shows_what_the_page_shows(town_run: OpenedRun, page: str) -> None:
    context = Context(town_run)
    writer = context.panels(Language.ZH)
    compared = 0
    for figure_id, text in dict(_SHOWN.findall(page)).items():
        figure: Figure = town_run.figure(figure_id)
        if figure.value is None or figure.indicator not in context.catalogue.themes:
            continue
        chosen = Selection(
            figure.partition, figure.indicator, figure.profile, figure.year, figure.statunit
        )
        panel = writer.write(chosen)
        assert panel is not None
        number = panel.value.split(" ")[0]
        if figure.uom in {"%", "tC/ha"}:
            assert text == number, figure_id
            compared += 1
    assert compared > 40


def test_json_table_and_report_agree(
    town: Path, town_run: OpenedRun, page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app(["figures", str(town), "--year", "2024", "--json"], standalone_mode=False)
    listed = {row["id"]: row for row in json.loads(capsys.readouterr().out)["figures"]}
    compared = 0
    for figure_id, text in _SHOWN.findall(page):
        row = listed.get(figure_id)
        if row is None or row["value"] is None or row["uom"] != "%":
            continue
        assert float(text) == pytest.approx(row["value"], abs=0.005 + 1e-9)
        compared += 1
    assert compared > 40


def test_report_and_map_ask_the_network_for_nothing(
    town_run: OpenedRun, page: str, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    write_map(town_run.results, town_run.map_content(2024), path, Language.ZH)
    for document in (page, path.read_text("utf-8")):
        asked = re.findall(
            r"""(?:src|href)=["'](https?:[^"']+)["']|url\((https?:[^)]+)\)""", document
        )
        assert asked == []
