"""Charts for print: years against a target, and units side by side."""

from __future__ import annotations

from collections.abc import Iterator

from sinkmap.report.annual.document import Drawing
from sinkmap.report.annual.scope import Scope
from sinkmap.report.annual.svg import INK, MUTED, line, page, words
from sinkmap.report.charts import Bars, Trend, bars, trend
from sinkmap.text import Language, Text

__all__ = ["bar_chart", "trend_charts"]

_VALUE, _GOAL, _RULE, _BAR, _WHOLE = "#1d5c4a", "#b3261e", "#dfe6e3", "#6ea58f", "#1d5c4a"
_LEFT, _RIGHT = 46.0, 58.0
"""Margins that the geometry of a chart over years keeps for its axis and its last label."""


def trend_charts(scope: Scope) -> Iterator[Drawing]:
    """Years of every target's figure in the unit, with target and straight path."""
    for number, target in enumerate(scope.book.results.study.targets):
        if not scope.is_city and target.statunit != scope.unit:
            continue
        chart = trend(scope.book, target)
        if chart is None:
            continue
        said = Text(
            f"{chart.title.zh}历年数值与{chart.target_year}年目标",
            f"{chart.title.en}: years and the target for {chart.target_year}",
        )
        svg = Text(*(_trend_svg(chart, language) for language in Language))
        yield Drawing(f"trend-{number}", svg, said, 0.8)


def _trend_svg(chart: Trend, language: Language) -> str:
    right = chart.width - _RIGHT
    unit = chart.unit.say(language) if chart.unit else ""
    parts = [words(8, 12, unit, size=10, fill=MUTED)]
    for rule in chart.rules:
        parts.append(line(_LEFT, rule.at, right, rule.at, _RULE))
        parts.append(words(40, rule.at + 4, rule.label, size=10, anchor="end", fill=MUTED))
    foot = chart.height - 8
    parts += [
        words(one.at, foot, one.label, size=10, anchor="middle", fill=MUTED) for one in chart.years
    ]
    goal = chart.target
    parts.append(line(_LEFT, goal.y, right, goal.y, _GOAL, 'stroke-dasharray="2 3"'))
    if chart.path:
        parts.append(
            f'<polyline points="{chart.path_line}" fill="none" stroke="{MUTED}" '
            'stroke-dasharray="6 4"/>'
        )
    parts.append(
        f'<polyline points="{chart.line}" fill="none" stroke="{_VALUE}" stroke-width="2"/>'
    )
    for mark in chart.marks:
        if mark.low is not None and mark.high is not None:
            parts.append(line(mark.x, mark.low, mark.x, mark.high, _VALUE, 'stroke-width="1.4"'))
        parts.append(f'<circle cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="3.4" fill="{_VALUE}"/>')
    last = chart.marks[-1]
    # Above the point, or below where the target's line would run through the label.
    label = last.y - 9 if abs(last.y - 14 - goal.y) > 8 else last.y + 17
    parts.append(words(last.x, label, last.label, size=11, anchor="middle", bold=True, halo=True))
    parts.append(f'<circle cx="{goal.x:.1f}" cy="{goal.y:.1f}" r="3.4" fill="{_GOAL}"/>')
    parts.append(words(goal.x + 7, goal.y + 4, goal.label, size=11, fill=_GOAL))
    key = Text(
        "实线：历年数值（竖线为区间）  点线：目标  虚线：线性路径",
        "Line: years (strokes: interval)   dots: target   dashes: straight path",
    )
    parts.append(words(_LEFT, chart.height + 10, key.say(language), size=9.5, fill=MUTED))
    return page(chart.width, chart.height + 18, parts)


def bar_chart(scope: Scope, name: str) -> Drawing | None:
    """Units of the first partition side by side; None for a part of the city or without values."""
    indicator = scope.indicator(name)
    drawn = bars(scope.book, indicator) if scope.is_city else None
    if drawn is None:
        return None
    caption = Text(
        f"{scope.year}年各单元{indicator.title.zh}", f"{indicator.title.en} by unit, {scope.year}"
    )
    svg = Text(*(_bars_svg(drawn, language) for language in Language))
    return Drawing(f"bars-{name}", svg, caption, 0.75)


def _bars_svg(chart: Bars, language: Language) -> str:
    head = 16.0
    unit = chart.unit.say(language) if chart.unit else ""
    parts = [words(chart.left, 11, unit, size=10, fill=MUTED)]
    bottom = head + chart.height
    if chart.target is not None:
        x = chart.left + chart.target
        parts.append(line(x, head, x, bottom - 16, _GOAL, 'stroke-dasharray="2 3"'))
        said = Text(f"目标 {chart.target_label}", f"target {chart.target_label}").say(language)
        parts.append(words(x, bottom - 4, said, size=10, anchor="middle", fill=_GOAL))
    for bar in chart.bars:
        top = head + bar.top
        name = bar.name.say(language)
        parts.append(words(chart.left - 8, top + 13, name, anchor="end", bold=bar.whole))
        colour = _WHOLE if bar.whole else _BAR
        parts.append(
            f'<rect x="{chart.left + bar.start:.1f}" y="{top:.1f}" width="{bar.length:.1f}" '
            f'height="17" fill="{colour}"/>'
        )
        if bar.before is not None:
            x = chart.left + bar.before
            parts.append(line(x, top - 2, x, top + 19, INK, 'stroke-width="1.4"'))
        parts.append(words(chart.left + bar.end + 7, top + 13, bar.label))
    key = Text("深色为全市，短竖线为上年", "Dark: the city; short strokes: last year")
    parts.append(words(chart.left, bottom + 10, key.say(language), size=9.5, fill=MUTED))
    return page(chart.width, bottom + 18, parts)
