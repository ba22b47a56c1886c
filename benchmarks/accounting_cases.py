"""Zonal accounting beside exactextract, rasterstats, xarray-spatial and a pass that only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
from numpy.typing import NDArray

from benchmarks.case import Case, Demand, Side
from benchmarks.ground import CLASSES, class_raster, grid_of, parcels, zones
from raster_pipeline.engine import map_blocks
from raster_pipeline.io.burn import burn
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.io.share_store import KeptShares, ShareStore
from raster_pipeline.steps.zonal import RasterTally, zonal_tables
from sinkmap.grid import Grid
from sinkmap.indicator import ClassAreas, Cross
from sinkmap.layer import Form
from sinkmap.science.zonal_table import ZonalTable
from sinkmap.science.zone_edges import ZoneEdges
from sinkmap.science.zone_shares import ZoneShares

WORKERS = 2
AREAS = ClassAreas("cover")
CROSS = Cross("cover", "later")


@dataclass(frozen=True)
class Ground:
    """Rasters of two years, parcels and zones on one grid."""

    grid: Grid
    cover: Path
    later: Path
    parcels: NDArray[Any]
    zones: NDArray[Any]

    @classmethod
    def make(cls, folder: Path, megapixels: float, parcel_count: int, zone_count: int) -> Ground:
        """Write the rasters, unless they are there, and draw the polygons."""
        grid = grid_of(megapixels, columns=min(10_240, 512 * round(megapixels * 5)))
        paths = [folder / f"cover_{year}_{grid.shape[0]}.tif" for year in (1, 2)]
        for path, changed in zip(paths, (0.0, 0.04), strict=True):
            if not path.is_file():
                class_raster(path, grid, 1, changed=changed)
        return cls(grid, *paths, parcels(grid, parcel_count, 3), zones(grid, zone_count, 5))

    def source(self, path: Path) -> RasterSource:
        """An open raster; opened anew for every run, so that nothing is read from a cache."""
        spec = RasterSpec((path,), "cover", 2024, Form.CLASS_RASTER, nodata=0)
        return RasterSource(spec, self.grid)


def shares_of(polygons: NDArray[Any], grid: Grid) -> ZoneShares:
    return ZoneShares(ZoneEdges.of(polygons, grid), grid)


def tables(ground: Ground, shares: Any, tallies: Sequence[RasterTally]) -> list[ZonalTable]:
    """One pass over the rasters the tallies need."""
    with ground.source(ground.cover) as cover, ground.source(ground.later) as later:
        readers = {"cover": cover, "later": later}
        found = zonal_tables(shares, readers, tallies, workers=WORKERS)
    return [found[tally] for tally in tallies]


def first_pass(ground: Ground, polygons: NDArray[Any], tally: RasterTally = AREAS) -> ZonalTable:
    """Everything from the polygons on."""
    return tables(ground, shares_of(polygons, ground.grid), [tally])[0]


def hashed_pass(ground: Ground, polygons: NDArray[Any], folder: Path) -> ZonalTable:
    """Another run: the polygons are flattened and hashed, their shares found on the disk."""
    with ShareStore(folder, folder).keep(shares_of(polygons, ground.grid)) as kept:
        return tables(ground, kept, [AREAS])[0]


def read_only(ground: Ground) -> int:
    """Read every block of one year and do nothing with it."""
    with ground.source(ground.cover) as cover:
        windows = list(ground.grid.tiles())
        return sum(map_blocks(lambda window: cover.read(window).nbytes, windows, workers=WORKERS))


def by_exactextract(ground: Ground, polygons: NDArray[Any]) -> NDArray[np.float64]:
    """(polygon, class) pixels, by exactextract."""
    from exactextract import exact_extract

    frame = gpd.GeoDataFrame(geometry=polygons, crs=ground.grid.crs)
    with rasterio.open(ground.cover) as file:
        rows = exact_extract(file, frame, ["unique", "frac", "count"], output="pandas")
    found = np.zeros((len(polygons), CLASSES + 1))
    for row, (kinds, shares, count) in enumerate(
        zip(rows["unique"], rows["frac"], rows["count"], strict=True)
    ):
        found[row, np.asarray(kinds, dtype=int)] = np.asarray(shares) * count
    return found


def by_rasterstats(ground: Ground, polygons: NDArray[Any]) -> list[dict[int, int]]:
    """Pixel counts by class and polygon, by rasterstats; by pixel centres, not exact."""
    from rasterstats import zonal_stats

    with rasterio.open(ground.cover) as file:
        cover, affine = file.read(1), file.transform
    return zonal_stats(list(polygons), cover, affine=affine, categorical=True, nodata=0)


def by_xarray_spatial(ground: Ground) -> Any:
    """Pixel counts by class and zone, by xarray-spatial; zones burned first, not exact."""
    import xarray
    from xrspatial.zonal import crosstab

    values = np.arange(1, len(ground.zones) + 1, dtype=np.int32)
    burned = burn(ground.zones, values, ground.grid, ground.grid.whole, "int32", 0)
    with rasterio.open(ground.cover) as file:
        cover = file.read(1).astype(np.int32)
    return crosstab(xarray.DataArray(burned), xarray.DataArray(cover))


def pixels_of(table: ZonalTable, count: int, pixel_m2: float) -> NDArray[np.float64]:
    """(polygon, class) pixels of our table, to compare."""
    found = np.zeros((count, CLASSES + 1))
    found[table.zone, table.code] = table.amounts[0] / pixel_m2
    return found


def cases(ground: Ground, kept: KeptShares, folder: Path, part: float) -> list[Case]:
    """The cases of zonal accounting; peers do ``part`` of the parcels.

    ``kept``: shares of the parcels, open, as a run has them; ``folder``: where they lie.
    """
    some = ground.parcels[:: round(1 / part)]
    exact = Side("exactextract", lambda: by_exactextract(ground, some), part, runs=1)
    reading = Side("read only", lambda: read_only(ground))
    both = np.concatenate([ground.zones, ground.parcels])
    return [
        Case(
            "parcels, class areas, first pass",
            [
                Side("sinkmap", lambda: first_pass(ground, ground.parcels)),
                exact,
                Side("rasterstats", lambda: by_rasterstats(ground, some), part, runs=1),
                reading,
            ],
            [Demand("exactextract", 1 / 35)],
        ),
        Case(
            "parcels, a further year with kept shares",
            [
                Side("sinkmap", lambda: tables(ground, kept, [AREAS])),
                Side("another run", lambda: hashed_pass(ground, ground.parcels, folder)),
                exact,
                reading,
            ],
            [Demand("exactextract", 1 / 100), Demand("read only", 3.0)],
        ),
        Case(
            "zones, class areas",
            [
                Side("sinkmap", lambda: first_pass(ground, ground.zones)),
                Side("exactextract", lambda: by_exactextract(ground, ground.zones), runs=1),
                Side("xarray-spatial", lambda: by_xarray_spatial(ground), runs=1),
                reading,
            ],
            [Demand("read only", 3.0)],
        ),
        Case(
            "zones and parcels together, cross-table of two years",
            [
                Side("two years", lambda: first_pass(ground, both, CROSS)),
                Side("one year", lambda: first_pass(ground, both)),
            ],
            [Demand("one year", 2.0)],
        ),
    ]
