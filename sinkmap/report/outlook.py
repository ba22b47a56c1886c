"""Targets ahead: path, forecast, what projects add, what is still needed by unit; yearly tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sinkmap.figure import Target, Verdict, assess
from sinkmap.report.book import Book, difference
from sinkmap.report.by_unit import TONES, UNIT
from sinkmap.report.headline import INDICATOR, PROFILE, UOM
from sinkmap.report.numbers import BARE, BARE_CHANGE, HECTARES, HECTARES_CHANGE, show
from sinkmap.report.quantity import Part, quantity_of
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, Tone, cell
from sinkmap.target import ForecastReason
from sinkmap.task import QUARTERS, QuarterState
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

if TYPE_CHECKING:
    from sinkmap.figure import Figure
    from sinkmap.target import TargetState
    from sinkmap.task import YearTask

__all__ = ["need_table", "outlook_table", "task_verdict", "tasks_table", "verdict_of"]

_NOTE = Text(
    "预测为历年数值对年份的一元线性回归外推至目标年，区间为 95% 预测区间，只反映各年离散，"
    "不含测算自身误差；年数少则区间宽。在建项目的贡献按登记的计划面积计，分母不变，"
    "拟建与已完成的项目不计。",
    "The forecast carries a straight line through the years to the target's year; its 95 % "
    "prediction interval tells the scatter of the years, not the error of each figure, and is wide "
    "for few years. Projects under way count with their planned area, the denominator as it is; "
    "projects planned or done do not.",
)
_NEED_NOTE = Text(
    "尚需面积 = 目标率 × 分母 − 分子，负数表示已超出；各划分内各单元之和等于全市。",
    "Still needed = target rate x denominator - numerator, negative where it is above; the units "
    "of each partition add up to the city.",
)
_QUARTER_TONES = {QuarterState.DONE: Tone.GOOD, QuarterState.BEHIND: Tone.POOR}


def verdict_of(told: str) -> Cell:
    """A stored verdict as a cell; empty where none was given."""
    if not told:
        return Cell(None)
    verdict = Verdict(told)
    return Cell(verdict.text, tone=TONES[verdict])


def outlook_table(book: Book) -> Table:
    """Every target: path, forecast with interval, and what projects under way add."""
    columns = (
        INDICATOR,
        replace(PROFILE, detail=True),
        UNIT,
        UOM,
        Column("value", Text(f"{book.year}年", f"{book.year}"), BARE),
        Column("target", Text("目标值", "target"), BARE),
        Column("path_verdict", Text("与线性路径比", "against the path"), width=14),
        Column("needed", Text("尚需面积", "still needed"), HECTARES_CHANGE, width=14),
        Column(
            "pace", Text("年均尚需面积", "needed a year"), HECTARES_CHANGE, width=14, detail=True
        ),
        Column("forecast", Text("目标年预测", "forecast"), BARE),
        Column("interval", Text("预测区间", "prediction interval"), width=20),
        Column("forecast_verdict", Text("预测判定", "forecast verdict"), width=14),
        Column("adds", Text("在建项目增加", "projects add"), HECTARES, width=14),
        Column("with_projects", Text("加在建项目后", "with projects"), BARE),
        Column("reason", Text("预测依据", "forecast rests on"), width=36),
    )
    rows = tuple(
        Row(_outlook_cells(book, target, state))
        for target, state in _stated(book, target_of_all=True)
    )
    title = Text("目标路径、预测与在建项目", "Targets: path, forecast and projects")
    return Table("outlook", title, columns, rows, (_NOTE,))


def _stated(book: Book, *, target_of_all: bool) -> Iterator[tuple[Target, TargetState]]:
    for target in book.results.study.targets:
        state = book.state(target)
        if state is not None and (target_of_all or state.needed_m2 is not None):
            yield target, state


def _outlook_cells(book: Book, target: Target, state: TargetState) -> tuple[Cell, ...]:
    indicator = book.results.indicators[target.indicator.partition(".")[0]]
    part = quantity_of(indicator).value
    now = book.find(target.indicator, target.statunit, book.year, target.profile)
    return (
        Cell(book.indicator_title(target.indicator)),
        Cell(book.profile_title(target.indicator, target.profile)),
        Cell(book.unit_name(target.statunit)),
        Cell(part.shown_as.unit),
        cell(part.of(state.value), now, part.shown_as),
        Cell(part.of(state.target), shown_as=part.shown_as),
        verdict_of(state.path_verdict),
        Cell(hectares(state.needed_m2)),
        Cell(hectares(state.pace_m2)),
        Cell(part.of(state.forecast), shown_as=part.shown_as),
        Cell(interval(part, state)),
        verdict_of(state.forecast_verdict),
        Cell(hectares(state.adds_m2)),
        Cell(part.of(state.with_projects), shown_as=part.shown_as),
        Cell(ForecastReason(state.forecast_reason).text),
    )


def hectares(m2: float | None) -> float | None:
    """m² in hectares."""
    return None if m2 is None else convert(m2, SQUARE_METRE, HECTARE)


def interval(part: Part, state: TargetState) -> Text | None:
    """The prediction interval as words; None where there is no forecast either."""
    if state.forecast is None:
        return None
    if state.forecast_low is None or state.forecast_high is None:
        return Text("无区间", "no interval")
    bounds = (state.forecast_low, state.forecast_high)
    low, high = (show(part.of(bound), part.shown_as) for bound in bounds)
    return Text(f"{low} 至 {high}", f"{low} to {high}")


def need_table(book: Book) -> Table:
    """Hectares still needed by unit for every target that is a share of an area."""
    columns = (
        UNIT,
        Column("value", Text(f"{book.year}年", f"{book.year}"), BARE),
        Column("gap", Text("与目标率差距", "to the target's rate"), BARE_CHANGE),
        Column("needed", Text("尚需面积", "still needed"), HECTARES_CHANGE, width=14),
        Column("pace", Text("年均尚需面积", "needed a year"), HECTARES_CHANGE, width=14),
        Column("adds", Text("在建项目增加", "projects add"), HECTARES, width=14),
        Column("with_projects", Text("加在建项目后", "with projects"), BARE),
        Column("forecast", Text("目标年预测", "forecast"), BARE),
        Column("interval", Text("预测区间", "prediction interval"), width=20),
    )
    rows = tuple(
        row for target, _ in _stated(book, target_of_all=False) for row in _need(book, target)
    )
    title = Text("各单元距目标尚需面积", "Still needed by unit")
    return Table("need", title, columns, rows, (_NEED_NOTE,))


def _need(book: Book, target: Target) -> Iterator[Row]:
    name, goal = (
        book.indicator_title(target.indicator),
        quantity_of(book.results.indicators[target.indicator.partition(".")[0]]).value.words(
            target.value
        ),
    )
    head = Text(f"{name.zh}：{target.year}年 {goal.zh}", f"{name.en}: {goal.en} by {target.year}")
    yield Row((Cell(head),), RowKind.HEADING)
    yield Row(_need_cells(book, target, target.statunit), RowKind.TOTAL)
    for partition in book.partitions:
        held = [unit for unit in partition.members if book.state(target, unit) is not None]
        if held and len(book.partitions) > 1:
            yield Row((Cell(partition.title),), RowKind.HEADING)
        yield from (Row(_need_cells(book, target, unit)) for unit in held)


def _need_cells(book: Book, target: Target, unit: str) -> tuple[Cell, ...]:
    state = book.state(target, unit)
    assert state is not None, "only units with a state are told"
    quantity = quantity_of(book.results.indicators[target.indicator.partition(".")[0]])
    part, plus = quantity.value, quantity.change
    now = book.find(target.indicator, unit, book.year, target.profile)
    return (
        Cell(book.unit_name(unit)),
        cell(part.of(state.value), now, part.shown_as),
        Cell(plus.of(state.gap), shown_as=plus.shown_as),
        Cell(hectares(state.needed_m2)),
        Cell(hectares(state.pace_m2)),
        Cell(hectares(state.adds_m2)),
        Cell(part.of(state.with_projects), shown_as=part.shown_as),
        Cell(part.of(state.forecast), shown_as=part.shown_as),
        Cell(interval(part, state)),
    )


def tasks_table(book: Book) -> Table:
    """The year's task list beside the computed figures."""
    columns = (
        UNIT,
        INDICATOR,
        PROFILE,
        UOM,
        Column("target", Text("年度目标", "target of the year"), BARE),
        Column("value", Text("测算", "computed"), BARE),
        Column("gap", Text("测算减目标", "computed less target"), BARE_CHANGE, width=14),
        Column("verdict", Text("判定", "verdict"), width=18),
        *(
            Column(quarter, Text(f"{place}季度", f"Q{place}"), width=10)
            for place, quarter in enumerate(QUARTERS, start=1)
        ),
        Column("lead", Text("责任单位", "who answers"), width=24),
        Column("source", Text("出处", "source"), width=24, detail=True),
    )
    tasks = [task for task in book.results.progress.tasks if task.year == book.year]
    rows = tuple(Row(_task_cells(book, task)) for task in tasks)
    title = Text(f"{book.year}年度任务清单", f"Tasks of {book.year}")
    return Table("tasks", title, columns, rows)


