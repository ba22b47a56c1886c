"""Small rasters on the CRS of the field, and what a tile of them must show, by PROJ and by GDAL."""

import numpy as np
import pyproj

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip
from rasterio.enums import Resampling
from rasterio.transform import Affine
from rasterio.warp import reproject

from raster_pipeline.io.colouring import Colouring, colouring_of
from raster_pipeline.io.level_reader import LevelReader
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.tiles.raster_tiles import RasterTiles
from sinkmap.grid import Grid

GRIDS = {
    "projected": Grid("EPSG:4549", 480_000.0, 3_520_000.0, 10.0, (1100, 1300)),
    "geographic": Grid("EPSG:4490", 119.7, 31.8, 0.0001, (1100, 1300)),
}
COLOURS = {1: "#102030", 2: "#405060", 3: "#708090", 7: "#a0b0c0"}
CONTENT = "0" * 64
HALF = 20_037_508.342789244
"""Metres from the middle to the edge of the map in EPSG:3857."""


def patches(shape, values=(1, 2, 3, 7), size=7, seed=4):
    """Patches of classes some pixels large, with specks of 0."""
    rng = np.random.default_rng(seed)
    rows, cols = (-(-side // size) for side in shape)
    coarse = rng.choice(np.array(values, dtype=np.uint8), (rows, cols))
    found = coarse.repeat(size, axis=0).repeat(size, axis=1)[: shape[0], : shape[1]].copy()
    found[rng.random(shape) < 0.05] = 0
    return found


def written(path, grid, values, nodata, rule="mode"):
    with RasterWriter(path, grid, dtype=values.dtype.name, nodata=nodata, overview=rule) as out:
        out.write(grid.whole, values)
    return path


def tiles_of(path, files, legend=None, content=CONTENT, **given):
    colouring = legend if isinstance(legend, Colouring) else colouring_of(legend or COLOURS)
    return RasterTiles(LevelReader(path, files), colouring, content, **given)


def nearest(values, grid, z, x, y, *, step=1, missing=0):
    """(256, 256) of the pixels at the centres of a tile's, each transformed by itself.

    ``values``: (y, x) of the grid, or of an overview whose pixels are ``step`` of the grid's.
    """
    size = 2 * HALF / 2**z
    steps = (np.arange(256) + 0.5) / 256 * size
    east, north = np.meshgrid(-HALF + x * size + steps, HALF - y * size - steps)
    lon, lat = pyproj.Transformer.from_crs(3857, 4326, always_xy=True).transform(east, north)
    # CGCS2000 is taken as WGS84.
    east, north = pyproj.Transformer.from_crs(4490, grid.crs, always_xy=True).transform(lon, lat)
    row = np.floor((grid.north - north) / grid.resolution).astype(int)
    col = np.floor((east - grid.west) / grid.resolution).astype(int)
    inside = (row >= 0) & (row < grid.shape[0]) & (col >= 0) & (col < grid.shape[1])
    found = np.full(row.shape, missing, dtype=values.dtype)
    found[inside] = values[row[inside] // step, col[inside] // step]
    return found


def warped(values, grid, z, x, y, *, missing=0):
    """(256, 256) of a tile by GDAL's warper, which itself is an eighth of a pixel off at most."""
    size = 2 * HALF / 2**z
    found = np.full((256, 256), missing, dtype=values.dtype)
    reproject(
        values,
        found,
        src_transform=Affine(*grid.transform),
        src_crs=grid.crs,
        src_nodata=missing,
        dst_transform=Affine(size / 256, 0, -HALF + x * size, 0, -size / 256, HALF - y * size),
        dst_crs="EPSG:3857",
        dst_nodata=missing,
        resampling=Resampling.nearest,
    )
    return found
