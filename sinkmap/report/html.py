"""The report as one HTML file that asks the network for nothing, in Chinese and English."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sinkmap.figure import Figure
from sinkmap.report.book import Book, open_book
from sinkmap.report.by_unit import coverage_percent
from sinkmap.report.charts import bars, trends
from sinkmap.report.numbers import COVERAGE, show
from sinkmap.report.quantity import quantity_of
from sinkmap.report.sketch import sketches
from sinkmap.report.table import Report, RowKind, Table, Tone
from sinkmap.report.tables import SIMULATED, report_tables
from sinkmap.run import canonical_json
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    from sinkmap.run import MapContent, RunResults

__all__ = ["figure_lines", "write_html"]

Line = tuple[Text, Text]


def write_html(
    results: RunResults,
    year: int,
    path: Path,
    language: Language,
    content: MapContent | None = None,
) -> None:
    """Write the report of one year as a self-contained page.

    Both languages are inside; ``language`` is the one shown first. ``content`` gives the outlines
    for the sketch maps (longitude and latitude); without it they are left out. The same results
    give the same bytes.

    Raises
    ------
    UsageError
        If the run does not hold the year.
    """
    report = report_tables(results, year)
    book = open_book(results, year)
    whole = [i for i in results.indicators.values() if not i.items]
    style, script = (_asset(name) for name in ("report.css", "report.js"))
    drawn = [chart for chart in (bars(book, i) for i in whole) if chart is not None]
    page = _environment().get_template("report.html.j2")
    text = page.render(
        report=report,
        language=Language(language),
        numbers={table.id: n for n, table in enumerate(report.tables, start=1)},
        cards=Markup(_cards(book, report)),  # noqa: S704 - every "<" is escaped in it
        trends=trends(book),
        bars=drawn,
        sketches=() if content is None else sketches(book, content),
        simulated=SIMULATED,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_hash(style),
        script_hash=_hash(script),
        RowKind=RowKind,
        Tone=Tone,
        visible=visible_columns,
    )
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def _cards(book: Book, report: Report) -> str:
    """The lines of every figure as JSON: words once, each figure as positions of its words.

    Nothing in it can end the script element it stands in.
    """
    positions: dict[tuple[str, str], int] = {}

    def position(words: Text) -> int:
        return positions.setdefault((words.zh, words.en), len(positions))

    cards = {
        name: [position(words) for line in figure_lines(book, figure) for words in line]
        for name, figure in report.figures.items()
    }
    document = canonical_json({"cards": cards, "words": [list(pair) for pair in positions]})
    return document.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def visible_columns(table: Table) -> tuple[int, ...]:
    """Positions of the columns shown on screen; details of a figure stand in its card."""
    return tuple(i for i, column in enumerate(table.columns) if not column.detail)


def figure_lines(book: Book, figure: Figure) -> tuple[Line, ...]:
    """Everything that is needed to sign a figure, as label and words."""
    indicator = book.results.indicators[figure.indicator.partition(".")[0]]
    quantity = quantity_of(indicator)
    profile = book.profile_title(figure.indicator, figure.profile)
    coverage = coverage_percent(figure)
    covered = "—" if coverage is None else f"{show(coverage, COVERAGE)}%"
    top = _labelled(Text("分子", "numerator"), indicator.numerator)
    bottom = _labelled(Text("分母", "denominator"), indicator.denominator)
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
        (Text("数据版本", "vintage"), _same(figure.vintage)),
        (Text("方法、参数", "method, parameters"), _method(figure)),
        (Text("来源", "sources"), _same(", ".join(figure.sources))),
        (Text("编号", "id"), _same(figure.id)),
    )


def _labelled(label: Text, meaning: Text) -> Text:
    return Text(f"{label.zh}：{meaning.zh}", f"{label.en}: {meaning.en}")


def _unit_year(book: Book, figure: Figure) -> Text:
    name = book.unit_name(figure.statunit)
    return Text(f"{name.zh}，{figure.year}年", f"{name.en}, {figure.year}")


def _method(figure: Figure) -> Text:
    return _same(f"{figure.method} · {figure.params_version}")


def _same(words: str) -> Text:
    shown = words or "—"
    return Text(shown, shown)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("sinkmap.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    return files("sinkmap.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The source expression by which the page's policy lets this one text run."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
