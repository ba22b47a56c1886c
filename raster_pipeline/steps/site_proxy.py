"""Forest of low efficiency told by images, where no survey of sub-compartments tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.site_pixels import Pixels, pixel_means
from sinkmap.errors import Finding, Severity
from sinkmap.grid import Grid, Window
from sinkmap.science.spectral_index import spectral_index_for
from sinkmap.science.stands import StandCategory
from sinkmap.siting.low_efficiency import low_proxy, site_classes
from sinkmap.siting.siting_book import SitingBook
from sinkmap.text import Text

__all__ = ["PROXY", "Greenness", "StandPixels", "names_at", "proxy_forest", "told_by_proxy"]

PROXY = "proxy"
"""What stands in ``low_tests`` where images tell that forest is of low efficiency."""

_NO_CROWNS = (StandCategory.NONE, StandCategory.GAP)

Shapes = NDArray[Any]
Floats = NDArray[np.float64]


class _Bands(Protocol):
    """A composite with named bands."""

    @property
    def bands(self) -> tuple[str, ...]:
        """Names of the bands, in order."""
        ...

    def read(self, window: Window) -> NDArray[np.float32]:
        """(band, y, x) of a window, NaN without data."""
        ...


@dataclass(frozen=True, slots=True)
class Greenness:
    """NDVI of a composite with the bands ``nir`` and ``red``."""

    composite: _Bands

    def read(self, window: Window) -> NDArray[np.float32]:
        """(y, x) float32 of a window, NaN where nothing was seen."""
        values = self.composite.read(window)
        nir, red = (values[self.composite.bands.index(name)] for name in ("nir", "red"))
        return spectral_index_for("NDVI", {"N": nir, "R": red})


@dataclass(frozen=True, slots=True)
class StandPixels:
    """Rasters the proxy reads on one grid: NDVI, stands, and slope (degrees) and height (m) if
    they are known."""

    grid: Grid
    greenness: Pixels
    stands: Pixels
    slope: Pixels | None = None
    heights: Pixels | None = None


@dataclass(frozen=True, slots=True)
class _Crowns:
    """Whether a pixel has crowns: 1 or 0, NaN where it was not seen."""

    stands: Pixels

    def read(self, window: Window) -> Floats:
        """(y, x) of a window."""
        seen = self.stands.read(window)
        crowns = np.where(np.isin(seen, _NO_CROWNS), 0.0, 1.0)
        return np.where(seen == StandCategory.UNSEEN, np.nan, crowns)


def proxy_forest(
    parcels: gpd.GeoDataFrame,
    pixels: StandPixels,
    soils: gpd.GeoDataFrame | None,
    book: SitingBook,
) -> gpd.GeoDataFrame:
    """Parcels of forest that images tell to be of low efficiency.

    Parameters
    ----------
    parcels
        Forest that shares no ground, on the grid's CRS.
    soils
        Polygons with ``soil_class``; None if the run has none.

    Returns
    -------
    The parcels of low efficiency with ``low_tests``. The value is the mean NDVI of a parcel, its
    canopy density the share of its pixels with crowns. Site classes are of soil, slope and
    elevation; a mean aspect of a parcel says little, and is left out.
    """
    shapes = np.asarray(parcels.geometry.to_numpy(), dtype=object)

    def mean(of: Pixels) -> Floats:
        return pixel_means(shapes, [PROXY] * len(shapes), of, pixels.grid)

    known: dict[str, Any] = {}
    if soils is not None:
        known["soil_type"] = names_at(shapes, soils, "soil_class")
    if pixels.slope is not None:
        known["slope"] = mean(pixels.slope)
    if pixels.heights is not None:
        known["elevation"] = mean(pixels.heights)
    site_class = site_classes(pd.DataFrame(known, index=range(len(shapes))), book)
    found = low_proxy(mean(pixels.greenness), mean(_Crowns(pixels.stands)), site_class, book)
    return parcels[found.low].assign(low_tests=PROXY)


def told_by_proxy() -> Finding:
    """That no survey told which forest is of low efficiency."""
    return Finding(
        "SITING-LOW-PROXY",
        Severity.WARNING,
        Text(
            "没有森林小班资料，低效林按影像代用指标认定",
            "no sub-compartments: forest of low efficiency is told by images alone",
        ),
        Text(
            "立项前按 LY/T 1690 现地评定",
            "judge the stands on the ground by LY/T 1690 before a project is set up",
        ),
        layer="sub_compartments",
    )


def names_at(shapes: Shapes, frame: gpd.GeoDataFrame, column: str) -> Shapes:
    """(n,) text of the polygon that a point of each shape lies in, empty outside."""
    names = np.full(len(shapes), "", dtype=object)
    tree = shapely.STRtree(frame.geometry.to_numpy())
    point, place = tree.query(shapely.point_on_surface(shapes), predicate="intersects")
    names[point[::-1]] = frame[column].fillna("").astype(str).to_numpy()[place[::-1]]
    return names
