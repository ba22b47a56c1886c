"""A review as components: what came out, one row of it, the way it took through the office."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dash_app import urls
from dash_app.review import words
from dash_app.review.source import ShownReview
from sinkmap.control.review_result import ReviewResult, ThemeResult
from sinkmap.control.review_steps import StepEntry
from sinkmap.control.review_terms import Conclusion
from sinkmap.text import Language, Text

__all__ = [
    "COLOURS",
    "conclusion_chip",
    "nothing_shown",
    "review_body",
    "review_head",
    "row_name",
]

COLOURS = {
    Conclusion.CONFLICT: "#b3261e",
    Conclusion.APPRAISAL: "#c46a00",
    Conclusion.INVOLVED: "#2f6fb0",
    Conclusion.NOT_INVOLVED: "#8a958f",
    Conclusion.UNSEEN: "#8a958f",
}
"""Told apart by people who see no red or no green; every one stands beside its word."""
_CHIPS = {
    Conclusion.CONFLICT: "chip-poor",
    Conclusion.NOT_INVOLVED: "chip-good",
}
_SQUARE_METRES = 10_000


def nothing_shown(language: Language, text: Text = words.CHOOSE) -> list[Component]:
    """What stands where a review would."""
    return [html.P(text.say(language), className="note")]


def conclusion_chip(conclusion: Conclusion, language: Language) -> Component:
    """A conclusion as a chip."""
    kind = _CHIPS.get(conclusion, "chip-doubt")
    return html.Span(conclusion.text.say(language), className=f"chip {kind}")


def row_name(shown: ShownReview, place: int, language: Language) -> str:
    """Zone of a row, with the name of what lies in it."""
    row = shown.result.rows.iloc[place]
    zone = str(row["zone"])
    title = next((z.title for z in shown.result.book.zones.values() if z.id == zone), None)
    said = title.say(language) if title else zone
    name = str(row["name"]).strip()
    return f"{said} · {name}" if name and name != said else said


def review_head(shown: ShownReview, language: Language) -> list[Component]:
    """Which project, and what came out."""
    result = shown.result
    asked = result.proposal
    hectares = words.HECTARES.say(language).format(_ha(result.area_m2))
    head = html.Div(
        [
            html.H2(asked.name),
            conclusion_chip(result.conclusion, language),
            html.P(f"{asked.number} · {asked.use.text.say(language)} · {hectares}"),
        ],
        className="figure-heading case-heading",
    )
    files = html.P(
        [
            html.Strong(words.FILES.say(language)),
            *(
                html.A(
                    text.say(language),
                    href=urls.review_file_url(result.review, name),
                    className="file",
                    target="_blank" if name == "html" else "",
                )
                for name, text in words.FILE_NAMES.items()
            ),
        ],
        className="files-line",
    )
    return [head, files]


def review_body(shown: ShownReview, row: int | None, language: Language) -> list[Component]:
    """The row chosen, the themes, the facts, notes and the record."""
    untouched = [] if len(shown.result.rows) else nothing_shown(language, words.NO_ROWS)
    return [
        *untouched,
        *([] if row is None else [_row(shown, row, language)]),
        _themes(shown.result, language),
        _facts(shown.result, language),
        *_notes(shown.result, language),
        *_record(shown.record, language),
    ]


def _row(shown: ShownReview, place: int, language: Language) -> Component:
    row = shown.result.rows.iloc[place]
    conclusion = Conclusion(int(row["conclusion"]))
    theme = next((t.theme for t in shown.result.themes if t.theme.id == str(row["theme"])), None)
    tongue = "zh" if language is Language.ZH else "en"
    reason, paper = str(row[f"reason_{tongue}"]), str(row[f"document_{tongue}"])
    told = (
        (words.AREA, words.HECTARES.say(language).format(_ha(float(row["area_m2"])))),
        (words.SHARE, f"{float(row['share']):.2%}"),
        (words.CLAUSE, str(row["clause"])),
        (words.REASON, reason),
        (words.DOCUMENT, paper),
        (words.OFFICE, theme.office.say(language) if theme else ""),
    )
    sliver = [html.P(words.SLIVER.say(language), className="note")] if row["ignored"] else []
    return html.Section(
        [
            html.H3(row_name(shown, place, language)),
            conclusion_chip(conclusion, language),
            *sliver,
            html.Dl(_facts_of(told, language)),
        ],
        className="definition row-card",
    )


def _themes(result: ReviewResult, language: Language) -> Component:
    heads = (words.THEMES, words.RESULT, words.SHARE)
    body = [_theme(one, language) for one in result.themes]
    table = html.Table(
        [
            html.Thead(html.Tr([html.Th(h.say(language), scope="col") for h in heads])),
            html.Tbody(body),
        ]
    )
    return html.Section(
        [html.H3(words.THEMES.say(language)), html.Div(table, className="scrolled", tabIndex="0")],
        className="grid themes",
    )


def _theme(one: ThemeResult, language: Language) -> Component:
    steady = [] if one.steady else [html.Br(), html.Small(words.NOT_STEADY.say(language))]
    swatch = html.I(className="swatch", style={"background": COLOURS[one.conclusion]})
    share = f"{one.share:.2%}" if one.area_m2 else "—"
    return html.Tr(
        [
            html.Th(one.theme.title.say(language), scope="row"),
            html.Td([swatch, one.text.say(language), *steady], className="words"),
            html.Td(share),
        ]
    )


def _facts(result: ReviewResult, language: Language) -> Component:
    joint = "、" if language is Language.ZH else ", "
    told = (
        (words.PLACE, joint.join(name.say(language) for name in result.place_names)),
        (words.APPLICANT, result.proposal.applicant),
        (words.INDUSTRY, result.proposal.industry),
        (words.LAW, result.day.isoformat()),
        (words.OFFICE, joint.join(text.say(language) for text in result.offices)),
        (words.DOCUMENT, joint.join(text.say(language) for text in result.documents)),
        (words.REVIEW_ID, result.review),
    )
    facts = html.Dl(_facts_of(told, language))
    return html.Section([html.H3(words.FACTS.say(language)), facts])


def _notes(result: ReviewResult, language: Language) -> list[Component]:
    if not result.findings:
        return []
    lines = [html.Li(finding.say(language)) for finding in result.findings]
    title = html.H3(words.FINDINGS.say(language))
    return [html.Section([title, html.Ul(lines)], className="findings")]


def _record(record: Sequence[StepEntry], language: Language) -> list[Component]:
    lines = []
    for entry in reversed(record):
        said = " · ".join(filter(None, (entry.on.isoformat(), entry.by, entry.office, entry.paper)))
        opinion = [html.Br(), html.Q(entry.opinion)] if entry.opinion else []
        head = html.Strong(entry.step.text.say(language))
        lines.append(html.Li([head, html.Br(), said, *opinion]))
    if not lines:
        return []
    return [
        html.Section([html.H3(words.RECORD.say(language)), html.Ul(lines)], className="findings")
    ]


def _facts_of(told: Sequence[tuple[Text, str]], language: Language) -> list[Component]:
    return [
        html.Div([html.Dt(name.say(language)), html.Dd(value)]) for name, value in told if value
    ]


def _ha(square_metres: float) -> str:
    return f"{square_metres / _SQUARE_METRES:,.4f}"
