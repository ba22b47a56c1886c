"""Numbers of the report's sampled tables, worked out again from the rasters and the sample points.

Nothing of sinkmap computes here: pixels are counted, points are read where they lie, and the
estimators are those of Olofsson et al. (2014), Remote Sensing of Environment 148, 42-57.
"""

import io
from collections import Counter
from fractions import Fraction
from math import sqrt

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import rasterio
from docx import Document
from lxml import etree

from sinkmap.cli.app import app
from sinkmap.cli.report import report_scope
from sinkmap.report.annual import annual_of
from sinkmap.report.annual.layout import TEXT_CM, UNKNOWN_DIGITS, laid_out
from sinkmap.report.table import RowKind
from sinkmap.text import Language
from tests.run.figures_shown import exact, printed
from tests.sinkmap.report.annual import read_back

ZH = Language.ZH
YEARS = (2022, 2023, 2024)
LAST, THIS = YEARS[1:]
HECTARES = Fraction(1, 100)  # of a pixel of 10 m
Z = 1.959963984540054
TREES = {10, 20}  # 林木覆盖: trees and shrubs
SAMPLED = ("annual.t4", "annual.paired", "annual.t8a", "annual.t8", "annual.t8b")


class Ground:
    """Land cover of each year and what the points say, read from the files."""

    def __init__(self, study, run):
        self.covers, self.pairs, self.points = {}, {}, {}
        for year in YEARS:
            with rasterio.open(run.path / f"layers/land_cover_{year}.tif") as layer:
                self.covers[year], inverse = layer.read(1), ~layer.transform
            sample = gpd.read_file(study / f"samples/reference_{year}.gpkg").sort_values("point")
            columns, rows = inverse @ np.array([sample.geometry.x, sample.geometry.y])
            mapped = self.covers[year][rows.astype(int), columns.astype(int)]
            self.pairs[year] = Counter(zip(mapped.tolist(), sample["code"].tolist(), strict=True))
            self.points[year] = dict(zip(sample["point"], sample["code"], strict=True))
        self.pixels = {y: Counter(cover[cover > 0].tolist()) for y, cover in self.covers.items()}

    def drawn(self, year, code):
        return sum(n for (mapped, _), n in self.pairs[year].items() if mapped == code)

    def true(self, year, code):
        return sum(n for (_, true), n in self.pairs[year].items() if true == code)

    def whole(self, year):
        return sum(self.pixels[year].values())

    def weight(self, year, code):
        return Fraction(self.pixels[year][code], self.whole(year))

    def share(self, year, mapped, true):
        return Fraction(self.pairs[year][mapped, true], self.drawn(year, mapped))

    def scatter(self, year, mapped, true):
        """Variance of a class's share among the points of one mapped class."""
        found = self.share(year, mapped, true)
        return found * (1 - found) / (self.drawn(year, mapped) - 1)


@pytest.fixture(scope="module")
def ground(imagery, window):
    return Ground(imagery, window)


@pytest.fixture(scope="module")
def annual(imagery, window):
    return annual_of(report_scope(imagery, window, (THIS, ""), ("", "")))


@pytest.fixture(scope="module")
def table(annual):
    """Table id -> its body rows as shown, by column."""

    def shown(name):
        (found,) = (one for one in annual.tables if one.id == name)
        rows = [row for row in found.rows if row.kind is not RowKind.HEADING]
        return [
            {c.id: c.say(cell, ZH) for c, cell in zip(found.columns, row.cells, strict=True)}
            for row in rows
        ]

    return shown


def said(value, digits=2, *, signed=False):
    return printed(exact(float(value)), digits, signed=signed)


def near(value, told):
    """What was told, if no more than the last bits of a float stand between the two."""
    ends = {said(value * (1 + sign * 2.0**-48)) for sign in (1, -1)}
    return told if told in ends else said(value)


def between(low, high):
    return f"{said(low)} 至 {said(high)}"


def codes(ground, year):
    """Mapped classes in the order of the report: as the national classes stand."""
    return sorted(ground.pixels[year], key=[40, 10, 20, 90, 30, 80, 50, 60].index)


def test_transitions_are_the_pixels_counted(ground, table):
    order = [*codes(ground, THIS), 0]
    pairs = Counter(
        zip(ground.covers[LAST].ravel().tolist(), ground.covers[THIS].ravel().tolist(), strict=True)
    )
    wanted = [[pairs[before, after] for after in order] for before in order]
    wanted = [[*row, sum(row)] for row in wanted]
    wanted.append([sum(column) for column in zip(*wanted, strict=True)])
    told = [list(row.values())[1:] for row in table("annual.t4")]
    assert told == [[said(n * HECTARES) for n in row] for row in wanted]


def test_overall_accuracy_is_that_of_the_points(ground, table):
    for year, row in zip(YEARS, table("annual.t8a"), strict=True):
        weights = {code: ground.weight(year, code) for code in codes(ground, year)}
        overall = sum(w * ground.share(year, code, code) for code, w in weights.items())
        spread = sum(w**2 * ground.scatter(year, code, code) for code, w in weights.items())
        half = Z * sqrt(spread)
        assert row["overall"] == said(100 * overall)
        assert row["overall_interval"] == between(
            100 * (float(overall) - half), 100 * (float(overall) + half)
        )
        assert (row["year"], row["samples"]) == (str(year), str(len(ground.points[year])))


def adjusted(ground, code):
    """Share of the window that a class truly holds, and its standard error."""
    classes = codes(ground, THIS)
    share = sum(ground.weight(THIS, i) * ground.share(THIS, i, code) for i in classes)
    spread = sum(ground.weight(THIS, i) ** 2 * ground.scatter(THIS, i, code) for i in classes)
    return float(share), sqrt(spread)


