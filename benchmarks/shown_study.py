"""A study to look at: the demo with its run, other parcels put in, its tiles made."""

from __future__ import annotations

from pathlib import Path

from benchmarks.map_ground import write_map_study
from raster_pipeline.demo import build_demo
from raster_pipeline.display import display_study
from raster_pipeline.io.study_file import PLAN
from raster_pipeline.run import run_study

__all__ = ["shown_study"]


def shown_study(folder: Path, parcels: int, *, small: bool) -> Path:
    """The ground of the map in a folder, made where it is not; ``small``: of the town's run."""
    demo, ground = folder / ("town" if small else "city"), folder / f"shown_{parcels}"
    if not (demo / PLAN).is_file():
        build_demo(demo, small=small)
    if not (demo / "runs" / "CURRENT").is_file():
        run_study(demo)
    if not ground.is_dir():
        write_map_study(demo, ground, parcels)
    display_study(ground)
    return ground
