"""The map of the page of cases: the queue, two years to be swiped, what lies around a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dash_app import urls
from dash_app.cases import words
from dash_app.cases.card import change_words
from dash_app.cases.choice import CaseChoice, Look
from dash_app.cases.evidence import case_legend
from dash_app.cases.shapes import PhotoPoint, case_colour, shown_features
from dash_app.cases.source import CaseSource, GroundRecord
from dash_app.context import Context
from dash_app.surroundings import drawn_lines
from dash_app.tile_source import TileSource
from dash_app.view.shapes import bounds_around
from sinkmap.layer import LegendEntry
from sinkmap.ledger import CaseFile
from sinkmap.text import Language

__all__ = ["CaseMap"]

_IMAGES = ("land_group", "land_use")
"""Rasters that show a change of land, the preferred first."""
_INK = "#14324a"


class CaseMap:
    """What the map is given, by name of its output."""

    def __init__(self, cases: CaseSource, context: Context, tiles: TileSource | None) -> None:
        self._cases, self._context, self._tiles = cases, context, tiles

    def shown(
        self,
        rows: Sequence[Mapping[str, Any]],
        choice: CaseChoice,
        found: CaseFile | None,
        years: tuple[int, int] | None,
        language: Language,
    ) -> dict[str, Any]:
        """The cases of the queue; under them two years, if they are to be compared."""
        length = self._cases.length
        queue = replace(choice, number="", look=Look.PLAIN)
        states = self._two_years(years or self.last_years()) if choice.look == Look.SWIPE else None
        outlines = urls.case_outlines_url(length, queue.query)
        lines: list[dict[str, Any]] = list(drawn_lines(self._context, language))
        if states is not None and rows:  # filled patches would hide what is compared
            lines.append(_line("cases", outlines, words.CASES.say(language)))
            places = urls.case_places_url(length, queue.query)
            lines.append(_line("places", places, words.MAP.say(language)))
        return {
            "shapes": None if states is not None else outlines,
            "outlines": lines,
            "colours": {row["number"]: case_colour(row["severity"]) for row in rows},
            "labels": {r["number"]: f"{r['number']} {change_words(r, language)}" for r in rows},
            "chosen_shape": found.case["number"] if found else "",
            "bounds": self._bounds(found),
            "rasters": None if states is None else states[0],
            "compare": None if states is None else states[1],
        }

    def around(
        self,
        found: CaseFile | None,
        photos: Sequence[PhotoPoint],
        records: Sequence[GroundRecord],
        years: Sequence[int],
        language: Language,
    ) -> dict[str, Any]:
        """Records of approval under a case, photographs with what they look at.

        ``years``: those compared, whose classes the legend names; none without a comparison.
        """
        classes = self._classes(years)
        outline = found.frame.geometry.iloc[0] if found else None
        shapes = None if outline is None else shown_features(outline, photos, records)
        return {"around": shapes, "legend": case_legend(records, bool(photos), classes, language)}

    def _classes(self, years: Sequence[int]) -> list[LegendEntry]:
        """Classes of the raster that is shown, each once."""
        pictures = (self._context.picture(layer, y) for layer in _IMAGES for y in years)
        shown = [picture for picture in pictures if picture is not None]
        layer = shown[0].layer if shown else ""
        return list({e.value: e for p in shown if p.layer == layer for e in p.legend}.values())

    def _bounds(self, found: CaseFile | None) -> list[float]:
        return bounds_around(found.frame.geometry.to_numpy()) if found else self._context.bounds

    def last_years(self) -> tuple[int, int] | None:
        """The run's last two years; None where it has one."""
        known = self._context.catalogue.years
        return (known[-2], known[-1]) if len(known) > 1 else None

    def _two_years(
        self, years: tuple[int, int] | None
    ) -> tuple[list[dict[str, Any]], dict[str, Any]] | None:
        """Raster of the earlier year, and the swipe to the later; None where one is missing."""
        if self._tiles is None or years is None:
            return None
        for layer in _IMAGES:
            before, after = (self._raster(layer, year) for year in years)
            if before is not None and after is not None:
                left, right = (str(year) for year in years)
                swipe = {"rasters": [after], "vectors": [], "at": 0.5, "left": left, "right": right}
                return [before], swipe
        return None

    def _raster(self, layer: str, year: int) -> dict[str, Any] | None:
        found = self._tiles.raster(layer, year) if self._tiles is not None else None
        if found is None:
            return None
        url = urls.tile_url(self._context.run_id, layer, year, found.version, "png")
        return {
            "id": f"{layer}-{year}",
            "url": url,
            "minzoom": found.min_zoom,
            "maxzoom": found.max_zoom,
            "bounds": list(found.bounds),
            "opacity": 1.0,
        }


def _line(name: str, url: str, label: str) -> dict[str, Any]:
    return {"id": name, "url": url, "colour": _INK, "label": label}
