"""Maps for print: units by value with title, legend, scale bar, north arrow, CRS, data date and a
place for the map approval number."""

from __future__ import annotations

import html

from sinkmap.report.annual.document import Drawing
from sinkmap.report.annual.scope import Scope
from sinkmap.report.annual.svg import INK, MUTED, line, page, words
from sinkmap.report.numbers import MISSING
from sinkmap.report.scale import NO_VALUE, nice_step
from sinkmap.report.sketch import Sketch, sketch
from sinkmap.text import Language, Text

__all__ = ["unit_map"]

_HEAD, _PAD, _LEGEND, _FOOT = 34.0, 14.0, 132.0, 46.0
_LEGEND_ROW = 17.0
_NONE = Text("无数值", "no value")
_CRS = Text("坐标系：CGCS2000（EPSG:4490）", "CRS: CGCS2000 (EPSG:4490)")
_APPROVAL = Text(
    "审图号：________________（取得前限内部使用）",
    "Map approval no.: ________________ (internal use until granted)",
)


def unit_map(scope: Scope, name: str) -> Drawing | None:
    """An indicator by unit of the first partition; None without outlines or values."""
    if scope.content is None or not scope.is_city:
        return None
    drawn = sketch(scope.book, scope.indicator(name), scope.content)
    if drawn is None:
        return None
    title = Text(
        f"{scope.name.zh}{scope.year}年{drawn.title.zh}分布图",
        f"{drawn.title.en}, {scope.name.en}, {scope.year}",
    )
    svg = Text(*(_map_svg(drawn, title, scope.year, language) for language in Language))
    return Drawing(f"map-{name}", svg, title, 0.9)


def _map_svg(drawn: Sketch, title: Text, year: int, language: Language) -> str:
    width = drawn.width + _LEGEND + 2 * _PAD
    body = max(drawn.height, 60 + _LEGEND_ROW * (len(drawn.legend) + 1) + 90)
    height = _HEAD + body + _FOOT
    parts = [
        words(width / 2, 22, title.say(language), size=15, anchor="middle", bold=True),
        f'<rect x="{_PAD}" y="{_HEAD}" width="{width - 2 * _PAD:.1f}" height="{body:.1f}" '
        f'fill="none" stroke="{INK}"/>',
        f'<g transform="translate({_PAD} {_HEAD + (body - drawn.height) / 2:.1f})">',
        *_regions(drawn, language),
        "</g>",
        *_key(drawn, width, body, language),
        *_foot(width, height, year, language),
    ]
    return page(width, height, parts)


def _regions(drawn: Sketch, language: Language) -> list[str]:
    parts = [
        f'<path d="{html.escape(one.path)}" fill="{one.colour}" fill-rule="evenodd" '
        f'stroke="#fff" stroke-width="0.8"/>'
        for one in drawn.regions
    ]
    for one in drawn.regions:
        name = one.name.say(language)
        parts.append(words(one.x, one.y - 2, name, size=11, anchor="middle", halo=True))
        parts.append(
            words(one.x, one.y + 12, one.label, size=11, anchor="middle", bold=True, halo=True)
        )
    return parts


def _key(drawn: Sketch, width: float, body: float, language: Language) -> list[str]:
    """North arrow above the legend, the scale bar below it."""
    left, top = width - _LEGEND - _PAD + 14, _HEAD + 12
    middle = left + 48
    parts = [
        f'<path d="M{middle:.1f},{top:.1f} l8,26 l-8,-6 l-8,6 Z" fill="{INK}"/>',
        words(middle, top + 39, Text("北", "N").say(language), size=12, anchor="middle", bold=True),
    ]
    unit = f"（{drawn.unit.zh}）" if drawn.unit else ""
    unit_en = f" ({drawn.unit.en})" if drawn.unit else ""
    top += 66
    said = Text(f"图例{unit}", f"Legend{unit_en}").say(language)
    parts.append(words(left, top, said, size=11, bold=True))
    classes = [*drawn.legend]
    if any(region.label == MISSING for region in drawn.regions):
        classes.append((NO_VALUE, _NONE.say(language)))
    for place, (colour, label) in enumerate(classes):
        y = top + 8 + place * _LEGEND_ROW
        parts.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="20" height="11" fill="{colour}" '
            f'stroke="{MUTED}" stroke-width="0.5"/>'
        )
        parts.append(words(left + 27, y + 10, label, size=10))
    bottom = _HEAD + body - 16
    a_km = drawn.bar_length / drawn.bar_km
    kilometres = nice_step((_LEGEND - 56) / a_km / 2.0, 1)
    length = kilometres * a_km
    parts.append(line(left, bottom, left + length, bottom, INK, 'stroke-width="1.6"'))
    parts += [
        line(left + part * length, bottom - 6, left + part * length, bottom, INK)
        for part in (0, 0.5, 1)
    ]
    parts.append(words(left, bottom - 10, "0", size=9.5, anchor="middle"))
    said = f"{kilometres:g} km"
    parts.append(words(left + length, bottom - 10, said, size=9.5, anchor="middle"))
    return parts


def _foot(width: float, height: float, year: int, language: Language) -> list[str]:
    day = Text(f"数据时点：{year}年12月31日", f"Data as of 31 December {year}")
    note = Text("界线为示意，不作划界依据", "Boundaries are no authority")
    first, second = height - 28, height - 11
    return [
        words(_PAD, first, _CRS.say(language), size=10, fill=MUTED),
        words(width - _PAD, first, day.say(language), size=10, anchor="end", fill=MUTED),
        words(_PAD, second, note.say(language), size=10, fill=MUTED),
        words(width - _PAD, second, _APPROVAL.say(language), size=10, anchor="end", fill=MUTED),
    ]
