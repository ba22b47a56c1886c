"""The figure panel as components, and what stands on the map: heading and legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import urls
from dash_app.view import words
from dash_app.view.imagery import ImageryPanel
from dash_app.view.panel import FigurePanel, Goal, Source
from dash_app.view.parameter_sheet import ParameterSheet
from dash_app.view.side_by_side import Grid
from dash_app.view.theme import Theme
from dash_app.view.theme_map import ThemeMap
from sinkmap.figure import Verdict
from sinkmap.report.numbers import MISSING
from sinkmap.run import Picture
from sinkmap.text import Language, Text

__all__ = ["figure_panel", "imagery_section", "legend", "map_heading"]

_SOURCES = "figure-sources"
"""Where the figure's files and parameters stand on the page."""
_FEW_COLUMNS = 4
"""Columns that a narrow screen takes side by side."""
_FEW_FILES = 8
"""Files of a layer that are listed at once: a geodatabase has dozens."""
_CHIPS = {Verdict.MET: "chip-good", Verdict.NOT_MET: "chip-poor"}


def map_heading(theme: Theme, profile: str, year: int, language: Language) -> list[Component]:
    """Title of the thematic map."""
    definition = theme.indicator.profile(profile).title.say(language)
    return [
        html.Strong(f"{theme.full_title.say(language)} · {year}"),
        html.Span(definition),
    ]


def legend(drawn: ThemeMap, picture: Picture | None, language: Language) -> list[Component]:
    """Classes of the theme with the number of units in each, and of the picture shown."""
    counted = words.UNITS_IN_CLASS.say(language)
    title = words.LEGEND.say(language)
    rows = [
        html.Li([_swatch(c.colour), c.label, html.Span(counted.format(c.count))])
        for c in drawn.legend
    ]
    unit = f" ({drawn.unit_of_measure})" if drawn.unit_of_measure else ""
    parts: list[Component] = [
        html.Summary(title + unit),
        html.Ul(rows),
        html.Small(words.SAME_CLASSES.say(language)),
    ]
    if picture is not None:
        entries = [
            html.Li([_swatch(entry.colour), entry.label.say(language)]) for entry in picture.legend
        ]
        title = f"{picture.title.say(language)} {picture.year}"
        note = html.Small(words.GAPS_CLEAR.say(language))
        under = html.Ul(entries, className="entries") if entries else note
        parts += [html.Strong(title), under]
    return [html.Details(parts, open=True)]


def figure_panel(
    panel: FigurePanel | None, theme: Theme, unit: str, year: int, language: Language
) -> list[Component]:
    """Everything that is known of one figure."""
    heading = html.Header(
        [html.H2(unit), html.P(f"{theme.full_title.say(language)} · {year}")],
        className="figure-heading",
    )
    if panel is None:
        return [heading, html.P(words.NO_FIGURE.say(language), className="note")]
    parts: list[Component | None] = [
        heading,
        _value(panel, language),
        _warning(panel, language),
        *(_goal(goal, language) for goal in panel.goals),
        _definition(panel, theme, language),
        html.Dl([_fact(label, text) for label, text in panel.facts]),
        _grid(words.ISSUED, panel.issued, language),
        _grid(words.TASKS, panel.tasks, language),
        _years(panel, language),
        _grid(words.PROFILES, panel.profiles, language),
        _sources(panel, language),
        _findings(panel, language),
        html.P([f"{words.FIGURE_ID.say(language)} ", html.Code(panel.figure_id)], className="id"),
    ]
    return [part for part in parts if part is not None]


def imagery_section(panel: ImageryPanel | None, language: Language) -> list[Component]:
    """What imagery or soil profiles gave, under the figure; nothing where there are none."""
    if panel is None:
        return []
    tables = [_grid(title, grid, language) for title, grid in panel.grids]
    facts = html.Dl([_fact(label, text) for label, text in panel.facts])
    parts = [html.Summary(panel.title), facts, *(table for table in tables if table is not None)]
    return [html.Details(parts, open=True, className="imagery")]


def _swatch(colour: str) -> Component:
    return html.I(className="swatch", style={"background": colour})


def _value(panel: FigurePanel, language: Language) -> Component:
    name = "value" if panel.is_estimated else "value value-unknown"
    also = [html.Span(panel.also)] if panel.also else []
    back = html.A(words.WALK_BACK.say(language), href=f"#{_SOURCES}", className="walk-back")
    return html.P([html.Strong(panel.value), *also, back], className=name)


def _warning(panel: FigurePanel, language: Language) -> Component | None:
    """The early warning as a chip, as a target's verdict is shown."""
    if panel.warning is None:
        return None
    tone, text = panel.warning
    chip = html.Span(text, className=f"chip chip-{tone}")
    return html.Div([chip, html.Span(words.WARNING.say(language))], className="goal")


