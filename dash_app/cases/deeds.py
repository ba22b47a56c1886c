"""What is done from the page of cases: steps, papers, splits, merges; refusals are told."""

from __future__ import annotations

import base64
import binascii
import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from dash import html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dash_app.cases import words
from dash_app.cases.forms import MOST_PAPER
from dash_app.cases.source import CaseSource
from dash_app.language import language_asked
from dash_app.typed import typed
from sinkmap.errors import Finding, SinkmapError
from sinkmap.ledger import (
    DOCUMENT,
    PHOTO,
    Actor,
    Attachment,
    CaseCut,
    CaseMerger,
    Role,
    State,
    Step,
    StepOrder,
    photo_place,
)
from sinkmap.text import Language, Text
from sinkmap.upload import plain_name

__all__ = ["CaseDeeds"]

_MOST_TEXT = 2000
"""Longest text taken from a form, in characters."""
_MOST_POINTS = 2000
"""Most points of a drawn line or shape."""
_DEGREES = "EPSG:4490"


class CaseDeeds:
    """Dash callbacks that write to a case register."""

    def __init__(self, cases: CaseSource, default: Language) -> None:
        self._cases, self._default = cases, default

    def act(self, **asked: Any) -> dict[str, Any]:
        """Take the step the form asks for, with one case or with those like it in the list."""
        held = asked["version"]
        if not asked["go"] or not _is_held(held):
            raise PreventUpdate
        language = language_asked(self._default)
        step, role = _step_asked(asked["step"])
        others = held.get("like") if asked["many"] else None
        wanted = {str(held["number"]): held["version"], **(others or {})}
        refused: dict[str, Sequence[Finding]] = {}
        said = ""
        for number, version in wanted.items():
            try:
                order = StepOrder(step, _text(asked["why"]), _text(asked["until"]), version)
                case = self._cases.step(number, order, Actor(_text(asked["who"]), role))
                state = State(case["state"]).text.say(language)
                said = words.DONE.say(language).format(f"{step.text.say(language)} → {state}")
            except SinkmapError as error:
                refused[number] = error.findings
        if len(wanted) > 1:
            said = words.MANY_DONE.say(language).format(len(wanted) - len(refused))
        told: list[Component] = (
            [html.P(said, className="good")] if len(refused) < len(wanted) else []
        )
        told += _refusals(refused, len(wanted) > 1, language)
        if len(refused) == len(wanted):
            return {"said": told, "done": no_update, "why": no_update, "until": no_update}
        return {"said": told, "done": _next(asked["done"]), "why": "", "until": ""}

    def attach(self, **asked: Any) -> dict[str, Any]:
        """Keep a file with the case that is looked at."""
        held = asked["version"]
        if not asked["go"] or not _is_held(held):
            raise PreventUpdate
        language = language_asked(self._default)
        keep = {"done": no_update, "file": no_update, "note": no_update, "azimuth": no_update}
        content = _content(asked["file"])
        if content is None:
            return {"said": _poor(words.NO_FILE, language), **keep}
        name = plain_name(str(asked["file"].get("name"))) or "paper"
        try:
            actor = Actor(_text(asked["who"]), _role(asked["role"]))
            with tempfile.TemporaryDirectory(prefix="paper-") as folder:
                path = Path(folder) / name
                path.write_bytes(content)
                kind = PHOTO if asked["kind"] == PHOTO else DOCUMENT
                azimuth = _azimuth(asked["azimuth"], path) if kind == PHOTO else None
                paper = Attachment(path, kind, azimuth, _text(asked["note"]))
                self._cases.attach(str(held["number"]), paper, actor, held["version"])
        except SinkmapError as error:
            return {"said": _told(error.findings, language), **keep}
        said = html.P(words.ATTACH_DONE.say(language).format(name), className="good")
        done = _next(asked["done"])
        return {"said": said, "done": done, "file": None, "note": "", "azimuth": ""}

    def split(self, **asked: Any) -> dict[str, Any]:
        """Split the case that is looked at along what was drawn or typed."""
        held = asked["version"]
        if not asked["go"] or not _is_held(held):
            raise PreventUpdate
        language = language_asked(self._default)
        keep = {"done": no_update, "draw": no_update, "typed": no_update, "drawn": no_update}
        shape = _drawn(asked["drawn"]) or _typed(asked["typed"])
        if shape is None:
            return {"said": _poor(words.NO_CUT, language), **keep}
        try:
            actor = Actor(_text(asked["who"]), _role(asked["role"]))
            cut = CaseCut(shape, _DEGREES, _text(asked["why"]), held["version"])
            parts = self._cases.split(str(held["number"]), cut, actor)
        except SinkmapError as error:
            return {"said": _told(error.findings, language), **keep}
        made = " + ".join(map(_with_area, parts))
        said = html.P(words.SPLIT_DONE.say(language).format(made), className="good")
        done = _next(asked["done"])
        return {"said": said, "done": done, "draw": "", "typed": "", "drawn": None}

    def merge(self, **asked: Any) -> dict[str, Any]:
        """Merge the case that is looked at with those chosen among its neighbours."""
        held = asked["version"]
        if not asked["go"] or not isinstance(held, dict):
            raise PreventUpdate
        language = language_asked(self._default)
        keep = {"done": no_update, "why": no_update}
        near = {str(number): version for number, version in (held.get("near") or {}).items()}
        others = [one for one in asked["chosen"] or () if one in near]
        if not others:
            return {"said": _poor(words.NO_OTHER, language), **keep}
        versions = {str(held["number"]): held["version"], **{one: near[one] for one in others}}
        try:
            actor = Actor(_text(asked["who"]), _role(asked["role"]))
            order = CaseMerger(tuple(versions), _text(asked["why"]), versions)
            merged = self._cases.merge(order, actor)
        except SinkmapError as error:
            return {"said": _told(error.findings, language), **keep}
        text = words.MERGE_DONE.say(language).format(
            " + ".join(map(_with_area, merged.origins)),
            _with_area(merged.case),
            f"{merged.overlap_m2 / 10_000:.4f}",
        )
        number = merged.case["number"]
        return {"said": html.P(text, className="good"), "done": number, "why": ""}


