"""Numbers of a figure as the reports print them, each with its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sinkmap.figure import Figure, Status
from sinkmap.report.numbers import COVERAGE, MISSING, NumberFormat, rounded, show
from sinkmap.report.quantity import Part, Quantity
from sinkmap.text import Language

__all__ = ["coverage_text", "limit_texts", "part_text", "unit_text", "value_of", "value_text"]


def part_text(part: Part, stored: float | None, language: Language) -> str:
    """A stored number in the unit shown, with that unit; a dash alone where there is none."""
    return unit_text(part.of(stored), part.shown_as, language)


def unit_text(value: float | None, shown_as: NumberFormat, language: Language) -> str:
    """A number in its unit with the unit; a dash alone where there is none."""
    number = show(value, shown_as)
    if number == MISSING or shown_as.unit is None:
        return number
    name = shown_as.unit.say(language)
    # "7.50 10,000 mu" would read as one number.
    return f"{number} × {name}" if name[0].isdigit() else f"{number} {name}"


def value_of(figure: Figure | None) -> float | None:
    """The stored value of a figure that could be computed, else None."""
    return figure.value if figure is not None and figure.status is Status.OK else None


def value_text(figure: Figure | None, quantity: Quantity, language: Language) -> str:
    """The value with its unit, or the words for why there is none."""
    if figure is None:
        return MISSING
    if figure.status is not Status.OK:
        return figure.status.text.say(language)
    return part_text(quantity.value, figure.value, language)


def coverage_text(figure: Figure, language: Language) -> str:
    """Share of the unit with data, in percent."""
    return part_text(Part(COVERAGE, 100.0), figure.coverage, language)


def limit_texts(limits: Sequence[float], shown_as: NumberFormat) -> list[str]:
    """Limits of classes without digits that are zero in all of them."""
    exact = [rounded(limit, shown_as.decimals) for limit in limits]
    needed = next(
        d
        for d in range(shown_as.decimals + 1)
        if d == shown_as.decimals or all(round(e, d) == e for e in exact)
    )
    return [show(limit, replace(shown_as, decimals=needed)) for limit in limits]
