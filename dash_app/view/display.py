"""Numbers of a figure as the reports print them, each with its unit."""

from __future__ import annotations

from sinkmap.figure import Figure, Status
from sinkmap.report.numbers import (
    COVERAGE,
    DENSITY,
    HECTARES,
    MISSING,
    PERCENT,
    SQUARE_KILOMETRES,
    TONNES_C,
    NumberFormat,
    show,
)
from sinkmap.text import Language, Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert, uom

__all__ = [
    "coverage_text",
    "denominator_text",
    "format_of",
    "interval_text",
    "numerator_text",
    "value_text",
    "with_unit",
]

_FORMATS = {
    "%": PERCENT,
    "ha": HECTARES,
    "km2": SQUARE_KILOMETRES,
    "tC": TONNES_C,
    "tC/ha": DENSITY,
}
_CARBON = frozenset({"carbon", "carbon_density"})


def format_of(symbol: str) -> NumberFormat:
    """How values in a unit of measure are shown."""
    known = _FORMATS.get(symbol)
    if known is not None:
        return known
    unit = uom(symbol)
    return NumberFormat(unit.name, unit.decimals)


def with_unit(value: float | None, shown_as: NumberFormat, language: Language) -> str:
    """A number with its unit behind it; a dash alone where there is none."""
    number = show(value, shown_as)
    if number == MISSING or shown_as.unit is None:
        return number
    return f"{number} {shown_as.unit.say(language)}"


def value_text(figure: Figure | None, language: Language) -> str:
    """The value with its unit, or the words for why there is none."""
    if figure is None:
        return MISSING
    if figure.status is not Status.OK:
        return figure.status.text.say(language)
    return with_unit(figure.value, format_of(figure.uom), language)


def numerator_text(figure: Figure, language: Language) -> str:
    """What was counted: tonnes of carbon for carbon, else hectares."""
    if uom(figure.uom).dimension in _CARBON:
        return with_unit(figure.numerator, TONNES_C, language)
    return _hectares(figure.numerator, language)


def denominator_text(figure: Figure, language: Language) -> str:
    """What it was counted against, an area in hectares."""
    return _hectares(figure.denominator, language)


def interval_text(figure: Figure, language: Language) -> str | None:
    """The interval with its unit, or None where the figure has none."""
    if figure.ci_low is None or figure.ci_high is None:
        return None
    shown_as = format_of(figure.uom)
    both = Text("{} 至 {}", "{} to {}").say(language)
    return both.format(show(figure.ci_low, shown_as), with_unit(figure.ci_high, shown_as, language))


def coverage_text(figure: Figure, language: Language) -> str:
    """Share of the unit with data, in percent."""
    share = None if figure.coverage is None else 100.0 * figure.coverage
    return with_unit(share, COVERAGE, language)


def _hectares(square_metres: float | None, language: Language) -> str:
    area = None if square_metres is None else convert(square_metres, SQUARE_METRE, HECTARE)
    return with_unit(area, HECTARES, language)
