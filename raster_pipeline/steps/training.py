"""Training samples from points and parcels of known class: their pixels' features, by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader, Progress, map_blocks, silent
from raster_pipeline.io.burn import burn
from raster_pipeline.steps.seasons import CompositeReader, Seasons, pixel_metres
from sinkmap.grid import TILE, Grid, Window, parse_crs
from sinkmap.science.training_set import LeftOut, TrainingSet

__all__ = ["sample_training"]

Integers = NDArray[np.int64]

_POINTS = ("Point",)
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """Pixels drawn: number on the grid (row x columns + column), class code and block of each."""

    pixels: Integers
    codes: Integers
    blocks: Integers


def sample_training(
    frame: gpd.GeoDataFrame,
    composites: Mapping[str, CompositeReader],
    heights: PixelReader | None,
    grid: Grid,
    *,
    seed: int,
    block_m: float = 2000.0,
    most_per_polygon: int = 50,
    workers: int = 1,
    progress: Progress = silent,
) -> TrainingSet:
    """Samples of the pixels under points and inside polygons.

    A point gives the pixel it lies in. A polygon gives pixels whose centre lies inside it after
    half a pixel is taken off its border all around, where pixels are mixed. A pixel is one sample
    however often it is drawn; one that two classes claim is none. A polygon lies in the block of
    the middle of its bounds with all its samples, so that no parcel is on both sides of a split.

    Parameters
    ----------
    frame
        Column ``code`` (whole numbers) and points or polygons in the grid's CRS; their order
        changes nothing.
    composites, heights, grid
        As for ``classify``.
    seed
        Of the draw inside polygons that hold more pixels than are taken. Not negative.
    block_m
        Edge of the spatial blocks in metres, counted from the origin of the CRS; on a grid in
        degrees by the metres in its middle.
    most_per_polygon
        Pixels taken of one polygon at most.
    workers
        Threads; they change nothing.

    Returns
    -------
    Samples by rising pixel number. What gave none is counted by class in ``left_out``.

    Raises
    ------
    ValueError
        If the CRS is another, ``code`` is missing or no whole number, or a geometry is neither
        point nor polygon.
    """
    seasons = Seasons(grid, composites, heights)
    if block_m <= 0.0 or most_per_polygon < 1 or seed < 0:
        raise ValueError("block size and pixels a polygon must be positive, the seed not negative")
    codes = _codes(frame, grid)
    down, across = pixel_metres(grid)
    block = (block_m / across * grid.resolution, block_m / down * grid.resolution)
    drawn, left_out = _draw(frame, codes, grid, block, most_per_polygon, seed)
    drawn, disputed = _settled(drawn)
    features = _features(seasons, drawn.pixels, workers, progress)
    seen = np.isfinite(features).all(axis=1)
    return TrainingSet(
        seasons.names,
        features[seen],
        drawn.codes[seen],
        drawn.blocks[seen],
        block_m=block_m,
        left_out=LeftOut(
            gap=Counter(drawn.codes[~seen].tolist()),
            outside=left_out["outside"],
            small=left_out["small"],
            disputed=disputed,
        ),
    )


def _codes(frame: gpd.GeoDataFrame, grid: Grid) -> Integers:
    wanted = parse_crs(grid.crs)
    same = frame.crs is not None and (
        frame.crs == wanted or (frame.crs.to_epsg() or -1) == wanted.to_epsg()
    )
    if not same:
        raise ValueError(f"training samples must be in the grid's CRS {grid.crs}")
    if "code" not in frame.columns or frame["code"].dtype.kind not in "iu":
        raise ValueError("training samples need a column code of whole numbers")
    kinds = set(frame.geometry.geom_type.dropna()) - {*_POINTS, *_POLYGONS}
    if kinds:
        raise ValueError(f"training samples are points or polygons, not {', '.join(sorted(kinds))}")
    return np.asarray(frame["code"].to_numpy(dtype=np.int64))


def _draw(
    frame: gpd.GeoDataFrame,
    codes: Integers,
    grid: Grid,
    block: tuple[float, float],
    most: int,
    seed: int,
) -> tuple[_Drawn, dict[str, Counter[int]]]:
    """Pixels of every feature; features without one are counted by reason and class."""
    left_out: dict[str, Counter[int]] = {"outside": Counter(), "small": Counter()}
    pixels, owners, blocks = [], [], []
    for geometry, code in zip(frame.geometry, codes.tolist(), strict=True):
        window = None
        if geometry is not None and not geometry.is_empty:
            window = _window(grid, geometry)
        if window is None:
            left_out["outside"][code] += 1
            continue
        found = _pixels(grid, geometry, window, most, seed)
        if not found.size:
            left_out["small"][code] += 1
        pixels.append(found)
        owners.append(np.full(found.size, code, dtype=np.int64))
        blocks.append(np.full(found.size, _block(geometry, block), dtype=np.int64))
    none = [np.empty(0, dtype=np.int64)]
    joined = (np.concatenate(none + some) for some in (pixels, owners, blocks))
    return _Drawn(*joined), left_out


def _window(grid: Grid, geometry: Any) -> Window | None:
    """The pixel under a point, or all that a polygon's bounds touch; None off the grid."""
    if geometry.geom_type not in _POINTS:
        return grid.window_of(geometry.bounds)
    row = int(np.floor((grid.north - geometry.y) / grid.resolution))
    col = int(np.floor((geometry.x - grid.west) / grid.resolution))
    inside = 0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]
    return Window(row, col, 1, 1) if inside else None


