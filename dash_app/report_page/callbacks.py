"""Answers of the page of the report: what is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import ctx, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dash_app import ids, urls
from dash_app.context import Context
from dash_app.language import language_asked
from dash_app.report_page import words
from dash_app.report_page.card import figure_card, origin_part, rests_on_parcels
from dash_app.report_page.cells import Cell, cell_of, cell_table, leading, turn_of
from dash_app.report_page.choice import ReportChoice
from dash_app.report_page.filing_view import files_part, filing_part, step_choices
from dash_app.report_page.parcels import COLOURS, MOST_LISTED, UnitParcels, parcels_of
from dash_app.report_page.source import Changed, ReportSource
from dash_app.surroundings import drawn_lines
from dash_app.view.shapes import bounds_around, bounds_of
from dash_app.view.told import findings_told
from sinkmap.errors import SinkmapError
from sinkmap.report.book import Book
from sinkmap.report.numbers import HECTARES, show
from sinkmap.text import Language, Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["ReportCallbacks"]

_TURNS = {
    "better": ("#4393c3", words.BETTER),
    "worse": ("#d6604d", words.WORSE),
    "moved": ("#9e8fc0", words.MOVED),
    "same": ("#dfe5e2", words.SAME),
    "unknown": ("#f3efe3", words.UNKNOWN),
}
"""What a change is worth -> colour of the district, and its name."""


class ReportCallbacks:
    """Dash callbacks over the reports of a study, shown on the ground of a run."""

    def __init__(self, source: ReportSource, context: Context) -> None:
        self._source, self._context = source, context
        self._default = context.results.study.language
        self._lines = drawn_lines(context, self._default)

    def show(self, **asked: Any) -> dict[str, Any]:
        """Everything the page shows for what was asked last."""
        if asked["search"] is None:  # the address is not read yet
            raise PreventUpdate
        language = language_asked(self._default)
        choice = self._choice(asked, {str(t["prop_id"]) for t in ctx.triggered})
        book = self._source.book(int(choice.year))
        cell = self._cell(book, choice)
        changed, trouble = self._changed(book, choice, language)
        parcels = None
        if changed is not None and choice.unit:
            parcels = parcels_of(changed, choice.unit, book.city.id)
        return {
            "kept": choice.query,
            "year": choice.year,
            "filed": choice.filed,
            "middle": choice.by_method,
            "notice": self._notice(choice, language),
            "table": cell_table(book, choice, language),
            "units": _units(book, language),
            "unit": choice.unit or book.city.id,
            "card": self._card(book, cell, choice, language),
            **_found(book, cell, choice, parcels, trouble, language),
            **self._map(book, choice, parcels, language),
            **self._filed(book, choice, language),
        }

    def _choice(self, asked: Mapping[str, Any], triggered: set[str]) -> ReportChoice:
        """The choice of the address, or the one kept with what was touched last."""
        years = [str(y) for y in self._context.catalogue.years]
        by_address = f"{ids.REPORT_ADDRESS}.search" in triggered or asked["kept"] is None
        choice = ReportChoice.read(asked["search"] if by_address else asked["kept"])
        if not by_address:
            fields = {
                f"{ids.REPORT_YEAR}.value": "year",
                f"{ids.REPORT_FILED}.value": "filed",
                f"{ids.REPORT_MIDDLE}.value": "by_method",
                f"{ids.REPORT_UNIT}.value": "unit",
            }
            values = {"year": "year", "filed": "filed", "by_method": "middle", "unit": "unit"}
            for prop, name in fields.items():
                if prop in triggered:
                    choice = choice.but(parcel="", **{name: str(asked[values[name]] or "")})
            choice = self._clicked(choice, asked, triggered)
        year = choice.year if choice.year in years else years[-1]
        filed = choice.filed
        if by_address and not choice.filed and not choice.run:
            filed = self._source.filed_run(int(year))
        runs = {"", *self._source.other_runs()}
        middle = choice.by_method if choice.by_method in runs else ""
        return choice.but(
            run=choice.run or self._context.run_id,
            year=year,
            filed=filed if filed in runs else "",
            by_method=middle,
            indicator=choice.indicator or self._first(int(year)),
        )

    def _first(self, year: int) -> str:
        found = leading(self._source.book(year))
        return found[0].id if found else ""

    def _clicked(
        self, choice: ReportChoice, asked: Mapping[str, Any], triggered: set[str]
    ) -> ReportChoice:
        """What a click on the map or the list chose: a district, or a changed parcel."""
        for prop, name in ((ids.REPORT_MAP, "map_click"), (ids.REPORT_PARCELS, "list_click")):
            click = asked[name]
            if f"{prop}.click" not in triggered or not isinstance(click, dict):
                continue
            unit = str(click.get("unit", ""))
            if unit in self._context.results.units:
                return choice.but(unit=unit, parcel="")
            return choice.but(parcel=unit)
        return choice

    def _cell(self, book: Book, choice: ReportChoice) -> Cell | None:
        indicator = next((one for one in leading(book) if one.id == choice.indicator), None)
        if indicator is None or choice.unit not in book.results.units:
            return None
        return cell_of(book, indicator, choice.unit)

    def _notice(self, choice: ReportChoice, language: Language) -> str:
        """What a page left open while the server was given another run is to say.

        A link to another run is answered by a page of its own, before this one is made.
        """
        if choice.run == self._context.run_id:
            return ""
        return words.OTHER_RUN.say(language).format(choice.run, self._context.run_id)

    def _card(
        self, book: Book, cell: Cell | None, choice: ReportChoice, language: Language
    ) -> list[Component]:
        if cell is None:
            text = words.GONE if choice.unit else words.CHOOSE
            return [html.P(text.say(language), className="note")]
        card = figure_card(book, cell, language)
        try:
            splits = self._source.origins(book.year, cell.unit, choice.filed, choice.by_method)
        except SinkmapError as error:
            return [*card, *findings_told(error.findings, language)]
        split = splits.get(cell.now.id) if cell.now is not None else None
        return [*card, *origin_part(cell, split, choice.filed, language)]

    def _changed(
        self, book: Book, choice: ReportChoice, language: Language
    ) -> tuple[Changed | None, list[Component]]:
        if book.previous is None:
            return None, [html.P(words.FIRST_YEAR.say(language), className="note")]
        try:
            found = self._source.changed(book.year, choice.filed)
        except SinkmapError as error:
            return None, findings_told(error.findings, language)
        if found is None:
            text = words.UNFOUND.say(language).format(book.previous, book.year)
            return None, [html.P(text, className="note")]
        return found, []

    def _map(
        self, book: Book, choice: ReportChoice, parcels: UnitParcels | None, language: Language
    ) -> dict[str, Any]:
        frame = self._context.newest.shapes[self._partition(choice)]
        own = frame[frame["unit_id"] == choice.unit]
        bounds = bounds_of(own) if len(own) else self._context.bounds
        if parcels is None or not parcels.count:
            return self._districts(book, choice, bounds, language)
        one = parcels.frame[parcels.frame["number"].astype(str) == choice.parcel]
        if len(one):
            bounds = bounds_around(one.geometry.to_numpy(), 0.004)
        name = book.unit_name(choice.unit).say(language)
        shown = set(parcels.frame["cause"])
        entries = {c: (COLOURS[c], text) for c, text in words.CAUSES.items() if c in shown}
        return {
            "shapes": urls.report_parcels_url(book.year, choice.filed, choice.unit),
            "outlines": self._lines,
            "colours": parcels.colours(),
            "labels": parcels.labels(language),
            "chosen_shape": choice.parcel,
            "bounds": bounds,
            "heading": html.Strong(words.MAP_PARCELS.say(language).format(name, book.year)),
            "legend": _legend(words.CAUSE, entries, language),
        }

    def _districts(
        self, book: Book, choice: ReportChoice, bounds: list[float], language: Language
    ) -> dict[str, Any]:
        """Districts coloured by what the change of the indicator is worth."""
        partition = self._partition(choice)
        members = self._context.catalogue.partitions[partition].members
        indicator = next((i for i in leading(book) if i.id == choice.indicator), None)
        turns = dict.fromkeys(members, "unknown")
        name = choice.indicator
        if indicator is not None:
            turns = {unit: turn_of(cell_of(book, indicator, unit)) for unit in members}
            name = indicator.title.say(language)
        entries = {turn: _TURNS[turn] for turn in _TURNS if turn in turns.values()}
        return {
            "shapes": urls.shapes_url(self._context.run_id, partition),
            "outlines": self._lines,
            "colours": {unit: _TURNS[turn][0] for unit, turn in turns.items()},
            "labels": {unit: _TURNS[turn][1].say(language) for unit, turn in turns.items()},
            "chosen_shape": choice.unit,
            "bounds": bounds,
            "heading": html.Strong(words.MAP_CHANGE.say(language).format(name, book.year)),
            "legend": _legend(words.CHANGE, entries, language),
        }

    def _partition(self, choice: ReportChoice) -> str:
        """The partition drawn: that of the unit chosen, else the first."""
        drawn = self._context.catalogue.drawn
        return next((p.id for p in drawn if choice.unit in p.members), drawn[0].id)

    def _filed(self, book: Book, choice: ReportChoice, language: Language) -> dict[str, Any]:
        try:
            filing = self._source.filing(book.year, choice.unit)
            files = self._source.files()
        except SinkmapError as error:
            said = findings_told(error.findings, language)
            return {"filing": said, "steps": [], "step": "", "files": said}
        steps = step_choices(filing.state, language)
        return {
            "filing": filing_part(filing, book, language),
            "steps": steps,
            "step": steps[0]["value"],
            "files": files_part(files, filing, language),
        }


def _found(
    book: Book,
    cell: Cell | None,
    choice: ReportChoice,
    parcels: UnitParcels | None,
    trouble: list[Component],
    language: Language,
) -> dict[str, Any]:
    """The list of changed parcels, with what must be said of it."""
    notes: list[Component] = [html.H3(words.PARCELS.say(language)), *trouble]
    if parcels is not None:
        hectares = show(convert(parcels.m2, SQUARE_METRE, HECTARE), HECTARES)
        most = min(parcels.count, MOST_LISTED)
        text = words.PARCELS_NOTE if parcels.count else words.NO_PARCELS
        notes.append(html.P(text.say(language).format(parcels.count, hectares, most)))
        said = [] if choice.filed else [words.LAND_ONLY]
        if cell is not None and not rests_on_parcels([cell.now, cell.before]):
            said.append(words.NOT_OF_PARCELS)
        notes += [html.P(one.say(language), className="note") for one in said]
    unfound = bool(trouble) and book.previous is not None
    listed = parcels is not None and parcels.count > 0
    return {
        "parcels_note": notes if choice.unit else [],
        "find": "go" if unfound and choice.unit else "absent",
        "parcels": parcels.rows(language) if parcels is not None else [],
        "parcels_frame": "" if listed else "absent",
        "parcel": choice.parcel,
    }


def _units(book: Book, language: Language) -> list[dict[str, str]]:
    city = words.WHOLE_CITY.say(language).format(book.city.name.say(language))
    options = [{"value": book.city.id, "label": city}]
    for partition in book.partitions:
        group = partition.title.say(language)
        options += [
            {"value": one, "label": book.unit_name(one).say(language), "group": group}
            for one in partition.members
        ]
    return options


def _legend(title: Text, entries: Mapping[str, tuple[str, Text]], language: Language) -> Component:
    lines = [
        html.Li([html.I(className="swatch", style={"background": colour}), text.say(language)])
        for colour, text in entries.values()
    ]
    return html.Details([html.Summary(title.say(language)), html.Ul(lines)], open=True)
