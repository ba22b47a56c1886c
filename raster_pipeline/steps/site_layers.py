"""Layers of a finished run that a siting reads: given and derived, zones, slope."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.tables import read_frame, read_groups
from raster_pipeline.steps.patch_outlines import patch_outlines
from raster_pipeline.steps.seasons import pixel_metres
from raster_pipeline.steps.site_pixels import Pixels
from raster_pipeline.steps.site_proxy import StandPixels, proxy_forest
from sinkmap.area import AreaMeasure
from sinkmap.classes import group
from sinkmap.control import RuleBook, zone_frames
from sinkmap.grid import Grid, Window
from sinkmap.science.land_features import SLOPE_HALO, terrain_features
from sinkmap.siting.low_efficiency import low_stands
from sinkmap.siting.siting_book import SitingBook

__all__ = ["LOW_FOREST", "PARCEL_COLUMNS", "SiteLayers", "SlopeReader", "by_content"]

LOW_FOREST = "low_forest"
"""Layer that is made of sub-compartments here: stands of low efficiency."""

PARCEL_COLUMNS = ("bsm", "code", "group", "zldwdm", "zldwmc", "ownership")
"""Columns of parcels that candidates carry on."""

_SOILS = "soil_class"

_HILLSIDE = 20.0
"""Slope in degrees from which pixels are kept for all masks at once."""

Shapes = NDArray[Any]
Find = Callable[[str], Path | None]


def by_content(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows in the order of their coordinates: what is made of them hangs on no other."""
    keys = shapely.to_wkb(np.asarray(frame.geometry.to_numpy(), dtype=object))
    return frame.iloc[sorted(range(len(frame)), key=lambda row: keys[row])].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class SlopeReader:
    """Slope in degrees, of heights in metres; NaN where there is no height."""

    heights: Pixels
    grid: Grid

    def read(self, window: Window) -> NDArray[np.float32]:
        """(y, x) float32 of a window."""
        wide, core = self.grid.padded(window, SLOPE_HALO)
        rise = terrain_features(self.heights.read(wide), *pixel_metres(self.grid))[1][core]
        degrees: NDArray[np.float32] = np.degrees(np.arctan(rise)).astype(np.float32)
        return degrees


