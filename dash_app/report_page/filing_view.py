"""Where a report stands: its state, its record with everybody's comments, the steps open."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dash_app import urls
from dash_app.report_page import words
from dash_app.report_page.source import FiledReport, ReportFile
from sinkmap.filing import FilingEntry, State, ThreeValues, open_steps
from sinkmap.report.book import Book
from sinkmap.report.numbers import MISSING
from sinkmap.text import Language

__all__ = ["files_part", "filing_part", "step_choices"]

_CHIPS = {
    State.APPROVED: "chip-good",
    State.REPORTED: "chip-good",
    State.CONFIRMED: "chip-good",
    State.SENT_BACK: "chip-poor",
}
_PATH = (State.DRAFT, State.REVIEW, State.COUNTERSIGN, State.APPROVED, State.REPORTED,
         State.CONFIRMED)  # fmt: skip


def filing_part(filing: FiledReport, book: Book, language: Language) -> list[Component]:
    """State, the way to go, the record newest first, and values side by side."""
    state = filing.state
    chip = f"chip {_CHIPS.get(state, 'chip-doubt')}"
    steps = [
        html.Li(one.text.say(language), className="here" if one is state else "") for one in _PATH
    ]
    head = html.Div(
        [html.Strong(filing.name), html.Span(state.text.say(language), className=chip)],
        className="filing-head",
    )
    parts: list[Component] = [head, html.Ol(steps, className="filing-path")]
    parts.append(html.H3(words.RECORD.say(language)))
    if filing.record:
        lines = [_entry(one, language) for one in reversed(filing.record)]
        parts.append(html.Section(html.Ul(lines), className="findings record"))
    else:
        parts.append(html.P(words.NO_RECORD.say(language), className="note"))
    if filing.values:
        parts += _values(filing.values, book, language)
    return parts


def step_choices(state: State, language: Language) -> list[dict[str, str]]:
    """The steps open in a state, each with who may take it and what it asks for."""
    found = []
    for row in open_steps(state):
        joined = "、" if language is Language.ZH else "; "
        asked = joined.join(words.NEEDS[need].say(language) for need in row.needs)
        form = words.STEP_NEEDS if asked else words.STEP_OPTION
        names = (row.step.text.say(language), row.role.text.say(language), asked)
        found.append(
            {"value": f"{row.step}|{row.role}", "label": form.say(language).format(*names)}
        )
    return found or [{"value": "", "label": words.NO_STEP.say(language)}]


def files_part(
    files: Sequence[ReportFile], filing: FiledReport, language: Language
) -> list[Component]:
    """Every file that may be fetched, and the filed folder as one."""
    lines = []
    if filing.folder is not None:
        name = filing.folder.name
        text = words.ZIP.say(language).format(name)
        lines.append(html.Li(html.A(text, href=urls.report_folder_url(name))))
    for one in files:
        filed = [html.Span(words.IS_FILED.say(language), className="chip chip-good")]
        size = f"{one.size / 1024:,.0f} KB · {one.at}"
        link = html.A(one.name, href=urls.report_file_url(one.token))
        lines.append(html.Li([link, html.Small(size), *(filed if one.filed else [])]))
    if not lines:
        return [html.P(words.NO_FILES.say(language), className="note")]
    return [html.Ul(lines, className="files")]


def _entry(entry: FilingEntry, language: Language) -> Component:
    role = entry.role.text.say(language)
    by = f"{entry.by}（{role}）" if language is Language.ZH else f"{entry.by} ({role})"
    run = words.DRAFT_OF.say(language).format(entry.drafted.run) if entry.drafted else ""
    at = entry.at.astimezone().strftime("%Y-%m-%d %H:%M")
    told = " · ".join(filter(None, (at, by, entry.office, entry.paper, run)))
    said = [html.Br(), html.Q(entry.comment)] if entry.comment else []
    return html.Li([html.Strong(entry.step.text.say(language)), html.Br(), told, *said])


def _values(values: Sequence[ThreeValues], book: Book, language: Language) -> list[Component]:
    heads = (words.QUANTITY, words.COMPUTED, words.REPORTED, words.CONFIRMED)
    top = [html.Th(one.say(language), scope="col") for one in heads]
    body = []
    for one in values:
        title = book.indicator_title(one.indicator).say(language)
        name = f"{book.unit_name(one.statunit).say(language)} · {title} ({one.uom})"
        three = (one.computed, one.reported, one.confirmed)
        cells = [html.Td(MISSING if v is None else f"{v:,.2f}") for v in three]
        body.append(html.Tr([html.Th(name, scope="row"), *cells]))
    table = html.Table([html.Thead(html.Tr(top)), html.Tbody(body)])
    scrolled = html.Div(table, className="scrolled", tabIndex="0")
    return [
        html.H3(words.VALUES.say(language)),
        html.Section(scrolled, className="grid"),
    ]
