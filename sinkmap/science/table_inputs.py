"""Rows of parameter tables as inputs of a propagation."""

from __future__ import annotations

from collections.abc import Iterable

from sinkmap.parameters import Parameter, parameter_table, weakest
from sinkmap.science.propagation import Uncertain

__all__ = ["certainty_of", "row_input", "table_inputs"]


def row_input(table: str, row: Parameter) -> Uncertain:
    """One row; its source is ``table.row``."""
    return Uncertain(f"{table}.{row.id}", row.value, row.low, row.high)


def table_inputs(table: str, names: Iterable[str]) -> list[Uncertain]:
    """Rows of one table by id, each once."""
    known = parameter_table(table)
    return [row_input(table, known.get(name)) for name in dict.fromkeys(names)]


def certainty_of(inputs: Iterable[Uncertain]) -> str:
    """The weakest certainty among rows that :func:`table_inputs` gave; empty without any."""
    places = (one.source.partition(".") for one in inputs)
    return weakest(parameter_table(table).get(row).certainty for table, _, row in places)