def task_verdict(task: YearTask, figure: Figure | None) -> Verdict:
    """Whether the figure of a task's unit and year reaches its target, by its interval."""
    if figure is None:
        return Verdict.CANNOT_TELL
    goal = Target(task.indicator, task.profile, task.statunit, task.year, task.target, task.source)
    return assess(figure, goal)


def _task_cells(book: Book, task: YearTask) -> tuple[Cell, ...]:
    quantity = quantity_of(book.results.indicators[task.indicator.partition(".")[0]])
    part, plus = quantity.value, quantity.change
    now = book.find(task.indicator, task.statunit, task.year, task.profile)
    value = now.value if now else None
    states = (task.q1, task.q2, task.q3, task.q4)
    return (
        Cell(book.unit_name(task.statunit)),
        Cell(book.indicator_title(task.indicator)),
        Cell(book.profile_title(task.indicator, task.profile)),
        Cell(part.shown_as.unit),
        Cell(part.of(task.target), shown_as=part.shown_as),
        cell(part.of(value), now, part.shown_as),
        Cell(plus.of(difference(value, task.target)), shown_as=plus.shown_as),
        verdict_of(task_verdict(task, now)),
        *(Cell(state.text, tone=_QUARTER_TONES.get(state, Tone.PLAIN)) for state in states),
        Cell(book.results.study.said(task.lead)),
        Cell(book.results.study.said(task.source)),
    )
