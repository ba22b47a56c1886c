"""Every word of an annual report in the order it is read, with where it stands."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from sinkmap.report.annual.document import Annual, Block, Drawing, Heading, Paragraph
from sinkmap.report.table import Table
from sinkmap.text import Language, Text

__all__ = ["texts_of"]

_WORDS = re.compile(r"<text[^>]*>([^<]*)</text>")


def texts_of(annual: Annual, language: Language) -> Iterator[tuple[str, str]]:
    """Each text with the heading of the chapter and the title of the table it stands in."""
    cover = annual.title.say(language)
    yield cover, cover
    for name, value in annual.facts:
        yield cover, name.say(language)
        yield cover, value.say(language) if isinstance(value, Text) else str(value)
    for warning in annual.warnings:
        yield cover, warning.say(language)
    for chapter in annual.chapters:
        heading = chapter.heading.say(language)
        yield heading, heading
        for block in chapter.blocks:
            for where, text in _block(block, language):
                yield " / ".join(filter(None, (heading, where))), text


def _block(block: Block, language: Language) -> Iterator[tuple[str, str]]:
    if isinstance(block, Heading | Paragraph):
        yield "", block.text.say(language)
        return
    if isinstance(block, Table):
        yield from _table(block, language)
        return
    caption = block.caption.say(language)
    yield caption, caption
    if isinstance(block, Drawing):
        for words in _WORDS.findall(block.svg.say(language)):
            yield caption, html.unescape(words)
    else:
        for _, words in block.pictures:
            yield caption, words.say(language)


def _table(table: Table, language: Language) -> Iterator[tuple[str, str]]:
    title = table.title.say(language)
    yield title, title
    for column in table.columns:
        yield title, column.header.say(language)
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=False):
            yield title, column.say(cell, language)
    for note in table.notes:
        yield title, note.say(language)
