"""Beside the frame: scale and north, the legend, what is said of the data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from sinkmap.layer import Form, Sensitivity
from sinkmap.report.annual.svg import INK, MUTED, line, words
from sinkmap.report.scale import nice_step
from sinkmap.report.sheet.content import DrawnLayer, SheetContent
from sinkmap.report.sheet.drawing import MARK, UNIT_BORDER
from sinkmap.report.sheet.plane import UNITS, SheetPlane
from sinkmap.text import Language, Text

__all__ = ["legend", "notes", "scale_and_north", "wrapped"]

_SIZE = 23.0
"""Height of small print, in units of the drawing (0.1 mm)."""
_LINE = 33.0
_ROW, _TIGHT = 40.0, 27.0
_LATIN = 0x2E7F
_NARROW = 0.56
"""Width of a Latin sign, as a share of a Chinese one."""
_COLUMN_MM = 30.0
_NEVER_FIRST, _NEVER_LAST = "，。、；：）", "（"
_TRUE = Text("真北", "true north")
_LEGEND = Text("图例", "Legend")
_MORE = Text("另有 {} 项未列", "{} more not listed")
_UNITS = Text("统计单元界", "border of units")
_MARKED = Text("绘制范围", "drawn shape")
_APPROVAL = Text("审图号：", "Map approval no.:")
_UNTIL = Text("取得审图号前限内部使用", "internal use until an approval number is granted")
_BORDERS = Text("界线为示意，不作划界依据", "boundaries are no authority")
_SIMULATED = Text("模拟数据，不对应真实情况", "Simulated data, not real ground")
_SENSITIVITY = {
    Sensitivity.PUBLIC: Text("公开", "public"),
    Sensitivity.INTERNAL: Text("内部", "internal"),
    Sensitivity.RESTRICTED: Text("受限，注意保管", "restricted, keep safe"),
    Sensitivity.AGGREGATE: Text("仅汇总", "aggregates only"),
}


def scale_and_north(content: SheetContent, language: Language) -> Iterator[str]:
    """North arrow with the direction of true north, the ratio, and the scale bar."""
    box, plane = content.layout.scale, content.plane
    x, y = box.x * UNITS, box.y * UNITS
    yield from _north(x + 60, y + 10, plane, language)
    ratio = f"1:{plane.scale:,.0f}".replace(",", " ")
    yield words(x + 170, y + 60, ratio, size=42, bold=True)
    convergence = -plane.true_north
    for row, said in enumerate(
        wrapped(
            Text(
                f"子午线收敛角 {_angle(convergence)}；中心长度比 {plane.point_scale:.6f}",
                f"convergence {_angle(convergence)}; point scale {plane.point_scale:.6f}",
            ).say(language),
            box.width * UNITS - 175,
            19.0,
        )
    ):
        yield words(x + 170, y + 96 + row * 26, said, size=19, fill=MUTED)
    yield from _bar(x + 10, y + 245, box.width * UNITS - 60, plane)


def _angle(degrees: float) -> str:
    minutes = round(abs(degrees) * 60.0)
    return f"{'-' if degrees < 0 else '+'}{minutes // 60}°{minutes % 60:02d}′"


def _north(x: float, y: float, plane: SheetPlane, language: Language) -> Iterator[str]:
    """Grid north upwards; true north as it lies, to the degree drawn."""
    middle, foot, length = x, y + 150.0, 118.0
    turned = math.radians(plane.true_north)
    tip_x, tip_y = middle + length * math.sin(turned), foot - length * math.cos(turned)
    yield (
        f'<path d="M{middle:.1f},{foot - length:.1f} l26,{length:.1f} l-26,-22 l-26,22 Z" '
        f'fill="{INK}"/>'
    )
    yield line(middle, foot - 22, tip_x, tip_y, MARK, 'stroke-width="2"')
    north = Text("坐标北", "grid N").say(language)
    yield words(middle, y + 22, north, size=22, anchor="middle", bold=True)
    yield words(middle, foot + 26, _TRUE.say(language), size=18, anchor="middle", fill=MARK)


def _bar(x: float, y: float, most: float, plane: SheetPlane) -> Iterator[str]:
    """A bar of four parts, and its length."""
    metres = _longest(most / UNITS / plane.per_m)
    length = metres * plane.per_m * UNITS
    quarter = length / 4
    for part in range(4):
        fill = INK if part % 2 == 0 else "#fff"
        yield (
            f'<rect x="{x + part * quarter:.2f}" y="{y:.1f}" width="{quarter:.2f}" height="12" '
            f'fill="{fill}" stroke="{INK}" stroke-width="1.2"/>'
        )
    kilometres = metres >= 2000
    for part in (0, 2, 4):
        said = metres * part / 4
        text = f"{said / 1000:g}" if kilometres else f"{said:g}"
        unit = "" if part < 4 else (" km" if kilometres else " m")
        yield words(x + part * quarter, y - 8, text + unit, size=20, anchor="middle")


def _longest(metres: float) -> float:
    """The greatest of 1, 2, 2.5 or 5 x 10^n that is no longer."""
    step = nice_step(metres, 1)
    return step if step <= metres else nice_step(metres / 2.6, 1)


def legend(content: SheetContent, language: Language) -> Iterator[str]:
    """Swatches of what is on the sheet, in as many columns as there is room for."""
    box = content.layout.legend
    x, y = box.x * UNITS, box.y * UNITS
    yield words(x, y + 26, _LEGEND.say(language), size=28, bold=True)
    columns = max(int(box.width // _COLUMN_MM), 1)
    entries = list(_entries(content, language))
    high = box.height * UNITS - 50
    # A legend of many classes stands closer before any is left out.
    step = min(_ROW, max(high / math.ceil(len(entries) / columns), _TIGHT)) if entries else _ROW
    size = _SIZE if step > _LINE else 20.0
    rows = max(int(high / step + 1e-9), 1)
    room = rows * columns
    hidden = len(entries) - room + 1 if len(entries) > room else 0
    shown = entries[: room - 1] if hidden else entries
    width = box.width * UNITS / columns
    for number, (swatch, said) in enumerate(shown):
        left, top = x + number // rows * width, y + 50 + number % rows * step
        shrunk = min(step / _LINE, 1.0)
        yield f'<g transform="translate({left:.1f} {top:.1f}) scale({shrunk:.3f})">{swatch}</g>'
        said = _cut(said, width - 70, size)
        yield words(left + 62, top + 22 * shrunk, said, size=size)
    if hidden:
        left, top = x + (columns - 1) * width, y + 50 + (rows - 1) * step
        yield words(left, top + 22, _MORE.say(language).format(hidden), size=_SIZE, fill=MUTED)


def _entries(content: SheetContent, language: Language) -> Iterator[tuple[str, str]]:
    """Swatch and words of each entry."""
    if content.mark is not None:
        yield _box(MARK, 0.12, MARK), content.mark_name or _MARKED.say(language)
    if content.units:
        yield _stroke(UNIT_BORDER, 'stroke-dasharray="26 7 5 7"'), _UNITS.say(language)
    for layer in reversed([one for one in content.layers if len(one.shapes)]):
        yield from _layer_entries(layer, language)
    if content.raster is not None:
        for entry in content.raster.legend:
            yield _box(entry.colour, 1.0, MUTED), entry.label.say(language)


def _layer_entries(layer: DrawnLayer, language: Language) -> Iterator[tuple[str, str]]:
    """A layer's classes that are on the sheet, or the layer as a whole."""
    if layer.legend and layer.is_filled:
        there = set(layer.kinds.astype(str).tolist())
        for entry in (one for one in layer.legend if str(one.value) in there):
            yield _box(entry.colour, 0.75, "#6b6b6b"), entry.label.say(language)
        return
    said = layer.title.say(language)
    if layer.form is Form.LINES:
        yield _stroke(layer.colour), said
    elif layer.form is Form.POINTS:
        yield f'<circle cx="24" cy="14" r="9" fill="{layer.colour}" stroke="#fff"/>', said
    else:
        yield _box(layer.colour, 0.22 if layer.is_filled else 0.0, layer.colour), said


