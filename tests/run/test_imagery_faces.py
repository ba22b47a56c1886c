"""What the report and the page say of the imagery window, against the run's tables and files."""

import json
import re
import shutil
import struct
import zlib
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import rasterio
from flask.testing import FlaskClient

from dash_app.app import create_app
from dash_app.sources import Sources
from dash_app.view.imagery import imagery_panel
from raster_pipeline import OpenedRun
from sinkmap.classes import code_system, group_at
from sinkmap.report import report_tables, write_html, write_xlsx
from sinkmap.report.table import Report, RowKind, Table
from sinkmap.text import Language, Text

CITY, YEAR = "320498", 2024
HALVES = ("320498001", "320498002")


@pytest.fixture(scope="module")
def report(window: OpenedRun) -> Report:
    return report_tables(window.results, YEAR)


@pytest.fixture(scope="module")
def files(window: OpenedRun, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("faces")
    found = {"xlsx": folder / "report.xlsx", "html": folder / "report.html"}
    write_xlsx(window.results, YEAR, found["xlsx"], Language.ZH)
    content = window.map_content(YEAR)
    write_html(window.results, YEAR, found["html"], Language.EN, content)
    return found


def values(table: Table, column: str, kind: RowKind = RowKind.BODY) -> list:
    place = table.column(column)
    return [row.cells[place].value for row in table.rows if row.kind is kind]


def names(table: Table) -> list[str]:
    return [value.en for value in values(table, "class")]


def test_the_error_matrix_counts_the_samples_that_lie_on_the_map(
    window: OpenedRun, imagery: Path, report: Report
) -> None:
    table = report.table("accuracy.matrix")
    frame = gpd.read_file(imagery / "samples" / f"reference_{YEAR}.gpkg")
    places = [(point.x, point.y) for point in frame.geometry]
    with rasterio.open(window.path / "layers" / f"land_cover_{YEAR}.tif") as file:
        on_map = np.array([value[0] for value in file.sample(places)])
        kept = on_map != file.nodata
    groups = code_system("worldcover").raster_groups()
    code = frame["code"].astype(int).to_numpy()
    mapped, true = ([group_at(groups[c]).title.en for c in some[kept]] for some in (on_map, code))
    counted = pd.crosstab(pd.Series(mapped), pd.Series(true))
    columns = [column.title.en for column in table.columns]
    for row in table.rows[:-1]:
        line = dict(zip(columns, (cell.value for cell in row.cells), strict=True))
        name = row.cells[0].value.en
        for other in columns[1:-1]:
            wanted = counted.at[name, other] if other in counted.columns else 0
            assert line[other] == wanted, (name, other)
        assert line["total"] == counted.loc[name].sum()
    assert table.rows[-1].cells[-1].value == kept.sum()


def test_accuracy_is_that_of_the_run(window: OpenedRun, report: Report) -> None:
    stored = pd.read_parquet(window.path / "accuracy.parquet")
    stored = stored[(stored["year"] == YEAR) & (stored["layer"] == "land_cover")]
    by = {m: stored[stored["measure"] == m].set_index("item") for m in stored["measure"].unique()}
    table = report.table("accuracy.classes")
    titles = {group_at(i).title.en: group_at(i).id for i in range(1, 256) if group_at(i)}
    for name, mapped, adjusted, users, producers in zip(
        names(table),
        *(values(table, column) for column in ("mapped", "adjusted", "users", "producers")),
        strict=True,
    ):
        group = titles[name]
        assert mapped * 1e4 == pytest.approx(by["mapped_m2"].at[group, "value"], rel=1e-12)
        assert adjusted * 1e4 == pytest.approx(by["area_m2"].at[group, "value"], rel=1e-12)
        assert users / 100.0 == pytest.approx(by["users"].at[group, "value"], rel=1e-12)
        assert producers / 100.0 == pytest.approx(by["producers"].at[group, "value"], rel=1e-12)
    assert len(names(table)) == len(by["users"])
    overall = report.table("accuracy.years")
    assert values(overall, "year") == [2022, 2023, 2024]
    assert values(overall, "overall")[-1] == 100.0 * by["overall"]["value"].item()
    low, high = by["overall"]["ci_low"].item(), by["overall"]["ci_high"].item()
    said = values(overall, "overall_interval")[-1]
    assert said.en == f"{100 * low:.2f} to {100 * high:.2f}"
    assert values(overall, "samples")[-1] == by["design"].at["simple_random", "units"] == 700


def test_classes_add_up_to_the_ground_seen(report: Report) -> None:
    table = report.table("accuracy.classes")
    (mapped,), (adjusted,) = (values(table, c, RowKind.TOTAL) for c in ("mapped", "adjusted"))
    assert mapped == pytest.approx(adjusted, rel=1e-9)
    assert values(table, "drawn", RowKind.TOTAL) == values(table, "true", RowKind.TOTAL) == [700]


def test_transitions_are_those_of_the_city_and_its_halves(
    window: OpenedRun, report: Report
) -> None:
    areas = window.results.figures.set_index("id")["value"]
    table = report.table("change.transitions")
    titles = {group_at(i).title.en: group_at(i).id for i in range(1, 256) if group_at(i)}
    for name, whole in zip(names(table), values(table, "total"), strict=True):
        if name in titles:
            id_ = f"class_area.{titles[name]}/{CITY}/{YEAR - 1}/map"
            assert whole == pytest.approx(areas[id_], rel=1e-9)
    parts = report.table("change.transitions.half")
    for row in parts.rows:
        city, *halves = (cell.value for cell in row.cells[2:])
        assert city == pytest.approx(sum(halves), rel=1e-9, abs=1e-9)
    off = sum(
        cell.value
        for row in table.rows[:-1]
        for column, cell in zip(table.columns[1:-1], row.cells[1:-1], strict=True)
        if {column.title.en, row.cells[0].value.en}.isdisjoint({"no data"})
        and column.title.en != row.cells[0].value.en
    )
    assert parts.rows[-1].cells[2].value == pytest.approx(off, rel=1e-9)


def test_judged_change_and_composites_are_those_of_the_run(
    window: OpenedRun, report: Report
) -> None:
    change = pd.read_parquet(window.path / "change.parquet")
    kept = change[change["item"] == "kept"]["m2"] / 1e4
    assert values(report.table("change.judged"), "kept") == pytest.approx(kept.tolist())
    scenes = pd.read_parquet(window.path / "interpretation.parquet")
    for item, column in (("seen_m2", "seen"), ("gap_m2", "gap")):
        wanted = scenes[scenes["item"] == item]["value"] / 1e4
        assert values(report.table("composites"), column) == pytest.approx(wanted.tolist())
    flicker = scenes[scenes["item"] == "flicker_m2"]["value"] / 1e4
    assert values(report.table("cover.years"), "flicker") == pytest.approx(flicker.tolist())
    card = json.loads((window.path / "model_card.json").read_text("utf-8"))
    learned = [one["samples"] for one in card["classes"]]
    assert values(report.table("classifier.classes"), "samples") == learned
    told = report.table("classifier").rows[2].cells[1].value
    assert f"{100 * card['accuracy']['overall']:.2f}%" in told.zh


def test_workbook_and_page_hold_the_same_in_both_languages(
    report: Report, files: dict[str, Path]
) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    number = [t.id for t in report.tables].index("accuracy.matrix") + 1
    table, sheet = report.table("accuracy.matrix"), book.worksheets[number]
    for line, row in enumerate(table.rows, start=5):
        counts = [sheet.cell(line, place).value for place in range(2, len(row.cells) + 1)]
        assert counts == [cell.value for cell in row.cells[1:]]
    page = files["html"].read_text("utf-8")
    for section in (s for s in report.sections if s.id == "imagery"):
        for one in section.tables:
            assert one.title.zh in page
            assert one.title.en.replace("'", "&#39;") in page
    assert "成片林木像元面积，按土地利用区分，按参考样本校正" in page
    assert "pixel areas of stands by land use, adjusted by reference samples" in page


def test_a_study_without_imagery_says_nothing_of_it(town_run: OpenedRun) -> None:
    report = report_tables(town_run.results, YEAR)
    assert "imagery" not in {section.id for section in report.sections}
    assert not [t.id for t in report.tables if t.id.startswith(("accuracy", "change", "composit"))]
    assert imagery_panel(town_run.results, "320499", YEAR, Language.ZH) is None


@pytest.mark.parametrize("language", list(Language))
def test_the_panel_prints_the_report(window: OpenedRun, report: Report, language: Language) -> None:
    panel = imagery_panel(window.results, HALVES[0], YEAR, language)
    assert panel is not None
    grids = {title.en: grid for title, grid in panel.grids}
    table = report.table("accuracy.classes")
    printed = [(row[0], row[1], row[2]) for row in table.shown(language)]
    assert list(grids["Mapped and adjusted areas"].rows) == printed
    assert len(grids["Composites of the seasons"].rows) == 2
    kept = grids["Judged change"].rows[0][1]
    stored = pd.read_parquet(window.path / "change.parquet").query("item == 'kept'")
    assert kept == f"{stored.query('year_to == @YEAR')['m2'].item() / 1e4:,.2f}"
    (changes,) = (grid for name, grid in grids.items() if name.startswith("Largest"))
    assert len(changes.rows) == 5
    first = imagery_panel(window.results, HALVES[0], 2022, language)
    assert first is not None
    assert not [t for t, _ in first.grids if t.en.startswith(("Largest", "Judged"))]


def asked_of(client: FlaskClient, **values: object) -> dict[str, Any]:
    """What the page's server callback answers a browser for these controls, by component."""
    callbacks = client.get("/indicators/_dash-dependencies").get_json()
    (shown,) = (c for c in callbacks if c["clientside_function"] is None)
    outputs = [part.rpartition(".") for part in shown["output"].strip(".").split("...")]
    search = {("address", "search"): ""}
    inputs = [
        {**one, "value": search.get((one["id"], one["property"]), values.get(one["id"]))}
        for one in shown["inputs"]
    ]
    body = {
        "output": shown["output"],
        "outputs": [{"id": name, "property": prop} for name, _, prop in outputs],
        "inputs": inputs,
        "changedPropIds": [f"{name}.value" for name in values],
    }
    answer = client.post("/indicators/_dash-update-component", json=body)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()["response"]
    return found


def test_the_page_shows_imagery_and_a_composite_on_demand(window: OpenedRun) -> None:
    client = create_app(Sources(window)).server.test_client()
    client.set_cookie("sinkmap_language", "en")
    shown = asked_of(client, year="2023", picture="composite_winter")
    assert "Imagery \u00b7 2023 (city)" in json.dumps(shown["figure"], ensure_ascii=False)
    url = shown["map"]["picture"]["url"]
    assert url.endswith("/pictures/composite_winter/2023.png")
    assert client.get(url).mimetype == "image/png"
    legend = json.dumps(shown["legend"])
    assert "Winter composite, true colour 2023" in legend
    assert "clear where nothing was seen" in legend


def colours(png: bytes) -> np.ndarray:
    """(row, col, rgb) of a PNG without palette or filters; its tRNS chunk says black is clear."""
    chunks, place = {}, 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        chunks[png[place + 4 : place + 8]] = png[place + 8 : place + 8 + size]
        place += size + 12
    width, height, bits, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (bits, kind, chunks[b"tRNS"]) == (8, 2, bytes(6))
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    return rows[:, 1:].reshape(height, width, 3)


def test_composites_are_pictures_whose_gaps_are_clear(window: OpenedRun) -> None:
    content = window.map_content(YEAR)
    assert content.titles["composite_leaf_on"].zh == "生长季合成影像（真彩色）"
    stored = pd.read_parquet(window.path / "interpretation.parquet")
    stored = stored[(stored["year"] == YEAR) & (stored["season"] == "winter")]
    area = stored.set_index("item")["value"]
    picture = content.pictures["composite_winter", YEAR]
    assert picture.legend == ()
    assert picture.bounds == content.pictures["land_group", YEAR].bounds
    clear = (colours(picture.png) == 0).all(axis=2)
    inside = clear[20:-20, 20:-20]  # the grid's outline stands askew in Web Mercator
    share = area["gap_m2"] / (area["gap_m2"] + area["seen_m2"])
    assert 0.0 < inside.mean() < 3.0 * share


def test_a_run_from_before_methods_had_two_languages_still_opens(
    window: OpenedRun, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    shutil.copytree(window.path, folder)
    table = folder / "figures.parquet"
    pd.read_parquet(table).drop(columns="method_zh").to_parquet(table, index=False)
    for name in ("accuracy", "change", "interpretation"):
        (folder / f"{name}.parquet").unlink()
    old = OpenedRun(folder)
    figure = old.figure(f"tree_cover_rate/{CITY}/{YEAR}/js_tree_cover")
    assert figure.method == Text.of(figure.method.en)
    assert old.results.interpretation.accuracy.empty


def test_every_method_is_told_in_both_languages(window: OpenedRun, town_run: OpenedRun) -> None:
    for run in (window, town_run):
        figures = run.results.figures
        assert figures["method_zh"].map(lambda said: bool(re.search("[一-鿿]", said))).all()
        # An element of the plan goes by its own name, which has no English.
        english = figures["method"].str.replace("^[一-鿿]+: ", "", regex=True)
        assert not english.map(lambda said: bool(re.search("[一-鿿]", said))).any()
