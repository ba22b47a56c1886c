"""The frame of the map's panel: choices, legends and labels as markup, every word escaped."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sinkmap.report.book import Book
from sinkmap.report.tables import SIMULATED
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    from sinkmap.run import MapContent, Picture

__all__ = ["MISSING_WORDS", "panel_markup", "zone_colour"]

MISSING_WORDS = Text("无数值", "no value")
_ZONE = "#7a4fa3"
"""Colour of outlines whose layer declares none."""
_HEAVY = Text(
    "图形过多，本文件未绘：{0}；请在系统页面中查看",
    "too many shapes for one file: {0}; look at them on the map pages",
)
_LINES = Text("界线与要素", "lines and places")
_WORDS = {
    "indicator": Text("指标", "indicator"),
    "year": Text("年份", "year"),
    "partition": Text("划分", "units"),
    "legend": Text("图例", "legend"),
    "note": Text(
        "CGCS2000（EPSG:4490）；内部使用，界线不作划界依据",
        "CGCS2000 (EPSG:4490); for internal use, boundaries are no authority",
    ),
}


def zone_colour(content: MapContent, layer: str) -> str:
    """Colour of a layer's outlines, lines or points, as declared."""
    return content.colours.get(layer, _ZONE)


def panel_markup(
    book: Book, content: MapContent, left_out: Sequence[str], language: Language
) -> str:
    """The panel's frame; the script fills it. ``left_out``: layers too heavy for one file."""
    say = {name: html.escape(words.say(language)) for name, words in _WORDS.items()}
    label = ""
    if book.results.study.simulated:
        label = f'<p class="simulated">{html.escape(SIMULATED.say(language))}</p>'
    choices = "".join(
        f'<label>{say[name]}<select id="choose-{name}"></select></label>'
        for name in ("indicator", "year", "partition")
    )
    return (
        f'<details id="panel" open><summary>{html.escape(book.results.title.say(language))}'
        f'</summary>{label}<div class="choices">{choices}</div>'
        f'<p id="definition"></p><ul id="legend" aria-label="{say["legend"]}"></ul>'
        f"{_zone_legend(content, language)}{_class_legend(content, language)}"
        f"{_left_out(content, left_out, language)}"
        f'<p class="note">{say["note"]}</p></details>'
    )


def _left_out(content: MapContent, layers: Sequence[str], language: Language) -> str:
    if not layers:
        return ""
    joint = "、" if language is Language.ZH else ", "
    names = joint.join(_title(content, layer).say(language) for layer in layers)
    return f'<p class="note">{html.escape(_HEAVY.say(language).format(names))}</p>'


def _zone_legend(content: MapContent, language: Language) -> str:
    shown = list(content.zones)
    items = "".join(
        f'<li><i class="line" style="border-color:{zone_colour(content, layer)}"></i>'
        f"{html.escape(_title(content, layer).say(language))}</li>"
        for layer in shown
    )
    title = html.escape(_LINES.say(language))
    return (
        f'<details class="classes"><summary>{title} ({len(shown)})</summary>'
        f"<ul>{items}</ul></details>"
        if items
        else ""
    )


def _class_legend(content: MapContent, language: Language) -> str:
    """Classes of each pictured layer, folded away."""
    legends = {picture.layer: picture for picture in content.pictures.values() if picture.legend}
    return "".join(_picture_legend(picture, language) for picture in legends.values())


def _picture_legend(picture: Picture, language: Language) -> str:
    items = "".join(
        f'<li><i style="background:{html.escape(entry.colour)}"></i>'
        f"{html.escape(entry.label.say(language))}</li>"
        for entry in picture.legend
    )
    title = html.escape(picture.title.say(language))
    return f'<details class="classes"><summary>{title}</summary><ul>{items}</ul></details>'


def _title(content: MapContent, layer: str) -> Text:
    return content.titles.get(layer, Text(layer, layer))
