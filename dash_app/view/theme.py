"""Themes: what a map can be coloured by, an indicator or one item of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from dash_app.view import words
from dash_app.view.display import value_of
from dash_app.view.figure_book import FigureBook
from sinkmap.figure import Figure
from sinkmap.indicator import Indicator
from sinkmap.report.book import item_title
from sinkmap.report.quantity import Quantity, quantity_of
from sinkmap.run import RunResults
from sinkmap.text import Text

__all__ = ["Theme", "themes_of"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme. ``code`` is what its figures are called; ``group`` is the title of an itemised
    indicator; ``quantity`` says how its numbers are shown; ``aimed`` whether it has a target."""

    code: str
    indicator: Indicator
    title: Text
    group: Text | None
    profiles: tuple[str, ...]
    quantity: Quantity
    aimed: bool = False

    def shown_value(self, figure: Figure | None) -> float | None:
        """The value of a figure in the unit shown; None where it could not be computed."""
        return self.quantity.value.of(value_of(figure))

    @property
    def full_title(self) -> Text:
        """Title with its group before it."""
        if self.group is None:
            return self.title
        zh, en = self.group.zh, self.group.en
        return Text(f"{zh}：{self.title.zh}", f"{en}: {self.title.en}")

    @property
    def shelf(self) -> Text:
        """Where a list of themes has it: among the targets, in its chapter, or under the title of
        its indicator there."""
        if self.aimed:
            return words.AIMED
        chapter = self.indicator.chapter.text
        if self.group is None:
            return chapter
        return Text(f"{chapter.zh} · {self.group.zh}", f"{chapter.en} · {self.group.en}")


def themes_of(results: RunResults, book: FigureBook) -> dict[str, Theme]:
    """Every theme with something to show by its code.

    They go by chapter: whole indicators first, then the items of itemised ones; items that are
    zero or missing in every unit and year are left out. Themes with a target lead them all.
    """
    found: dict[str, Theme] = {}
    aimed = {target.indicator for target in results.study.targets}
    for indicator in results.indicators.values():
        parts = {indicator.id: indicator.title} | {
            f"{indicator.id}.{item}": _item_title(results, book, indicator, item)
            for item in indicator.items
        }
        for code, title in parts.items():
            profiles = _declared_order(indicator, book.profiles(code))
            carbon = results.study.carbon
            profiles = tuple(sorted(profiles, key=lambda name: not carbon.leads(name)))
            if profiles and (code == indicator.id or not book.is_empty(code)):
                group = None if code == indicator.id else indicator.title
                quantity = quantity_of(indicator)
                found[code] = Theme(
                    code, indicator, title, group, profiles, quantity, code in aimed
                )
    return {theme.code: theme for theme in sorted(found.values(), key=_place)}


def _item_title(results: RunResults, book: FigureBook, indicator: Indicator, item: str) -> Text:
    code, study = f"{indicator.id}.{item}", results.study
    cases = product(book.profiles(code), study.years)
    figures = (book.figure(code, study.city.code, year, profile) for profile, year in cases)
    return item_title(study, indicator, item, figures)


def _place(theme: Theme) -> tuple[bool, int, bool, bool]:
    one = theme.indicator
    return not theme.aimed, one.chapter.place, theme.group is not None, not one.leads


def _declared_order(indicator: Indicator, computed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(profile.id for profile in indicator.profiles if profile.id in computed)
