"""The annual report as a document: chapters of headings, paragraphs, tables and drawings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sinkmap.figure import Figure
from sinkmap.report.table import Section, Table, Tone, Value
from sinkmap.text import Text

__all__ = [
    "Annual",
    "Block",
    "Chapter",
    "Drawing",
    "Heading",
    "Paragraph",
    "Photo",
    "chinese_number",
    "notes_of",
    "worth_telling",
]

_NUMERALS = "〇一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below a chapter's own, numbered by its writer."""

    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``tone`` says whether it warns."""

    text: Text
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart or map: an SVG in each language, its caption, and its share of the text's width."""

    id: str
    svg: Text
    caption: Text
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Photo:
    """Pictures side by side (PNG, each with its words), and a caption below them."""

    id: str
    pictures: tuple[tuple[bytes, Text], ...]
    caption: Text


Block = Heading | Paragraph | Table | Drawing | Photo


def worth_telling(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks without empty tables, and without headings that nothing stands under."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and not block.rows:
            continue
        if isinstance(block, Heading) and kept and isinstance(kept[-1], Heading):
            kept.pop()
        kept.append(block)
    if kept and isinstance(kept[-1], Heading):
        kept.pop()
    return tuple(kept)


def chinese_number(number: int) -> str:
    """A number from 1 to 99 as Chinese headings count."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_NUMERALS[tens]}十")
    return head + (_NUMERALS[ones] if ones else "")


def notes_of(table: Table) -> Text | None:
    """A table's notes in one, numbered where there are several; None without any."""
    if len(table.notes) < 2:
        return table.notes[0] if table.notes else None
    zh = "".join(f"{n}. {note.zh.rstrip('。')}。" for n, note in enumerate(table.notes, start=1))
    en = " ".join(f"{n}. {note.en}" for n, note in enumerate(table.notes, start=1))
    return Text(zh, en)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One of the report's sections, or an annex (``number`` None)."""

    id: str
    title: Text
    blocks: tuple[Block, ...]
    number: int | None = None

    @property
    def heading(self) -> Text:
        """Title with its number, as official papers write it."""
        if self.number is None:
            return self.title
        return Text(
            f"{chinese_number(self.number)}、{self.title.zh}", f"{self.number}. {self.title.en}"
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """Tables of the chapter, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def prose(self) -> tuple[Text, ...]:
        """Paragraphs of the chapter, in order."""
        return tuple(block.text for block in self.blocks if isinstance(block, Paragraph))

    def section(self) -> Section:
        """The chapter as a section of the book of tables: what is said, then its tables."""
        return Section(f"annual-{self.id}", self.heading, self.tables, self.prose)


@dataclass(frozen=True, slots=True)
class Annual:
    """The annual report of a year and unit; ``of_city`` says that the unit is the whole.

    ``facts``: lines of the cover; ``warnings``: what keeps it from being final; ``figures``: every
    figure a cell refers to, by id; ``replaces``: why a later edition replaces one that was
    approved, first among its warnings; the last of its facts is the number.
    """

    title: Text
    unit: Text
    of_city: bool
    year: int
    simulated: bool
    final: bool
    facts: tuple[tuple[Text, Value], ...]
    warnings: tuple[Text, ...]
    chapters: tuple[Chapter, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    replaces: Text | None = None

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in the order of their numbers."""
        return tuple(table for chapter in self.chapters for table in chapter.tables)

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """Every chart and map, in order."""
        return tuple(d for c in self.chapters for d in c.blocks if isinstance(d, Drawing))

    def table(self, table_id: str) -> Table:
        """The table with this id; KeyError if there is none."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(f"the annual report has no table {table_id}")

    def numbered(self) -> Iterator[tuple[int, Table]]:
        """Tables with their numbers."""
        return enumerate(self.tables, start=1)
