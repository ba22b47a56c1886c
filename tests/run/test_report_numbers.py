"""Every number of the town's annual report, in every format, walked back to the run's tables."""

import io
import json
import re
import shutil
from collections import defaultdict
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

import openpyxl
import pytest
from docx import Document
from lxml import etree

from dash_app import ids
from dash_app.sources import Sources
from raster_pipeline import open_run
from raster_pipeline.control import control_study, known_control
from raster_pipeline.jobs import JobTable
from sinkmap.cli.app import app
from sinkmap.cli.report import report_scope
from sinkmap.cli.served_report import ServedReport
from sinkmap.report.annual import annual_of
from sinkmap.report.annual.layout import TEXT_CM, UNKNOWN_DIGITS, laid_out
from sinkmap.report.table import RowKind
from sinkmap.text import Language
from tests.run.asked import asked, served, text_of, within
from tests.run.figures_shown import DIGITS, LAST, THIS, Truth, converted, exact, printed
from tests.sinkmap.report.annual import read_back

ZH = Language.ZH
NUMBER = re.compile(r"(?<![A-Za-z0-9_.+-])[+-]?\d[\d,]*(?:\.\d+)?(?![\d.])")
REFERENCE = re.compile(r"\{([^{}@]+)(?:@(\d+)(?::(\d+))?)?\}")


@pytest.fixture(scope="module")
def study(town, tmp_path_factory):
    """The town, controlled, without the register that other tests may keep in it."""
    folder = tmp_path_factory.mktemp("numbers") / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("ledger*", "filed", "reports"))
    control_study(folder, (LAST, THIS))
    return folder


@pytest.fixture(scope="module")
def study_run(study):
    return open_run(study)


@pytest.fixture(scope="module")
def annual(study, study_run):
    return annual_of(report_scope(study, study_run, (THIS, ""), ("", "")))


