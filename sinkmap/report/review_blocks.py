"""The blocks of a form (of a review, of a siting): what every file format has to write."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sinkmap.text import Language

__all__ = ["Block", "FormTable", "Heading", "Map", "Paragraph", "ReviewForm", "Tone"]


class Tone(StrEnum):
    """How a cell is coloured."""

    PLAIN = "plain"
    LABEL = "label"
    CLEAR = "clear"
    INVOLVED = "involved"
    APPRAISAL = "appraisal"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``tone`` colours it, ``leads`` keeps it on the page of what follows."""

    text: str
    tone: Tone = Tone.PLAIN
    leads: bool = False


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table: heads (empty for none), rows of texts, shares of the width, columns of numbers,
    tones of single cells by (row, column), and rows whose first text runs across the whole."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()
    tones: dict[tuple[int, int], Tone] = field(default_factory=dict)
    bands: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Map:
    """A map as SVG with its caption; ``width`` is its share of the page's."""

    svg: str
    width: float
    caption: str


Block = Heading | Paragraph | FormTable | Map


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """Title, a line above it for simulated data (or empty), blocks, and the language.

    ``landscape`` lays the pages across, for wide tables.
    """

    title: str
    banner: str
    blocks: tuple[Block, ...]
    language: Language
    landscape: bool = False