def _box(fill: str, opacity: float, ink: str) -> str:
    return (
        f'<rect width="48" height="27" fill="{fill}" fill-opacity="{opacity}" stroke="{ink}" '
        'stroke-width="2"/>'
    )


def _stroke(colour: str, more: str = "") -> str:
    return line(0, 14, 48, 14, colour, f'stroke-width="5" {more}')


def notes(content: SheetContent, language: Language) -> Iterator[str]:
    """CRS, dates, run, sensitivity, place for the approval number; what is simulated is said."""
    box, told = content.layout.notes, content.notes
    x, y, width = box.x * UNITS, box.y * UNITS, box.width * UNITS
    rows = [(row, INK) for row in _said(content, language, width)]
    room = int((box.height * UNITS - 130) // _LINE)
    for number, (row, ink) in enumerate(rows[:room]):
        yield words(x, y + 24 + number * _LINE, row, size=_SIZE, fill=ink)
    foot = box.bottom * UNITS
    approval = _APPROVAL.say(language)
    yield words(x, foot - 66, approval, size=26, bold=True)
    begin = x + _width(approval, 26.0) + 10
    yield line(begin, foot - 62, x + width, foot - 62, INK, 'stroke-width="1.5"')
    under = f"{_UNTIL.say(language)}; {_BORDERS.say(language)}"
    if language is Language.ZH:
        under = f"{_UNTIL.zh}；{_BORDERS.zh}"
    for number, row in enumerate(wrapped(under, width, 19.0)[:2]):
        yield words(x, foot - 34 + number * 24, row, size=19, fill=MUTED)
    if told.simulated:
        yield words(x, foot - 104, _SIMULATED.say(language), size=26, fill=MARK, bold=True)


def _said(content: SheetContent, language: Language, width: float) -> list[str]:
    told = content.notes
    rows = [
        Text(f"坐标系：{told.crs.zh}", f"CRS: {told.crs.en}"),
        Text(f"数据时点：{told.year}年12月31日", f"Data as of 31 December {told.year}"),
        *(Text(f"{t.zh}：{said.zh}", f"{t.en}: {said.en}") for t, said in told.data),
        Text(
            f"密级标识：{_SENSITIVITY[told.sensitivity].zh}",
            f"Sensitivity: {_SENSITIVITY[told.sensitivity].en}",
        ),
        Text(f"运行编号：{told.run_id}", f"Run: {told.run_id}"),
    ]
    return [piece for row in rows for piece in wrapped(row.say(language), width, _SIZE)]


def _width(text: str, size: float) -> float:
    """Width of a line of text, nearly."""
    return size * sum(1.0 if ord(sign) > _LATIN else _NARROW for sign in text)


def _cut(text: str, most: float, size: float) -> str:
    """A text that fits, with a sign where it was cut."""
    if _width(text, size) <= most:
        return text
    while text and _width(text + "…", size) > most:
        text = text[:-1]
    return text + "…"


def wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines no wider than ``width``: broken after blanks, and between Chinese signs."""
    rows, row = [], ""
    for piece in _pieces(text):
        if row and _width(row + piece.rstrip(), size) > width:
            rows.append(row.rstrip())
            row = ""
        row += piece
    return [*rows, row.rstrip()] if row.strip() else rows


def _pieces(text: str) -> Sequence[str]:
    """What is not broken: words, single Chinese signs, and signs with the points after them."""
    pieces: list[str] = []
    word = ""
    for sign in text:
        if sign in _NEVER_FIRST and not word and pieces:
            pieces[-1] += sign
            continue
        word += sign
        if sign == " " or (ord(sign) > _LATIN and sign not in _NEVER_LAST):
            pieces.append(word)
            word = ""
    return [*pieces, word] if word else pieces
