"""Carbon on paper: early warning beside the budget, agreements as signed, doubt where there is."""

from dataclasses import replace

import pytest

from sinkmap.agreement import AGREEMENT_COLUMNS, parse_agreements
from sinkmap.figure import Figure
from sinkmap.indicators import indicators
from sinkmap.report.book import open_book
from sinkmap.report.by_item import item_table
from sinkmap.report.carbon import agreements_table, budget_table
from sinkmap.report.cards import figure_lines
from sinkmap.report.certainty import certainty_text, with_certainty
from sinkmap.report.table import RowKind
from sinkmap.text import Language

ROW = ("补〔2024〕1号", "甲县", "乙县", "水源涵养", "2024-03-01", "2024-01-01", "2026-12-31",
       "1500", "in_force")  # fmt: skip


@pytest.fixture
def book(results):
    """A book whose city has a budget and a stock of carbon, with one agreement."""
    found = open_book(replace(results, indicators={**results.indicators, **indicators()}), 2024)
    some = next(iter(found.figures.values()))
    made = [
        figure(some, found, "carbon_budget.credit_line", "default", 1000.0, certainty=""),
        figure(some, found, "carbon_budget.uptake", "default", 900.0, (700.0, 1200.0)),
        figure(some, found, "carbon_budget.gap", "default", 100.0, (-200.0, 300.0)),
        figure(some, found, "carbon_stock.above", "class_parcels", 40.0),
        figure(some, found, "carbon_stock.soil", "class_parcels", 60.0),
        figure(some, found, "carbon_stock.total", "class_parcels", 100.0, certainty="C"),
    ]
    (one,) = parse_agreements(
        AGREEMENT_COLUMNS, [dict(zip(AGREEMENT_COLUMNS, ROW, strict=True))], "a.csv"
    )
    signed = replace(found.results, agreements=(one,))
    return replace(found, results=signed, figures={**found.figures, **{f.id: f for f in made}})


def figure(some, book, indicator, profile, value, interval=(None, None), certainty="D"):
    row = some.to_row() | {
        "indicator": indicator, "profile": profile, "year": 2024, "statunit": book.city.id,
        "value": value, "numerator": value, "ci_low": interval[0], "ci_high": interval[1],
        "status": "ok", "certainty": certainty,
    }  # fmt: skip
    return Figure.from_row(row)


def test_the_budget_says_its_level_and_whether_the_interval_agrees(book):
    table = budget_table(book)
    (row,) = table.rows
    assert [cell.value for cell in row.cells[1:4]] == [1000.0, 900.0, 100.0]
    assert row.cells[4].value.zh == "预警（区间跨越界限）"
    assert any("5%" in note.zh and "15%" in note.zh for note in table.notes)
    assert any("未核实" in note.zh for note in table.notes)


def test_agreements_are_listed_with_their_amounts(book):
    (row,) = agreements_table(book).rows
    said = [column.say(cell, Language.ZH) for column, cell in
            zip(agreements_table(book).columns, row.cells, strict=True)]  # fmt: skip
    assert said == ["补〔2024〕1号", "甲县", "乙县", "水源涵养", "2024-03-01",
                    "2024-01-01 至 2026-12-31", "1,500.00", "履行中"]  # fmt: skip


def test_pools_end_with_the_figure_of_the_whole_and_not_with_a_sum_of_their_own(book):
    table = item_table(book, indicators()["carbon_stock"])
    names = [row.cells[0].value.zh for row in table.rows]
    assert names == ["地上生物量", "土壤有机碳（0-30 厘米）", "四碳库合计"]
    last = table.rows[-1]
    assert last.kind is RowKind.TOTAL
    assert last.cells[1].value == 100.0
    assert last.cells[1].figure.startswith("carbon_stock.total/")


def test_items_of_different_kinds_have_no_total(book):
    table = item_table(book, indicators()["carbon_budget"])
    assert [row.kind for row in table.rows] == [RowKind.BODY] * 3


def test_tables_and_cards_say_that_a_default_is_unverified(book):
    table = with_certainty(book, item_table(book, indicators()["carbon_stock"]))
    assert "默认值，未核实" in table.notes[-1].zh
    assert " 2 " in table.notes[-1].en
    doubtful = next(f for f in book.figures.values() if f.certainty == "D")
    assert any("default, unverified" in words.en for _, words in figure_lines(book, doubtful))
    assert certainty_text("").en == "—"
    assert certainty_text("C").zh.startswith("C：")
