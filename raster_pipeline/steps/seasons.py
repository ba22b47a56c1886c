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

__all__ = ["CompositeReader", "Seasons", "pixel_metres"]


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
        If the bands differ.
    """

    grid: Grid
    composites: Mapping[str, CompositeReader]
    heights: PixelReader | None

    def __post_init__(self) -> None:
        if len({reader.bands for reader in self.composites.values()}) != 1:
            stated = {season: reader.bands for season, reader in self.composites.items()}
            raise ValueError(f"composites must have the same bands: {stated}")

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
        down, across = pixel_metres(self.grid)
        return terrain_features(self.heights.read(wide), down, across)[(slice(None), *core)]

    def joined(
        self, spectra: Mapping[str, NDArray[np.float32]], terrain: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """(feature, …) of pixels, from their (band, …) by season and their (term, …)."""
        return np.concatenate([seasonal_features(spectra, self.bands), terrain])


def pixel_metres(grid: Grid) -> tuple[float, float]:
    """Edges of a pixel in metres, from north to south and from west to east.

    On a grid in degrees those of the pixel in its middle, on the ellipsoid: one pair for the whole
    grid, so that a feature means the same wherever it is computed. Over a degree of latitude at
    31 degrees north the width of pixels varies by 1 %.
    """
    crs = parse_crs(grid.crs)
    if not grid.is_geographic:
        edge = grid.resolution * float(crs.axis_info[0].unit_conversion_factor)
        return edge, edge
    west, south, east, north = grid.bounds
    lon, lat, half = (west + east) / 2.0, (south + north) / 2.0, grid.resolution / 2.0
    geod = crs.get_geod()
    assert geod is not None, "a geographic CRS has an ellipsoid"
    _, _, down = geod.inv(lon, lat - half, lon, lat + half)
    _, _, across = geod.inv(lon - half, lat, lon + half, lat)
    return float(down), float(across)
