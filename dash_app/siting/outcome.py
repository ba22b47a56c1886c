"""What comes of a question, as components: the result line, what is at fault, what is noted."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dash_app.siting import words
from dash_app.siting.rows import SiteRows
from dash_app.siting.shapes import BLANK, LOCKED_OUT
from dash_app.view.display import unit_text
from dash_app.view.tables import table_view
from sinkmap.errors import Finding
from sinkmap.report.numbers import COUNT, HECTARES, NumberFormat, show
from sinkmap.report.siting_numbers import MONEY, MU, ha_of, money, mu_of, percent
from sinkmap.report.siting_weights import dropped_table
from sinkmap.siting.question import Objective
from sinkmap.siting.result import Siting
from sinkmap.text import Language, Text

__all__ = ["legend", "notes", "outcome", "refused"]

_CARBON = NumberFormat(words.CO2, 1)
_POINTS = NumberFormat(words.POINTS, 3, signed=True)
_SHARE = NumberFormat(Text("%", "%"), 3)
_MORE = NumberFormat(Text("%", "%"), 2, signed=True)


def outcome(siting: Siting, language: Language) -> Component:
    """The result line: sites, ground, money, carbon, points, and what is proven."""
    choice, moves = siting.choice, siting.moves
    candidates = words.OF_ALL.say(language).format(show(float(len(siting.sites)), COUNT))
    mu = words.MU_TOLD.say(language).format(show(mu_of(choice.area_m2), MU))
    cost = unit_text(money(choice.cost_yuan), MONEY, language)
    costs = _range([money(yuan) for yuan in moves.cost_yuan], MONEY, language)
    facts = (
        (words.CHOSEN_SITES, show(float(choice.sites), COUNT), candidates),
        (words.GROUND_AREA, unit_text(ha_of(choice.area_m2), HECTARES, language), mu),
        (words.COST, cost, costs),
        _moved(words.CARBON, moves.carbon_t, _CARBON, language),
        _moved(words.TREE, moves.tree_points, _POINTS, language),
        _moved(words.WETLAND, moves.wetland_points, _POINTS, language),
        (words.GAP, unit_text(percent(choice.gap), _SHARE, language), words.GAP_TOLD.say(language)),
        (
            words.GREEDY,
            unit_text(percent(choice.over_greedy), _MORE, language),
            words.GREEDY_TOLD.say(language),
        ),
    )
    return html.Dl(
        [
            html.Div([html.Dt(name.say(language)), html.Dd(value), html.Dd(more)])
            for name, value, more in facts
        ]
    )


def refused(findings: Sequence[Finding], language: Language) -> Component:
    """What is at fault with the question, or which bounds cannot be met together."""
    said = [html.P(finding.say(language)) for finding in findings]
    return html.Div([html.Strong(words.REFUSED.say(language)), *said], className="poor")


def notes(siting: Siting, aim: Objective, language: Language) -> list[Component]:
    """Findings, and the factors and masks that could not be used, folded away."""
    said = [html.Li(finding.say(language)) for finding in siting.findings]
    if aim is not Objective.SCORE:
        said.insert(0, html.Li(words.ONLY_SCORE.say(language)))
    dropped = dropped_table(siting)
    if not said and not dropped.rows:
        return []
    title = words.FINDINGS.say(language).format(len(said) + len(dropped.rows))
    parts: list[Component] = [html.Div(html.Ul(said), className="findings")] if said else []
    parts += [table_view(dropped, language)] if dropped.rows else []
    return [html.Details([html.Summary(title), *parts], className="imagery")]


def legend(rows: SiteRows) -> list[Component]:
    """Colours of the chosen sites by type, and of the others."""
    entries = [
        html.Li([_swatch(colour), title, html.Span(str(count))])
        for colour, title, count in rows.by_type()
    ]
    others = ((BLANK, words.NOT_CHOSEN), (LOCKED_OUT, words.OUT))
    entries += [html.Li([_swatch(colour), text.say(rows.language)]) for colour, text in others]
    title = html.Summary(words.LEGEND.say(rows.language))
    return [html.Details([title, html.Ul(entries)], open=True)]


def _moved(
    name: Text, triple: tuple[float, float, float], shown_as: NumberFormat, language: Language
) -> tuple[Text, str, str]:
    return name, unit_text(triple[1], shown_as, language), _range(triple, shown_as, language)


def _range(triple: Sequence[float | None], shown_as: NumberFormat, language: Language) -> str:
    return words.RANGE.say(language).format(show(triple[0], shown_as), show(triple[2], shown_as))


def _swatch(colour: str) -> Component:
    return html.I(className="swatch", style={"background": colour})
