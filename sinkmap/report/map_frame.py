"""The map of a run as a frame within the report's page."""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sinkmap.report.static_map import map_page

if TYPE_CHECKING:
    from sinkmap.report.book import Book
    from sinkmap.run import MapContent
    from sinkmap.text import Language

__all__ = ["Frame", "framed_map"]

_SCRIPT_FILE = re.compile(r'<script src="data:text/javascript[^",]*;base64,([^"]*)"></script>')
_STYLE_FILE = re.compile(r'<link rel="stylesheet" href="data:text/css[^",]*;base64,([^"]*)"\s*/?>')
_SCRIPT = re.compile(r"<script(?: type=\"text/javascript\")?>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

_ATTRIBUTE = re.compile(r'<\w[^<>]* style="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Frame:
    """A page for a frame, and what in it the page around has to allow: scripts, style sheets, and
    styles of single elements."""

    page: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    attributes: tuple[str, ...]


def framed_map(book: Book, content: MapContent, language: Language) -> Frame:
    """The map of a book's run without pictures of the land: they would make it many times as large.

    A frame obeys the policy of the page around it, so every script and style stands in the page
    itself, where it is allowed one by one.
    """
    page = map_page(book.results, replace(content, pictures={}), language, book)
    page = _SCRIPT_FILE.sub(lambda found: f"<script>{_text(found[1])}</script>", page)
    page = _STYLE_FILE.sub(lambda found: f"<style>{_text(found[1])}</style>", page)
    attributes = dict.fromkeys(html.unescape(one) for one in _ATTRIBUTE.findall(page))
    return Frame(page, tuple(_SCRIPT.findall(page)), tuple(_STYLE.findall(page)), tuple(attributes))


def _text(encoded: str) -> str:
    return base64.b64decode(encoded).decode("utf-8")