def producers(ground, code):
    """Producer's accuracy and its standard error: equation 7 of the source."""
    total = sum(ground.pixels[THIS][i] * ground.share(THIS, i, code) for i in codes(ground, THIS))
    right = ground.pixels[THIS][code] * ground.share(THIS, code, code)
    found = right / total
    own = (ground.pixels[THIS][code] * (1 - found)) ** 2 * ground.scatter(THIS, code, code)
    others = sum(
        ground.pixels[THIS][i] ** 2 * ground.scatter(THIS, i, code)
        for i in codes(ground, THIS)
        if i != code
    )
    return float(found), sqrt((own + found**2 * others) / total**2)


def interval(found, error, points):
    """In percent, no end outside 0 to 100; where all points agree, Wilson's lower end."""
    if error == 0:
        return between(100 * points / (points + Z**2), 100)
    return between(100 * max(0.0, found - Z * error), 100 * min(1.0, found + Z * error))


def test_adjusted_areas_are_those_of_the_points(ground, table):
    rows, whole = table("annual.t8"), ground.whole(THIS) * float(HECTARES)
    for code, row in zip(codes(ground, THIS), rows[:-1], strict=True):
        share, error = adjusted(ground, code)
        users = ground.share(THIS, code, code)
        users_error = sqrt(ground.scatter(THIS, code, code))
        drawn, true = ground.drawn(THIS, code), ground.true(THIS, code)
        made, made_error = producers(ground, code)
        wanted = {
            "mapped": said(ground.pixels[THIS][code] * HECTARES),
            "weight": said(100 * ground.weight(THIS, code)),
            "adjusted": near(whole * share, row["adjusted"]),
            "area_interval": between(whole * (share - Z * error), whole * (share + Z * error)),
            "users": said(100 * users),
            "users_interval": interval(float(users), users_error, drawn),
            "producers": said(100 * made),
            "drawn": str(drawn),
            "true": str(true),
        }
        if made < 1:
            wanted["producers_interval"] = interval(made, made_error, true)
        assert {name: row[name] for name in wanted} == wanted
    assert (rows[-1]["mapped"], rows[-1]["adjusted"]) == (said(whole), said(whole))
    assert rows[-1]["drawn"] == rows[-1]["true"] == str(len(ground.points[THIS]))


def test_error_matrix_is_the_points_counted(ground, table):
    order = codes(ground, THIS)
    wanted = [[ground.pairs[THIS][mapped, true] for true in order] for mapped in order]
    wanted = [[*row, sum(row)] for row in wanted]
    wanted.append([sum(column) for column in zip(*wanted, strict=True)])
    told = [list(row.values())[1:] for row in table("annual.t8b")]
    assert told == [[str(n) for n in row] for row in wanted]


def test_paired_points_are_the_same_points_a_year_apart(ground, table):
    whole = ground.covers[THIS].size * float(HECTARES)
    for year, row in zip(YEARS[1:], table("annual.paired"), strict=True):
        before, after = ground.points[year - 1], ground.points[year]
        steps = [(after[p] in TREES) - (before[p] in TREES) for p in before.keys() & after.keys()]
        step = whole * np.mean(steps)
        half = Z * whole * np.std(steps, ddof=1) / sqrt(len(steps))
        assert row["change"] == said(step, signed=True)
        low, high = (said(end, signed=True) for end in (step - half, step + half))
        assert row["interval"] == f"{low} 至 {high}"
        assert row["samples"] == str(len(steps))


def test_every_format_shows_the_sampled_tables(annual, imagery, tmp_path):
    words = ["report", str(imagery), "--year", str(THIS), "--format", "docx,xlsx,html"]
    app([*words, "-o", str(tmp_path), "--json"], standalone_mode=False)
    files = {path.suffix[1:]: path for path in tmp_path.iterdir()}
    tree = etree.HTML(files["html"].read_text("utf-8"))
    grids = iter(Document(io.BytesIO(files["docx"].read_bytes())).tables)
    book = openpyxl.load_workbook(files["xlsx"], data_only=True)
    sheets = {one.id: sheet for one, sheet in read_back.sheets_of(book, annual)}
    for table in annual.tables:
        parts = laid_out(table, ZH, TEXT_CM, UNKNOWN_DIGITS).parts
        written = [[[c.text for c in row.cells] for row in next(grids).rows][1:] for _ in parts]
        if table.id not in SAMPLED:
            continue
        for part, rows in zip(parts, written, strict=True):
            assert rows == list(read_back.shown_rows(table, part.columns, ZH)), table.id
        (grid,) = tree.xpath(f"//table[@id='table-{table.id}']")
        visible = [n for n, column in enumerate(table.columns) if not column.detail]
        told = [[read_back.chinese(cell) for cell in row] for row in grid.xpath("tbody/tr")]
        assert told == list(read_back.shown_rows(table, visible, ZH)), table.id
        assert shown_in(sheets[table.id], table) == numbers_of(table), table.id


def numbers_of(table):
    """(row, column) -> number as shown."""
    return {
        (place, n): column.say(cell, ZH).replace(",", "")
        for place, row in enumerate(table.rows)
        for n, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
        if isinstance(cell.value, int | float)
    }


def shown_in(sheet, table):
    """The same of its sheet, rounded as the report rounds."""
    found = {}
    for place, n in numbers_of(table):
        column, cell = table.columns[n], table.rows[place].cells[n]
        shown_as = column.format_of(cell)
        value = sheet.cell(place + read_back.HEADER + 1, n + 1).value
        said_of = printed(exact(value), shown_as.decimals, signed=shown_as.signed)
        found[place, n] = said_of.replace(",", "")
    return found
