"""Change since last year beside the intervals of both years: what may be noise and what is not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from sinkmap.figure import Figure, IntervalReason, Status
from sinkmap.report.accuracy import paired_change_table
from sinkmap.report.annual.document import Block, Paragraph
from sinkmap.report.annual.scope import Line, Scope
from sinkmap.report.book import difference
from sinkmap.report.by_unit import head_figure
from sinkmap.report.formula import Formula, plus_of
from sinkmap.report.headline import INDICATOR, UOM, year_title
from sinkmap.report.numbers import BARE, BARE_CHANGE
from sinkmap.report.table import Cell, Column, Row, Table, Tone, cell
from sinkmap.text import Text

__all__ = ["half_width", "interval_blocks", "interval_table"]

_SAMPLED = frozenset({IntervalReason.REFERENCE_SAMPLES, IntervalReason.SAMPLE_MEANS})
"""Where an interval tells the error of sampling alone."""
_INSIDE = Text("在合成区间之内", "inside the combined interval")
_BEYOND = Text("超出合成区间", "beyond the combined interval")
_FROM = {
    True: Text("抽样", "sampling"),
    False: Text("参数或模型", "parameters or model"),
}


def half_width(figure: Figure | None) -> float | None:
    """Half of a figure's 95 % interval, in its own unit; None where it has none."""
    if figure is None or figure.status is not Status.OK:
        return None
    if figure.ci_low is None or figure.ci_high is None or figure.ci_low == figure.ci_high:
        return None
    return (figure.ci_high - figure.ci_low) / 2.0


def interval_blocks(scope: Scope) -> Iterator[Block]:
    """What is said of change against intervals; nothing where no figure has any in both years."""
    table = interval_table(scope)
    if table.rows:
        inside = sum(row.cells[-1].value == _INSIDE for row in table.rows)
        yield Paragraph(
            Text(
                f"两年均有区间的 {len(table.rows)} 项指标中，{inside} 项的账面变化在合成区间之内，"
                "仅凭区间不能判定其增减。",
                f"Of {len(table.rows)} indicators with an interval in both years the bookkeeping "
                f"change of {inside} lies inside the combined interval, which alone shows neither "
                "gain nor loss.",
            )
        )
        yield table
    paired = paired_change_table(scope.book)
    if paired.rows and scope.is_city:
        yield replace(paired, id="annual.paired")


def interval_table(scope: Scope) -> Table:
    """Leading indicators of the unit: change, half widths of both years, and their root of
    squares beside it."""
    columns = (
        INDICATOR,
        UOM,
        Column("before", year_title(scope.book.previous, Text("上年", "last year")), BARE),
        Column("value", Text(f"{scope.year}年", f"{scope.year}"), BARE),
        Column("change", Text("账面变化", "change"), BARE_CHANGE),
        Column("half_before", Text("上年半宽", "half width, last year"), BARE),
        Column("half", Text("本年半宽", "half width, this year"), BARE),
        Column("combined", Text("变化的合成半宽", "combined half width"), BARE),
        Column("from", Text("区间来源", "interval from"), width=12),
        Column("reading", Text("判断", "reading"), width=16),
    )
    lines = (scope.line(name) for name in _heads(scope))
    rows = tuple(row for row in map(_row, lines) if row is not None)
    note = Text(
        "合成半宽为两年半宽的平方和之平方根，即视两年误差相互独立。两年用同一参数或同一模型时误差大多相同，"
        "合成半宽偏宽，仅供参考；两年同点判读的抽样误差见下表（如有）。",
        "The combined half width is the root of the sum of squares: errors of the two years are "
        "taken as independent. Where both rest on the same parameters or model most of the error "
        "is common and it is too wide. Points looked at in both years, if any, follow in a table "
        "of their own.",
    )
    title = Text("账面变化与区间", "Bookkeeping change beside its interval")
    return Table("annual.interval", title, columns, rows, (note,))


def _heads(scope: Scope) -> Iterator[str]:
    """Figures that stand for the leading indicators the unit has."""
    for indicator in scope.book.indicators:
        name = head_figure(indicator)
        if indicator.leads and name is not None and scope.has(indicator.id):
            yield name


def _row(line: Line) -> Row | None:
    halves = (half_width(line.before), half_width(line.now))
    step = difference(line.value, line.last)
    if line.now is None or step is None or halves[0] is None or halves[1] is None:
        return None
    before, now = halves[0], halves[1]
    combined = math.hypot(before, now)
    part, plus = line.quantity.value, line.quantity.change
    inside = abs(step) <= combined
    return Row(
        (
            Cell(line.indicator.title),
            Cell(part.shown_as.unit),
            cell(part.of(line.last), line.before, part.shown_as),
            cell(part.of(line.value), line.now, part.shown_as),
            Cell(plus.of(step), shown_as=plus.shown_as, formula=plus_of("value", "before")),
            Cell(part.of(before), shown_as=part.shown_as),
            Cell(part.of(now), shown_as=part.shown_as),
            Cell(part.of(combined), shown_as=part.shown_as, formula=_ROOT),
            Cell(_FROM[line.now.ci_reason in _SAMPLED]),
            Cell(_INSIDE if inside else _BEYOND, tone=Tone.DOUBT if inside else Tone.PLAIN),
        )
    )


_ROOT = Formula("({half_before}^2+{half}^2)^0.5")
