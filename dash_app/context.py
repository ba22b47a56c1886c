"""What the handlers of the page share: one run and what can be shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from dash_app.basemap_source import BasemapSource
from dash_app.basemaps import basemaps_told
from dash_app.jobs.source import JobDesk
from dash_app.source import RunSource
from dash_app.view.figure_book import FigureBook
from dash_app.view.imagery import ImageryPanel, imagery_panel
from dash_app.view.panel import PanelWriter
from dash_app.view.selection import Catalogue
from dash_app.view.shapes import bounds_of, units_geojson, zones_geojson
from dash_app.view.soil import soil_panel
from dash_app.view.theme import themes_of
from dash_app.view.theme_map import ThemeMaps
from sinkmap.run import MapContent, Picture, RunResults
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Context", "PageLink"]

_ZONES = ("redline", "eco_redline", "protection", "protected_area")
"""Layers whose outlines come first in the list; the first of them is drawn at the start."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the server, as the headers of the others name it."""

    title: Text
    url: str


class Context:
    """One opened run, read-only, shared by all threads of the server.

    ``beside``: the pages that lie beside the map; ``basemaps``: what may lie under all maps;
    ``jobs``: work in the background, which the header of every page tells.
    """

    def __init__(
        self,
        run: RunSource,
        beside: tuple[PageLink, ...] = (),
        basemaps: BasemapSource | None = None,
        jobs: JobDesk | None = None,
    ) -> None:
        self.run = run
        self.beside = beside
        self.jobs = jobs
        self._basemaps = basemaps
        results = run.results
        self.book = FigureBook(results.figures)
        years = tuple(sorted({int(year) for year in results.figures["year"].tolist()}))
        shapes = run.map_content(years[-1]).shapes
        self.catalogue = Catalogue(
            partitions={p.id: p for p in results.partitions if p.id in shapes},
            themes=themes_of(results, self.book),
            years=years,
            city=results.study.city.code,
            run=results.manifest.run_id,
        )
        self.maps = ThemeMaps(self.book, self.catalogue, results.units)
        self.content = lru_cache(maxsize=8)(run.map_content)
        self.shapes_document = lru_cache(maxsize=16)(self._shapes_document)
        self.soil = lru_cache(maxsize=64)(self._soil)
        self.imagery = lru_cache(maxsize=256)(self._imagery)
        self.borders_document = cache(self._borders_document)
        self.zones_document = lru_cache(maxsize=16)(self._zones_document)

    @property
    def results(self) -> RunResults:
        """The tables of the run."""
        return self.run.results

    @property
    def run_id(self) -> str:
        """Id of the run; part of every URL that is cached for long."""
        return self.results.manifest.run_id

    def panels(self, language: Language) -> PanelWriter:
        """The writer of figure panels in one language."""
        titles = self.newest.titles
        return PanelWriter(self.run, self.book, self.catalogue, titles, language)

    def basemaps(self, language: Language) -> list[dict[str, Any]]:
        """What may lie under a map, as :class:`~dash_app.component.MapView` takes it."""
        return basemaps_told(self._basemaps, language)

    @property
    def newest(self) -> MapContent:
        """Map content of the newest year: partitions do not change within a run, and pictures are
        those of all years. That of another year is read when it is shown."""
        return self.content(self.catalogue.years[-1])

    @property
    def bounds(self) -> list[float]:
        """West, south, east, north of the city in degrees."""
        return bounds_of(self.newest.shapes[self.catalogue.drawn[0].id])

    def outline_layers(self, year: int) -> tuple[str, ...]:
        """Layers with shapes to draw in a year, red lines first."""
        present = self.content(year).zones
        first = [layer for layer in _ZONES if layer in present]
        return (*first, *(layer for layer in present if layer not in first))

    def picture_layers(self) -> tuple[str, ...]:
        """Raster layers with a picture in any year."""
        return tuple(dict.fromkeys(layer for layer, _ in self.newest.pictures))

    def picture(self, layer: str, year: int) -> Picture | None:
        """The picture of a layer in a year, or None."""
        return self.newest.pictures.get((layer, year))

    def _imagery(self, unit: str, year: int, language: Language) -> ImageryPanel | None:
        return imagery_panel(self.results, unit, year, language)

    def _soil(self, year: int, language: Language) -> ImageryPanel | None:
        return soil_panel(self.results, year, language)

    def _shapes_document(self, partition: str) -> bytes:
        return units_geojson(self.newest.shapes[partition])

    def _borders_document(self) -> bytes:
        return zones_geojson(self.newest.shapes[self.catalogue.drawn[0].id])

    def _zones_document(self, layer: str, year: int) -> bytes:
        # Asked anew, so that only the document is kept of what is read for it.
        frame: gpd.GeoDataFrame = self.run.map_content(year).zones[layer]
        return zones_geojson(frame)
