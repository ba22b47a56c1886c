"""How a table is set on A4: size of type, widths of columns, and parts where it is too wide."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sinkmap.report.table import Column, RowKind, Table
from sinkmap.text import Language

__all__ = [
    "TEXT_CM",
    "UNKNOWN_DIGITS",
    "Layout",
    "Part",
    "head_of",
    "laid_out",
    "stays_whole",
]

TEXT_CM = 15.6
"""Width of the text: A4 less 28 mm and 26 mm (GB/T 9704-2012)."""
_SIZES = (9.0, 8.0, 7.5)
"""Points of type, the largest first that a table fits in."""
_CM_A_POINT = 2.54 / 72.0
_PADDING_CM = 0.16
"""Air on both sides of a cell together."""
_LATIN = 0x2E7F
_LEAST_WORDS, _MOST_WORDS = 11, 36
"""Half-width signs a column of words is never narrower than, and has no use for beyond."""
_HEAD_LINES = 2
"""Lines a header may take, its unit not counted."""
_SHORT_TITLE = 8
"""Half-width signs of a title that stands on one line: a year, or a few characters."""
_LONG_UNIT = 10.0
"""Half-width signs of a unit that has to stand on one line."""
_WHOLE_ROWS, _WHOLE_LINES = 14, 34
"""Rows and lines of type up to which a table is kept on one page; a page holds about 45 lines."""
UNKNOWN_DIGITS = 1.3
"""Half-width signs a digit takes in a font that is not ours to choose: the widest usual ones, bold
(Verdana and DejaVu Sans, 0.64 em and 0.7 em), so that no number is broken over two lines."""


@dataclass(frozen=True, slots=True)
class Part:
    """Columns set side by side, by position, and their widths in cm."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Type size in points and the parts, one unless the table is too wide."""

    points: float
    parts: tuple[Part, ...]


def laid_out(
    table: Table, language: Language, width_cm: float = TEXT_CM, digits: float = 1.0
) -> Layout:
    """Set a table; what is too wide even in the smallest type is split, its first column
    repeated. ``width_cm``: of the text it stands in; ``digits``: half-width signs of a digit."""
    shown = [i for i, column in enumerate(table.columns) if not column.detail]
    least, most = {}, {}
    for place in shown:
        least[place], most[place] = _signs(table, place, language, digits)
    for points in _SIZES:
        widths = {place: _cm(least[place], points) for place in shown}
        if sum(widths.values()) <= width_cm:
            return Layout(points, (_part(shown, widths, most, points, width_cm),))
    points = _SIZES[1]
    widths = {place: _cm(least[place], points) for place in shown}
    split = _split(shown, widths, width_cm)
    parts = [_part(columns, widths, most, points, width_cm) for columns in split]
    return Layout(points, tuple(parts))


def stays_whole(table: Table, part: Part, points: float, language: Language) -> bool:
    """Whether columns of a table are kept on one page."""
    if len(table.rows) > _WHOLE_ROWS:
        return False
    columns = [table.columns[place] for place in part.columns]
    heads = [head_of(column, language).split("\n") for column in columns]
    said = [
        [
            column.say(row.cells[place], language)
            for place, column in zip(part.columns, columns, strict=True)
        ]
        for row in table.rows
        if row.kind is not RowKind.HEADING
    ]
    lines = len(table.rows) - len(said) + _lines([" ".join(one) for one in heads], part, points)
    return lines + sum(_lines(cells, part, points) for cells in said) <= _WHOLE_LINES


def _lines(cells: list[str], part: Part, points: float) -> int:
    """Lines of the tallest of these cells."""
    pairs = zip(cells, part.widths, strict=True)
    return max(math.ceil(_cm(width_of(text), points) / width) for text, width in pairs)


def _cm(signs: float, points: float) -> float:
    return signs * points / 2.0 * _CM_A_POINT + _PADDING_CM


def head_of(column: Column, language: Language) -> str:
    """A column's header with its unit on a line of its own."""
    title, whole = column.title.say(language), column.header.say(language)
    unit = whole.removeprefix(title).strip()
    return f"{title}\n{unit}" if unit else title


def _signs(table: Table, place: int, language: Language, digits: float) -> tuple[float, float]:
    """Half-width signs a column needs at least and at most."""
    column = table.columns[place]
    said = [
        column.say(row.cells[place], language)
        for row in table.rows
        if row.kind is not RowKind.HEADING
    ]
    longest = max((width_of(one) for one in said), default=0)
    title, _, unit = head_of(column, language).partition("\n")
    # A Latin word is not broken, a Chinese one may be; a unit is kept whole where it is short.
    latin = [one for one in title.split() if one.isascii()]
    word = max((1.15 * len(one) for one in latin), default=0.0)
    word = max(word, min(width_of(unit) + 0.6, _LONG_UNIT))
    head = width_of(title)
    if head <= _SHORT_TITLE:
        word = max(word, head + 1.0)
    if column.shown_as is not None:
        least = max(longest * digits + 1.2, head / _HEAD_LINES + 1, word, 4.0)
        return least, max(least, longest + 2, head + 1, word)
    least = max(min(max(longest, head / _HEAD_LINES), _LEAST_WORDS), word, 4.0)
    return least, max(least, min(max(longest, head / 2), _MOST_WORDS) + 0.5)


def width_of(text: str) -> int:
    """Half-width signs of a text: a Chinese character is two."""
    return sum(1 + (ord(sign) > _LATIN) for sign in text)


def _part(
    columns: list[int],
    widths: dict[int, float],
    most: dict[int, float],
    points: float,
    width_cm: float,
) -> Part:
    """Share out what is left: first to columns that can use it, then to all alike."""
    given = {place: widths[place] for place in columns}
    room = width_cm - sum(given.values())
    wish = {place: max(0.0, _cm(most[place], points) - given[place]) for place in columns}
    wanted = sum(wish.values())
    if wanted > 0:
        share = min(1.0, room / wanted)
        for place in columns:
            given[place] += wish[place] * share
        room -= wanted * share
    stretch = width_cm / (width_cm - room)
    return Part(tuple(columns), tuple(given[place] * stretch for place in columns))


def _split(shown: list[int], widths: dict[int, float], width_cm: float) -> list[list[int]]:
    key, rest = shown[0], shown[1:]
    parts, line = [], [key]
    for place in rest:
        if sum(widths[p] for p in line) + widths[place] > width_cm and len(line) > 1:
            parts.append(line)
            line = [key]
        line.append(place)
    parts.append(line)
    return _evened(parts, key)


def _evened(parts: list[list[int]], key: int) -> list[list[int]]:
    """Parts of about as many columns each."""
    rest = [place for part in parts for place in part[1:]]
    size = -(-len(rest) // len(parts))
    return [[key, *rest[i : i + size]] for i in range(0, len(rest), size)]