@dataclass(eq=False)
class SiteLayers:
    """What a siting reads of one year of a run; everything on the grid's CRS.

    Parameters
    ----------
    find
        Layer id, given or derived -> its file of the year, None if the run has none.
    rules
        Rule book that says where the control zones lie.
    book
        Siting book, whose test tells stands of low efficiency: the layer :data:`LOW_FOREST`.
    heights, land, stands, greenness
        Elevation, the rasters of land-class groups and of stands, NDVI of the growing season; None
        if the run has none.
    """

    grid: Grid
    year: int
    find: Find
    rules: RuleBook
    book: SitingBook
    heights: Pixels | None = None
    land: Pixels | None = None
    stands: Pixels | None = None
    greenness: Pixels | None = None
    _frames: dict[str, gpd.GeoDataFrame | None] = field(default_factory=dict)
    _zones: dict[str, gpd.GeoDataFrame | None] = field(default_factory=dict)

    @cached_property
    def measure(self) -> AreaMeasure:
        """The additive measure of the grid."""
        return AreaMeasure.of_grid(self.grid)

    @property
    def metres(self) -> tuple[float, float]:
        """Metres of ground for a unit of the CRS, east and north, in the middle of the grid."""
        down, across = pixel_metres(self.grid)
        return across / self.grid.resolution, down / self.grid.resolution

    def frame(self, layer: str) -> gpd.GeoDataFrame | None:
        """A layer of shapes in the order of their coordinates, or None. Do not change it."""
        if layer not in self._frames:
            self._frames[layer] = self._low_forest() if layer == LOW_FOREST else self._read(layer)
        return self._frames[layer]

    def _read(self, layer: str) -> gpd.GeoDataFrame | None:
        path = self.find(layer)
        return None if path is None else by_content(read_frame(path))

    def _low_forest(self) -> gpd.GeoDataFrame | None:
        """Sub-compartments that meet the test of LY/T 1690; without any, parcels by the proxy from
        images; None where neither is known."""
        known = self.frame("sub_compartments")
        if known is not None:
            return gpd.GeoDataFrame(low_stands(known, self.book))
        if self.greenness is None or self.stands is None:
            return None
        pixels = StandPixels(self.grid, self.greenness, self.stands, self.slope, self.heights)
        groups = {one for kind in self.low_types for one in self.book.types[kind].from_groups}
        return proxy_forest(self.parcels(sorted(groups)), pixels, self.frame(_SOILS), self.book)

    @property
    def low_types(self) -> tuple[str, ...]:
        """Types that are done in forest of low efficiency alone."""
        asked = [one for one in self.book.exclusions if LOW_FOREST in one.where]
        return tuple(t for t in self.book.types if any(one.concerns(t) for one in asked))

    @property
    def low_by_proxy(self) -> bool:
        """Whether ground of low efficiency was asked for and told by images."""
        asked = self._frames.get(LOW_FOREST) is not None
        return asked and self.frame("sub_compartments") is None

    def parcels(self, groups: Collection[str]) -> gpd.GeoDataFrame:
        """Ground of some groups of land classes: parcels, or patches of pixels without them.

        Columns :data:`PARCEL_COLUMNS`, texts, and geometry.
        """
        path = self.find("parcels")
        if path is not None:
            found = read_groups(path, groups, PARCEL_COLUMNS)
        else:
            found = self._patches(groups)
        texts = {
            name: found[name].fillna("").astype(str) if name in found else ""
            for name in PARCEL_COLUMNS
        }
        return by_content(found.assign(**texts))

    def _patches(self, groups: Collection[str]) -> gpd.GeoDataFrame:
        names = {group(one).index: one for one in groups}
        row, col, value = _pixels(self.land, self.grid, lambda v: np.isin(v, list(names)))
        shapes, kinds = patch_outlines(row, col, value.astype(np.int32), self.grid)
        return gpd.GeoDataFrame(
            {"group": [names[int(kind)] for kind in kinds]}, geometry=shapes, crs=self.grid.crs
        )

    def zones(self, ids: Iterable[str]) -> dict[str, gpd.GeoDataFrame]:
        """Zone id -> its ground, of the zones whose layers the run has."""
        asked = [zone for zone in ids if zone not in self._zones]
        if asked:
            book = self.rules.in_force(date(self.year, 12, 31))
            needed = {*asked, *(w for z in asked for w in book.zone_by_id[z].without)}
            known = tuple(zone for zone in book.zones if zone.id in needed)
            names = {layer for zone in known for layer in zone.layers}
            layers = {name: one for name in sorted(names) if (one := self.frame(name)) is not None}
            frames = zone_frames(layers, replace(book, zones=known), self.grid.crs)
            self._zones.update({zone: frames.get(zone) for zone in needed})
        found = {zone: self._zones[zone] for zone in ids}
        return {zone: frame for zone, frame in found.items() if frame is not None}

    @cached_property
    def slope(self) -> SlopeReader | None:
        """Slope of the ground, None without heights."""
        return None if self.heights is None else SlopeReader(self.heights, self.grid)

    def steep(self, above: float, up_to: float) -> Shapes | None:
        """Polygons of pixels whose slope in degrees is above the one and up to the other."""
        if self.slope is None:
            return None
        row, col, slope = self._hillsides if above >= _HILLSIDE else self._above(above)
        kept = (slope > above) & (slope <= up_to)
        ones = np.ones(int(kept.sum()), dtype=np.int32)
        return patch_outlines(row[kept], col[kept], ones, self.grid)[0]

    @cached_property
    def _hillsides(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
        """Pixels that any mask of slopes can speak of, found in one pass over the heights."""
        return self._above(_HILLSIDE)

    def _above(self, slope: float) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
        return _pixels(self.slope, self.grid, lambda degrees: degrees > slope)


def _pixels(
    reader: Pixels | None, grid: Grid, wanted: Callable[[NDArray[Any]], NDArray[np.bool_]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Row, column and value of the pixels that are wanted."""
    rows, cols, values = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for tile in grid.tiles():
        if reader is None:
            break
        pixels = reader.read(tile)
        row, col = np.nonzero(wanted(pixels))
        rows.append(row + tile.row)
        cols.append(col + tile.col)
        values.append(pixels[row, col])
    return np.concatenate(rows), np.concatenate(cols), np.concatenate(values)
