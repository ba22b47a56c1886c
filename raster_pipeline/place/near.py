"""A workspace that holds what a run's layers have near one shape."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from raster_pipeline.engine import Progress, silent
from raster_pipeline.place.run_layers import RunLayers
from raster_pipeline.steps.accuracy import sampled_points
from raster_pipeline.steps.workspace import Workspace
from raster_pipeline.steps.zone_pieces import zones_of
from sinkmap.indicator import SampledPoints

__all__ = ["SAMPLES", "NearWorkspace", "city_samples"]

SAMPLES = "reference_samples"
"""Read whole, for they tell of the city."""
_SAMPLING = threading.Lock()


@dataclass(eq=False)
class NearWorkspace(Workspace):
    """Layers of a finished run as far as their features touch a shape.

    Rasters are read by windows anyway. ``layers``: of the run; ``shape``: on the grid's CRS.
    """

    layers: RunLayers | None = None
    shape: Any = None
    zone_fields: dict[str, str] = field(default_factory=dict)
    _held: dict[tuple[Path, str], Any] = field(default_factory=dict)

    @classmethod
    def around(
        cls, layers: RunLayers, shape: Any, *, workers: int = 2, progress: Progress = silent
    ) -> NearWorkspace:
        """The workspace of a shape."""
        study = layers.study
        own = None if shape is None else shapely.from_wkb(shapely.to_wkb(shape))
        shapely.prepare(own)
        return cls(
            study.grid,
            study.years,
            layers.opened.path / "layers",
            dict(layers.vectors),
            dict(layers.rasters),
            workers,
            progress,
            study.carbon.pools,
            layers=layers,
            shape=own,
            zone_fields=dict(layers.zone_fields),
        )

    def frame(self, layer: str, year: int) -> gpd.GeoDataFrame:
        """Features that touch the shape, or a whole table; see :meth:`Workspace.frame`."""
        assert self.layers is not None, "made by `around`"
        key = (self.vectors[(layer, year)], "frame")
        with self._reading:  # a prepared shape is asked by one thread at a time
            if key not in self._held:
                store = None if layer == SAMPLES else self.layers.features(layer, year)
                if store is None:
                    self._held[key] = self.layers.frame(layer, year)
                else:
                    found = store.near(shapely.bounds(self.shape).tolist())
                    touch = shapely.intersects(self.shape, found.geometry.to_numpy())
                    self._held[key] = found[np.asarray(touch)].reset_index(drop=True)
            return self._held[key]

    def zones(self, layer: str, year: int) -> dict[str, Any]:
        """Zones as far as their features touch the shape; see :meth:`Workspace.zones`."""
        key = (self.vectors[(layer, year)], "zones")
        if key not in self._held:
            self._held[key] = zones_of(self.frame(layer, year), self.zone_fields[layer])
        found: dict[str, Any] = self._held[key]
        return found

    def forget(self) -> None:
        """Let go of all that was read."""
        super().forget()
        self._held.clear()


def city_samples(layers: RunLayers, year: int) -> SampledPoints | None:
    """What lies under the reference points of the whole city in a year, found once for a run."""
    known = layers.samples
    with _SAMPLING:
        if year not in known:
            with NearWorkspace.around(layers, None) as whole:
                known[year] = sampled_points(layers.study, whole, year, layers.city)
        return known[year]
