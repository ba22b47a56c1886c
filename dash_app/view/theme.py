"""Themes: what a map can be coloured by, an indicator or one item of it."""

from __future__ import annotations

from dataclasses import dataclass

from dash_app.view.figure_book import FigureBook
from sinkmap.indicator import Indicator
from sinkmap.run import RunResults
from sinkmap.text import Text

__all__ = ["Theme", "themes_of"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme. ``code`` is the indicator of its figures; ``group`` is empty without items."""

    code: str
    indicator: Indicator
    title: Text
    group: Text | None
    profiles: tuple[str, ...]


def themes_of(results: RunResults, book: FigureBook) -> dict[str, Theme]:
    """Every theme with figures by its code: indicators in report order, items in theirs."""
    found: dict[str, Theme] = {}
    for indicator in results.indicators.values():
        parts = {indicator.id: indicator.title} | {
            f"{indicator.id}.{item}": title for item, title in indicator.items.items()
        }
        for code, title in parts.items():
            profiles = _declared_order(indicator, book.profiles(code))
            if profiles:
                group = None if code == indicator.id else indicator.title
                found[code] = Theme(code, indicator, title, group, profiles)
    return found


def _declared_order(indicator: Indicator, computed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(profile.id for profile in indicator.profiles if profile.id in computed)
