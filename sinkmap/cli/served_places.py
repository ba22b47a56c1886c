"""The layers of a run and any place of it, as the overview asks for them."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dash_app.browse.source import (
    ClassChange,
    Difference,
    Hit,
    MapLayer,
    PlaceCard,
    ShapeFigures,
)
from raster_pipeline.display import Display, DrawnLayer
from raster_pipeline.opened import OpenedRun
from raster_pipeline.place import (
    account_shape,
    difference,
    parcel_outline,
    place_card,
    search,
    warm_up,
)
from sinkmap.cli.place_facts import card_told
from sinkmap.layer import Form

__all__ = ["ServedPlaces"]

_DEGREES = "EPSG:4490"
_CLASSES = "land_use"
"""The raster whose classes are compared."""
_KEY, _LABEL = "id", "text"
"""Attributes of every shape on the map, and of every label point."""
_DRAWN = {Form.POLYGONS: "fill", Form.LINES: "line", Form.POINTS: "circle"}


class ServedPlaces:
    """One opened run, for all threads of the server; shapes are accounted one at a time."""

    def __init__(self, opened: OpenedRun, display: Display) -> None:
        self._opened = opened
        self._display = display
        self._accounting = threading.Lock()

    def warm_up(self) -> None:
        """Make ready what the first question would wait for, beside the server."""

        def warm() -> None:
            warm_up(self._opened)
            # What is there now stays until the end. To look through it for cycles again and again
            # would keep every question waiting a tenth of a second.
            gc.freeze()

        threading.Thread(target=warm, daemon=True).start()

    @property
    def layers(self) -> Sequence[MapLayer]:
        """Shapes first, then rasters, each in the order the run has them."""
        return (*self._shapes(), *self._rasters())

    def card(self, lon: float, lat: float) -> PlaceCard:
        """What is at a place."""
        card = place_card(self._opened, lon, lat)
        return card_told(card, parcel_outline(self._opened, lon, lat))

    def account(self, geometry: Mapping[str, Any], year: int) -> ShapeFigures:
        """Figures of a polygon drawn in longitude and latitude."""
        with self._accounting:
            return account_shape(self._opened, dict(geometry), _DEGREES, (year,))

    def difference(
        self, bounds: tuple[float, float, float, float], before: int, after: int
    ) -> Difference:
        """Areas of the classes of land use within bounds in two years."""
        found = difference(self._opened, _CLASSES, before, after, bounds)
        rows = (ClassChange(r.name, r.colour, r.before_ha, r.after_ha) for r in found.rows)
        return Difference(tuple(rows), found.unseen_ha, found.step if found.approximate else 1)

    def search(self, text: str) -> Sequence[Hit]:
        """What a text names."""
        return [
            Hit(f"{place}-{hit.layer}-{hit.id}", hit.title, hit.about, hit.bounds)
            for place, hit in enumerate(search(self._opened, text))
        ]

    def _shapes(self) -> Iterator[MapLayer]:
        for layer, years in _years(self._display.vectors).items():
            drawn = self._display.drawn(layer)
            if drawn is not None and drawn.form in _DRAWN:
                yield _shapes_of(drawn, years)

    def _rasters(self) -> Iterator[MapLayer]:
        for layer, years in _years(self._display.rasters).items():
            declared = self._display.drawn_raster(layer)
            if declared is not None:
                colour, legend = declared.colour, tuple(declared.legend)
                yield MapLayer(layer, declared.title, "picture", years, colour, legend)


def _shapes_of(drawn: DrawnLayer, years: tuple[int, ...]) -> MapLayer:
    return MapLayer(
        drawn.layer,
        drawn.title,
        _DRAWN[drawn.form],
        years,
        drawn.colour,
        tuple(drawn.legend),
        drawn.sorted_by,
        _KEY,
        drawn.label_layer,
        _LABEL if drawn.label_layer else "",
    )


def _years(held: Sequence[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for layer, year in held:
        found.setdefault(layer, []).append(year)
    return {layer: tuple(sorted(years)) for layer, years in found.items()}
