"""The thematic map of a selection: colours, labels, legend and the table of units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dash_app.view import words
from dash_app.view.choropleth import BLANK, UNKNOWN, ClassBreaks, ramp_of
from dash_app.view.display import limit_texts, value_text
from dash_app.view.figure_book import FigureBook
from dash_app.view.selection import Catalogue, Selection
from dash_app.view.theme import Theme
from sinkmap.figure import Figure
from sinkmap.statunit import StatUnit
from sinkmap.text import Language
from sinkmap.uom import uom

__all__ = ["LegendClass", "ThemeMap", "ThemeMaps", "UnitRow"]


@dataclass(frozen=True, slots=True)
class LegendClass:
    """One line of the legend; ``count`` is the number of units in the class."""

    colour: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the table of units; ``share`` of the largest value, 0 to 1, or None."""

    unit: str
    name: str
    text: str
    colour: str
    share: float | None


@dataclass(frozen=True, slots=True)
class ThemeMap:
    """``colours`` and ``labels`` by unit; ``rows`` from the largest value down."""

    colours: Mapping[str, str]
    labels: Mapping[str, str]
    legend: tuple[LegendClass, ...]
    unit_of_measure: str
    rows: tuple[UnitRow, ...]


class ThemeMaps:
    """Draws selections of one run."""

    def __init__(
        self, book: FigureBook, catalogue: Catalogue, units: Mapping[str, StatUnit]
    ) -> None:
        self._book = book
        self._catalogue = catalogue
        self._units = units
        self._breaks = lru_cache(maxsize=512)(self._find_breaks)

    def draw(self, selection: Selection, language: Language) -> ThemeMap:
        """The map of a selection in one language."""
        theme = self._catalogue.themes[selection.theme]
        members = self._catalogue.partitions[selection.partition].members
        figures = self._book.across(theme.code, members, selection.year, selection.profile)
        breaks = self._breaks(selection.partition, theme.code, selection.profile)
        rows = self._rows(figures, theme, breaks, language)
        unit = theme.quantity.value.shown_as.unit
        return ThemeMap(
            colours={row.unit: row.colour for row in rows},
            labels={row.unit: f"{row.name}  {row.text}" for row in rows},
            legend=_legend(figures, theme, breaks, language),
            unit_of_measure=unit.say(language) if unit else "",
            rows=tuple(rows),
        )

    def _find_breaks(self, partition: str, code: str, profile: str) -> ClassBreaks:
        theme = self._catalogue.themes[code]
        members = self._catalogue.partitions[partition].members
        values = [
            value
            for year in self._catalogue.years
            for figure in self._book.across(code, members, year, profile).values()
            if (value := theme.shown_value(figure)) is not None
        ]
        return ClassBreaks.of(values, ramp_of(uom(theme.indicator.uom).dimension))

    def _rows(
        self,
        figures: Mapping[str, Figure | None],
        theme: Theme,
        breaks: ClassBreaks,
        language: Language,
    ) -> list[UnitRow]:
        values = {unit: theme.shown_value(figure) for unit, figure in figures.items()}
        largest = max((abs(v) for v in values.values() if v is not None), default=0.0)
        order = sorted(figures, key=lambda unit: _falling(values[unit]))
        return [
            UnitRow(
                unit=unit,
                name=self._units[unit].name.say(language),
                text=value_text(figures[unit], theme.quantity, language),
                colour=_colour(figures[unit], values[unit], breaks),
                share=_share(values[unit], largest),
            )
            for unit in order
        ]


def _colour(figure: Figure | None, value: float | None, breaks: ClassBreaks) -> str:
    if figure is None:
        return BLANK
    return UNKNOWN if value is None else breaks.colour(value)


def _falling(value: float | None) -> tuple[bool, float]:
    return (value is None, -(value or 0.0))


def _share(value: float | None, largest: float) -> float | None:
    if value is None:
        return None
    return 0.0 if largest == 0.0 else abs(value) / largest


def _legend(
    figures: Mapping[str, Figure | None],
    theme: Theme,
    breaks: ClassBreaks,
    language: Language,
) -> tuple[LegendClass, ...]:
    limits = limit_texts(breaks.inner, theme.quantity.value.shown_as)
    if not limits:
        labels = [words.ALL_SAME.say(language)]
    else:
        between = pairwise(limits)
        labels = [
            words.BELOW.say(language).format(limits[0]),
            *(words.FROM_TO.say(language).format(a, b) for a, b in between),
            words.FROM.say(language).format(limits[-1]),
        ]
    values = [v for f in figures.values() if (v := theme.shown_value(f)) is not None]
    counts = breaks.counts(values)
    classes = [LegendClass(*row) for row in zip(breaks.colours, labels, counts, strict=True)]
    blank = sum(figure is None for figure in figures.values())
    unknown = len(figures) - blank - len(values)
    if unknown:
        classes.append(LegendClass(UNKNOWN, words.UNKNOWN_CLASS.say(language), unknown))
    if blank:
        classes.append(LegendClass(BLANK, words.BLANK_CLASS.say(language), blank))
    return tuple(classes)
