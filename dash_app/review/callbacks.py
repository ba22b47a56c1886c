"""Answers of the page of reviews: a project overlaid, a review shown, a step entered."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from dash import ctx, html, no_update
from dash.exceptions import PreventUpdate

from dash_app import ids, urls
from dash_app.context import Context
from dash_app.language import language_asked
from dash_app.review import words
from dash_app.review.card import (
    COLOURS,
    nothing_shown,
    review_body,
    review_head,
    row_name,
)
from dash_app.review.choice import ReviewChoice
from dash_app.review.layout import MOST_FILE
from dash_app.review.source import PlotFile, ReviewSource, ShownReview
from dash_app.surroundings import drawn_lines
from dash_app.typed import typed
from dash_app.view.shapes import bounds_around
from dash_app.view.told import findings_told
from sinkmap.control.review_steps import Step, StepEntry, next_steps
from sinkmap.control.review_terms import Conclusion, Proposal, Use
from sinkmap.errors import SinkmapError
from sinkmap.text import Language, Text
from sinkmap.upload import plain_name

__all__ = ["ReviewCallbacks"]

_MOST_TEXT = 500
"""Longest text taken from a field, in characters."""
_PLOT_COLOUR = "#14324a"
_DRAWN = "drawn.geojson"
_CGCS2000 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
_MOST_LISTED = 200


class ReviewCallbacks:
    """Dash callbacks over the reviews of a run."""

    def __init__(self, reviews: ReviewSource, context: Context) -> None:
        self._reviews, self._context = reviews, context
        self._default = context.results.study.language

    def ask(self, **asked: Any) -> dict[str, Any]:
        """Review the project the form tells of; what forbids it is said, nothing is kept."""
        if not asked["go"]:
            raise PreventUpdate
        language = language_asked(self._default)
        plot = _plot(asked)
        number = _text(asked["number"])
        missing = _missing(plot, number, asked["draw"])
        if missing is not None or plot is None:
            text = missing or words.NO_FILE
            return {"said": html.P(text.say(language), className="poor"), "done": no_update}
        try:
            review = self._reviews.review(plot, _proposal(asked, number), _text(asked["by"]))
        except SinkmapError as error:
            return {"said": findings_told(error.findings, language), "done": no_update}
        said = words.DONE.say(language).format(number)
        return {"said": html.P(said, className="good"), "done": {"review": review}}

    def show(self, **asked: Any) -> dict[str, Any]:
        """Everything the page shows for what was asked last."""
        if asked["search"] is None:  # the address is not read yet
            raise PreventUpdate
        language = language_asked(self._default)
        choice = _choice(asked, {str(t["prop_id"]) for t in ctx.triggered})
        listed = self._listed(choice, language)
        shown, refused = self._found(choice.review)
        if shown is None:
            text = findings_told(refused, language) or nothing_shown(language)
            return {**listed, **_blank(self._context, language), "head": text}
        known = len(shown.result.rows)
        row = choice.row if choice.row is not None and choice.row < known else None
        return {
            **listed,
            "kept": ReviewChoice(choice.review, row).query,
            "head": review_head(shown, language),
            "card": review_body(shown, row, language),
            **self._map(shown, row, language),
            **_steps(shown, language),
        }

    def enter(self, **asked: Any) -> dict[str, Any]:
        """Enter a step into the record of the project that is shown."""
        review = ReviewChoice.read(asked["kept"]).review
        if not asked["go"] or asked["step"] not in tuple(Step) or not review:
            raise PreventUpdate
        language = language_asked(self._default)
        step = Step(asked["step"])
        try:
            number = self._reviews.shown(review).result.proposal.number
            entry = StepEntry(
                step,
                date.today(),
                _text(asked["who"]),
                "",
                _text(asked["office"]),
                _text(asked["opinion"]),
                _text(asked["paper"]),
            )
            self._reviews.enter(number, entry)
        except SinkmapError as error:
            return {"told": findings_told(error.findings, language), "entered": no_update}
        said = words.ENTERED.say(language).format(step.text.say(language))
        return {"told": html.P(said, className="good"), "entered": asked["go"]}

    def _found(self, review: str) -> tuple[ShownReview | None, Sequence[Any]]:
        if not review:
            return None, ()
        try:
            return self._reviews.shown(review), ()
        except SinkmapError as error:  # an address that was kept longer than the review
            return None, error.findings

    def _listed(self, choice: ReviewChoice, language: Language) -> dict[str, Any]:
        try:
            kept = self._reviews.kept()
        except SinkmapError as error:
            said = " ".join(finding.say(language) for finding in error.findings)
            return {"listed": [], "list_note": said, "chosen": ""}
        rows = [
            {
                "unit": one.review,
                "name": one.name or one.number,
                "text": one.conclusion.text.say(language),
                "colour": COLOURS[one.conclusion],
                "share": None,
            }
            for one in kept[:_MOST_LISTED]
        ]
        note = "" if rows else words.NO_RECENT.say(language)
        return {"listed": rows, "list_note": note, "chosen": choice.review}

    def _map(self, shown: ShownReview, row: int | None, language: Language) -> dict[str, Any]:
        review = shown.result.review
        table = shown.result.rows.to_dict("records")
        conclusions = [Conclusion(int(one["conclusion"])) for one in table]
        names = [row_name(shown, place, language) for place in range(len(table))]
        # Drawn upward, so that what does not conform lies over what is merely touched.
        order = sorted(range(len(table)), key=lambda place: -conclusions[place])
        rows = [
            {
                "unit": str(place),
                "name": names[place],
                "text": f"{float(table[place]['area_m2']) / 1e4:,.4f}",
                "colour": COLOURS[conclusions[place]],
                "share": min(1.0, float(table[place]["share"])),
            }
            for place in order
        ]
        return {
            "shapes": urls.review_ground_url(review),
            "hatched": _hatched(shown, conclusions),
            "colours": {str(n): COLOURS[one] for n, one in enumerate(conclusions)},
            "labels": {str(n): name for n, name in enumerate(names)},
            "selected": "" if row is None else str(row),
            "outlines": self._outlines(shown, language),
            "bounds": bounds_around(shown.plots.geometry.to_numpy(), 0.004),
            "rows": rows,
            "chosen_row": "" if row is None else str(row),
            "legend": _legend(shown, language),
        }

    def _outlines(self, shown: ShownReview, language: Language) -> list[dict[str, str]]:
        review = shown.result.review
        zones = [
            {
                "id": zone,
                "url": urls.review_zone_url(review, zone),
                "colour": shown.colours[zone],
                "label": shown.titles[zone].say(language),
            }
            for zone in shown.zones
        ]
        plots = {
            "id": "plots",
            "url": urls.review_plots_url(review),
            "colour": _PLOT_COLOUR,
            "label": words.PLOT.say(language),
        }
        return [*drawn_lines(self._context, language)[:1], *zones, plots]


def _plot(asked: Mapping[str, Any]) -> PlotFile | None:
    """The file or the drawn shape; None where there is neither."""
    told = (_text(asked["crs"]), _text(asked["layer"]))
    if asked["draw"] != "file":
        drawn = asked["drawn"]
        if not isinstance(drawn, dict) or drawn.get("type") != "Polygon":
            return None
        feature = {"type": "Feature", "properties": {}, "geometry": drawn}
        document = {"type": "FeatureCollection", "crs": _CGCS2000, "features": [feature]}
        return PlotFile(_DRAWN, json.dumps(document).encode())
    held = asked["file"]
    if not isinstance(held, dict) or not isinstance(held.get("content"), str):
        return None
    try:
        content = base64.b64decode(held["content"], validate=True)
    except binascii.Error:
        return None
    name = plain_name(str(held.get("name"))) or "plot"
    return PlotFile(name, content, *told) if len(content) <= MOST_FILE else None


def _missing(plot: PlotFile | None, number: str, draw: object) -> Text | None:
    if plot is None:
        return words.NO_FILE if draw == "file" else words.NO_DRAWING
    return None if number else words.NUMBER_MISSING


def _proposal(asked: Mapping[str, Any], number: str) -> Proposal:
    use = asked["use"] if asked["use"] in tuple(Use) else Use.BUILD
    activity = str(asked["activity"] or "0")
    chosen = int(activity) if activity.isdecimal() and int(activity) <= 10 else 0
    return Proposal(
        number,
        _text(asked["name"]) or number,
        Use(use),
        _text(asked["industry"]).upper(),
        chosen,
        "major" in (asked["major"] or []),
        _text(asked["applicant"]),
    )


def _choice(asked: Mapping[str, Any], triggered: set[str]) -> ReviewChoice:
    done = asked["done"]
    if f"{ids.REVIEW_DONE}.data" in triggered and isinstance(done, dict):
        return ReviewChoice.of(done.get("review"), "")
    if f"{ids.REVIEW_ADDRESS}.search" in triggered or asked["kept"] is None:
        return ReviewChoice.read(asked["search"])
    kept = ReviewChoice.read(asked["kept"])
    if f"{ids.REVIEW_LIST}.click" in triggered:
        return ReviewChoice.of((asked["list_click"] or {}).get("unit"), "")
    clicks = {f"{ids.REVIEW_MAP}.click": "map_click", f"{ids.REVIEW_ROWS}.click": "row_click"}
    for prop, name in clicks.items():
        click = asked[name]
        if prop in triggered and isinstance(click, dict) and "unit" in click:
            return ReviewChoice.of(kept.review, str(click["unit"]))
    return kept


def _hatched(shown: ShownReview, conclusions: Sequence[Conclusion]) -> dict[str, Any]:
    """Ground that does not conform or is to be appraised, hatched."""
    hard = (Conclusion.CONFLICT, Conclusion.APPRAISAL)
    rows = shown.ground["row"].to_numpy(dtype=np.int64)
    features = []
    for place, shape in zip(rows, shown.ground.geometry, strict=True):
        if conclusions[place] in hard:
            told = {"hatch": True, "colour": COLOURS[conclusions[place]], "name": ""}
            geometry = shape.__geo_interface__
            features.append({"type": "Feature", "properties": told, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def _legend(shown: ShownReview, language: Language) -> list[Any]:
    def entry(colour: str, text: str) -> Any:
        return html.Li([html.I(className="swatch", style={"background": colour}), text])

    met = sorted({Conclusion(int(one)) for one in shown.result.rows["conclusion"]}, reverse=True)
    said = [entry(_PLOT_COLOUR, words.PLOT.say(language))]
    said += [entry(COLOURS[one], one.text.say(language)) for one in met]
    around = [entry(shown.colours[z], shown.titles[z].say(language)) for z in shown.zones]
    zones = html.Details(
        [html.Summary(words.ZONES_AROUND.say(language)), html.Ul(around, className="entries")]
    )
    return [html.Ul(said), zones]


def _steps(shown: ShownReview, language: Language) -> dict[str, Any]:
    options = [
        {"value": str(one), "label": one.text.say(language)}
        for one in next_steps(shown.record)
        if one not in (Step.RECEIVED, Step.OVERLAID)  # entered by the review itself
    ]
    nothing = [{"value": "", "label": words.NO_STEP.say(language)}]
    first = options[0]["value"] if options else ""
    return {"form": "case-form", "steps": options or nothing, "step": first}


def _blank(context: Context, language: Language) -> dict[str, Any]:
    """The page without a review."""
    return {
        "kept": "?", "card": [], "shapes": None, "hatched": None, "colours": {}, "labels": {},
        "selected": "", "outlines": drawn_lines(context, language), "bounds": context.bounds,
        "rows": [], "chosen_row": "", "legend": [], "form": "case-form absent", "steps": [],
        "step": "",
    }  # fmt: skip


def _text(said: object) -> str:
    return typed(said, _MOST_TEXT)
