"""The first page: targets against what was reached, the city's figures, the years side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sinkmap.figure import Figure, Target, Verdict, assess
from sinkmap.report.book import Book, difference
from sinkmap.report.breaks import series_breaks
from sinkmap.report.by_unit import (
    UNIT,
    coverage_percent,
    head_figure,
    status_cell,
    verdict_cell,
)
from sinkmap.report.numbers import (
    BARE,
    BARE_CHANGE,
    COVERAGE,
    POINTS,
    YEAR,
    NumberFormat,
    change_words,
    show,
)
from sinkmap.report.quantity import quantity_of
from sinkmap.report.table import Cell, Column, Row, Table, cell
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator

__all__ = [
    "INDICATOR",
    "PROFILE",
    "UOM",
    "conclusions",
    "key_figures",
    "targets_table",
    "trend_table",
    "whole_indicators",
    "year_title",
]

INDICATOR = Column("indicator", Text("指标", "indicator"), width=18)
PROFILE = Column("profile", Text("口径", "definition"), width=28)
UOM = Column("uom", Text("单位", "unit of measure"), width=10)
_INTERVAL = Column("interval", Text("区间或其缺失原因", "interval or why none"), width=26)
_VERDICT_NOTE = Text(
    "百分率的增减和差距以百分点计。判定以数值的区间与目标比较：区间全部达到目标为达标，"
    "全部低于目标为未达标，跨越目标为无法判定；没有区间则不评估，全查数据直接比较。",
    "Changes and gaps between percentages are percentage points. The verdict compares the interval "
    "with the target: all of it at or above is met, all below is not met, across is cannot tell; "
    "without an interval it is not assessed, but a full survey is compared as it is.",
)


def year_title(year: int | None, otherwise: Text) -> Text:
    """Header of a year's column."""
    return otherwise if year is None else Text(f"{year}年", f"{year}")


def targets_table(book: Book) -> Table:
    """Every target of the study with baseline, last year, this year, gap and verdict."""
    columns = (
        INDICATOR,
        PROFILE,
        UNIT,
        UOM,
        Column("baseline_year", Text("基准年", "baseline year"), YEAR, width=8),
        Column("baseline", Text("基准值", "baseline"), BARE),
        Column("before", year_title(book.previous, Text("上年", "last year")), BARE),
        Column("value", year_title(book.year, Text("本年", "this year")), BARE),
        Column("change", Text("增减", "change"), BARE_CHANGE),
        Column("target_year", Text("目标年", "target year"), YEAR, width=8),
        Column("target", Text("目标值", "target"), BARE),
        Column("gap", Text("与目标差距", "to target"), BARE_CHANGE),
        Column("path", Text("线性路径应达", "on linear path"), BARE),
        Column("pace", Text("年均需提升", "needed a year"), BARE_CHANGE),
        Column("verdict", Text("判定", "verdict"), width=18),
        replace(_INTERVAL, detail=True),
        Column("source", Text("目标出处", "source of target"), width=30, detail=True),
    )
    targets = [t for t in book.results.study.targets if t.indicator in book.results.indicators]
    rows = tuple(Row(_target_cells(book, target)) for target in targets)
    title = Text("目标完成情况", "Targets against what was reached")
    return Table("targets", title, columns, rows, (_VERDICT_NOTE,))


def _target_cells(book: Book, target: Target) -> tuple[Cell, ...]:
    indicator = book.results.indicators[target.indicator]
    quantity = quantity_of(indicator)
    part, plus = quantity.value, quantity.change
    now = book.find(target.indicator, target.statunit, book.year, target.profile)
    before = book.find(target.indicator, target.statunit, book.previous, target.profile)
    value, last = (f.value if f else None for f in (now, before))
    state = book.state(target)
    return (
        Cell(indicator.title),
        Cell(book.profile_title(target.indicator, target.profile)),
        Cell(book.unit_name(target.statunit)),
        Cell(part.shown_as.unit),
        Cell(target.baseline_year),
        cell(part.of(target.baseline_value), None, part.shown_as),
        cell(part.of(last), before, part.shown_as),
        cell(part.of(value), now, part.shown_as),
        cell(plus.of(difference(value, last)), None, plus.shown_as),
        Cell(target.year),
        cell(part.of(target.value), None, part.shown_as),
        cell(plus.of(state.gap if state else None), None, plus.shown_as),
        cell(part.of(state.on_path if state else None), None, part.shown_as),
        cell(plus.of(state.pace if state else None), None, plus.shown_as),
        verdict_cell(now, target),
        Cell(quantity.interval(now) if now else None),
        Cell(book.results.study.said(target.source)),
    )


def conclusions(book: Book) -> tuple[Text, ...]:
    """One sentence for each target: value, change, target, gap and verdict."""
    told = []
    for target in book.results.study.targets:
        now = book.find(target.indicator, target.statunit, book.year, target.profile)
        indicator = book.results.indicators.get(target.indicator)
        if now is not None and indicator is not None:
            told.append(_conclusion(book, indicator, target, now))
    return tuple(told)


