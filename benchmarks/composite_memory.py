"""Peak memory of a season's composite by size of the study: made tile by tile, and published.

Each size has a process of its own that opens scenes made before, as a run does.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.process import child, peak_from_here, resident
from benchmarks.scenes import SceneFiles, link_scenes, make_scenes, scene_files
from raster_pipeline.steps.composite import CompositePlan, compose

__all__ = ["composite_memory"]

_BANDS = 6
_DIFFERENT = 2
"""Scenes that are made; the others of the season are links to them."""


def composite_memory(folder: Path, sides: Sequence[int], scenes: int) -> list[dict[str, Any]]:
    """Peak of a process that composes a season of six bands, for a square of each side, in pixels.

    A square of 8192 needs 8 GB of disk meanwhile.
    """
    rows = []
    for side in sides:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            make_scenes(Path(place), side, _DIFFERENT, _BANDS, seed=3)
            link_scenes(scene_files(Path(place), side, scenes, _BANDS), _DIFFERENT)
            rows.append(child("composite_memory", [place, str(side), str(scenes)]))
    return rows


def _measured(files: SceneFiles, folder: Path) -> dict[str, Any]:
    """Peak memory until the last tile, and until the two files have their names."""
    looked, tiles = files.scenes(), []
    idle = resident("VmRSS")
    peak_from_here()
    begun = time.perf_counter()
    compose(
        looked,
        files.grid,
        folder / "composite.tif",
        folder / "looks.tif",
        CompositePlan(files.bands),
        workers=2,
        progress=lambda _stage, _share: tiles.append(resident("VmHWM")),
    )
    return {
        "side": files.grid.shape[0],
        "scenes": len(looked),
        "idle_bytes": idle,
        "tiles_peak_bytes": tiles[-1],
        "peak_bytes": resident("VmHWM"),
        "seconds": time.perf_counter() - begun,
    }


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("folder", type=Path)
    reader.add_argument("side", type=int)
    reader.add_argument("scenes", type=int)
    given = reader.parse_args()
    files = scene_files(given.folder, given.side, given.scenes, _BANDS)
    print(json.dumps(_measured(files, given.folder / "composed")))
