"""The forms of the page of cases: take a step, attach a paper, split, merge."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids
from dash_app.cases import words
from dash_app.component import Choice, FileDrop
from dash_app.page.frame import aria
from sinkmap.ledger import DOCUMENT, PHOTO, Role
from sinkmap.text import Language, Text

__all__ = ["MOST_PAPER", "SPLITTERS", "case_forms"]

MOST_PAPER = 16 * 1024 * 1024
"""Largest file the page takes, bytes: a phone's photograph is a third; the register takes more."""
SPLITTERS = (Role.COUNTY, Role.CITY)
"""Who may split a case, and merge it."""
_MB = 1024 * 1024
_KINDS = ((PHOTO, words.KIND_PHOTO), (DOCUMENT, words.KIND_DOCUMENT))
_DRAWN = (("", words.DRAW_NONE), ("line", words.DRAW_LINE), ("polygon", words.DRAW_SHAPE))


def case_forms(language: Language) -> Component:
    """All of them under one name: who does it is typed once."""
    held = {"persistence": True, "persistence_type": "session"}
    who = _field(ids.CASE_WHO, words.WHO, language, **held)
    return html.Section(
        [
            html.H3(words.FORM.say(language)),
            who,
            *_step(language),
            _fold(words.ATTACH, _attach(language), language),
            _fold(words.SPLIT_FORM, _split(language), language),
            _fold(words.MERGE_FORM, _merge(language), language),
        ],
        id=ids.CASE_FORM,
        className="case-form absent",
    )


def _step(language: Language) -> list[Component]:
    why = dcc.Textarea(id=ids.CASE_WHY, rows=2)
    return [
        Choice(id=ids.CASE_STEP, label=words.STEP.say(language), options=[]),
        html.Label([html.Span(words.WHY.say(language)), why], className="choice"),
        _field(ids.CASE_UNTIL, words.UNTIL, language, placeholder=words.UNTIL_LIKE.say(language)),
        Choice(
            id=ids.CASE_MANY, kind="checks", label=words.MANY.say(language), options=[], value=[]
        ),
        _button(ids.CASE_GO, words.TAKE, language),
    ]


def _attach(language: Language) -> list[Component]:
    most = MOST_PAPER // _MB
    drop = FileDrop(
        id=ids.CASE_PAPER_FILE,
        label=words.DROP.say(language),
        hint=words.DROP_HINT.say(language).format(most),
        tooLarge=words.TOO_LARGE.say(language).format(most),
        accept="",
        most=MOST_PAPER,
    )
    kind = Choice(
        id=ids.CASE_PAPER_KIND,
        kind="tabs",
        label=words.PAPER_KIND.say(language),
        options=[{"value": one, "label": text.say(language)} for one, text in _KINDS],
        value=PHOTO,
    )
    return [
        kind,
        drop,
        _field(ids.CASE_AZIMUTH, words.AZIMUTH_LABEL, language, inputMode="decimal"),
        _field(ids.CASE_NOTE, words.NOTE, language),
        _roles(ids.CASE_ROLE, tuple(Role), language),
        _button(ids.CASE_ATTACH, words.ATTACH_GO, language),
        html.Div(id=ids.CASE_ATTACHED, className="case-said", **aria(live="assertive")),
    ]


def _split(language: Language) -> list[Component]:
    draw = Choice(
        id=ids.CASE_DRAW,
        kind="tabs",
        label=words.DRAW.say(language),
        options=[{"value": one, "label": text.say(language)} for one, text in _DRAWN],
        value="",
    )
    like = words.CUT_LIKE.say(language)
    return [
        html.P(words.SPLIT_HINT.say(language), className="note"),
        draw,
        _field(ids.CASE_CUT, words.CUT_TYPED, language, placeholder=like),
        _field(ids.CASE_CUT_WHY, words.WHY, language),
        _roles(ids.CASE_CUT_ROLE, SPLITTERS, language),
        _button(ids.CASE_CUT_GO, words.SPLIT_GO, language),
        html.Div(id=ids.CASE_CUT_SAID, className="case-said", **aria(live="assertive")),
    ]


def _merge(language: Language) -> list[Component]:
    label = words.MERGE_WITH.say(language)
    return [
        html.P(words.MERGE_HINT.say(language), className="note"),
        html.P(id=ids.CASE_MERGE_NOTE, className="note"),
        Choice(id=ids.CASE_MERGE_WITH, kind="checks", label=label, options=[], value=[]),
        _field(ids.CASE_MERGE_WHY, words.WHY, language),
        _roles(ids.CASE_MERGE_ROLE, SPLITTERS, language),
        _button(ids.CASE_MERGE_GO, words.MERGE_GO, language),
        html.Div(id=ids.CASE_MERGE_SAID, className="case-said", **aria(live="assertive")),
    ]


def _roles(id: str, roles: tuple[Role, ...], language: Language) -> Component:  # noqa: A002
    options = [{"value": str(role), "label": role.text.say(language)} for role in roles]
    return Choice(id=id, label=words.ROLE.say(language), options=options, value=options[0]["value"])


def _fold(title: Text, parts: list[Component], language: Language) -> Component:
    return html.Details(
        [html.Summary(title.say(language)), html.Div(parts, className="fold")], className="further"
    )


def _field(id: str, label: Text, language: Language, **more: Any) -> Component:  # noqa: A002
    return html.Label(
        [html.Span(label.say(language)), dcc.Input(id=id, type="text", value="", **more)],
        className="choice",
    )


def _button(id: str, text: Text, language: Language) -> Component:  # noqa: A002
    return html.Button(text.say(language), id=id, type="button")
