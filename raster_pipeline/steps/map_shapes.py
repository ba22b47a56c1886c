"""Shapes on their way to a map."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping

import geopandas as gpd
import shapely

__all__ = ["FramesOnDemand", "on_map"]

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


class FramesOnDemand(Mapping[str, gpd.GeoDataFrame]):
    """Frames by layer, each made when it is first asked for and kept; for all threads.

    A map shows a few of some fifty layers, and the heaviest of them take seconds.
    """

    def __init__(self, makers: Mapping[str, Callable[[], gpd.GeoDataFrame]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, gpd.GeoDataFrame] = {}
        self._making = threading.Lock()

    def __getitem__(self, layer: str) -> gpd.GeoDataFrame:
        with self._making:
            if layer not in self._made:
                self._made[layer] = self._makers[layer]()
            return self._made[layer]

    def __contains__(self, layer: object) -> bool:
        return layer in self._makers  # what stands for all mappings would make the frame to know

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
