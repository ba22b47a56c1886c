"""Which character set a shapefile's table is written in.

A ``.dbf`` holds bytes; what they mean is written in a ``.cpg`` file, in one byte of the header, or
nowhere. Software in China writes GBK and often no ``.cpg``, and a wrong guess raises no error. So
the bytes are decoded strictly under each candidate, and what comes out must look like words.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from raster_pipeline.io.file_soundness import sibling

__all__ = ["TextEncoding", "cpg_encoding", "detect_encoding", "language_driver", "same_codec"]

_ALIASES = {
    "936": "GB18030",
    "GBK": "GB18030",
    "GB2312": "GB18030",
    "CP936": "GB18030",
    "ANSI 936": "GB18030",
    "GB18030": "GB18030",
    "54936": "GB18030",
    "65001": "UTF-8",
    "UTF8": "UTF-8",
    "UTF-8": "UTF-8",
    "950": "BIG5",
    "1250": "CP1250",
    "1252": "CP1252",
}
_LANGUAGE_DRIVERS = {0x03: "CP1252", 0x4D: "GB18030", 0x4F: "BIG5", 0xC8: "CP1250"}
_LEAST_PLAUSIBLE = 0.5
_MARGIN = 0.2


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """Character set of a table and how it was found.

    ``how`` is ``declared`` (in the study), ``cpg``, ``header`` (language byte of the .dbf),
    ``detected`` (from the bytes), ``ascii`` (nothing but ASCII) or ``container`` (the format fixes
    it). ``refuted`` names a declaration of the file that its bytes contradict.
    """

    name: str
    how: str
    refuted: str = ""


def same_codec(name: str) -> str:
    """One name for a character set: GBK and CP936 are read as GB18030, which holds both.

    Raises
    ------
    LookupError
        If there is no such character set.
    """
    key = name.strip().upper()
    if key in _ALIASES:
        return _ALIASES[key]
    return codecs.lookup(key).name.upper()


def cpg_encoding(path: Path) -> str:
    """Character set that the ``.cpg`` beside a shapefile names; empty if none or unknown."""
    file = sibling(path, ".cpg")
    if file is None:
        return ""
    try:
        return same_codec(file.read_bytes()[:64].decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return ""


def language_driver(byte: int) -> str:
    """Character set of a .dbf's language byte (offset 29), for the bytes that mean one."""
    return _LANGUAGE_DRIVERS.get(byte, "")


def detect_encoding(texts: Iterable[bytes], cpg: str = "", header: str = "") -> TextEncoding | None:
    """Character set of a table's texts, or None if none fits.

    Parameters
    ----------
    texts
        Distinct texts and field names as bytes.
    cpg, header
        What the file says of itself (:func:`cpg_encoding`, :func:`language_driver`).

    Notes
    -----
    A declaration wins unless its bytes do not decode, or decode to much rarer characters than
    another candidate gives: UTF-8 read as GBK makes hanzi that nobody writes, without an error.
    """
    foreign = [text for text in texts if not text.isascii()]
    if not foreign:
        return TextEncoding(cpg or "UTF-8", "ascii")
    scores = {name: _plausible(foreign, name) for name in (cpg, header, "UTF-8", "GB18030") if name}
    best = max((score for score in scores.values() if score is not None), default=None)
    if best is None:
        return None
    refuted = ""
    for name, how in ((cpg, "cpg"), (header, "header")):
        score = scores.get(name)
        if score is not None and score >= best - _MARGIN:
            return TextEncoding(name, how, refuted)
        refuted = refuted or name
    if scores["UTF-8"] is not None:
        return TextEncoding("UTF-8", "detected", refuted)
    chinese = scores["GB18030"]
    if chinese is not None and chinese >= _LEAST_PLAUSIBLE:
        return TextEncoding("GB18030", "detected", refuted)
    return None


def _plausible(texts: list[bytes], name: str) -> float | None:
    """Share of the foreign characters that people write; None if a text does not decode."""
    try:
        joined = "".join(text.decode(name) for text in texts)
    except UnicodeDecodeError:
        return None
    foreign = [character for character in joined if ord(character) > 0x7F]
    return sum(_is_usual(character) for character in foreign) / len(foreign) if foreign else 1.0


def _is_usual(character: str) -> bool:
    """Hanzi of GB 2312's first level (the 3,755 commonest), Chinese marks, Latin letters."""
    try:
        raw = character.encode("gb2312")
    except UnicodeEncodeError:
        return "\u00c0" <= character <= "\u017f"
    return len(raw) == 2 and (0xA1 <= raw[0] <= 0xA3 or 0xB0 <= raw[0] <= 0xD7)
