"""The page of data: what came in, what was found, what was mended, what was made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dash_app import ids, urls
from dash_app.component import Choice, UnitTable, UploadForm
from dash_app.context import Context
from dash_app.data_page import words
from dash_app.data_page.rows import derived_rows, given_rows, layer_titles
from dash_app.data_page.source import UploadSource
from dash_app.data_page.tables import derived_table, given_table, repair_table, size_words
from dash_app.jobs.panel import run_start
from dash_app.page.frame import aria, page_frame
from dash_app.prints.form import print_form
from dash_app.prints.source import PrintSource
from sinkmap.errors import Severity
from sinkmap.figure import DataState
from sinkmap.text import Language

__all__ = ["data_layout"]

_CHIPS = {
    Severity.ERROR: "chip chip-poor",
    Severity.WARNING: "chip chip-doubt",
    Severity.NOTE: "chip",
}


def data_layout(
    context: Context, uploads: UploadSource, prints: PrintSource | None, language: Language
) -> Component:
    """The whole page in one language; callbacks fill findings and uploads."""
    manifest, partitions = context.results.manifest, context.results.partitions
    given = given_rows(manifest, partitions)
    title = context.results.title.say(language)
    size = size_words(sum(row.size for row in given))
    files = sum(len(row.files) for row in given)
    parts = [
        html.P(words.FILES.say(language).format(len(given), files, size), className="note"),
        *_anew(context, language),
        _upload(context, uploads, language),
        *([] if prints is None else [print_form(context, prints, language)]),
        _section("given", words.GIVEN.say(language), [given_table(given, context, language)]),
        _section("findings", words.FINDINGS.say(language), _findings(context, language)),
        _section("repairs", words.REPAIRS.say(language), [repair_table(context, language)]),
        _section(
            "derived",
            words.DERIVED.say(language),
            [derived_table(derived_rows(manifest, partitions), context, language)],
        ),
    ]
    return page_frame(
        context,
        language,
        here=urls.DATA,
        heading=f"{words.DATA.say(language)} · {title}",
        kept=[
            dcc.Location(id=ids.DATA_ADDRESS, refresh=False),
            dcc.Store(id=ids.DATA_KEPT),
            dcc.Store(id=ids.DATA_CHOSEN),
            dcc.Store(id=ids.DATA_DONE, data=0),
        ],
        chips=_counted(context, language),
        main=html.Main(parts, className="data-page"),
    )


def _section(name: str, heading: str, inside: Sequence[Component]) -> Component:
    return html.Section([html.H2(heading), *inside], className=f"data-section data-{name}")


def _anew(context: Context, language: Language) -> list[Component]:
    if context.jobs is None:
        return []
    return [html.Section(run_start(context.run_id, language), className="data-section data-anew")]


def _counted(context: Context, language: Language) -> list[Component]:
    """How many findings of each weight the run has."""
    counts = Counter(finding.severity for finding in context.results.manifest.findings)
    return [
        html.Span(
            words.COUNT.say(language).format(counts[one], words.SEVERITIES[one].say(language)),
            className=chip,
        )
        for one, chip in _CHIPS.items()
        if counts[one]
    ]


def _findings(context: Context, language: Language) -> list[Component]:
    found = context.results.manifest.findings
    titles = layer_titles(context.results.partitions)
    layers = Counter(finding.layer for finding in found if finding.layer)
    weights = Counter(finding.severity for finding in found)

    def counted(name: str, count: int) -> str:
        return words.OF.say(language).format(name, count)

    by_layer = [{"value": "", "label": counted(words.ALL_LAYERS.say(language), len(found))}] + [
        {
            "value": layer,
            "label": counted(titles[layer].say(language) if layer in titles else layer, count),
        }
        for layer, count in sorted(layers.items())
    ]
    by_weight = [{"value": "", "label": words.ALL_SEVERITIES.say(language)}] + [
        {"value": str(one), "label": counted(words.SEVERITIES[one].say(language), weights[one])}
        for one in Severity
        if weights[one]
    ]
    chosen = {"value": ""}
    return [
        html.Div(
            [
                Choice(id=ids.DATA_LAYER, label=words.LAYER.say(language), options=by_layer,
                       **chosen),
                Choice(id=ids.DATA_SEVERITY, label=words.WEIGHT.say(language), options=by_weight,
                       **chosen),
            ],
            className="data-filter",
        ),
        html.Div(
            id=ids.DATA_FINDINGS, tabIndex="0", role="region",
            **aria(words.FINDINGS.say(language), live="polite"),
        ),
    ]  # fmt: skip


def _upload(context: Context, uploads: UploadSource, language: Language) -> Component:
    layers = [
        {
            "id": layer.id,
            "title": layer.title.say(language),
            "systems": list(layer.code_systems),
        }
        for layer in uploads.layers.values()
    ]
    states = [
        {"value": str(one), "label": one.text.say(language)}
        for one in DataState
        if one is not DataState.UNDECLARED
    ]
    form = UploadForm(
        id=ids.DATA_UPLOAD,
        url=urls.DATA_UPLOADS,
        layers=layers,
        years=list(context.results.study.years),
        states=states,
        words={name: text.say(language) for name, text in words.FORM_WORDS.items()},
    )
    buttons = html.Div(
        [
            html.Button(words.ACCEPT.say(language), id=ids.DATA_ACCEPT, type="button"),
            html.Button(words.AGAIN.say(language), id=ids.DATA_AGAIN, type="button",
                        className="absent"),
            html.Button(words.REJECT.say(language), id=ids.DATA_REJECT, type="button",
                        className="plain"),
        ],
        id=ids.DATA_BUTTONS,
        className="data-buttons absent",
    )  # fmt: skip
    waiting = UnitTable(
        id=ids.DATA_WAITING,
        caption=words.WAITING.say(language),
        headings=[words.FILE.say(language), words.FOUND.say(language)],
        rows=[],
    )
    card = html.Div(id=ids.DATA_CARD, className="data-card", **aria(live="polite"))
    said = html.Div(id=ids.DATA_SAID, className="data-said", **aria(live="assertive"))
    return html.Details(
        [
            html.Summary(words.UPLOAD.say(language)),
            html.P(words.UPLOAD_NOTE.say(language), className="note"),
            html.Div([form, html.Div([waiting, said, card, buttons])], className="data-desk"),
        ],
        className="data-upload",
        open=True,
    )
