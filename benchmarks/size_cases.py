"""Memory and cost against size, each size in a process of its own."""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accounting_cases import Ground, first_pass
from benchmarks.ground import grid_of, parcels
from benchmarks.process import child, peak_from_here, resident

__all__ = ["cost_exponent", "peak_memory"]


def _measured(folder: Path, megapixels: float, count: int, runs: int) -> dict[str, Any]:
    """Peak memory above the interpreter with its libraries, and seconds of the quickest run."""
    idle = resident("VmRSS")
    peak_from_here()
    ground = Ground.make(folder, megapixels, count, 60)
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
    """The same parcels' number on the raster, and on one four times as tall."""
    return [
        child("size_cases", [str(folder), str(size), str(count), "1"])
        for size in (megapixels, 4 * megapixels)
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
    reader.add_argument("parcels", type=int)
    reader.add_argument("runs", type=int)
    given = reader.parse_args()
    small = grid_of(0.3, 512)
    from benchmarks.accounting_cases import shares_of  # compiled before anything is measured

    shares_of(parcels(small, 50, 1), small).band(0)
    print(json.dumps(_measured(given.folder, given.megapixels, given.parcels, given.runs)))
