"""The report as one HTML file that asks the network for nothing, in Chinese and English."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sinkmap.report.annual.document import Drawing
from sinkmap.report.book import Book, open_book
from sinkmap.report.cards import cards_of, script_json
from sinkmap.report.chapters import chapter_id
from sinkmap.report.charts import Bars, bars, trends
from sinkmap.report.map_frame import Frame, framed_map
from sinkmap.report.sketch import Sketch, sketch
from sinkmap.report.table import RowKind, Table, Tone
from sinkmap.report.tables import SIMULATED, Whole, report_of
from sinkmap.report.whole_file import write_whole
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    from sinkmap.report.annual.document import Annual
    from sinkmap.run import MapContent, RunResults

__all__ = ["write_html"]


class _Chart(NamedTuple):
    """Drawings of one indicator, whichever there are."""

    sketch: Sketch | None
    bars: Bars | None


def write_html(
    results: RunResults,
    year: int,
    path: Path,
    language: Language,
    content: MapContent | None = None,
    whole: Whole | None = None,
) -> None:
    """Write the report of one year as a self-contained page.

    Both languages are inside; ``language`` is the one shown first. ``content`` gives the outlines
    for the sketch maps (longitude and latitude); without it they are left out. ``whole``: the
    annual report of the same results, its text, drawings and tables go first, a live map of the
    city before them. The same results give the same bytes.

    Raises
    ------
    UsageError
        If the run does not hold the year.
    """
    book = whole.book if whole else open_book(results, year)
    report = whole.report if whole else report_of(book)
    style, script = (_asset(f"report.{kind}") + _asset(f"charts.{kind}") for kind in ("css", "js"))
    cards_json = script_json(cards_of(book, report.figures.values()))
    frame = _frame(content, language, whole)
    page = _environment().get_template("report.html.j2")
    text = page.render(
        report=report,
        language=Language(language),
        numbers={table.id: n for n, table in enumerate(report.tables, start=1)},
        cards=Markup(cards_json),  # noqa: S704 - every "<" is escaped in it
        trends=trends(book),
        drawings=_drawings(whole.annual if whole else None),
        charts=_charts(book, content),
        simulated=SIMULATED,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        frame=frame.page if frame else "",
        styles=_allowed((style, *(frame.styles if frame else ())), frame),
        scripts=_allowed((script, *(frame.scripts if frame else ()))),
        RowKind=RowKind,
        Tone=Tone,
        visible=visible_columns,
    )
    write_whole(path, text)


def _frame(content: MapContent | None, language: Language, whole: Whole | None) -> Frame | None:
    """The map of the city's annual report; none without outlines or for a part of the city."""
    if whole is None or content is None or not whole.annual.of_city:
        return None
    return framed_map(whole.book, content, language)


def _allowed(texts: tuple[str, ...], frame: Frame | None = None) -> str:
    """Sources of a policy for scripts or styles; with a frame, its elements' own styles too."""
    sources = [_hash(text) for text in texts]
    if frame is not None and frame.attributes:
        sources += ["'unsafe-hashes'", *(_hash(text) for text in frame.attributes)]
    return " ".join(sources)


def _drawings(annual: Annual | None) -> dict[str, list[tuple[Text, Text]]]:
    """Charts and maps of an annual report of its own: source and caption, by id of the section.

    The city's page has live ones further down.
    """
    if annual is None or annual.of_city:
        return {}
    return {
        chapter.section().id: [
            (Text(*(_source(block.svg.say(speech)) for speech in Language)), block.caption)
            for block in chapter.blocks
            if isinstance(block, Drawing)
        ]
        for chapter in annual.chapters
    }


def _source(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _charts(book: Book, content: MapContent | None) -> dict[str, list[_Chart]]:
    """Sketches and bars of the indicators that lead a chapter, by the id of its section."""
    charts: dict[str, list[_Chart]] = {}
    for indicator in (i for i in book.indicators if i.leads and not i.items):
        drawn = None if content is None else sketch(book, indicator, content)
        chart = _Chart(drawn, bars(book, indicator))
        if any(chart):
            charts.setdefault(chapter_id(indicator.chapter), []).append(chart)
    return charts


def visible_columns(table: Table) -> tuple[int, ...]:
    """Positions of the columns shown on screen; details of a figure stand in its card."""
    return tuple(i for i, column in enumerate(table.columns) if not column.detail)


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