@pytest.fixture(scope="module")
def files(annual, study, tmp_path_factory):
    """Format -> the file the command wrote."""
    folder = tmp_path_factory.mktemp("reports")
    words = ["report", str(study), "--format", "docx,pdf,xlsx,html", "-o", str(folder), "--json"]
    app(words, standalone_mode=False)
    return {path.suffix[1:]: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def truth(study, study_run, annual):
    found = Truth(study, study_run.path)
    found.patches = known_control(study, (LAST, THIS)).patches
    return found


def body(table):
    """Rows that hold values, with their place in the table."""
    return [(n, row) for n, row in enumerate(table.rows) if row.kind is not RowKind.HEADING]


def worked_out(table, place, formula):
    """A formula by Python's own arithmetic on the table's cells."""
    names = [column.id for column in table.columns]

    def value(column, row):
        found = table.rows[row].cells[names.index(column)].value
        return float(found or 0.0)

    def across(found):
        first, last = names.index(found[1]), names.index(found[2])
        return repr(sum(value(name, place) for name in names[first : last + 1]))

    def one(found):
        column, first, last = found.groups()
        if last is not None:
            return f"({'+'.join(repr(value(column, n)) for n in range(int(first), int(last) + 1))})"
        return repr(value(column, place if first is None else int(first)))

    words = re.sub(r"SUM\(\{(\w+)\}:\{(\w+)\}\)", across, formula.words)
    words = REFERENCE.sub(one, words.replace("SUM", "").replace("^", "**"))
    assert re.fullmatch(r"[-+*/().\de ]+", words), words
    worked = eval(words)
    largest = max(map(float, re.findall(r"[\d.]+(?:e[-+]?\d+)?", words)))
    # Spreadsheets take for nothing what two numbers differ in their last bits.
    return exact(0.0 if abs(worked) < 2.0**-48 * largest else worked)


def allowed(truth, table, place, column, cell):
    """What a numeric cell may show, printed; empty where nothing vouches for it."""
    row, shown_as = table.rows[place], column.format_of(cell)
    unit = shown_as.unit.zh if shown_as.unit else ""
    digits = DIGITS.get(unit, shown_as.decimals)

    def say(number, stored):
        said = printed(converted(number, stored, unit), digits, signed=shown_as.signed)
        return said if shown_as.grouped else said.replace(",", "")

    if cell.formula is not None:
        worked = {printed(worked_out(table, place, cell.formula), digits, signed=shown_as.signed)}
        if not cell.figure:
            return worked
    if cell.figure:
        figure = truth.figure(cell.figure)
        return {say(exact(figure["value"]), figure["uom"])}
    found = truth.sources(table.id, row.figures, column.id)
    return {say(number, stored) for number, stored in found if number is not None}


def test_every_number_of_every_table_is_walked_back(annual, truth):
    seen, wrong = 0, []
    for table in annual.tables:
        for place, row in body(table):
            for column, cell in zip(table.columns, row.cells, strict=True):
                if not isinstance(cell.value, int | float):
                    continue
                seen += 1
                shown = column.say(cell, ZH)
                may = allowed(truth, table, place, column, cell)
                if shown not in may:
                    wrong.append((table.id, place, column.id, shown, sorted(may)[:4]))
    assert not wrong
    assert seen > 1000


def test_a_number_that_is_not_the_figure_s_would_be_noticed(annual, truth):
    """Every number two of its last digits off; lists and counts of small numbers are too dense."""
    dense = {"annual.t6", "annual.t6b", "annual.t7", "annual.findings", "annual.balance"}
    passed = []
    for table in (one for one in annual.tables if one.id not in dense):
        for place, row in body(table):
            for column, cell in zip(table.columns, row.cells, strict=True):
                if not isinstance(cell.value, int | float):
                    continue
                step = 2 * 10.0 ** -column.format_of(cell).decimals
                shown = column.say(replace(cell, value=cell.value + step), ZH)
                if shown in allowed(truth, table, place, column, cell):
                    passed.append((table.id, place, column.id, shown))
    assert not passed


def test_every_interval_in_a_table_is_its_figure_s(annual, truth):
    seen = 0
    for table in annual.tables:
        for _, row in body(table):
            for column, cell in zip(table.columns, row.cells, strict=True):
                said = column.say(cell, ZH)
                if column.id != "interval" or " 至 " not in said:
                    continue
                ends = set()
                for name in row.figures:
                    figure = truth.figure(name)
                    low, high = (exact(figure[end]) for end in ("ci_low", "ci_high"))
                    for unit in {figure["uom"], "万吨碳"} if low is not None else ():
                        digits = (0, 2) if figure["uom"] != "%" else (2,)
                        pair = [converted(end, figure["uom"], unit) for end in (low, high)]
                        ends |= {" 至 ".join(printed(e, d) for e in pair) for d in digits}
                assert said in ends, (table.id, row.figures)
                seen += 1
    assert seen > 30


def spoken(truth, titles, said, units):
    """Numbers that a sentence may speak: those of the figures of the indicators it names."""
    pool = set()
    for figure in truth.figures.values():
        head = figure["indicator"].partition(".")[0]
        if titles.get(head, "\0") not in said or figure["statunit"] not in units:
            continue
        if figure["year"] not in {THIS, LAST}:
            continue
        earlier = truth.beside(figure["id"], LAST)
        value, last = exact(figure["value"]), exact(earlier["value"]) if earlier else None
        step = None if None in {value, last} else value - last
        aims = [one for found in truth._aims(figure).values() for one in found]
        gaps = [value - one for one in aims if value is not None]
        ends = [exact(figure[end]) for end in ("ci_low", "ci_high")]
        own = [value, step, *ends, *aims, *gaps]
        below = [(exact(figure["numerator"]), truth._unit_below(figure))]
        for number, stored in [(one, figure["uom"]) for one in own] + below:
            pool |= printed_any(number, stored)
    return pool


def printed_any(number, stored):
    """A number in every unit a sentence might give it in, with its size alone as well."""
    if number is None:
        return set()
    units = (stored, "公顷", "万亩", "平方公里", "公里", "万吨碳", "万吨 CO₂")
    shown = {converted(number, stored, unit) for unit in units}
    return {printed(sign * one, digits) for one in shown for sign in (1, -1) for digits in (0, 2)}


def test_every_number_of_every_sentence_is_a_figure_s(annual, truth, town_run):
    titles = {one.id: one.title.zh for one in town_run.results.indicators.values()}
    units = {truth.city, *(m for p in town_run.results.partitions for m in p.members)}
    findings = json.dumps(truth.manifest["findings"], ensure_ascii=False)
    plan = truth.plan
    years = {str(y) for y in plan["study"]["years"]} | {str(t["year"]) for t in plan["target"]}
    seen, wrong = 0, []
    for chapter in (one for one in annual.chapters if one.number and one.id != "overview"):
        titled = [title for title in titles.values() if any(title in t.zh for t in chapter.prose)]
        for text in chapter.prose:
            said = text.zh
            spoken_of = said if any(title in said for title in titled) else said + "".join(titled)
            pool = spoken(truth, titles, spoken_of, units) | years | counted(truth, annual)
            for number in NUMBER.findall(said):
                seen += 1
                cited = chapter.id == "advice" and said[3:].partition("：")[2][:8] in findings
                if not cited and number not in pool and number.lstrip("+-") not in pool:
                    wrong.append((chapter.id, number, said))
    assert not wrong
    assert seen > 150


def counted(truth, annual):
    """Whole numbers and sums that sentences count by themselves."""
    frame = truth.tables["projects"]
    frame = frame[frame["year"] == THIS]
    sums = {printed(exact(frame[name].sum())) for name in ("tree_ha", "wetland_ha")}
    patches = truth.patches[truth.patches["severity"] >= 2]
    zones = patches["zone_ids"].fillna("").str.split("|")
    inside = patches[[bool({"Z1", "Z2"} & set(one)) for one in zones]]
    areas = {f"{exact(one['area_m2'].sum()) / 10_000:.4f}" for one in (patches, inside)}
    mine = [
        one["status"]
        for one in truth.figures.values()
        if (one["year"], one["statunit"]) == (THIS, truth.city)
    ]
    counts = {mine.count("cannot_tell"), mine.count("not_estimated"), len(patches), len(inside)}
    counts |= {len(frame), *range(14), 31, 12}
    return sums | areas | {str(one) for one in counts}


def test_word_shows_every_cell_and_sentence(annual, files):
    document = Document(io.BytesIO(files["docx"].read_bytes()))
    grids = iter(document.tables)
    for table in annual.tables:
        for part in laid_out(table, ZH, TEXT_CM, UNKNOWN_DIGITS).parts:
            rows = [[cell.text for cell in row.cells] for row in next(grids).rows][1:]
            wanted = list(read_back.shown_rows(table, part.columns, ZH))
            told = [r[:1] if len(w) == 1 else r for r, w in zip(rows, wanted, strict=True)]
            assert told == wanted, table.id
    assert next(grids, None) is None
    said = {paragraph.text for paragraph in document.paragraphs}
    assert {text.zh for chapter in annual.chapters for text in chapter.prose} <= said


def test_the_page_shows_every_cell_and_sentence(annual, files):
    tree = etree.HTML(files["html"].read_text("utf-8"))
    for table in annual.tables:
        (grid,) = tree.xpath(f"//table[@id='table-{table.id}']")
        visible = [n for n, column in enumerate(table.columns) if not column.detail]
        told = [[read_back.chinese(cell) for cell in row] for row in grid.xpath("tbody/tr")]
        assert told == list(read_back.shown_rows(table, visible, ZH)), table.id
    for chapter in annual.chapters:
        (section,) = tree.xpath(f"//section[@id='annual-{chapter.id}']")
        said = {read_back.chinese(p) for p in section.xpath("p[@class='prose']")}
        assert {text.zh for text in chapter.prose} == said


@pytest.mark.office
def test_pdf_shows_every_number_as_often_as_it_is_told(annual, files, tmp_path):
    text = read_back.pdf_text(files["pdf"].read_bytes(), tmp_path)
    wanted = read_back.numbers_in(read_back.words_of(annual, ZH))
    found = read_back.numbers_in([text.replace("\u200b", "")])
    assert sum(wanted.values()) > 1500
    lost = {n: (count, found[n]) for n, count in wanted.items() if found[n] < count}
    assert not lost


def shown_in(sheet, line, place, column, cell):
    """A number of a sheet, rounded as its format rounds."""
    value, shown_as = sheet.cell(line, place).value, column.format_of(cell)
    digits = DIGITS.get(shown_as.unit.zh if shown_as.unit else "", shown_as.decimals)
    said = printed(exact(value), digits, signed=shown_as.signed)
    return said if shown_as.grouped else said.replace(",", "")


def compared(annual, book):
    """Every cell of the report's sheets that shows another number than the report."""
    for table, sheet in read_back.sheets_of(book, annual):
        for place, row in body(table):
            line = place + read_back.HEADER + 1
            for n, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), start=1):
                if isinstance(cell.value, int | float):
                    shown = shown_in(sheet, line, n, column, cell)
                    if shown != column.say(cell, ZH):
                        yield table.id, line, column.id, shown, column.say(cell, ZH)


