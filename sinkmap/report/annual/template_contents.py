"""What each placeholder of a template stands for in one report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sinkmap.figure import Figure, Status
from sinkmap.report.annual.document import Annual, Block, Chapter
from sinkmap.report.annual.placeholder import Placeholder
from sinkmap.report.annual.scope import Scope
from sinkmap.report.quantity import quantity_of
from sinkmap.text import Text

__all__ = ["KEYED", "PARTS", "TABLES", "TemplateContents"]

PARTS = frozenset({"contents", "warnings", "chapters", "annexes", "chapter", "table", "map",
                   "chart"})  # fmt: skip
"""Placeholders that give way to paragraphs, tables and pictures; the others are words."""
KEYED = frozenset({"chapter", "table", "map", "chart", "figure"})
"""Placeholders that say which one."""
TABLES = frozenset({"t1", "t1b", "t2", "t2b", "t2c", "t3", "t3b", "t3c", "t4", "t5", "t5b", "t6",
                     "t6b", "t7", "t8", "t8a", "t8b", "targets", "balance", "definitions",
                     "origins", "interval", "paired", "parks", "belts", "shore", "soil", "flux",
                     "untold"})  # fmt: skip
"""Tables a report can have; which it has follows from the run."""


@dataclass(frozen=True, slots=True, eq=False)
class TemplateContents:
    """A report's words, chapters, tables and drawings by the names a template calls them."""

    scope: Scope
    annual: Annual

    @property
    def words(self) -> dict[str, Text]:
        """Placeholders that stand for a few words: the title, the year, and the cover's facts."""
        told = {"title": self.annual.title, "year": Text(*[str(self.annual.year)] * 2)}
        for name, value in self.annual.facts:
            said = value if isinstance(value, Text) else Text(str(value), str(value))
            told[name.en.replace(" ", "_")] = said
        return told

    def knows(self, mark: Placeholder) -> bool:
        """Whether the placeholder has a meaning, in this report or in another."""
        if bool(mark.key) != (mark.kind in KEYED):
            return False
        if mark.kind == "table":
            return self._table_name(mark) in TABLES or bool(self.blocks(mark))
        if mark.kind == "chapter":
            return bool(self.chapters(mark))
        if mark.kind == "map":
            return self._is_indicator(mark.key) or bool(self.blocks(mark))
        if mark.kind == "chart":
            kind, _, name = mark.key.partition("-")
            known = (kind == "bars" and self._is_indicator(name)) or (
                kind == "trend" and name.isascii() and name.isdigit()
            )
            return known or bool(self.blocks(mark))
        if mark.kind == "figure":
            return mark.key in self.scope.book.figures or self._is_figure(mark.key)
        return mark.kind in PARTS or mark.kind in self.words

    def lacks(self, mark: Placeholder) -> bool:
        """Whether this report has nothing to put in a known placeholder's place."""
        return mark.kind in {"table", "map", "chart"} and not self.blocks(mark)

    def chapters(self, mark: Placeholder) -> tuple[Chapter, ...]:
        """Whole chapters a placeholder stands for, by number or id."""
        if mark.kind == "chapters":
            return tuple(one for one in self.annual.chapters if one.number is not None)
        if mark.kind == "annexes":
            return tuple(one for one in self.annual.chapters if one.number is None)
        if mark.kind != "chapter":
            return ()
        return tuple(one for one in self.annual.chapters if mark.key in (str(one.number), one.id))

    def blocks(self, mark: Placeholder) -> tuple[Block, ...]:
        """The table or drawing a placeholder stands for; nothing where there is none."""
        if mark.kind == "table":
            name = f"annual.{self._table_name(mark)}"
            return tuple(table for table in self.annual.tables if table.id.lower() == name)
        name = {"map": f"map-{mark.key}", "chart": mark.key}.get(mark.kind, "")
        return tuple(drawing for drawing in self.annual.drawings if drawing.id == name)

    def placed(self, mark: Placeholder) -> Iterator[Block]:
        """Every block that a placeholder brings into the document."""
        for one in self.chapters(mark):
            yield from one.blocks
        yield from self.blocks(mark)

    def said(self, mark: Placeholder) -> Text:
        """The words a placeholder stands for; a figure as it is displayed, or why it has none."""
        if mark.kind != "figure":
            return self.words[mark.kind]
        figure = self._figure(mark.key)
        if figure is None:
            return Status.NOT_ESTIMATED.text
        if figure.value is None:
            return figure.status.text
        indicator = self.scope.indicator(figure.indicator.partition(".")[0])
        value = quantity_of(indicator).value.words(figure.value)
        if figure.status is Status.OK:
            return value
        doubt = figure.status.text
        return Text(f"{value.zh}（{doubt.zh}）", f"{value.en} ({doubt.en})")

    def _figure(self, key: str) -> Figure | None:
        return self.scope.book.figures.get(key) or self.scope.line(key).now

    def _is_indicator(self, name: str) -> bool:
        return name in self.scope.book.results.indicators

    def _is_figure(self, name: str) -> bool:
        """Whether a name is an indicator's, or an item's of one that has items."""
        known = self.scope.book.results.indicators.get(name.partition(".")[0])
        item = name.partition(".")[2]
        return known is not None and (not item or item in known.items)

    def _table_name(self, mark: Placeholder) -> str:
        return mark.key.lower().removeprefix("annual.")
