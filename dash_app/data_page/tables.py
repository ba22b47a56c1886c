"""The tables of the page; on a narrow screen each row is a card whose cells name themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from dash import html
from dash.development.base_component import Component

from dash_app import urls
from dash_app.context import Context
from dash_app.data_page import words
from dash_app.data_page.rows import DerivedRow, GivenRow, layer_titles
from dash_app.page.frame import aria
from sinkmap.errors import Finding, Severity
from sinkmap.figure import DataState
from sinkmap.text import Language, Text

__all__ = [
    "derived_table",
    "finding_list",
    "given_table",
    "layer_name",
    "repair_table",
    "size_words",
]

_HASH = 8
_M2_PER_HA = 10_000.0
_CHIPS = {
    Severity.ERROR: "chip chip-poor",
    Severity.WARNING: "chip chip-doubt",
    Severity.NOTE: "chip",
}
_FEW_FEATURES = 8
_LONG = 16


def size_words(size: int) -> str:
    """A size in binary units."""
    value, unit = float(size), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1024 or unit == "GB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"


@cache
def _titles() -> Mapping[str, Text]:
    return layer_titles(())


def layer_name(layer: str, language: Language) -> str:
    """A layer by its title; what is no layer of ours by its id."""
    titles = _titles()
    return titles[layer].say(language) if layer in titles else layer


def given_table(rows: Sequence[GivenRow], context: Context, language: Language) -> Component:
    """Inputs of the run, a row for each layer and entry of the plan."""
    if not rows:
        return html.P(words.NO_LAYERS.say(language), className="note")
    heads = (words.LAYER, words.YEARS, words.FILE, words.SIZE, words.HASH, words.CRS,
             words.ENCODING, words.SYSTEM, words.STATE, words.VINTAGE, words.SOURCE,
             words.SENSITIVITY, words.FOUND, words.MAP)  # fmt: skip
    return _table(words.GIVEN, heads, (_given(r, context, language) for r in rows), language)


def _given(row: GivenRow, context: Context, language: Language) -> list[Any]:
    first = row.files[0]
    state = "" if first.data_state is DataState.UNDECLARED else first.data_state.text.say(language)
    return [
        [html.Span(row.title.say(language)), html.Code(row.layer)],
        _years(row.years),
        _files(row, language),
        size_words(row.size),
        html.Code(first.sha256[:_HASH], title=first.sha256),
        html.Span(_cut(first.crs), title=first.crs),
        first.encoding,
        first.code_system,
        state,
        first.vintage,
        first.source,
        "" if row.sensitivity is None else words.SENSITIVITIES[row.sensitivity].say(language),
        [
            html.A(
                f"{words.SEVERITIES[one].say(language)} {row.found[one]}",
                href=f"{urls.DATA}?layer={row.layer}&severity={one}",
                className=chip,
            )
            for one, chip in _CHIPS.items()
            if row.found[one]
        ],
        _link(row.layer, row.title, row.years[-1], context, language) if row.on_map else "",
    ]


def _cut(text: str) -> str:
    """A CRS by its code; one without is known by its beginning."""
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def _files(row: GivenRow, language: Language) -> Component:
    """One name, and all parts with their hashes one click away."""
    name = PurePosixPath(row.files[0].file).name
    if len(row.files) == 1:
        return html.Span(row.files[0].file)
    parts = [
        html.Li([html.Span(one.file), html.Code(one.sha256[:_HASH], title=one.sha256)])
        for one in row.files
    ]
    said = f"{name} · {words.PARTS.say(language).format(len(row.files))}"
    return html.Details([html.Summary(said), html.Ul(parts)])


def derived_table(rows: Sequence[DerivedRow], context: Context, language: Language) -> Component:
    """Layers the run made, and what of."""
    heads = (words.LAYER, words.YEARS, words.FROM, words.SENSITIVITY, words.REFERENCE, words.MAP)
    cells = (
        [
            [html.Span(row.layer.title.say(language)), html.Code(row.layer.id)],
            _years(row.years),
            [html.Span(title.say(language), className="need") for _, title in row.made_of],
            words.SENSITIVITIES[row.layer.sensitivity].say(language),
            row.layer.reference,
            _link(row.layer.id, row.layer.title, row.years[-1], context, language)
            if row.layer.on_map
            else "",
        ]
        for row in rows
    )
    return _table(words.DERIVED, heads, cells, language)


def repair_table(context: Context, language: Language) -> Component:
    """What policies of the study allowed to be mended, with the ground it moved."""
    repairs = context.results.repairs
    if repairs.empty:
        return html.P(words.NO_REPAIRS.say(language), className="note")
    heads = (words.CODE, words.LAYER, words.YEARS, words.FILE, words.POLICY, words.FEATURES,
             words.MOVED)  # fmt: skip
    cells = (
        [
            html.Code(str(row["code"])),
            str(row["layer"]),
            str(row["year"]),
            str(row["file"]),
            str(row["policy"]),
            f"{int(row['features']):,}",
            f"{float(row['moved_m2']) / _M2_PER_HA:,.4f}",
        ]
        for row in repairs.to_dict("records")
    )
    return _table(words.REPAIRS, heads, cells, language)


def finding_list(findings: Sequence[Finding], language: Language) -> Component:
    """Findings as articles: weight, code, matter, place, seen and wanted, cure."""
    if not findings:
        return html.P(words.NO_FINDINGS.say(language), className="note")
    return html.Ul([html.Li(_finding(one, language)) for one in findings], className="finding-list")


def _finding(finding: Finding, language: Language) -> list[Component]:
    layer = layer_name(finding.layer, language)
    where = [finding.file, layer, str(finding.year) if finding.year else ""]
    lines: list[str] = []
    if finding.seen:
        lines.append(words.SEEN.say(language).format(finding.seen))
    if finding.wanted:
        lines.append(words.WANTED.say(language).format(finding.wanted))
    if finding.features:
        more = "…" if finding.count > _FEW_FEATURES else ""
        listed = ", ".join(finding.features[:_FEW_FEATURES]) + more
        lines.append(words.CONCERNED.say(language).format(finding.count, listed))
    if finding.area_m2 is not None:
        lines.append(words.AREA.say(language).format(f"{finding.area_m2 / _M2_PER_HA:,.4f}"))
    weight = html.Span(
        words.SEVERITY_OF[finding.severity].say(language), className=_CHIPS[finding.severity]
    )
    return [
        html.P([weight, html.Strong(finding.message.say(language)), html.Code(finding.code)]),
        html.P(" · ".join(part for part in where if part), className="where"),
        *(html.P(line) for line in lines),
        html.P(words.CURE.say(language).format(finding.cure.say(language)), className="cure"),
    ]


def _table(
    caption: Text, heads: Sequence[Text], rows: Iterable[Sequence[Any]], language: Language
) -> Component:
    said = [head.say(language) for head in heads]
    body = [
        html.Tr(
            [
                html.Th(cells[0], scope="row"),
                *(
                    html.Td(cell, **_labelled(name))
                    for name, cell in zip(said[1:], cells[1:], strict=True)
                ),
            ]
        )
        for cells in rows
    ]
    top = html.Thead(html.Tr([html.Th(name, scope="col") for name in said]))
    named = html.Caption(caption.say(language), className="unseen")
    # What scrolls is reached by the keyboard too.
    table = html.Table([named, top, html.Tbody(body)], className="data-table")
    return html.Div(table, className="scrolled", tabIndex="0", role="region",
                    **aria(caption.say(language)))  # fmt: skip


def _labelled(name: str) -> dict[str, Any]:
    """What a cell is called where the table's heading is not seen."""
    return {"data-label": name}


def _years(years: Sequence[int]) -> str:
    """Years in a row by their ends."""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))


def _link(layer: str, title: Text, year: int, context: Context, language: Language) -> Component:
    named = words.SHOW_LONG.say(language).format(title.say(language))
    url = urls.layer_on_map_url(context.run_id, layer, year)
    return html.A(words.SHOW.say(language), href=url, **aria(named))
