"""The soil map and what conversions go on to do, on paper."""

from dataclasses import replace

import pytest

from sinkmap.figure import Figure
from sinkmap.indicators import indicators
from sinkmap.report.book import open_book
from sinkmap.report.soil import (
    soil_card_table,
    soil_path_table,
    soil_scores_table,
    soil_vintages_table,
)
from sinkmap.report.tables import report_tables
from sinkmap.science.soil_score import SOIL_MODEL_COLUMNS
from sinkmap.soil_record import SoilRecord
from sinkmap.text import Language

MEAN = (2022, "class_mean", False, 256, 8.11, 0.35, 6.4, -0.02, 0.02, 0.902, 27.4)
FOREST = (2022, "quantile_forest", True, 256, 4.88, 0.31, 3.7, -0.08, None, 0.906, 15.8)
CARD = {
    "year": 2022,
    "depth_cm": [0.0, 30.0],
    "method": "quantile_forest",
    "reason": {"zh": "误差最小", "en": "lowest error"},
    "beats_class_mean": True,
    "rmse": 4.88,
    "rmse_class_mean": 8.11,
    "coverage_90": 0.906,
    "samples": 256,
    "profiles_too_shallow": 4,
    "covariates": ["height", "texture"],
    "soil_classes": [],
    "settings": {"folds": 5, "block_m": 300.0},
    "samples_sha256": "ab" * 32,
}
VINTAGES = (
    {"year_from": 2022, "year_to": 2024, "basis": "equal_mass", "profiles": 9, "change": 0.4,
     "se": 0.1},
    {"year_from": 2022, "year_to": 2024, "basis": "bulk_density", "profiles": 3, "change": None,
     "se": None},
)  # fmt: skip


@pytest.fixture
def with_soil(results):
    scores = tuple(dict(zip(SOIL_MODEL_COLUMNS, row, strict=True)) for row in (MEAN, FOREST))
    return replace(results, soil=SoilRecord(scores, (CARD,), VINTAGES))


def said(table, language=Language.EN):
    return [*table.shown(language)]


def test_every_method_with_its_errors_and_the_one_taken(with_soil):
    table = soil_scores_table(open_book(with_soil, 2024))
    assert said(table) == [
        ("2022", "mean of the soil class", "8.11", "0.35", "-0.02", "0.02", "90.20", "27.40", "—"),
        ("2022", "quantile regression forest", "4.88", "0.31", "-0.08", "—", "90.60", "15.80",
         "taken"),
    ]  # fmt: skip


def test_the_card_in_both_languages(with_soil):
    table = soil_card_table(open_book(with_soil, 2024))
    english, chinese = (
        {row[1]: row[2] for row in said(table, language)} for language in ("en", "zh")
    )
    assert english["beats the mean of the soil class"] == "yes (RMSE 4.88 / 8.11 t C/ha)"
    assert english["covariates"] == "height, texture"
    assert chinese["剖面"] == "采用 256 个，另有 4 个未达到该深度"
    assert chinese["协变量"] == "高程、texture"


def test_vintages_and_why_some_were_not_compared(with_soil):
    rows = said(soil_vintages_table(open_book(with_soil, 2024)))
    assert rows[0][1:] == ("equal soil mass", "9", "+0.40", "0.10")
    assert rows[1][2:] == ("3", "—", "—")
    assert not soil_vintages_table(open_book(with_soil, 2023)).rows


def test_the_report_has_the_part_only_where_there_is_a_map(results, with_soil):
    def told(run):
        sections = {one.id: one.tables for one in report_tables(run, 2024).sections}
        return {table.id for table in sections["chapter-soil"]}

    assert {"soil.scores", "soil.card"} <= told(with_soil)
    assert not {name for name in told(results) if name.startswith("soil.")}


def test_the_path_follows_from_the_figures(results):
    book = open_book(replace(results, indicators=indicators()), 2024)
    some = next(iter(book.figures.values()))
    made = [change(some, book, 2023, 2.0), change(some, book, 2024, -5.0)]
    table = soil_path_table(replace(book, figures={f.id: f for f in made}))
    assert [column.title.en for column in table.columns][1:3] == [
        "converted by 2023", "converted by 2024",
    ]  # fmt: skip
    assert said(table)[0] == ("2023", "+2.0", "0", "+2.0", "+2.0")
    assert said(table)[-1] == ("2043", "0", "-5.0", "-5.0", "-60.0")
    assert table.is_long
    assert not soil_path_table(open_book(results, 2024)).rows


def change(some, book, year, value):
    row = some.to_row() | {
        "indicator": "soc_change", "profile": "ipcc2019", "year": year, "value": value,
        "statunit": book.city.id, "status": "ok",
    }  # fmt: skip
    return Figure.from_row(row)
