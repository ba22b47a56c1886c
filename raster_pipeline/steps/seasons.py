"""The composites of a year's seasons and the heights under them, as features of a classifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader
from sinkmap.grid import Grid, Window, parse_crs
from sinkmap.science.land_features import (
    SLOPE_HALO,
    feature_names,
    seasonal_features,
    terrain_features,
)

__all__ = ["CompositeReader", "Seasons", "metres"]


class CompositeReader(Protocol):
    """A composite of the run: any window of the grid, from any thread."""

    @property
    def bands(self) -> tuple[str, ...]:
        """Common names of its bands."""
        ...

    def read(self, window: Window) -> NDArray[np.float32]:
        """(band, y, x) float32 reflectance of a window, NaN where not seen."""
        ...


@dataclass(frozen=True, slots=True)
class Seasons:
    """What features are computed from.

    ``composites``: season -> reader, in the order of the year, all of the same bands. ``heights``
    in metres, or None.

    Raises
    ------
    ValueError
        If the bands differ, or there are heights on a grid in degrees: slopes need metres.
    """

    grid: Grid
    composites: Mapping[str, CompositeReader]
    heights: PixelReader | None

    def __post_init__(self) -> None:
        if len({reader.bands for reader in self.composites.values()}) != 1:
            stated = {season: reader.bands for season, reader in self.composites.items()}
            raise ValueError(f"composites must have the same bands: {stated}")
        if self.heights is not None:
            metres(self.grid)

    @property
    def bands(self) -> tuple[str, ...]:
        """Bands of every composite."""
        return next(iter(self.composites.values())).bands

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the features."""
        return feature_names(self.bands, tuple(self.composites), heights=self.heights is not None)

    def spectra(self, window: Window) -> dict[str, NDArray[np.float32]]:
        """Season -> (band, y, x) of a window."""
        return {season: reader.read(window) for season, reader in self.composites.items()}

    def terrain(self, window: Window) -> NDArray[np.float32]:
        """(term, y, x) of a window, the heights read one pixel beyond it; no terms without."""
        if self.heights is None:
            return np.empty((0, window.rows, window.cols), dtype=np.float32)
        wide, core = self.grid.padded(window, SLOPE_HALO)
        edge = self.grid.resolution * metres(self.grid)
        return terrain_features(self.heights.read(wide), edge)[(slice(None), *core)]

    def joined(
        self, spectra: Mapping[str, NDArray[np.float32]], terrain: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """(feature, …) of pixels, from their (band, …) by season and their (term, …)."""
        return np.concatenate([seasonal_features(spectra, self.bands), terrain])


def metres(grid: Grid) -> float:
    """Metres in one unit of a projected grid's CRS.

    Raises
    ------
    ValueError
        If the grid is in degrees.
    """
    if grid.is_geographic:
        raise ValueError(f"{grid.crs} is in degrees; blocks and slopes need a projected grid")
    return float(parse_crs(grid.crs).axis_info[0].unit_conversion_factor)
