"""What lies behind a choice, as components: targets, exclusions, near-best choices, frontier."""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dash_app.view.tables import table_view
from sinkmap.report.book import Book
from sinkmap.report.siting_choice import (
    excluded_table,
    frontier_chart,
    frontier_table,
    portfolios_table,
    stability_table,
)
from sinkmap.report.siting_forecast import forecast_table, has_target
from sinkmap.siting.result import Siting
from sinkmap.text import Language

__all__ = ["ahead", "comparison", "ground"]

_AHEAD = ("indicator", "year", "target", "forecast", "with", "with_verdict")
_UNAIMED = ("indicator", "now", "points")
_EXCLUDED = ("mask", "removed", "alone", "left")
_PORTFOLIOS = ("portfolio", "worth", "cost", "area", "sites", "shared")


def ahead(siting: Siting, book: Book, language: Language) -> list[Component]:
    """Targets of the rates that the choice moves: the forecast without it and with it."""
    table = forecast_table(siting, book)
    shown = _AHEAD if has_target(table) else _UNAIMED
    return [table_view(table, language, shown, titled=False)] if table.rows else []


def ground(siting: Siting, language: Language) -> list[Component]:
    """Hectares each mask removed."""
    table = excluded_table(siting)
    return [table_view(table, language, _EXCLUDED, titled=False)] if table.rows else []


def comparison(siting: Siting, language: Language) -> list[Component]:
    """Near-best choices, what each budget buys drawn and told, and how the choice holds."""
    frontier = frontier_table(siting)
    chart = frontier_chart(siting, language, in_row=1)
    drawn = []
    if chart is not None:
        # The table below says the same in words.
        source = f"data:image/svg+xml,{quote(chart)}"
        picture = html.Img(src=source, alt=frontier.title.say(language), className="frontier")
        drawn = [picture]
    portfolios = table_view(portfolios_table(siting), language, _PORTFOLIOS)
    tables = [table_view(one, language) for one in (frontier, stability_table(siting)) if one.rows]
    return [portfolios, *drawn, *tables]
