"""Figures without a value, set for paper: layers by title, and no row taller than a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from sinkmap.report.annual.scope import Scope
from sinkmap.report.table import Cell, Row, Table, Value
from sinkmap.report.untold import untold_table
from sinkmap.text import Text

__all__ = ["untold_on_paper"]

_SIGNS = 150
"""Chinese signs a cell holds before its list goes on in the next row; about a fifth of a page."""


def untold_on_paper(scope: Scope) -> Table:
    """The table of figures without a value; long lists go on over several rows."""
    table = untold_table(scope.book)
    rows = (part for row in table.rows for part in _parts(scope, row))
    return replace(table, id="annual.untold", rows=tuple(rows))


def _parts(scope: Scope, row: Row) -> Iterator[Row]:
    """A row, its lists cut into pieces; what is no list stands in the first."""
    pieces = [_pieces(_titled(scope, cell.value)) for cell in row.cells]
    for place, values in enumerate(zip_longest(*pieces)):
        cells = (
            replace(cell, value=value) if place == 0 else Cell(value)
            for cell, value in zip(row.cells, values, strict=True)
        )
        yield Row(tuple(cells), row.kind)


def _titled(scope: Scope, value: Value) -> Value:
    """Chinese words that name layers by id, with their titles; English has the ids."""
    if not isinstance(value, Text):
        return value
    return Text(scope.layer_words(value.zh).zh, value.en)


def _pieces(value: Value) -> list[Value]:
    """A list of names in pieces of about equal length, both languages cut at the same names."""
    if not isinstance(value, Text):
        return [value]
    zh, en = value.zh.split("；"), value.en.split("; ")
    if len(zh) != len(en):
        return [value]
    pieces: list[list[tuple[str, str]]] = [[]]
    for pair in zip(zh, en, strict=True):
        if pieces[-1] and sum(len(one) for one, _ in (*pieces[-1], pair)) > _SIGNS:
            pieces.append([])
        pieces[-1].append(pair)
    return [
        Text("；".join(one for one, _ in piece), "; ".join(one for _, one in piece))
        for piece in pieces
    ]
