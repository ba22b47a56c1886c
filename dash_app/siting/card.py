"""One site as components: why it was chosen or not, what would change that, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dash_app.siting import words
from dash_app.siting.rows import SiteRows
from dash_app.view.display import unit_text
from sinkmap.report.numbers import HECTARES, NumberFormat, show
from sinkmap.report.siting_numbers import (
    CH4,
    CO2,
    MONEY,
    PP,
    SCORE,
    ha_of,
    money,
    number,
    percent,
)
from sinkmap.report.siting_words import codes_of, said_of
from sinkmap.text import Language, Text

__all__ = ["nothing_chosen", "site_card"]

_WHOLE = NumberFormat(None, 0)


def nothing_chosen(language: Language, text: Text = words.CHOOSE) -> list[Component]:
    """What stands where a card would."""
    return [html.P(text.say(language), className="note")]


def site_card(rows: SiteRows, site: Mapping[str, Any]) -> list[Component]:
    """What a site is, whether it is chosen, and why."""
    language, told = rows.language, rows.told
    chip = ("chip-good", words.IS_CHOSEN) if site["chosen"] else ("chip-doubt", words.IS_REFUSED)
    place = told.place(site)
    head = html.Div(
        [
            html.H2(told.name(site).say(language)),
            html.Span(chip[1].say(language), className=f"chip {chip[0]}"),
            html.P(place.say(language) if place else ""),
        ],
        className="figure-heading case-heading",
    )
    why = [
        html.P([html.Strong(f"{name.say(language)} "), text.say(language)])
        for name, text in (
            (words.WHY, said_of(site, "reason")),
            (words.CHANGE, said_of(site, "change")),
        )
        if text is not None
    ]
    return [
        head,
        html.Div(why, className="definition"),
        html.Dl(_facts(rows, site)),
        _criteria(rows, site),
    ]


def _facts(rows: SiteRows, site: Mapping[str, Any]) -> list[Component]:
    language, told = rows.language, rows.told
    score = f"{show(number(site['score']), SCORE)} {_title(rows, 'class', site.get('score_class'))}"
    said: tuple[tuple[Text, str | Text | None], ...] = (
        (words.GROUND_AREA, _in(ha_of(site["area_m2"]), HECTARES, language)),
        (words.PRESENT, told.present(site)),
        (words.OWNERSHIP, told.owner(site)),
        (words.SCORE, score.strip()),
        (words.COST, _triple(site, "cost", MONEY, language, money)),
        (words.CARBON, _triple(site, "carbon", CO2, language)),
        (words.CH4, _in(number(site.get("ch4_kg")) or None, CH4, language)),
        (words.TREE_POINTS, _triple(site, "tree_points", PP, language)),
        (words.WETLAND_POINTS, _triple(site, "wetland_points", PP, language)),
        (words.INSIDE, _inside(site, language)),
        (words.PAPERS, told.papers(site)),
        (words.FIRM, _firm(site, language)),
        (words.PARCELS, codes_of(site.get("parcels"))),
        (words.SITE_ID, str(site["site_id"])),
    )
    found = [(n, t.say(language) if isinstance(t, Text) else t) for n, t in said]
    return [html.Div([html.Dt(n.say(language)), html.Dd(text)]) for n, text in found if text]


def _criteria(rows: SiteRows, site: Mapping[str, Any]) -> Component:
    language, siting = rows.language, rows.siting
    weights = siting.weights_used.get(str(site["type_id"]), siting.weights)
    heads = (words.CRITERION, words.WEIGHT, words.SCORE)
    body = [
        html.Tr(
            [
                html.Th(_title(rows, "criterion", name), scope="row"),
                html.Td(show(percent(weight), _WHOLE)),
                html.Td(show(number(site.get(name)), SCORE)),
            ]
        )
        for name, weight in weights.items()
    ]
    table = html.Table(
        [
            html.Thead(html.Tr([html.Th(text.say(language), scope="col") for text in heads])),
            html.Tbody(body),
        ]
    )
    return html.Section([html.H3(words.CRITERIA.say(language)), table], className="grid")


def _title(rows: SiteRows, kind: str, name: Any) -> str:
    text = rows.told.title(kind, name)
    return text.say(rows.language) if text else ""


def _in(value: float | None, shown_as: NumberFormat, language: Language) -> str:
    return "" if value is None else unit_text(value, shown_as, language)


def _triple(
    site: Mapping[str, Any],
    name: str,
    shown_as: NumberFormat,
    language: Language,
    scaled: Any = number,
) -> str:
    """Default with its range; nothing where it is 0 throughout."""
    low, middle, high = (scaled(site.get(n)) for n in (f"{name}_low", name, f"{name}_high"))
    if middle is None or not any((low, middle, high)):
        return ""
    bounds = words.RANGE.say(language).format(show(low, shown_as), show(high, shown_as))
    return f"{_in(middle, shown_as, language)} ({bounds})"


def _inside(site: Mapping[str, Any], language: Language) -> str:
    parts = [
        words.HECTARES_OF.say(language).format(
            text.say(language), show(ha_of(site[name]), HECTARES)
        )
        for name, text in words.INSIDE_PARTS.items()
        if number(site.get(name))
    ]
    return ("；" if language is Language.ZH else "; ").join(parts)


def _firm(site: Mapping[str, Any], language: Language) -> str:
    draws, stable = number(site.get("share_draws")), number(site.get("stability"))
    choices = number(site.get("portfolios"))
    told = [
        text.say(language).format(show(value, _WHOLE))
        for text, value in (
            (words.FIRM_DRAWS, percent(draws)),
            (words.FIRM_WEIGHTS, percent(stable)),
            (words.FIRM_CHOICES, choices),
        )
        if value is not None
    ]
    if choices is not None and site.get("no_regret"):
        told.append(words.FIRM_ALWAYS.say(language))
    return " · ".join(told)
