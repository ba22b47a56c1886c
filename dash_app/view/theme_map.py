"""The thematic map of a selection: colours, labels, legend and the table of units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dash_app.view import words
from dash_app.view.choropleth import BLANK, UNKNOWN, ClassBreaks, ramp_of
from dash_app.view.display import format_of, value_text
from dash_app.view.figure_book import FigureBook
from dash_app.view.selection import Catalogue, Selection
from dash_app.view.theme import Theme
from sinkmap.figure import Figure, Status
from sinkmap.report.numbers import show
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
        rows = self._rows(figures, breaks, language)
        return ThemeMap(
            colours={row.unit: row.colour for row in rows},
            labels={row.unit: f"{row.name}  {row.text}" for row in rows},
            legend=_legend(figures, breaks, theme, language),
            unit_of_measure=_unit_name(theme, language),
            rows=tuple(rows),
        )

    def _find_breaks(self, partition: str, code: str, profile: str) -> ClassBreaks:
        members = self._catalogue.partitions[partition].members
        values = [
            figure.value
            for year in self._catalogue.years
            for figure in self._book.across(code, members, year, profile).values()
            if figure and figure.status is Status.OK and figure.value is not None
        ]
        dimension = uom(self._catalogue.themes[code].indicator.uom).dimension
        return ClassBreaks.of(values, ramp_of(dimension))

    def _rows(
        self, figures: Mapping[str, Figure | None], breaks: ClassBreaks, language: Language
    ) -> list[UnitRow]:
        values = {unit: _ok_value(figure) for unit, figure in figures.items()}
        largest = max((abs(v) for v in values.values() if v is not None), default=0.0)
        order = sorted(figures, key=lambda unit: _falling(values[unit]))
        return [
            UnitRow(
                unit=unit,
                name=self._units[unit].name.say(language),
                text=value_text(figures[unit], language),
                colour=breaks.colour(figures[unit]),
                share=_share(values[unit], largest),
            )
            for unit in order
        ]


def _ok_value(figure: Figure | None) -> float | None:
    return figure.value if figure is not None and figure.status is Status.OK else None


def _falling(value: float | None) -> tuple[bool, float]:
    return (value is None, -(value or 0.0))


def _share(value: float | None, largest: float) -> float | None:
    if value is None:
        return None
    return 0.0 if largest == 0.0 else abs(value) / largest


def _unit_name(theme: Theme, language: Language) -> str:
    unit = format_of(theme.indicator.uom).unit
    return unit.say(language) if unit else ""


def _legend(
    figures: Mapping[str, Figure | None],
    breaks: ClassBreaks,
    theme: Theme,
    language: Language,
) -> tuple[LegendClass, ...]:
    shown_as = format_of(theme.indicator.uom)
    limits = [show(limit, shown_as) for limit in breaks.inner]
    if not limits:
        labels = [words.ALL_SAME.say(language)]
    else:
        between = zip(limits, limits[1:], strict=False)
        labels = [
            words.BELOW.say(language).format(limits[0]),
            *(words.FROM_TO.say(language).format(a, b) for a, b in between),
            words.FROM.say(language).format(limits[-1]),
        ]
    counts = breaks.counts(figures)
    classes = [LegendClass(*row) for row in zip(breaks.colours, labels, counts, strict=True)]
    blank = sum(figure is None for figure in figures.values())
    unknown = len(figures) - blank - sum(counts)
    if unknown:
        classes.append(LegendClass(UNKNOWN, words.UNKNOWN_CLASS.say(language), unknown))
    if blank:
        classes.append(LegendClass(BLANK, words.BLANK_CLASS.say(language), blank))
    return tuple(classes)