def test_the_workbook_shows_every_number(annual, files):
    book = openpyxl.load_workbook(files["xlsx"], data_only=True)
    assert not list(compared(annual, book))


@pytest.mark.office
def test_the_workbook_shows_the_same_after_libreoffice_recalculated_it(annual, files, tmp_path):
    # Saved again without its values, so that nothing is left but to compute them.
    bare = tmp_path / "bare.xlsx"
    book = openpyxl.load_workbook(files["xlsx"])
    for sheet in book.worksheets[2 + len(annual.tables) :]:
        book.remove(sheet)
    book.save(bare)
    again = openpyxl.load_workbook(read_back.converted(bare, "xlsx", tmp_path), data_only=True)
    assert not list(compared(annual, again))


@pytest.fixture(scope="module")
def pages(study, study_run):
    """Address of the pages served over the same run."""
    with served(Sources(study_run, report=ServedReport(study, study_run, JobTable(study)))) as at:
        yield at


def leading_figures(run):
    """Indicators that lead -> the figure that stands for each: its indicator and its profile."""
    figures = run.results.figures
    told = set(zip(figures["indicator"], figures["profile"], strict=True))
    for one in run.results.indicators.values():
        heads = (
            [one.id] if not one.items else [f"{one.id}.{n}" for n in (one.whole, "all", "total")]
        )
        known = [(head, one.profiles[0].id) for head in heads if (head, one.profiles[0].id) in told]
        if one.leads and known:
            yield one.id, known[0]