def _pixels(grid: Grid, geometry: Any, window: Window, most: int, seed: int) -> Integers:
    """Numbers of at most so many pixels of a feature, those whose scattered numbers are least."""
    if geometry.geom_type in _POINTS:
        return np.array([window.row * grid.shape[1] + window.col], dtype=np.int64)
    inner = shapely.buffer(geometry, -grid.resolution / 2.0)
    inside = burn([inner], np.ones(1, dtype=np.uint8), grid, window, "uint8", 0)
    rows, cols = np.nonzero(inside)
    numbers = (rows + window.row) * grid.shape[1] + (cols + window.col)
    if numbers.size <= most:
        return np.asarray(numbers, dtype=np.int64)
    return np.asarray(numbers[np.argsort(_scattered(numbers, seed))[:most]], dtype=np.int64)


def _scattered(numbers: Integers, seed: int) -> NDArray[np.uint64]:
    """Numbers turned into others without a pattern, one to one (splitmix64; Steele et al. 2014)."""
    mixed = np.array([seed], dtype=np.uint64) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = mixed + (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), dtype=np.uint64)


def _block(geometry: Any, edge: tuple[float, float]) -> int:
    """Number of the block that holds the middle of the bounds; ``edge``: x and y, CRS units."""
    west, south, east, north = geometry.bounds
    across, up = np.floor((west + east) / 2.0 / edge[0]), np.floor((south + north) / 2.0 / edge[1])
    return int(up) * 2**32 + int(across)


def _settled(drawn: _Drawn) -> tuple[_Drawn, Counter[int]]:
    """Every pixel once, by rising number; pixels of two classes left out and counted to both."""
    order = np.lexsort([drawn.blocks, drawn.codes, drawn.pixels])
    pixels, codes = drawn.pixels[order], drawn.codes[order]
    same = np.diff(pixels) == 0
    first = np.concatenate([[True], ~same])[: pixels.size]
    differs = same & (np.diff(codes) != 0)
    disputed = np.isin(pixels, pixels[1:][differs])
    claims = np.unique(np.stack([pixels[disputed], codes[disputed]]), axis=1)
    kept = order[first & ~disputed]
    settled = _Drawn(drawn.pixels[kept], drawn.codes[kept], drawn.blocks[kept])
    return settled, Counter(claims[1].tolist())


def _features(
    seasons: Seasons, pixels: Integers, workers: int, progress: Progress
) -> NDArray[np.float32]:
    """(pixel, feature) of pixels by their number on the grid."""
    rows, cols = np.divmod(pixels, seasons.grid.shape[1])
    features = np.empty((pixels.size, len(seasons.names)), dtype=np.float32)

    def block(places: Integers) -> tuple[Integers, NDArray[np.float32]]:
        row, col = rows[places], cols[places]
        window = Window(int(row.min()), int(col.min()), int(np.ptp(row)) + 1, int(np.ptp(col)) + 1)
        picked = (slice(None), row - window.row, col - window.col)
        spectra = {name: values[picked] for name, values in seasons.spectra(window).items()}
        return places, seasons.joined(spectra, seasons.terrain(window)[picked])

    by_tile = list(_by_tile(rows, cols, seasons.grid))
    for places, found in map_blocks(
        block, by_tile, workers=workers, progress=progress, stage="training samples"
    ):
        features[places] = found.T
    return features


def _by_tile(rows: Integers, cols: Integers, grid: Grid) -> Iterator[Integers]:
    """Places of the pixels of every tile that has some."""
    tiles = rows // TILE * -(-grid.shape[1] // TILE) + cols // TILE
    order = np.argsort(tiles, kind="stable")
    starts = np.flatnonzero(np.diff(tiles[order])) + 1
    return (places for places in np.split(order, starts) if places.size)
