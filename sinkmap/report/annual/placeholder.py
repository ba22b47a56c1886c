"""Placeholders in a Word template: ``{{name}}`` or ``{{kind:key}}``, however Word split them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

__all__ = ["Placeholder", "Stray", "fill", "placeholders"]

_MARK = re.compile(r"\{\{([^{}\n]*)\}\}")
_STRAY = re.compile(r"\{\{|\}\}|｛{2}|｝{2}")
_INSIDE = re.compile(r"([A-Za-z_]+)(?:\s*[:：]\s*([^\s:：]+))?")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS = frozenset({qn("w:tab"), qn("w:br"), qn("w:cr")})
_GONE = (qn("w:del"), qn("w:moveFrom"))
_EXCERPT = 40


@dataclass(frozen=True, slots=True, eq=False)
class Placeholder:
    """A placeholder and the paragraph it stands in.

    ``alone``: nothing else stands in the paragraph; ``movable``: the paragraph is one of the text
    itself, not of a table, box, header or note.
    """

    kind: str
    key: str
    said: str
    paragraph: Any
    alone: bool
    movable: bool


@dataclass(frozen=True, slots=True)
class Stray:
    """Braces that make no placeholder: as written, and the words around them."""

    said: str
    around: str


def placeholders(paragraph: Any, body: Any) -> Iterator[Placeholder | Stray]:
    """Everything in a paragraph (``w:p``) that is a placeholder or tries to be one.

    ``body``: the element whose own paragraphs may give way to tables and chapters.
    """
    text = _text(paragraph)
    for found in _MARK.finditer(text):
        inside = _INSIDE.fullmatch(found[1].strip())
        if inside is None:
            yield Stray(found[0], text[:_EXCERPT])
            continue
        alone = text.strip() == found[0] and not _drawn(paragraph)
        yield Placeholder(
            inside[1].lower(),
            (inside[2] or "").strip(),
            found[0],
            paragraph,
            alone,
            paragraph.getparent() is body,
        )
    rest = _MARK.sub(lambda found: " " * len(found[0]), text)
    for found in _STRAY.finditer(rest):
        yield Stray(found[0], rest[max(0, found.start() - 5) :].strip()[:_EXCERPT])


def fill(paragraph: Any, words_of: Callable[[str], str]) -> None:
    """Put words in place of every placeholder of a paragraph.

    They take the look of the first letter they replace. ``words_of``: placeholder as written ->
    words; what is put in is not searched again.
    """
    for found in reversed(list(_MARK.finditer(_text(paragraph)))):
        _replace(paragraph, found.start(), found.end(), words_of(found[0]))


def _replace(paragraph: Any, start: int, end: int, words: str) -> None:
    at = 0
    for piece in list(_pieces(paragraph)):
        said = _said(piece)
        first, last = max(start - at, 0), min(end - at, len(said))
        at += len(said)
        if first >= last:
            continue
        piece.text = said[:first] + words + said[last:]
        piece.set(_XML_SPACE, "preserve")
        words = ""  # the pieces after the first only lose their letters


def _text(paragraph: Any) -> str:
    return "".join(_said(piece) for piece in _pieces(paragraph))


def _said(piece: Any) -> str:
    return "\n" if piece.tag in _BREAKS else piece.text or ""


def _pieces(paragraph: Any) -> Iterator[Any]:
    """Texts and breaks of the paragraph itself: not of boxes in it, nor what was struck out."""
    for piece in paragraph.iter(qn("w:t"), *_BREAKS):
        if next(piece.iterancestors(qn("w:p"))) is not paragraph:
            continue
        if piece.getparent().tag == qn("w:tabs") or any(piece.iterancestors(*_GONE)):
            continue
        yield piece


def _drawn(paragraph: Any) -> bool:
    """Whether a picture or box hangs on the paragraph."""
    return next(paragraph.iter(qn("w:drawing"), qn("w:pict"), qn("w:object")), None) is not None