def said_in_report(tree):
    """Figure -> (unit of measure, number) of every cell that shows it in a column with a unit."""
    found = defaultdict(set)
    for shown in tree.xpath("//table//details[@data-figure]"):
        cell = shown.getparent()
        (table,) = shown.xpath("ancestor::table")
        head = table.xpath("thead/tr[last()]/*")[cell.getparent().index(cell)]
        unit = re.search(r"（([^（）]+)）$", read_back.chinese(head))
        number = read_back.chinese(shown.find("summary"))
        found[shown.get("data-figure")].add((unit[1] if unit else "", number))
    return found


def rows_of_report_page(pages):
    """(indicator, unit) -> what the table of the report page says, and the unit of its column."""
    asked_for = {f"{ids.REPORT_ADDRESS}.search": f"?year={THIS}"}
    table = asked(f"{pages}/report/", f"{ids.REPORT_TABLE}.children", asked_for)
    parts = list(within(table[ids.REPORT_TABLE]["children"]))
    links = [one for one in parts if one["type"] == "Link"]
    heads = [one for one in parts if one["type"] == "Th" and one["props"].get("scope") == "col"]
    found = {}
    for place, link in enumerate(links):
        where = parse_qs(link["props"]["href"].lstrip("?"))
        head = heads[1 + place % (len(heads) - 1)]
        unit = next((text_of(one) for one in within(head) if one["type"] == "Small"), "")
        said = text_of(next(one for one in within(link) if one["type"] == "Strong"))
        found[where["indicator"][0], where["unit"][0]] = (said, unit)
    return found


def test_the_pages_show_the_numbers_of_the_report(files, study_run, pages):
    """Every indicator that leads and every district: the list, the card, the report's own page."""
    report = said_in_report(etree.HTML(files["html"].read_text("utf-8")))
    on_report_page = rows_of_report_page(pages)
    city, partition = study_run.results.partitions[:2]
    units = [*city.members, *partition.members]
    numbers = 0
    for place, (name, (indicator, profile)) in enumerate(leading_figures(study_run)):
        chosen = units[place % len(units)]
        query = urlencode({"partition": partition.id, "theme": indicator, "profile": profile,
                           "year": THIS, "unit": chosen})  # fmt: skip
        where = {f"{ids.ADDRESS}.search": f"?{query}"}
        page = asked(f"{pages}/indicators/", f"{ids.FIGURE}.children", where)
        card = next(one for one in within(page[ids.FIGURE]["children"]) if one["type"] == "Strong")
        told = {row["unit"]: row["text"] for row in page[ids.UNITS]["rows"]}
        assert set(partition.members) <= set(told) | {chosen}
        assert told.setdefault(chosen, text_of(card)) == text_of(card)
        for unit, said in told.items():
            shown, figure = report[f"{indicator}/{unit}/{THIS}/{profile}"], (name, unit)
            number, _, measure = said.partition(" ")
            if not number[-1].isdigit():  # not estimated, cannot tell
                assert {one for _, one in shown} == {"—"}, figure
                assert on_report_page[figure][0] == said
                continue
            assert {one for of, one in shown if of == measure} == {number}, figure
            assert on_report_page[figure] == (number, measure)
            numbers += 1
    assert numbers > 50
