"""The layers of the overview as the browser is told them: titles, colours, legends, addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dash_app import urls
from dash_app.browse import words
from dash_app.browse.source import MapLayer
from dash_app.context import Context
from dash_app.tile_source import TileSet, TileSource
from sinkmap.layer import LegendEntry
from sinkmap.text import Language, Text

__all__ = ["FIRST_SHOWN", "MapCatalogue"]

PARCELS = "parcels"
_LINE = "#7d4fa0"
_FILLED = 0.16
"""How strongly zones are filled: what lies beneath stays readable."""
_BORDER = 0.8
FIRST_SHOWN = {"land_use": 0.85, PARCELS: 0.7}
"""Layers that are on at the start, with their opacity."""


class MapCatalogue:
    """All layers of a run that a map can show.

    Layers with tiles come from ``layers``; the outlines a run serves as GeoJSON stand for those of
    its zones that have no tiles. Tile sets are opened when a layer is first shown: opening all
    of them would keep the first page waiting.
    """

    def __init__(
        self, context: Context, layers: Sequence[MapLayer] = (), tiles: TileSource | None = None
    ) -> None:
        self._context = context
        self._tiles = tiles
        self._tiled = {layer.id: layer for layer in layers} if tiles is not None else {}

    def told(self, language: Language) -> dict[str, Any]:
        """Run, years and layers, the topmost of each group first, as JSON."""
        context = self._context
        layers = [*self._shapes(language), *self._pictures(language)]
        present = [layer for layer in layers if layer["years"]]
        return {
            "run": context.run_id,
            "years": list(context.catalogue.years),
            "layers": present,
            "basemaps": [one["id"] for one in context.basemaps(language)],
            "first": self._first([layer["id"] for layer in present]),
        }

    def addresses(self, wanted: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Layer -> year -> where it is served, of those wanted that have tiles ready."""
        found = {}
        for layer in (self._tiled[one] for one in wanted if one in self._tiled):
            sets = ((year, self._set(layer, year)) for year in layer.years)
            found[layer.id] = {
                str(year): self._address(layer.id, year, tiles)
                for year, tiles in sets
                if tiles is not None
            }
        return found

    def groups(self, language: Language) -> list[dict[str, Any]]:
        """The list of layers: groups with rows ``{id, name, legend, years, note}``."""
        layers = self.told(language)["layers"]
        titles = (words.SHAPES, words.LINES, words.PICTURES)
        grouped = [
            {"title": title.say(language), "rows": [_row(x) for x in layers if x["group"] == place]}
            for place, title in enumerate(titles)
        ]
        return [group for group in grouped if group["rows"]]

    def _first(self, present: Sequence[str]) -> dict[str, float]:
        shown = {layer: share for layer, share in FIRST_SHOWN.items() if layer in present}
        lines = self._context.outline_layers(self._context.catalogue.years[-1])
        return shown | {layer: 1.0 for layer in lines[:1] if layer in present}

    def _shapes(self, language: Language) -> Iterator[dict[str, Any]]:
        """Parcels first, then the zones in the order the run has them."""
        newest = self._context.catalogue.years[-1]
        named = self._context.outline_layers(newest)
        tiled = [x.id for x in self._tiled.values() if x.draw != "picture"]
        for layer in dict.fromkeys((*(x for x in tiled if x == PARCELS), *named, *tiled)):
            if layer in tiled:
                yield self._tiled_shapes(self._tiled[layer], language)
            else:
                yield self._outlines(layer, language)

    def _outlines(self, layer: str, language: Language) -> dict[str, Any]:
        context, newest = self._context, self._context.newest
        years = [y for y in context.catalogue.years if layer in context.content(y).zones]
        colour = newest.colours.get(layer, _LINE)
        title = newest.titles.get(layer, Text.of(layer)).say(language)
        return {
            "id": layer,
            "group": 1,
            "name": title,
            "draw": "outline",
            "colour": colour,
            "fill": _FILLED,
            "legend": [{"colour": colour, "label": title}],
            "years": [str(year) for year in years],
            "addresses": {str(y): {"url": urls.zones_url(context.run_id, layer, y)} for y in years},
        }

    def _tiled_shapes(self, layer: MapLayer, language: Language) -> dict[str, Any]:
        drawn = {
            "draw": layer.draw,
            "colour": layer.colour,
            "colours": _colours(layer),
            "key": layer.key,
            "label_layer": layer.label_layer,
            "label": layer.label,
            "width": _BORDER if layer.draw == "fill" else None,
            "clickable": layer.id == PARCELS,
            "fill": _FILLED if layer.id != PARCELS and not layer.legend else None,
        }
        return self._tiled_layer(layer, language) | drawn

    def _pictures(self, language: Language) -> Iterator[dict[str, Any]]:
        for layer in self._tiled.values():
            if layer.draw == "picture":
                yield self._tiled_layer(layer, language) | {"draw": "picture"}

    def _tiled_layer(self, layer: MapLayer, language: Language) -> dict[str, Any]:
        group = 2 if layer.draw == "picture" else 0 if layer.id == PARCELS else 1
        own = [{"colour": layer.colour, "label": layer.title.say(language)}]
        return {
            "id": layer.id,
            "group": group,
            "name": layer.title.say(language),
            "legend": [_entry(one, language) for one in layer.legend] or own,
            "years": [str(year) for year in layer.years],
            "note": words.FROM_ZOOM.say(language) if layer.id == PARCELS else "",
        }

    def _set(self, layer: MapLayer, year: int) -> TileSet | None:
        if self._tiles is None:
            return None
        asked = self._tiles.raster if layer.draw == "picture" else self._tiles.vector
        return asked(layer.id, year)

    def _address(self, layer: str, year: int, tiles: TileSet) -> dict[str, Any]:
        return {
            "url": urls.tile_url(self._context.run_id, layer, year, tiles.version, tiles.kind),
            "minzoom": tiles.min_zoom,
            "maxzoom": tiles.max_zoom,
            "bounds": list(tiles.bounds),
            "layer": tiles.layer,
        }


def _colours(layer: MapLayer) -> dict[str, Any] | None:
    if not layer.sorted_by or not layer.legend:
        return None
    values = {str(entry.value): entry.colour for entry in layer.legend}
    return {"property": layer.sorted_by, "values": values}


def _entry(entry: LegendEntry, language: Language) -> dict[str, str]:
    return {"colour": entry.colour, "label": entry.label.say(language)}


def _row(layer: dict[str, Any]) -> dict[str, Any]:
    told = {name: layer[name] for name in ("id", "name", "draw", "years", "legend")}
    return told | {"note": layer.get("note", "")}
