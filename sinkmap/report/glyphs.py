"""Which characters the fonts of this machine can draw, so that no paper shows a box for a word.

A character no font has stands on paper as its code point, ``〔U+3106C〕``: it can be read,
looked up and put right by hand. Characters of the private use area are never drawn: what a font
shows for them is that font's own business, not the name that was meant.
"""

from __future__ import annotations

import mmap
import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import typst
from numpy.typing import NDArray

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["has_glyph", "missing_glyphs", "without_boxes"]

_FIRST = ("CJK SC", "Noto Sans SC", "Source Han Sans SC")
"""Parts of the names of fonts that are read first: they have nearly all there is."""
_IGNORED = ((0xAD, 0xAD), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F),
            (0xFEFF, 0xFEFF), (0xE0000, 0xE0FFF))  # fmt: skip
"""Code points that are followed, not drawn (Unicode, Default_Ignorable_Code_Point)."""
_NOTHING = np.empty((0, 2), dtype=np.int64)
_SHOWN = 40
"""Signs of the text around a character that a finding shows."""


def has_glyph(char: str) -> bool:
    """Whether a font of this machine draws a character, or nothing is drawn for it at all."""
    return _has(ord(char))


def without_boxes(text: str) -> str:
    """The text with the code point in the place of every character that no font has.

    Control characters and half pairs, which no paper takes, are left out.
    """
    signs = set(text)
    told: dict[int, str | None] = {ord(char): None for char in signs if _is_control(char)}
    told.update({ord(char): f"〔U+{ord(char):04X}〕" for char in signs if not has_glyph(char)})
    return text.translate(told) if told else text


def missing_glyphs(texts: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """A warning for each character that no font has, at the first place it is seen.

    ``texts``: each with where it stands, in order of reading.
    """
    first: dict[str, tuple[str, str]] = {}
    for where, text in texts:
        for char in text:
            if char not in first and not has_glyph(char):
                first[char] = (where, text)
    return tuple(_finding(char, *seen) for char, seen in first.items())


def _finding(char: str, where: str, text: str) -> Finding:
    start = max(0, text.index(char) - _SHOWN // 2)
    around = without_boxes(text[start : start + _SHOWN].strip())
    name = unicodedata.name(char, "")
    return Finding(
        "GLYPH-MISSING",
        Severity.WARNING,
        Text(
            "本机字体没有该字符，PDF 与图中以其代码代替",
            "no font here has the character; its code point stands for it in pdf and drawings",
        ),
        Text(
            "安装含该字的字体（如收录 Unicode 扩展区的宋体）后重新输出，或在源数据中改用通行字",
            "install a font that has it (with the extensions of Unicode) and write again, or use "
            "another character in the data",
        ),
        features=(f"{where}: {around}",),
        seen=f"U+{ord(char):04X} {name}".rstrip(),
        wanted="-",
    )


@cache
def _has(code: int) -> bool:
    char = chr(code)
    if char.isspace() or _is_control(char) or any(low <= code <= up for low, up in _IGNORED):
        return True
    if unicodedata.category(char) == "Co":
        return False
    return any(_within(_ranges(*face), code) for face in _faces())


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n\r"


def _within(ranges: NDArray[np.int64], code: int) -> bool:
    place = int(np.searchsorted(ranges[:, 0], code, side="right")) - 1
    return place >= 0 and code <= int(ranges[place, 1])


@cache
def _faces() -> tuple[tuple[str, int], ...]:
    """Files of fonts with the number of the face in each, those with Chinese letters first."""
    known = [font for font in typst.Fonts(include_system_fonts=True).fonts() if font.path]
    known.sort(key=lambda font: not any(part in font.family for part in _FIRST))
    return tuple(dict.fromkeys((str(font.path), int(font.index)) for font in known))


@cache
def _ranges(path: str, index: int) -> NDArray[np.int64]:
    """Code points a face has a glyph for: first and last of each range, (n, 2), ascending.

    Read from its ``cmap`` table, formats 4 and 12 (ISO/IEC 14496-22); a face that has neither, or
    cannot be read, draws nothing. A font of last resort (format 13) draws boxes, so it does not
    count.
    """
    try:
        with Path(path).open("rb") as stream:
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        with data:
            table = _cmap(data, index)
        (count,) = struct.unpack_from(">H", table, 2)
        records = [struct.unpack_from(">HHI", table, 4 + 8 * n) for n in range(count)]
        parts = [table[offset:] for platform, _, offset in records if platform in (0, 3)]
        forms = {struct.unpack_from(">H", part)[0]: part for part in parts}
        if 12 in forms:
            return _merged(_groups(forms[12]))
        return _merged(_segments(forms[4])) if 4 in forms else _NOTHING
    except (OSError, struct.error, ValueError):
        return _NOTHING


def _cmap(data: mmap.mmap, index: int) -> bytes:
    """The ``cmap`` table of a face; ValueError if there is none."""
    start = 0
    if data[:4] == b"ttcf":
        (start,) = struct.unpack_from(">I", data, 12 + 4 * index)
    (count,) = struct.unpack_from(">H", data, start + 4)
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if tag == b"cmap":
            return data[offset : offset + length]
    raise ValueError("the face has no cmap")


def _groups(table: bytes) -> NDArray[np.int64]:
    (count,) = struct.unpack_from(">I", table, 12)
    groups = np.frombuffer(table, dtype=">u4", count=3 * count, offset=16).reshape(-1, 3)
    return groups[:, :2].astype(np.int64)


def _segments(table: bytes) -> NDArray[np.int64]:
    """Ranges of format 4, without code points that a segment leads to the empty glyph."""
    (double,) = struct.unpack_from(">H", table, 6)
    words = np.frombuffer(table[: len(table) // 2 * 2], dtype=">u2").astype(np.int64)
    count = double // 2
    last, first, delta, offset = (
        words[at : at + count] for at in (7, 8 + count, 8 + 2 * count, 8 + 3 * count)
    )
    codes = [np.empty(0, dtype=np.int64)]
    for number in range(count):
        inside = np.arange(first[number], last[number] + 1)
        glyphs = inside + delta[number]
        if offset[number]:
            at = 8 + 3 * count + number + offset[number] // 2 + inside - first[number]
            named = words[np.minimum(at, len(words) - 1)]
            glyphs = np.where(named == 0, 0, named + delta[number])
        codes.append(inside[(glyphs % 0x10000 != 0) & (inside != 0xFFFF)])
    every = np.concatenate(codes)
    return np.stack([every, every], axis=1)


def _merged(ranges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ranges in order, those that touch or overlap in one."""
    if not len(ranges):
        return ranges
    ranges = ranges[np.argsort(ranges[:, 0], kind="stable")]
    reach = np.maximum.accumulate(ranges[:, 1])
    heads = np.flatnonzero(np.r_[True, ranges[1:, 0] > reach[:-1] + 1])
    ends = np.r_[heads[1:] - 1, len(ranges) - 1]
    return np.stack([ranges[heads, 0], reach[ends]], axis=1)
