"""Answers of the page of data: findings as filtered, a file that waits, what becomes of it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

from dash import ctx, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dash_app import ids
from dash_app.context import Context
from dash_app.data_page import words
from dash_app.data_page.rows import matching
from dash_app.data_page.source import UploadSource
from dash_app.data_page.tables import finding_list, layer_name, size_words
from dash_app.jobs.panel import job_bar
from dash_app.language import language_asked
from sinkmap.errors import Severity, SinkmapError
from sinkmap.text import Language
from sinkmap.upload import Accepted, Upload

__all__ = ["DataCallbacks"]

_MOST_QUERY = 500
_COLOURS = {True: "#a3341f", False: "#1a633d"}
_CHECKING = "#c9a24a"


class DataCallbacks:
    """Dash callbacks over a run's manifest and the desk of uploads."""

    def __init__(self, context: Context, uploads: UploadSource) -> None:
        self._context = context
        self._uploads = uploads
        self._default = context.results.study.language

    def findings(self, **asked: Any) -> dict[str, Any]:
        """Findings of a layer and a weight; the address is read once, then kept."""
        if asked["search"] is None:  # the address is not read yet
            raise PreventUpdate
        layer, severity = _text(asked["layer"]), _text(asked["severity"])
        if f"{ids.DATA_ADDRESS}.search" in {str(t["prop_id"]) for t in ctx.triggered}:
            told = parse_qs(_text(asked["search"])[:_MOST_QUERY].lstrip("?"))
            layer, severity = (told.get(name, [""])[-1] for name in ("layer", "severity"))
        every = self._context.results.manifest.findings
        layer = layer if layer in {finding.layer for finding in every} else ""
        severity = severity if severity in set(Severity) else ""
        kept = {"layer": layer, "severity": severity, "upload": _text(asked["chosen"])}
        return {
            "layer": layer,
            "severity": severity,
            "list": finding_list(matching(every, layer, severity), language_asked(self._default)),
            "kept": "?" + urlencode({name: value for name, value in kept.items() if value}),
        }

    def look(self, **asked: Any) -> dict[str, Any]:
        """The files that wait, and the findings of the one that is looked at."""
        if not isinstance(asked["search"], str):  # the address is not read yet
            raise PreventUpdate
        language = language_asked(self._default)
        causes = {str(t["prop_id"]) for t in ctx.triggered}
        chosen = _text(asked["chosen"])
        if asked["chosen"] is None:  # nothing was looked at yet but what the address names
            chosen = parse_qs(_text(asked["search"])[:_MOST_QUERY].lstrip("?")).get("upload", [""])[
                -1
            ]
        if f"{ids.DATA_UPLOAD}.answer" in causes:
            chosen = _text((asked["answer"] or {}).get("id"))
        elif f"{ids.DATA_WAITING}.click" in causes:
            chosen = _text((asked["click"] or {}).get("unit"))
        every = self._uploads.waiting()
        found = next((one for one in every if one.id == chosen), None)
        text = words.CHOOSE if every else words.NONE_WAITING
        shown: Any = html.P(text.say(language), className="note")
        return {
            "rows": [_waiting(one, language) for one in every],
            "selected": found.id if found else "",
            "chosen": found.id if found else "",
            "card": upload_card(found, language) if found else shown,
            "buttons": "data-buttons" if found else "data-buttons absent",
            "refused": bool(found and found.refused),
            "again": "again" if found and not found.checked and found.job is None else "absent",
        }

    def decide(self, **asked: Any) -> dict[str, Any]:
        """Accept or delete the file looked at; what forbids it is told, and nothing is changed."""
        number = _text(asked["chosen"])
        causes = {str(t["prop_id"]) for t in ctx.triggered}
        if not number or not (asked["accept"] or asked["reject"] or asked["again"]):
            raise PreventUpdate
        language = language_asked(self._default)
        done = int(asked["done"] or 0) + 1
        try:
            if f"{ids.DATA_ACCEPT}.n_clicks" in causes:
                return {"said": _accepted(self._uploads.accept(number), language), "done": done}
            if f"{ids.DATA_AGAIN}.n_clicks" in causes:
                self._uploads.check(number, language)
                return {"said": "", "done": done}
            self._uploads.reject(number)
        except SinkmapError as error:
            return {"said": _refused(error, language), "done": done}
        return {"said": html.P(words.DELETED.say(language), className="good"), "done": done}


def upload_card(upload: Upload, language: Language) -> list[Component]:
    """A file that waits: what it is, and every finding about it."""
    counts = Counter(finding.severity for finding in upload.findings)
    about = upload.about
    told = " · ".join(
        part
        for part in (
            upload.label, layer_name(about.layer, language), ", ".join(map(str, about.years)),
            size_words(upload.size), f"{words.RECEIVED.say(language)} {_when(upload.received)}",
        )
        if part
    )  # fmt: skip
    summary = words.FINDINGS_OF.say(language).format(*(counts[one] for one in Severity))
    if upload.job is not None:
        summary = words.CHECKING.say(language)
    elif not upload.checked:
        summary = words.NOT_CHECKED.say(language)
    parts = [html.H3(summary), html.P(told, className="where"), html.Code(upload.sha256)]
    if upload.job is not None:
        return [*parts, job_bar(upload.job, language)]
    if upload.checked and upload.refused:
        parts.append(html.P(words.HAS_ERRORS.say(language), className="poor"))
    if not upload.findings:
        return [*parts, html.P(words.CLEAN.say(language), className="good")]
    return [*parts, finding_list(matching(upload.findings, "", ""), language)]


def _when(received: str) -> str:
    """A moment by this computer's clock, to the minute."""
    return datetime.fromisoformat(received).astimezone().strftime("%Y-%m-%d %H:%M")


def _waiting(upload: Upload, language: Language) -> dict[str, Any]:
    counts = Counter(finding.severity for finding in upload.findings)
    form = words.COUNT.say(language)
    state = words.CHECKING if upload.job is not None else words.NOT_CHECKED
    said = [form.format(counts[one], words.SEVERITIES[one].say(language)) for one in Severity]
    return {
        "unit": upload.id,
        "name": f"{upload.label} · {layer_name(upload.about.layer, language)}",
        "text": " · ".join(said) if upload.checked else state.say(language),
        "colour": _COLOURS[upload.refused] if upload.job is None else _CHECKING,
        "share": None,
    }


def _accepted(accepted: Accepted, language: Language) -> Component:
    replaced = words.REPLACES.say(language).format(", ".join(accepted.replaces) or "-")
    return html.Div(
        [
            html.P(words.ACCEPTED.say(language).format(accepted.file)),
            html.Pre(accepted.lines, tabIndex="0"),
            html.P(replaced, className="where"),
        ],
        className="good",
    )


def _refused(error: SinkmapError, language: Language) -> list[Component]:
    return [html.P(finding.say(language), className="poor") for finding in error.findings]


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""
