"""Shapes on their way to a map."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import shapely

from raster_pipeline.io.tables import read_frame

__all__ = ["ZonesOnMap", "on_map"]

_OUTLINE_TOLERANCE = 5.0
"""Metres by which outlines may be simplified for a map, far below a screen pixel."""


def on_map(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Outlines simplified together where they share borders, in longitude and latitude.

    Lines are simplified one by one, points stay.
    """
    tolerance = _OUTLINE_TOLERANCE if frame.crs is not None and frame.crs.is_projected else 0.0
    shown = frame.copy()
    if tolerance:
        shapes = frame.geometry.to_numpy().copy()
        areal = shapely.get_dimensions(shapes) == 2
        shapes[areal] = shapely.coverage_simplify(shapes[areal], tolerance)
        shapes[~areal] = shapely.simplify(shapes[~areal], tolerance)
        shown = gpd.GeoDataFrame(shown.assign(geometry=shapes), crs=frame.crs)
    return shown.to_crs("EPSG:4490")


class ZonesOnMap(Mapping[str, gpd.GeoDataFrame]):
    """Layers of zones as a map shows them, each read when it is first asked for.

    Which there are is known at once; simplifying all of a city takes a minute. ``files``: layer ->
    its file and the column that names its features. Any thread may ask.
    """

    def __init__(self, files: Mapping[str, tuple[Path, str]]) -> None:
        self._files = files
        self._frames: dict[str, gpd.GeoDataFrame] = {}
        self._reading = threading.Lock()

    def __getitem__(self, layer: str) -> gpd.GeoDataFrame:
        path, name = self._files[layer]
        with self._reading:
            if layer not in self._frames:
                shown = on_map(read_frame(path)[[name, "geometry"]])
                self._frames[layer] = shown.rename(columns={name: "name"})
            return self._frames[layer]

    def __contains__(self, layer: object) -> bool:
        return layer in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
