"""Answers of the page's one server callback: a selection in, everything shown out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import ctx
from dash.exceptions import PreventUpdate

from dash_app import ids, urls
from dash_app.context import Context
from dash_app.indicators.figure_panel import figure_panel, imagery_section, legend, map_heading
from dash_app.indicators.layout import NO_PICTURE
from dash_app.language import language_asked
from dash_app.view.pictures import needs_smoothing
from dash_app.view.selection import Selection
from sinkmap.run import Picture
from sinkmap.text import Language

__all__ = ["IndicatorCallbacks"]

_OUTLINE = "#7d4fa0"
"""Colour of outlines whose layer declares none."""
_OF_SOIL = "soc_"
"""How indicators of soil carbon begin; the soil map stands under them alone."""


class IndicatorCallbacks:
    """Dash callbacks over one run. They read figures and compute none."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def show(self, **asked: Any) -> dict[str, Any]:
        """Everything the page shows for what was asked last.

        ``asked`` holds the controls by name; what is unknown in it gives the default.
        """
        if asked["search"] is None:  # the address is not read yet
            raise PreventUpdate
        selection = self._selection(asked, {str(t["prop_id"]) for t in ctx.triggered})
        language = language_asked(self._context.results.study.language)
        picture = self._picture(asked["picture"], selection.year)
        return {
            **self._controls(selection, language),
            **self._map(selection, asked["outlines"], picture, language),
            **self._figure(selection, language),
            **self._theme(selection, picture, language),
        }

    def _selection(self, asked: Mapping[str, Any], triggered: set[str]) -> Selection:
        if f"{ids.ADDRESS}.search" in triggered:
            return self._context.catalogue.read(asked["search"])
        clicks = {f"{ids.MAP}.click": "map_click", f"{ids.UNITS}.click": "table_click"}
        wanted = dict(asked)
        for prop, name in clicks.items():
            click = asked[name]
            if prop in triggered and isinstance(click, dict):
                wanted["unit"] = click.get("unit")
        return self._context.catalogue.settle(wanted)

    def _picture(self, layer: object, year: int) -> Picture | None:
        if not isinstance(layer, str) or layer == NO_PICTURE:
            return None
        return self._context.picture(layer, year)

    def _controls(self, selection: Selection, language: Language) -> dict[str, Any]:
        catalogue = self._context.catalogue
        theme = catalogue.themes[selection.theme]
        units = self._context.results.units
        return {
            "partition": selection.partition,
            "theme": selection.theme,
            "year": str(selection.year),
            "profile": selection.profile,
            "profiles": [
                {"value": p, "label": theme.indicator.profile(p).title.say(language)}
                for p in theme.profiles
            ],
            "unit": selection.unit,
            "units": [
                {"value": u, "label": units[u].name.say(language)}
                for u in catalogue.units(selection.partition)
            ],
            "kept_address": selection.query,
        }

    def _map(
        self, selection: Selection, outlines: object, picture: Picture | None, language: Language
    ) -> dict[str, Any]:
        run_id, year = self._context.run_id, selection.year
        asked = outlines if isinstance(outlines, list) else []
        drawn = None
        if picture is not None:
            url = urls.picture_url(run_id, picture.layer, picture.year)
            smooth = needs_smoothing(picture.png)
            drawn = {"url": url, "bounds": list(picture.bounds), "smooth": smooth}
        return {
            "shapes": urls.shapes_url(run_id, selection.partition),
            "selected": selection.unit,
            "outlines": [
                {
                    "id": layer,
                    "url": urls.zones_url(run_id, layer, year),
                    "colour": self._context.newest.colours.get(layer, _OUTLINE),
                    "label": self._context.newest.titles[layer].say(language),
                }
                for layer in self._context.outline_layers(year)
                if layer in asked
            ],
            "picture": drawn,
        }

    def _theme(
        self, selection: Selection, picture: Picture | None, language: Language
    ) -> dict[str, Any]:
        drawn = self._context.maps.draw(selection, language)
        theme = self._context.catalogue.themes[selection.theme]
        return {
            "colours": dict(drawn.colours),
            "labels": dict(drawn.labels),
            "heading": map_heading(theme, selection.profile, selection.year, language),
            "legend": legend(drawn, picture, language),
            "rows": [
                {
                    "unit": row.unit,
                    "name": row.name,
                    "text": row.text,
                    "colour": row.colour,
                    "share": row.share,
                }
                for row in drawn.rows
            ],
            "chosen_row": selection.unit,
        }

    def _figure(self, selection: Selection, language: Language) -> dict[str, Any]:
        theme = self._context.catalogue.themes[selection.theme]
        unit = self._context.results.units[selection.unit].name.say(language)
        panel = self._context.panels(language).write(selection)
        parts = figure_panel(panel, theme, unit, selection.year, language)
        imagery = self._context.imagery(selection.unit, selection.year, language)
        asked = theme.indicator.id.startswith(_OF_SOIL)
        soil = self._context.soil(selection.year, language) if asked else None
        below = [*imagery_section(soil, language), *imagery_section(imagery, language)]
        return {"figure": [*parts, *below]}
