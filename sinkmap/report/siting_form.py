"""The report of a siting: its tables in order, and the form every document writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sinkmap.report.book import Book
from sinkmap.report.review_blocks import (
    Block,
    FormTable,
    Heading,
    Map,
    Paragraph,
    ReviewForm,
)
from sinkmap.report.review_blocks import Tone as BlockTone
from sinkmap.report.siting_choice import (
    excluded_table,
    frontier_chart,
    frontier_table,
    portfolios_table,
    stability_table,
)
from sinkmap.report.siting_forecast import forecast_table
from sinkmap.report.siting_parameters import exclusions_table, factors_table, types_table
from sinkmap.report.siting_projects import PLACE_COLUMNS, WORTH_COLUMNS, project_table
from sinkmap.report.siting_reasons import reasons_table, refused_table, soil_table
from sinkmap.report.siting_sheets import map_sheets
from sinkmap.report.siting_sums import (
    conclusions,
    district_table,
    facts,
    moves_table,
    result_table,
    type_table,
)
from sinkmap.report.siting_weights import dropped_table, judgement_table, weights_table
from sinkmap.report.table import Column, Report, Row, RowKind, Section, Table, Tone, Value
from sinkmap.report.tables import SIMULATED
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    from sinkmap.report.siting_map import SitingGround
    from sinkmap.siting.result import Siting
    from sinkmap.siting.siting_book import SitingBook

__all__ = ["siting_form", "siting_report"]

_PROJECTS, _REFUSED = "projects", "refused"
_MOST_ROWS = {_PROJECTS: 300, "reasons": 300, _REFUSED: 30}
"""Rows a document shows of a long table; the workbook has all."""
_PARTS = (
    (PLACE_COLUMNS, Text("（一）位置与用地", " (1): place and ground")),
    (WORTH_COLUMNS, Text("（二）建设与成效", " (2): work and worth")),
)
_TONES = {
    Tone.POOR: BlockTone.CONFLICT,
    Tone.DOUBT: BlockTone.APPRAISAL,
    Tone.GOOD: BlockTone.CLEAR,
}


def siting_report(siting: Siting, book: SitingBook, run: Book) -> Report:
    """Every table of a siting.

    Parameters
    ----------
    book
        The siting book it was made with.
    run
        Figures of the run it was made on, in the siting's year.
    """
    study = run.results.title
    return Report(
        title=Text(f"{study.zh} 生态修复项目选址报告", f"{study.en}: siting of restoration works"),
        year=siting.year,
        simulated=siting.simulated,
        final=False,
        facts=facts(siting),
        warnings=tuple(Text(f.say(Language.ZH), f.say(Language.EN)) for f in siting.findings),
        conclusions=conclusions(siting),
        sections=tuple(s for s in _sections(siting, book, run) if s.tables),
    )


def _sections(siting: Siting, book: SitingBook, run: Book) -> Iterator[Section]:
    yield _section(
        "result", Text("选址结果", "The choice"),
        result_table(siting), moves_table(siting), type_table(siting), district_table(siting),
    )  # fmt: skip
    yield _section(
        _PROJECTS, Text("项目清单与理由", "Projects and reasons"),
        project_table(siting, book), reasons_table(siting, book), soil_table(siting, book),
    )  # fmt: skip
    yield _section(
        "forecast", Text("对规划目标的影响", "What it does for the targets"),
        forecast_table(siting, run),
    )  # fmt: skip
    yield _section(
        "robust", Text("方案比较与稳健性", "Other choices, and how firm this one is"),
        frontier_table(siting), portfolios_table(siting), stability_table(siting),
    )  # fmt: skip
    yield _section(
        "weights", Text("权重与判断矩阵", "Weights and judgement matrix"),
        judgement_table(siting), weights_table(siting, book), dropped_table(siting),
    )  # fmt: skip
    yield _section(
        "excluded", Text("约束与扣除统计", "Constraints and what they removed"),
        excluded_table(siting), exclusions_table(siting, book),
    )  # fmt: skip
    yield _section(
        "parameters", Text("参数", "Parameters"),
        types_table(siting, book), factors_table(siting, book),
    )  # fmt: skip
    yield _section(
        _REFUSED, Text("未入选地块", "Sites that were not chosen"), refused_table(siting, book)
    )


def _section(name: str, title: Text, *tables: Table) -> Section:
    return Section(name, title, tuple(table for table in tables if table.rows))


def siting_form(
    siting: Siting, report: Report, ground: SitingGround | None, language: Language
) -> ReviewForm:
    """The report as blocks of a document in one language; without ``ground`` it has no maps."""
    speech = Language(language)
    blocks: list[Block] = [Paragraph(text.say(speech)) for text in report.conclusions]
    blocks.append(_facts(report.facts, speech))
    blocks += [Paragraph(text.say(speech), BlockTone.APPRAISAL) for text in report.warnings]
    sheets = map_sheets(siting, ground, speech) if ground is not None else ()
    number, places = 0, {table.id: n for n, table in enumerate(report.tables, start=1)}
    for section in report.sections:
        number += 1
        blocks.append(Heading(f"{number}  {section.title.say(speech)}"))
        for table in section.tables:
            blocks += _blocks(table, places[table.id], speech)
            chart = frontier_chart(siting, speech) if table.id == "frontier" else None
            if chart is not None:
                said = Text("资金与成效前沿；虚线为本次资金上限",
                            "What each budget buys; dashed: the budget asked for")  # fmt: skip
                blocks.append(Map(chart, 1.0, said.say(speech)))
        if section.id == _PROJECTS and sheets:
            number += 1
            blocks += [Heading(f"{number}  {Text('附图', 'Maps').say(speech)}"), *sheets]
    blocks += _closing(number + 1, speech)
    banner = SIMULATED.say(speech) if report.simulated else ""
    return ReviewForm(report.title.say(speech), banner, tuple(blocks), speech, landscape=True)


def _facts(told: Sequence[tuple[Text, Value]], speech: Language) -> FormTable:
    pairs = [(name.say(speech), _said(value, speech)) for name, value in told]
    if len(pairs) % 2:
        pairs.append(("", ""))
    rows = tuple((*pairs[k], *pairs[k + 1]) for k in range(0, len(pairs), 2))
    tones = {(row, column): BlockTone.LABEL for row in range(len(rows)) for column in (0, 2)}
    return FormTable((), rows, (0.13, 0.37, 0.13, 0.37), tones=tones)


def _said(value: Value, speech: Language) -> str:
    return value.say(speech) if isinstance(value, Text) else str(value)


def _blocks(table: Table, number: int, speech: Language) -> Iterator[Block]:
    """Caption, table (the project list as two) and notes."""
    caption = Text(f"表 {number}  {table.title.zh}", f"Table {number}  {table.title.en}")
    most = _MOST_ROWS.get(table.id, len(table.rows))
    rows = table.rows if len(table.rows) <= most else table.rows[:most]
    if table.id == _PROJECTS:
        total = [row for row in table.rows[most:] if row.kind is RowKind.TOTAL]
        for columns, tail in _PARTS:
            yield Paragraph(caption.say(speech) + tail.say(speech), BlockTone.LABEL, leads=True)
            yield form_table(table, [*rows, *total], speech, columns)
    else:
        yield Paragraph(caption.say(speech), BlockTone.LABEL, leads=True)
        yield form_table(table, rows, speech)
    if len(table.rows) > most:
        cut = Text(
            f"只列前 {most} 行，全部 {len(table.rows)} 行见工作簿。",
            f"The first {most} rows; the workbook has all {len(table.rows)}.",
        )
        yield Paragraph(cut.say(speech))
    for note in table.notes:
        yield Paragraph(note.say(speech))


def form_table(
    table: Table, rows: Sequence[Row], speech: Language, only: Sequence[str] = ()
) -> FormTable:
    """Rows of a table as a form shows them: texts, widths, tones.

    ``only``: ids of the columns shown; without it all but those for spreadsheets.
    """
    places = [
        place
        for place, column in enumerate(table.columns)
        if (column.id in only if only else not column.detail)
    ]
    columns = [table.columns[place] for place in places]
    tones: dict[tuple[int, int], BlockTone] = {}
    texts, bands = [], set()
    for line, row in enumerate(rows):
        if row.kind is RowKind.HEADING:
            bands.add(line)
            head = columns[0].say(row.cells[0], speech)
            texts.append((head, *("" for _ in columns[1:])))
            continue
        cells = [row.cells[place] for place in places]
        total = row.kind is RowKind.TOTAL
        texts.append(tuple("" if total and one.value is None else column.say(one, speech)
                           for column, one in zip(columns, cells, strict=True)))  # fmt: skip
        for place, one in enumerate(cells):
            tone = BlockTone.LABEL if total else _TONES.get(one.tone, BlockTone.PLAIN)
            if tone is not BlockTone.PLAIN:
                tones[(line, place)] = tone
    whole = sum(column.width for column in columns)
    numbers = frozenset(n for n, column in enumerate(columns) if column.shown_as is not None)
    heads = tuple(_head(column, speech) for column in columns)
    widths = tuple(column.width / whole for column in columns)
    return FormTable(heads, tuple(texts), widths, numbers, tones, frozenset(bands))


def _head(column: Column, speech: Language) -> str:
    """Title with the unit on a line of its own, where narrow columns may break."""
    unit = column.shown_as.unit if column.shown_as else None
    title = column.title.say(speech)
    return f"{title}\n({unit.say(speech)})" if unit is not None else title


def _closing(number: int, speech: Language) -> list[Block]:
    heading = Text("编制与审核", "Signatures").say(speech)
    labels = (Text("编制", "prepared"), Text("复核", "checked"), Text("签发", "signed"))
    date = Text("年    月    日", "date:").say(speech)
    rows = tuple((label.say(speech), "", date) for label in labels)
    tones = {(row, 0): BlockTone.LABEL for row in range(len(rows))}
    return [Heading(f"{number}  {heading}"), FormTable((), rows, (0.2, 0.5, 0.3), tones=tones)]
