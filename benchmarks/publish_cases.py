"""Peak memory while a composite of six bands is written and published, by size of the raster.

Each size has a process of its own. Blocks are made one at a time, smooth with some noise as
reflectance is, so what is measured is the writer alone.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.process import child, peak_from_here, resident
from raster_pipeline.io.raster_writer import RasterWriter
from sinkmap.grid import Grid, Window

__all__ = ["BANDS", "publish_memory", "spread"]

BANDS = ("blue", "green", "red", "nir", "swir_1", "swir_2")


def publish_memory(folder: Path, sides: Sequence[int]) -> list[dict[str, Any]]:
    """Peak of a process that publishes a square raster of each side, in pixels."""
    return [child("publish_cases", [str(folder), str(side)]) for side in sides]


def spread(rows: Sequence[dict[str, Any]]) -> float:
    """How much the largest peak exceeds the smallest, as a share of the smallest."""
    peaks = [row["peak_bytes"] for row in rows]
    return float(max(peaks) / min(peaks) - 1.0)


def _block(window: Window, noise: NDArray[np.int64]) -> NDArray[np.float32]:
    rows, cols = np.arange(window.rows) + window.row, np.arange(window.cols) + window.col
    ground = 2000 + 800 * (np.sin(rows / 300)[:, np.newaxis] + np.cos(cols / 200))
    values = np.empty((len(BANDS), window.rows, window.cols), dtype=np.float32)
    for band in range(len(BANDS)):
        counts = ground * (0.5 + 0.2 * band) + noise[: window.rows, : window.cols]
        values[band] = np.round(counts) / 10_000
    return values


def _measured(folder: Path, side: int) -> dict[str, Any]:
    grid = Grid("EPSG:4549", 490_000.0, 3_520_000.0, 10.0, (side, side))
    noise = np.random.default_rng(5).integers(-40, 41, (512, 512))
    idle = resident("VmRSS")
    peak_from_here()
    begun = time.perf_counter()
    with RasterWriter(
        folder / "composite.tif",
        grid,
        dtype="float32",
        nodata=float("nan"),
        overview="average",
        bands=BANDS,
    ) as out:
        for window in grid.tiles():
            out.write(window, _block(window, noise))
    return {
        "side": side,
        "idle_bytes": idle,
        "peak_bytes": resident("VmHWM"),
        "seconds": time.perf_counter() - begun,
    }


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("folder", type=Path)
    reader.add_argument("side", type=int)
    given = reader.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        print(json.dumps(_measured(Path(place), given.side)))
