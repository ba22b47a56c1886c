"""The parameters behind a figure, as its panel lists them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dash_app.view import words
from dash_app.view.side_by_side import Grid
from sinkmap.parameters import Parameter, parameter_table, parameter_table_ids
from sinkmap.report.numbers import MISSING
from sinkmap.text import Language

__all__ = ["ParameterSheet", "parameter_sheets"]

_DIGITS = 6
"""Significant digits of a parameter; the tables state no more."""


@dataclass(frozen=True, slots=True)
class ParameterSheet:
    """A table of parameters: ``title`` is its id and version."""

    title: str
    grid: Grid


def parameter_sheets(tables: Sequence[str], language: Language) -> tuple[ParameterSheet, ...]:
    """The shipped tables among ``tables`` (ids), row by row with range, source and certainty."""
    columns = (words.PARAMETER, words.VALUE, words.RANGE, words.SOURCE, words.CERTAINTY)
    headings = tuple(column.say(language) for column in columns)
    shipped = [parameter_table(name) for name in tables if name in parameter_table_ids()]
    return tuple(
        ParameterSheet(
            f"{table.id} · {table.version}", Grid(headings, tuple(_row(one) for one in table))
        )
        for table in shipped
    )


def _row(one: Parameter) -> tuple[str, ...]:
    value = MISSING if math.isnan(one.value) else f"{one.value:.{_DIGITS}g} {one.unit}"
    known = one.low is not None and one.high is not None
    bounds = f"{one.low:.{_DIGITS}g} – {one.high:.{_DIGITS}g}" if known else MISSING
    return (one.id, value, bounds, one.source, one.certainty)