def _conclusion(book: Book, indicator: Indicator, target: Target, now: Figure) -> Text:
    quantity = quantity_of(indicator)
    before = book.find(target.indicator, target.statunit, book.previous, target.profile)
    plus = quantity.change
    change = change_words(
        plus.of(difference(now.value, before.value if before else None)), plus.shown_as
    )
    gap = _gap_words(plus.of(difference(now.value, target.value)), plus.shown_as)
    value, goal = quantity.value.words(now.value), quantity.value.words(target.value)
    name, profile = book.unit_name(now.statunit), book.profile_title(now.indicator, now.profile)
    verdict = assess(now, target).text
    if now.value is None:
        return _untold_conclusion(name, indicator.title, quantity.interval(now), target, goal)
    zh = f"{name.zh}{indicator.title.zh} {value.zh}"
    en = f"{name.en}, {indicator.title.en}: {value.en}"
    if before is not None:
        zh += f"，比{before.year}年{change.zh}"
        en += f", {change.en} on {before.year}"
    zh += f"；{target.year}年目标 {goal.zh}，{gap.zh}；判定：{verdict.zh}。口径：{profile.zh}。"
    en += f"; target for {target.year} {goal.en}, {gap.en}; verdict: {verdict.en}. "
    return Text(zh, f"{en}Definition: {profile.en}.")


def _untold_conclusion(name: Text, title: Text, bounds: Text, target: Target, goal: Text) -> Text:
    """The sentence of a target whose figure has no value: what is known of it instead."""
    verdict = Verdict.CANNOT_TELL.text
    return Text(
        f"{name.zh}{title.zh}没有数值（{bounds.zh}）；{target.year}年目标 {goal.zh}；"
        f"判定：{verdict.zh}。",
        f"{name.en}, {title.en}: no value ({bounds.en}); target for {target.year} {goal.en}; "
        f"verdict: {verdict.en}.",
    )


def _gap_words(gap: float | None, shown_as: NumberFormat) -> Text:
    if gap is None:
        return Text("无法比较", "no comparison")
    size = show(abs(gap), NumberFormat(shown_as.unit, shown_as.decimals))
    unit = shown_as.unit or Text("个", "items")
    counter = "个" if shown_as.unit == POINTS.unit else ""
    if gap < 0:
        return Text(f"尚差 {size} {counter}{unit.zh}", f"{size} {unit.en} short of it")
    return Text(f"超出 {size} {counter}{unit.zh}", f"{size} {unit.en} above it")


def whole_indicators(book: Book) -> Iterator[Indicator]:
    """Indicators that are one number for a unit, in report order."""
    return (i for i in book.indicators if not i.items)


def key_figures(book: Book) -> Table:
    """The city's figure of every indicator that leads its chapter, under its default profile."""
    columns = (
        INDICATOR,
        PROFILE,
        UOM,
        Column("before", year_title(book.previous, Text("上年", "last year")), BARE),
        Column("value", year_title(book.year, Text("本年", "this year")), BARE),
        Column("change", Text("增减", "change"), width=24),
        _INTERVAL,
        Column("coverage", Text("数据覆盖率", "coverage"), COVERAGE, detail=True),
        Column("data_state", Text("数据状态", "data state"), detail=True),
        Column("status", Text("状态", "status")),
    )
    rows = tuple(
        Row(_key_cells(book, i, name))
        for i, name in _leading(book)
        if book.find(name, book.city.id, book.year, book.profiles(i)[0].id) is not None
    )
    title = Text("全市主要数值", "The city's main figures")
    return Table("key_figures", title, columns, rows)


def _leading(book: Book) -> Iterator[tuple[Indicator, str]]:
    """What leads a chapter and what its city figure is called."""
    for indicator in book.indicators:
        name = head_figure(indicator)
        if indicator.leads and name is not None:
            yield indicator, name


def _key_cells(book: Book, indicator: Indicator, name: str) -> tuple[Cell, ...]:
    quantity, profile = quantity_of(indicator), book.profiles(indicator)[0]
    part = quantity.value
    now = book.find(name, book.city.id, book.year, profile.id)
    before = book.find(name, book.city.id, book.previous, profile.id)
    value, last = (f.value if f else None for f in (now, before))
    change = quantity.change.of(difference(value, last))
    return (
        Cell(indicator.title),
        Cell(profile.title),
        Cell(part.shown_as.unit),
        cell(part.of(last), before, part.shown_as),
        cell(part.of(value), now, part.shown_as),
        Cell(change_words(change, quantity.change.shown_as)),
        Cell(quantity.interval(now) if now else None),
        Cell(coverage_percent(now)),
        Cell(now.data_state.text if now else None),
        status_cell(now),
    )


def trend_table(book: Book) -> Table:
    """The city's figures of every year of the study, every profile in its own row."""
    years = book.results.study.years
    columns = (
        INDICATOR,
        PROFILE,
        UOM,
        *(Column(f"year_{y}", Text(f"{y}年", f"{y}"), BARE) for y in years),
    )
    rows: list[Row] = []
    notes = [
        Text(
            "不同口径自成系列，不得连成一条线。",
            "Each definition is a series of its own; never join two of them.",
        )
    ]
    for indicator in whole_indicators(book):
        part = quantity_of(indicator).value
        for profile in () if indicator.id in book.untold else book.profiles(indicator):
            found = [book.find(indicator.id, book.city.id, y, profile.id) for y in years]
            values = [cell(part.of(f.value if f else None), f, part.shown_as) for f in found]
            head = (Cell(indicator.title), Cell(profile.title), Cell(part.shown_as.unit))
            rows.append(Row((*head, *values)))
    notes += series_breaks(book)
    title = Text("历年数值（全市）", "Years side by side, city")
    return Table("trend", title, columns, tuple(rows), tuple(notes))
