"""Memory and cost against size, each size in a process of its own."""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray

from benchmarks.accounting_cases import Ground, first_pass
from benchmarks.ground import grid_of, parcels
from benchmarks.process import child, peak_from_here, resident
from sinkmap.grid import Grid

__all__ = ["cost_exponent", "peak_memory"]

_CACHE_MB = 64
"""Block cache of GDAL: less than any of the rasters."""


def _spread(polygons: NDArray[Any], grid: Grid, times: float) -> NDArray[Any]:
    """The same polygons, each moved down to ``times`` its distance from the grid's north edge."""
    moved = shapely.bounds(polygons)[:, [1, 3]].mean(axis=1) - grid.bounds[3]
    corners, of = shapely.get_coordinates(polygons, return_index=True)
    corners[:, 1] += moved[of] * (times - 1.0)
    return np.asarray(shapely.set_coordinates(polygons.copy(), corners))


def _measured(
    folder: Path, megapixels: float, count: int, runs: int, times: float
) -> dict[str, Any]:
    """Peak memory above the interpreter with its libraries, and seconds of the quickest run.

    ``times``: how many times as tall the raster is as the parcels need; they are spread over it.
    """
    idle = resident("VmRSS")
    peak_from_here()
    ground = Ground.make(folder, megapixels * times, count, 60)
    drawn = parcels(grid_of(megapixels, ground.grid.shape[1]), count, 3)
    ground = replace(ground, parcels=_spread(drawn, ground.grid, times))
    del drawn
    gc.collect()
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        first_pass(ground, ground.parcels)
        seconds.append(time.perf_counter() - begun)
    peak = resident("VmHWM")
    return {
        "megapixels": ground.grid.shape[0] * ground.grid.shape[1] / 1e6,
        "parcels": len(ground.parcels),
        "idle_bytes": idle,
        "above_bytes": peak - idle,
        "seconds": min(seconds),
    }


def peak_memory(folder: Path, megapixels: float, count: int) -> list[dict[str, Any]]:
    """The same parcels on the raster, and spread over one four times as tall.

    The parcels keep their size, and so the table of results its length. The block cache of GDAL
    is held to what the smaller raster fills, so that the two differ by the raster alone.
    """
    return [
        child("size_cases", [str(folder), str(megapixels), str(count), "1", "--times", str(times)])
        for times in (1, 4)
    ]


def cost_exponent(folder: Path, sizes: Sequence[tuple[float, int]], runs: int) -> dict[str, Any]:
    """Slope of log seconds over log size, from the smallest to the largest."""
    found = [
        child("size_cases", [str(folder), str(mpx), str(count), str(runs)]) for mpx, count in sizes
    ]
    size = np.log([row["megapixels"] for row in found])
    cost = np.log([row["seconds"] for row in found])
    return {"rows": found, "exponent": float(np.polyfit(size, cost, 1)[0])}


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("folder", type=Path)
    reader.add_argument("megapixels", type=float)
    reader.add_argument("count", type=int)
    reader.add_argument("runs", type=int)
    reader.add_argument("--times", type=float, default=1.0)
    given = reader.parse_args()
    small = grid_of(0.3, 512)
    from benchmarks.accounting_cases import shares_of  # compiled before anything is measured

    shares_of(parcels(small, 50, 1), small).band(0)
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_MB):
        print(json.dumps(_measured(**vars(given))))
