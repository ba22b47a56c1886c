"""How the chosen sites move the forecast of tree cover and of wetland protection.

The straight line through the years is carried on to the target's year as everywhere in the report;
the points of the choice are laid on top of it, low on low and high on high, the denominator as it
is and the works done by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sinkmap.figure import FigureId, Verdict, judge
from sinkmap.report.book import Book
from sinkmap.report.numbers import PERCENT, show
from sinkmap.report.outlook import verdict_of
from sinkmap.report.siting_numbers import PP, joined
from sinkmap.report.table import Cell, Column, Row, Table, cell
from sinkmap.target import ForecastReason
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.figure import Target
    from sinkmap.siting.result import Siting
    from sinkmap.target import TargetState

__all__ = ["forecast_table", "has_target"]

Triple = tuple[float, float, float]

_NOTE = Text(
    "预测为历年数值直线外推；加本方案为预测加指标贡献（低加低、高加高），假定目标年前建成、分母不变，"
    "且本方案不在历年趋势之内。无区间的预测不判定。",
    "The forecast carries a straight line on; with the choice its points are added, low to low and "
    "high to high, the works done by the target's year, the denominator as it is and the choice no "
    "part of the trend. A forecast without interval is not judged.",
)

_NO_TARGET = Text(
    "方案未给这些指标设目标，因此没有预测；“本方案贡献”照常计算。",
    "The study sets no target for these rates, so nothing is forecast; the points stand.",
)


def forecast_table(siting: Siting, book: Book) -> Table:
    """Tree cover rate and wetland protection rate in the target's year, without and with it."""
    columns = (
        Column("indicator", Text("指标", "indicator"), width=22),
        Column("profile", Text("口径", "definition"), width=24),
        Column("year", Text("目标年", "target's year"), width=9),
        Column("now", Text("现值", "now"), PERCENT, width=10),
        Column("target", Text("目标值", "target"), PERCENT, width=10),
        Column("forecast", Text("预测", "forecast"), PERCENT, width=10),
        Column("interval", Text("预测区间", "interval"), width=18),
        Column("verdict", Text("预测判定", "verdict"), width=12),
        Column("points", Text("本方案贡献", "points of the choice"), PP, width=12),
        Column("with", Text("加本方案", "with the choice"), PERCENT, width=11),
        Column("with_interval", Text("加后区间", "interval with it"), width=18),
        Column("with_verdict", Text("加后判定", "verdict with it"), width=12),
        Column("reason", Text("预测依据", "forecast rests on"), width=34),
    )
    rows = tuple(_rows(siting, book))
    title = Text("对目标年预测的影响", "How the forecast moves")
    table = Table("forecast", title, columns, rows)
    note = _NOTE if has_target(table) else _NO_TARGET
    return replace(table, notes=(note,) if rows else ())


def has_target(forecast: Table) -> bool:
    """Whether a table of :func:`forecast_table` tells a target at all."""
    place = forecast.column("target")
    return any(row.cells[place].value is not None for row in forecast.rows)


def _rows(siting: Siting, book: Book) -> Iterator[Row]:
    moves = siting.moves
    for name, points in ((moves.tree_rate, moves.tree_points),
                         (moves.wetland_rate, moves.wetland_points)):  # fmt: skip
        if name:
            yield from _of_rate(book, FigureId.parse(name), points)


def _of_rate(book: Book, rate: FigureId, points: Triple) -> Iterator[Row]:
    """A row for each target of the rate; one without a target where there is none.

    Where the targets are set by another definition than the points, these are told and that said.
    """
    set_for = [
        target
        for target in book.results.study.targets
        if (target.indicator, target.statunit) == (rate.indicator, rate.statunit)
    ]
    exact = [target for target in set_for if target.profile == rate.profile]
    told: list[Target | None] = [*(exact or set_for)] or [None]
    for target in told:
        state = book.state(target) if target else None
        yield Row(_cells(book, rate, target, state, points))


def _cells(
    book: Book, rate: FigureId, target: Target | None, state: TargetState | None, points: Triple
) -> tuple[Cell, ...]:
    profile = target.profile if target else rate.profile
    now = book.find(rate.indicator, rate.statunit, book.year, profile)
    ahead = state.forecast if state else None
    low, high = (state.forecast_low, state.forecast_high) if state else (None, None)
    top = book.results.indicators[rate.indicator.partition(".")[0]].valid[1]
    with_low, with_it, with_high = (
        None if value is None else min(top, value + plus)
        for value, plus in zip((low, ahead, high), points, strict=True)
    )
    verdict = "" if target is None else str(_verdict(with_low, with_high, target, state))
    return (
        Cell(book.indicator_title(rate.indicator)),
        Cell(book.profile_title(rate.indicator, profile)),
        Cell(str(target.year) if target else None),
        cell(now.value if now else None, now),
        Cell(target.value if target else None),
        Cell(ahead),
        Cell(_interval(low, high)),
        verdict_of(state.forecast_verdict if state else ""),
        Cell(points[1]),
        Cell(with_it),
        Cell(_interval(with_low, with_high)),
        verdict_of(verdict),
        Cell(_rests_on(book, rate, profile, state)),
    )


def _rests_on(book: Book, rate: FigureId, profile: str, state: TargetState | None) -> Text | None:
    """What the forecast rests on, and that the points are of another definition where they are."""
    reason = ForecastReason(state.forecast_reason).text if state else None
    if profile == rate.profile:
        return reason
    title = book.profile_title(rate.indicator, rate.profile)
    other = Text(f"贡献按“{title.zh}”计", f"points are by “{title.en}”")
    return joined([reason, other] if reason else [other])


def _verdict(
    low: float | None, high: float | None, target: Target, state: TargetState | None
) -> Verdict:
    """Judged as the forecast itself is: not without an interval, not over a break of the data."""
    if low is None or high is None:
        return Verdict.NOT_ASSESSED
    if state is not None and state.forecast_reason == ForecastReason.LINEAR_OVER_BREAK:
        return Verdict.CANNOT_TELL
    return judge(low, high, target.value)


def _interval(low: float | None, high: float | None) -> Text | None:
    if low is None or high is None:
        return None
    return Text(f"{show(low, PERCENT)} 至 {show(high, PERCENT)}",
                f"{show(low, PERCENT)} to {show(high, PERCENT)}")  # fmt: skip
