"""Figure cards: everything needed to sign a figure, in words, for the page and the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sinkmap.figure import Figure
from sinkmap.report.book import Book
from sinkmap.report.by_unit import coverage_percent
from sinkmap.report.certainty import CERTAINTY, certainty_text
from sinkmap.report.numbers import COVERAGE, show
from sinkmap.report.quantity import quantity_of, without_unit
from sinkmap.run import canonical_json
from sinkmap.text import Text

__all__ = ["cards_of", "figure_lines", "script_json"]

Line = tuple[Text, Text]


def cards_of(book: Book, figures: Iterable[Figure]) -> dict[str, Any]:
    """The lines of figures as ``cards`` (id -> positions) of ``words`` ([zh, en], each once)."""
    positions: dict[tuple[str, str], int] = {}

    def position(words: Text) -> int:
        return positions.setdefault((words.zh, words.en), len(positions))

    cards = {
        figure.id: [position(words) for line in figure_lines(book, figure) for words in line]
        for figure in figures
    }
    return {"cards": cards, "words": [list(pair) for pair in positions]}


def script_json(document: Any) -> str:
    """JSON that can stand inside a script element: nothing in it can end the element."""
    text = canonical_json(document)
    for sign in "&<>\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def figure_lines(book: Book, figure: Figure) -> tuple[Line, ...]:
    """Everything that is needed to sign a figure, as label and words."""
    indicator = book.results.indicators[figure.indicator.partition(".")[0]]
    quantity = quantity_of(indicator)
    profile = book.profile_title(figure.indicator, figure.profile)
    coverage = coverage_percent(figure)
    covered = "—" if coverage is None else f"{show(coverage, COVERAGE)}%"
    top = _labelled(Text("分子", "numerator"), without_unit(indicator.numerator))
    bottom = _labelled(Text("分母", "denominator"), without_unit(indicator.denominator))
    return (
        (book.indicator_title(figure.indicator), quantity.value.words(figure.value)),
        (Text("单元、年份", "unit, year"), _unit_year(book, figure)),
        (top, quantity.numerator.words(figure.numerator)),
        (bottom, quantity.denominator.words(figure.denominator)),
        (
            Text("口径", "definition"),
            Text(f"{profile.zh}（{figure.profile}）", f"{profile.en} ({figure.profile})"),
        ),
        (Text("区间", "interval"), quantity.interval(figure)),
        (Text("数据覆盖率", "coverage"), _same(covered)),
        (Text("状态", "status"), figure.status.text),
        (Text("数据状态", "data state"), figure.data_state.text),
        (Text("数据版本", "vintage"), book.results.study.said(figure.vintage)),
        (Text("方法、参数", "method, parameters"), _method(figure)),
        (CERTAINTY, certainty_text(figure.certainty)),
        (Text("来源", "sources"), _same(", ".join(figure.sources))),
        (Text("编号", "id"), _same(figure.id)),
        *((Text("说明", "remark"), remark) for remark in indicator.remarks_on(figure)),
    )


def _labelled(label: Text, meaning: Text) -> Text:
    return Text(f"{label.zh}：{meaning.zh}", f"{label.en}: {meaning.en}")


def _unit_year(book: Book, figure: Figure) -> Text:
    name = book.unit_name(figure.statunit)
    return Text(f"{name.zh}，{figure.year}年", f"{name.en}, {figure.year}")


def _method(figure: Figure) -> Text:
    method, version = figure.method, figure.params_version
    return Text(f"{method.zh} · {version}", f"{method.en} · {version}")


def _same(words: str) -> Text:
    return Text.of(words or "—")