def _goal(goal: Goal, language: Language) -> Component:
    chip = _CHIPS.get(goal.verdict, "chip-doubt")
    return html.Div(
        [
            html.Span(goal.verdict_text, className=f"chip {chip}"),
            html.Span(goal.text),
            *([html.Ul([html.Li(note) for note in goal.notes])] if goal.notes else []),
            html.Small(goal.source),
        ],
        className="goal",
    )


def _definition(panel: FigurePanel, theme: Theme, language: Language) -> Component:
    return html.Div(
        [
            html.H3(panel.profile_title),
            html.P(panel.definition),
            html.P(
                [
                    html.Small(f"{words.REFERENCE.say(language)}: {panel.reference} · "),
                    html.A(
                        words.METHODS.say(language),
                        href=f"{urls.METHODS}#{quote(theme.indicator.id)}",
                    ),
                ]
            ),
        ],
        className="definition",
    )


def _fact(label: str, text: str) -> Component:
    return html.Div([html.Dt(label), html.Dd(text)])


def _grid(title: Text, grid: Grid | None, language: Language) -> Component | None:
    if grid is None:
        return None
    head = html.Tr([html.Th(heading, scope="col") for heading in grid.headings])
    rows = [
        html.Tr(
            [html.Th(cells[0], scope="row"), *_cells(cells[1:], grid, number)],
            className="chosen" if number == grid.current else "",
        )
        for number, cells in enumerate(grid.rows)
    ]
    many = "many" if len(grid.headings) > _FEW_COLUMNS else ""
    table = html.Table([html.Thead(head), html.Tbody(rows)], className=many)
    # What scrolls is reached by the keyboard too.
    frame = html.Div(table, className="scrolled", tabIndex="0")
    return html.Div([html.H3(title.say(language)), frame], className="grid")


def _cells(cells: Sequence[str], grid: Grid, row: int) -> list[Component]:
    """The cells after a row's name; the number of another figure is the way to that figure."""
    drawn: list[Any] = list(cells)
    query = grid.queries[row] if grid.queries else ""
    if query and row != grid.current:
        drawn[0] = dcc.Link(cells[0], href=urls.INDICATORS + query)
    named = zip(drawn, grid.headings[1:], strict=True)
    return [
        html.Td(cell, className="none" if cell == MISSING else "", **_labelled(heading))
        for cell, heading in named
    ]


def _labelled(heading: str) -> dict[str, Any]:
    """What a cell is called where the table's headings are not seen."""
    return {"data-label": heading}


def _years(panel: FigurePanel, language: Language) -> Component | None:
    grid = _grid(words.YEARS, panel.years, language)
    if grid is None or not panel.trend:
        return grid
    # An image keeps the drawing out of the page's own markup.
    picture = html.Img(
        src="data:image/svg+xml," + quote(panel.trend),
        alt=f"{words.YEARS.say(language)}. {panel.trend_told}",
        className="trend",
    )
    told = html.Small(panel.trend_told, className="trend-told")
    title, table = grid.children
    return html.Div([title, picture, told, table], className="grid")


def _sources(panel: FigurePanel, language: Language) -> Component:
    items = [_source(source, language) for source in panel.sources]
    derived = f"{words.DERIVED.say(language)}: {panel.derived or MISSING}"
    parts = [html.H3(words.SOURCES.say(language)), html.Ul(items), html.P(html.Small(derived))]
    if panel.parameters:
        parts.append(html.H3(words.PARAMETER_TABLES.say(language)))
    parts += [_parameters(sheet) for sheet in panel.parameters]
    return html.Div(parts, className="sources", id=_SOURCES)


def _parameters(sheet: ParameterSheet) -> Component:
    head = html.Tr([html.Th(heading, scope="col") for heading in sheet.grid.headings])
    rows = [
        html.Tr([html.Th(cells[0], scope="row"), *(html.Td(cell) for cell in cells[1:])])
        for cells in sheet.grid.rows
    ]
    table = html.Div(
        html.Table([html.Thead(head), html.Tbody(rows)]), className="scrolled", tabIndex="0"
    )
    return html.Details([html.Summary(sheet.title), table], className="grid parameters")


def _source(source: Source, language: Language) -> Component:
    files = [
        html.Li([html.Span(file), html.Code(f"SHA-256 {sha256}")]) for file, sha256 in source.files
    ]
    listed: Component = html.Ul(files)
    if len(files) > _FEW_FILES:
        listed = html.Details([html.Summary(words.FILES.say(language).format(len(files))), listed])
    return html.Li([html.Strong(source.layer), html.Small(source.about), listed])


def _findings(panel: FigurePanel, language: Language) -> Component | None:
    if not panel.findings:
        return None
    items = [html.Li(text) for text in panel.findings]
    return html.Div([html.H3(words.FINDINGS.say(language)), html.Ul(items)], className="findings")