def _with_area(row: Mapping[str, Any]) -> str:
    return f"{row['number']} ({row['area_m2'] / 10_000:,.4f} ha)"


def _is_held(said: Any) -> bool:
    """Whether a page tells which case it shows, as of which version; without one all is allowed."""
    like = said.get("like") or {} if isinstance(said, dict) else None
    if not isinstance(like, dict):
        return False
    return all(
        isinstance(number, str) and number.isprintable() and isinstance(version, int)
        for number, version in ((said.get("number"), said.get("version")), *like.items())
    )


def _next(done: object) -> int:
    return (done if isinstance(done, int) else 0) + 1


def _refusals(
    refused: Mapping[str, Sequence[Finding]], is_many: bool, language: Language
) -> list[Component]:
    if not is_many or not refused:
        return [part for findings in refused.values() for part in _told(findings, language)]
    by_code: dict[str, list[str]] = {}
    for number, findings in refused.items():
        for finding in findings:
            said = f"{finding.code} {finding.message.say(language)}"
            by_code.setdefault(said, []).append(number)
    head = html.P(words.MANY_REFUSED.say(language).format(len(refused)), className="poor")
    return [
        head,
        *(
            html.P(f"{said} {', '.join(numbers)}", className="poor")
            for said, numbers in by_code.items()
        ),
    ]


def _told(findings: Sequence[Finding], language: Language) -> list[Component]:
    return [html.P(finding.say(language), className="poor") for finding in findings]


def _poor(text: Text, language: Language) -> Component:
    return html.P(text.say(language), className="poor")


def _step_asked(said: object) -> tuple[Step, Role]:
    step, _, role = str(said).partition("|")
    if step not in set(Step) or role not in set(Role):
        raise PreventUpdate
    return Step(step), Role(role)


def _role(said: object) -> Role:
    if said not in tuple(Role):
        raise PreventUpdate
    return Role(str(said))


def _text(said: object) -> str:
    return typed(said, _MOST_TEXT)


def _content(held: object) -> bytes | None:
    if not isinstance(held, dict) or not isinstance(held.get("content"), str):
        return None
    try:
        content = base64.b64decode(held["content"], validate=True)
    except binascii.Error:
        return None
    return content if len(content) <= MOST_PAPER else None


def _azimuth(said: object, path: Path) -> float | None:
    """As typed, else as the camera wrote it; None where neither says, which is refused."""
    text = _text(said).removesuffix("°")
    if not text:
        place = photo_place(path)
        return None if place is None else place.looks
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _drawn(geometry: object) -> Any:
    """A drawn line or shape; None for none."""
    if not isinstance(geometry, dict):
        return None
    points = geometry.get("coordinates")
    if geometry.get("type") == "LineString":
        return _line(points)
    if geometry.get("type") == "Polygon" and isinstance(points, list) and len(points) == 1:
        ring = _line(points[0])
        return shapely.Polygon(ring.coords) if ring is not None and len(ring.coords) > 3 else None
    return None


def _typed(said: object) -> Any:
    text = _text(said).translate(str.maketrans("，；;", ",,,"))
    try:
        return _line([[float(part) for part in point.split()] for point in text.split(",")])
    except ValueError:
        return None


def _line(points: object) -> Any:
    if not isinstance(points, list) or not 2 <= len(points) <= _MOST_POINTS:
        return None
    for point in points:
        if not isinstance(point, list) or len(point) != 2:
            return None
        if not all(isinstance(one, int | float) and math.isfinite(one) for one in point):
            return None
    return shapely.LineString(points)
