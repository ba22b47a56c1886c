"""A table of the reports as a component, with the numbers the reports print."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from sinkmap.report.table import Column, Row, RowKind, Table
from sinkmap.text import Language

__all__ = ["table_view"]


def table_view(
    table: Table, language: Language, columns: Sequence[str] = (), *, titled: bool = True
) -> Component:
    """A table under its title; ``columns`` picks some of its columns by id, all by default.

    Those of detail are left to spreadsheets.
    """
    chosen = [
        place
        for place, column in enumerate(table.columns)
        if (column.id in columns if columns else not column.detail)
    ]
    heads = [
        html.Th(
            table.columns[place].header.say(language),
            scope="col",
            className="" if table.columns[place].shown_as else "words",
        )
        for place in chosen
    ]
    body = [_row(row, table.columns, chosen, language) for row in table.rows]
    shown = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)])
    notes = [html.P(note.say(language), className="note") for note in table.notes]
    title = [html.H3(table.title.say(language))] if titled else []
    # What scrolls is reached by the keyboard too.
    frame = html.Div(shown, className="scrolled", tabIndex="0")
    return html.Section([*title, frame, *notes], className="grid")


def _row(
    row: Row, columns: Sequence[Column], chosen: Sequence[int], language: Language
) -> Component:
    if row.kind is RowKind.HEADING:
        text = columns[0].say(row.cells[0], language)
        return html.Tr(html.Th(text, scope="rowgroup", colSpan=len(chosen)))
    said = [columns[place].say(row.cells[place], language) for place in chosen]
    cells: list[Component] = [html.Th(said[0], scope="row")]
    for place, text in zip(chosen[1:], said[1:], strict=True):
        number = columns[place].format_of(row.cells[place]) is not None
        cells.append(html.Td(text, className="" if number else "words"))
    return html.Tr(cells, className="chosen" if row.kind is RowKind.TOTAL else "")
