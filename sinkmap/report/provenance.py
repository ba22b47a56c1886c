"""Where the numbers come from: reported values, sources, findings and repairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sinkmap.errors import Severity
from sinkmap.report.book import Book, difference
from sinkmap.report.by_unit import UNIT
from sinkmap.report.closing import hectares, number
from sinkmap.report.headline import INDICATOR, PROFILE, UOM
from sinkmap.report.numbers import BARE, BARE_CHANGE, COUNT, HECTARES, YEAR
from sinkmap.report.quantity import quantity_of
from sinkmap.report.table import Cell, Column, Row, Table, Tone, cell
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    from sinkmap.errors import Finding
    from sinkmap.target import ReportedValue

__all__ = ["findings_table", "repairs_table", "reported_table", "sources_table"]

_SEVERITY = {
    Severity.ERROR: (Text("错误", "error"), Tone.POOR),
    Severity.WARNING: (Text("警告", "warning"), Tone.DOUBT),
    Severity.NOTE: (Text("提示", "note"), Tone.PLAIN),
}


def reported_table(book: Book) -> Table:
    """测算, 上报 and 核定 side by side for every figure the study gives a value of."""
    columns = (
        Column("year", Text("年份", "year"), YEAR, width=8),
        UNIT,
        INDICATOR,
        PROFILE,
        UOM,
        Column("computed", Text("测算", "computed"), BARE),
        Column("reported", Text("上报", "reported"), BARE),
        Column("confirmed", Text("核定", "confirmed"), BARE),
        Column(
            "less_reported", Text("测算减上报", "computed less reported"), BARE_CHANGE, width=16
        ),
        Column(
            "less_confirmed", Text("测算减核定", "computed less confirmed"), BARE_CHANGE, width=16
        ),
        Column("source", Text("上报、核定出处", "source"), width=36),
    )
    keys = dict.fromkeys(
        (r.year, r.statunit, r.indicator, r.profile)
        for r in sorted(_issued(book), key=lambda r: (-r.year, r.statunit))
        if r.year <= book.year
    )
    rows = tuple(Row(_reported_cells(book, *key)) for key in keys)
    title = Text("测算、上报、核定对照", "Computed, reported and confirmed")
    return Table("reported", title, columns, rows)


def _issued(book: Book) -> tuple[ReportedValue, ...]:
    """Reported and confirmed values of the run; of the plan alone where the run has no table."""
    return book.results.progress.issued or book.results.study.reported


def _reported_cells(
    book: Book, year: int, statunit: str, indicator: str, profile: str
) -> tuple[Cell, ...]:
    given = [
        r
        for r in _issued(book)
        if (r.year, r.statunit, r.indicator, r.profile) == (year, statunit, indicator, profile)
    ]
    values = {r.kind: r.value for r in given}
    figure = book.find(indicator, statunit, year, profile)
    known = book.results.indicators.get(indicator.partition(".")[0])
    quantity = quantity_of(known) if known else None
    computed = figure.value if figure else None
    reported, confirmed = values.get("reported"), values.get("confirmed")
    part = quantity.value if quantity else None
    plus = quantity.change if quantity else None
    return (
        Cell(year),
        Cell(book.unit_name(statunit)),
        Cell(book.indicator_title(indicator)),
        Cell(book.profile_title(indicator, profile)),
        Cell(part.shown_as.unit if part else None),
        *(
            cell(part.of(v) if part else v, figure if v is computed else None)
            for v in (computed, reported, confirmed)
        ),
        *(
            Cell(plus.of(difference(computed, v)) if plus else difference(computed, v))
            for v in (reported, confirmed)
        ),
        Cell(_issued_by(book, given)),
    )


def _issued_by(book: Book, given: Iterable[ReportedValue]) -> Text | None:
    told = dict.fromkeys((book.results.study.said(row.source), row.date) for row in given)
    if not told:
        return None
    zh, en = (
        "; ".join(f"{source.say(language)} {date}".strip() for source, date in told)
        for language in Language
    )
    return Text(zh, en)


def sources_table(book: Book) -> Table:
    """Every input file with its hash, vintage and state."""
    columns = (
        Column("layer", Text("图层", "layer"), width=18),
        Column("years", Text("年份", "years"), width=16),
        Column("file", Text("文件", "file"), width=36),
        Column("vintage", Text("版本", "vintage"), width=22),
        Column("data_state", Text("数据状态", "data state"), width=14),
        Column("code_system", Text("编码体系", "code system"), width=14),
        Column("crs", Text("坐标系", "CRS"), width=14),
        Column("encoding", Text("文字编码", "encoding"), width=12),
        Column("size", Text("字节", "bytes"), COUNT, width=14),
        Column("source", Text("来源", "source"), width=36),
        Column("sha256", Text("SHA-256", "SHA-256"), width=68),
    )
    rows = tuple(
        Row(
            (
                Cell(record.layer),
                Cell(", ".join(map(str, record.years))),
                Cell(record.file),
                Cell(book.results.study.said(record.vintage)),
                Cell(record.data_state.text),
                Cell(record.code_system),
                Cell(record.crs),
                Cell(record.encoding),
                Cell(record.size),
                Cell(book.results.study.said(record.source)),
                Cell(record.sha256),
            )
        )
        for record in book.results.manifest.inputs
    )
    return Table("sources", Text("数据来源", "Sources"), columns, rows)


def findings_table(book: Book) -> Table:
    """What was found in the inputs, gravest first."""
    columns = (
        Column("severity", Text("程度", "severity"), width=10),
        Column("code", Text("代号", "code"), width=22),
        Column("message", Text("问题", "what is the matter"), width=40),
        Column("layer", Text("图层", "layer"), width=16),
        Column("year", Text("年份", "year"), YEAR, width=8),
        Column("file", Text("文件", "file"), width=30),
        Column("count", Text("要素数", "features"), COUNT, width=10),
        Column("area", Text("涉及面积", "area"), HECTARES, width=14),
        Column("seen", Text("实际", "seen"), width=24),
        Column("wanted", Text("应为", "wanted"), width=24),
        Column("cure", Text("处理", "cure"), width=40),
    )
    order = list(_SEVERITY)
    found = sorted(book.results.manifest.findings, key=lambda f: order.index(f.severity))
    rows = tuple(Row(_finding_cells(finding)) for finding in found)
    return Table("findings", Text("数据检查发现", "Findings"), columns, rows)


def _finding_cells(finding: Finding) -> tuple[Cell, ...]:
    words, tone = _SEVERITY[finding.severity]
    return (
        Cell(words, tone=tone),
        Cell(finding.code),
        Cell(finding.message),
        Cell(finding.layer),
        Cell(finding.year),
        Cell(finding.file),
        Cell(finding.count or None),
        Cell(hectares(finding.area_m2)),
        Cell(finding.seen),
        Cell(finding.wanted),
        Cell(finding.cure),
    )


def repairs_table(book: Book) -> Table:
    """Repairs that a policy of the study allowed, with the hectares they moved."""
    columns = (
        Column("code", Text("代号", "code"), width=22),
        Column("layer", Text("图层", "layer"), width=16),
        Column("year", Text("年份", "year"), YEAR, width=8),
        Column("file", Text("文件", "file"), width=36),
        Column("policy", Text("策略", "policy"), width=26),
        Column("features", Text("要素数", "features"), COUNT, width=10),
        Column("moved", Text("变动面积", "area moved"), HECTARES, width=14),
    )
    rows = []
    for record in book.results.repairs.to_dict("records"):
        year = number(record["year"])
        rows.append(
            Row(
                (
                    *(Cell(str(record[name])) for name in ("code", "layer")),
                    Cell(None if year is None else int(year)),
                    *(Cell(str(record[name])) for name in ("file", "policy")),
                    Cell(int(record["features"])),
                    Cell(hectares(record["moved_m2"])),
                )
            )
        )
    return Table("repairs", Text("按策略修复", "Repairs by policy"), columns, tuple(rows))
