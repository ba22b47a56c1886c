"""What the run's rasters show of a patch before and after: pictures, and its mean NDVI."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.band_reader import BandReader
from raster_pipeline.io.picture import picture_of, picture_of_bands
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from sinkmap.area import plane_area
from sinkmap.classes import groups
from sinkmap.control import Evidence
from sinkmap.grid import Grid, Window
from sinkmap.layer import Form
from sinkmap.rule import RuleSeverity

__all__ = ["EVIDENCE_COLUMNS", "patch_evidence"]

EVIDENCE_COLUMNS = ("image_t0", "image_t1", "ndvi_t0", "ndvi_t1")

_PICTURED = int(RuleSeverity.NEEDS_APPROVAL)
"""Patches of this severity and above all have pictures, as have those a superior issued."""
_LESSER_PICTURED = 200
"""So many of the lesser patches have pictures, the gravest and largest of them; a city has tens
that matter in a year (design of this project), and thousands that are only noted."""
_MARGIN = 10
"""Pixels around a patch that its picture shows."""
_WIDTH = 320
"""Most pixels across a picture."""
_TRUE_COLOUR = ("red", "green", "blue")
_NDVI = ("nir", "red")
_GROUPS = "land_group"

Floats = NDArray[np.float64]
Draw = Callable[[Window, Grid, Any], bytes]


@dataclass(frozen=True, slots=True, eq=False)
class _Year:
    """One year's rasters: how to draw a window, and its bands for the NDVI; None for what there
    is not."""

    draw: Draw | None
    bands: BandReader | None


def patch_evidence(
    run: Path,
    years: tuple[int, int],
    seasons: Sequence[str],
    grid: Grid,
    patches: gpd.GeoDataFrame,
    folder: Path,
) -> pd.DataFrame:
    """Draw patches as they were in both years, their outline over them, and measure their NDVI.

    All of severity 3 and above and all that a superior issued are drawn, and so many of the others.

    Parameters
    ----------
    run
        Folder of the parent run. Pictures are of its composites in true colour, of the first
        season both years have; of its land cover where there is none.
    seasons
        Names of the study's seasons, the one preferred first.
    patches
        Patches on the grid's CRS with ``patch_id`` and ``severity``; ``evidence`` if it is known.
    folder
        Where ``evidence/PATCH_t0.png`` and ``_t1.png`` are written.

    Returns
    -------
    Columns :data:`EVIDENCE_COLUMNS`: file names below ``folder``, empty without a picture, and the
    mean over the pixels whose centre lies in the patch, NaN where there are no bands or no data.
    """
    (folder / "evidence").mkdir()
    found: dict[str, list[Any]] = {name: [] for name in EVIDENCE_COLUMNS}
    with ExitStack() as stack:
        rasters = dict(zip(("t0", "t1"), _rasters(run, years, seasons, grid, stack), strict=True))
        rows = zip(patches["patch_id"], _pictured(patches), patches.geometry, strict=True)
        for (patch, is_drawn, shape), (side, year) in product(rows, rasters.items()):
            window = _window(grid, shape)
            name = ""
            if year.draw is not None and is_drawn:
                name = f"evidence/{patch}_{side}.png"
                (folder / name).write_bytes(year.draw(window, _part(grid, window), shape))
            found[f"image_{side}"].append(name)
            found[f"ndvi_{side}"].append(_ndvi(year.bands, grid, window, shape))
    return pd.DataFrame(found, index=patches.index)


def _pictured(patches: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """(patch,) whether it is drawn."""
    severity = patches["severity"].to_numpy(dtype=np.int64)
    always = np.asarray(severity >= _PICTURED, dtype=np.bool_)
    if "evidence" in patches:
        always |= (patches["evidence"] == str(Evidence.ISSUED)).to_numpy()
    size = plane_area(np.asarray(patches.geometry.to_numpy(), dtype=object))
    order = np.lexsort((patches["patch_id"].to_numpy(dtype=str), -size, -severity))
    lesser = order[~always[order]][:_LESSER_PICTURED]
    always[lesser] = True
    return always


def _rasters(
    run: Path,
    years: tuple[int, int],
    seasons: Sequence[str],
    grid: Grid,
    stack: ExitStack,
) -> tuple[_Year, _Year]:
    layers = run / "layers"
    for season in seasons:
        paths = [layers / f"composite_{season}_{year}.tif" for year in years]
        if all(path.is_file() for path in paths):
            first, second = (stack.enter_context(BandReader(path, grid)) for path in paths)
            return _of_bands(first), _of_bands(second)
    paths = [layers / f"{_GROUPS}_{year}.tif" for year in years]
    if not all(path.is_file() for path in paths):
        return _Year(None, None), _Year(None, None)
    specs = [
        RasterSpec((path,), _GROUPS, year, Form.CLASS_RASTER, nodata=0.0)
        for path, year in zip(paths, years, strict=True)
    ]
    before, after = (stack.enter_context(RasterSource(spec, grid)) for spec in specs)
    return _of_classes(before), _of_classes(after)


def _of_bands(reader: BandReader) -> _Year:
    bands = reader if set(_NDVI) <= set(reader.bands) else None
    if not set(_TRUE_COLOUR) <= set(reader.bands):
        return _Year(None, bands)
    places = [reader.bands.index(band) for band in _TRUE_COLOUR]

    def draw(window: Window, part: Grid, shape: Any) -> bytes:
        pixels = reader.read(window)[places]
        return picture_of_bands(_cut(pixels), part, width=_WIDTH, outline=shape)[0]

    return _Year(draw, bands)


def _of_classes(source: RasterSource) -> _Year:
    colours = {one.index: one.colour for one in groups()}

    def draw(window: Window, part: Grid, shape: Any) -> bytes:
        pixels = source.read(window)
        drawn = picture_of(_cut(pixels), part, legend_colours=colours, width=_WIDTH, outline=shape)
        return drawn[0]

    return _Year(draw, None)


def _cut(pixels: NDArray[Any]) -> Callable[[Window], NDArray[Any]]:
    """Read from pixels in memory."""
    return lambda w: pixels[..., w.row : w.row + w.rows, w.col : w.col + w.cols]


def _part(grid: Grid, window: Window) -> Grid:
    """The grid of a window."""
    west = grid.west + window.col * grid.resolution
    north = grid.north - window.row * grid.resolution
    return replace(grid, west=west, north=north, shape=(window.rows, window.cols))


def _window(grid: Grid, shape: Any) -> Window:
    """Pixels around a shape, within the grid."""
    west, south, east, north = shapely.bounds(shape).tolist()
    step = grid.resolution
    first_col = max(int((west - grid.west) // step) - _MARGIN, 0)
    first_row = max(int((grid.north - north) // step) - _MARGIN, 0)
    last_col = min(int((east - grid.west) // step) + _MARGIN, grid.shape[1] - 1)
    last_row = min(int((grid.north - south) // step) + _MARGIN, grid.shape[0] - 1)
    return Window(first_row, first_col, last_row - first_row + 1, last_col - first_col + 1)


def _ndvi(bands: BandReader | None, grid: Grid, window: Window, shape: Any) -> float:
    """Mean of (nir - red) / (nir + red) over the pixels whose centre lies in the shape."""
    if bands is None:
        return float("nan")
    nir, red = (bands.read(window)[bands.bands.index(name)].astype(np.float64) for name in _NDVI)
    rows = grid.north - (window.row + np.arange(window.rows) + 0.5) * grid.resolution
    cols = grid.west + (window.col + np.arange(window.cols) + 0.5) * grid.resolution
    x, y = np.meshgrid(cols, rows)
    inside = shapely.contains_xy(shape, x, y) & (nir + red > 0.0)
    values = (nir[inside] - red[inside]) / (nir[inside] + red[inside])
    return float(values.mean()) if values.size else float("nan")
