"""Change beside the intervals of both years, and rows that fit a page."""

import math

import pytest

from sinkmap.report.annual import annual_of, scope_of
from sinkmap.report.annual.document import Heading, Paragraph, worth_telling
from sinkmap.report.annual.interval_table import interval_table
from sinkmap.report.book import difference, open_book
from sinkmap.text import Text

WETLAND = "wetland_protection_rate/320400/{}/law"


def with_halves(results, before, now):
    """The run with these half widths of the protected share of last year and this."""
    frame = results.figures.copy()
    for year, half in ((2023, before), (2024, now)):
        row = frame["id"] == WETLAND.format(year)
        value = frame.loc[row, "value"]
        frame.loc[row, ["ci_low", "ci_high"]] = [value.iloc[0] - half, value.iloc[0] + half]
    results.figures.loc[:, :] = frame
    return results


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(0.3, 0.4, "超出合成区间"), (0.6, 0.7999, "超出合成区间"), (0.6, 0.8001, "在合成区间之内")],
)
def test_a_change_is_held_against_the_root_of_squares(results, content, before, now, said):
    """The share rose by exactly 1: 0.3 and 0.4 make 0.5, 0.6 and 0.8 would make 1."""
    told = with_halves(results, before, now)
    table = interval_table(scope_of(open_book(told, 2024), content=content))
    (row,) = [r for r in table.rows if WETLAND.format(2024) in r.figures]
    cells = {column.id: cell.value for column, cell in zip(table.columns, row.cells, strict=True)}
    assert cells["change"] == pytest.approx(1.0)
    assert cells["combined"] == pytest.approx(math.sqrt(before**2 + now**2))
    assert cells["reading"].zh == said


def test_the_chapter_says_how_many_changes_lie_inside(results, content):
    annual = annual_of(scope_of(open_book(results, 2024), content=content))
    (chapter,) = [one for one in annual.chapters if one.id == "change"]
    assert any("1 项指标中，0 项的账面变化在合成区间之内" in text.zh for text in chapter.prose)


def test_without_a_year_before_there_is_no_such_table(results, content):
    annual = annual_of(scope_of(open_book(results, 2022), content=content))
    assert "annual.interval" not in {table.id for table in annual.tables}


def test_a_heading_with_nothing_under_it_is_left_out():
    first, second, third = (Heading(Text(name, name)) for name in "abc")
    said = Paragraph(Text("x", "x"))
    assert worth_telling([first, second, said, third]) == (second, said)


def test_the_last_bits_are_no_difference():
    assert difference(0.1 + 0.2, 0.3) == 0.0
    assert difference(0.3 + 1e-12, 0.3) > 0.0
    assert difference(None, 0.3) is None
