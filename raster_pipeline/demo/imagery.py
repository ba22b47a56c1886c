"""A small study of its own: three years of simulated Sentinel-2-like scenes, and samples."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from raster_pipeline.demo.english import with_english
from raster_pipeline.demo.imagery_ground import GRID, HALVES, YEARS, Ground, draw_ground
from raster_pipeline.demo.imagery_land import COVERS
from raster_pipeline.demo.imagery_safe import write_safe
from raster_pipeline.demo.imagery_samples import reference_table, training_table
from raster_pipeline.demo.imagery_scenes import SCENES, SceneRow, draw_scene
from raster_pipeline.demo.imagery_study import imagery_study, mask_file, scene_file
from raster_pipeline.demo.imagery_truth import imagery_truth, sky_shares
from raster_pipeline.demo.study_file import as_toml
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.scene_writer import write_scene_image
from raster_pipeline.io.vector_writer import write_vector

__all__ = ["write_imagery"]

Progress = Callable[[str, float], None]


def write_imagery(folder: Path, progress: Progress) -> None:
    """Write the whole study: scenes, masks, samples, units, truth and ``study.toml``."""
    progress("scenes", 0.0)
    ground = draw_ground()
    truth = imagery_truth(ground, _write_scenes(folder, ground, progress))
    progress("samples", 0.95)
    write_vector(_halves(), folder / "layers/halves.gpkg")
    write_vector(training_table(ground), folder / "samples/training.gpkg")
    for year in YEARS:
        write_vector(reference_table(ground, year), folder / f"samples/reference_{year}.gpkg")
        _write_cover(folder / f"truth/land_cover_{year}.tif", ground, year)
    text = json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth/truth.json").write_text(text + "\n", encoding="utf-8")
    (folder / "study.toml").write_text(as_toml(with_english(imagery_study(), {})), encoding="utf-8")
    progress("done", 1.0)


def _write_scenes(folder: Path, ground: Ground, progress: Progress) -> dict[str, dict[str, Any]]:
    """Draw and write every scene; shares of cloud and shadow by file."""
    shares = {}
    with ThreadPoolExecutor(2) as pool:
        written = pool.map(partial(_write_scene, folder, ground), SCENES)
        for done, (scene, share) in enumerate(zip(SCENES, written, strict=True), start=1):
            shares[scene_file(scene)] = share
            progress("scenes", 0.95 * done / len(SCENES))
    return shares


def _write_scene(folder: Path, ground: Ground, scene: SceneRow) -> dict[str, Any]:
    picture = draw_scene(ground, scene)
    if scene.form == "safe":
        write_safe(folder / scene_file(scene), picture, scene.day, scene.offset)
    else:
        view = picture.view
        place = partial(
            write_scene_image, crs=view.crs, west=view.west, north=view.north, pixel=10.0, nodata=0
        )
        place(folder / scene_file(scene), picture.stored)
        place(folder / mask_file(scene), picture.code[np.newaxis])
    return sky_shares(picture.code)


def _write_cover(path: Path, ground: Ground, year: int) -> None:
    cover = COVERS[ground.kinds(year)]
    tags = {"SINKMAP_SIMULATED": "模拟"}
    with RasterWriter(path, GRID, dtype="uint8", nodata=0, tags=tags) as out:
        for tile in GRID.tiles():
            out.write(tile, cover[tile.slices])


def _halves() -> gpd.GeoDataFrame:
    names = {
        "PQDM": list(HALVES),
        "PQMC": [name for name, _, _ in HALVES.values()],
        "NAME_EN": [english for _, english, _ in HALVES.values()],
    }
    boxes = [shapely.box(*GRID.window_bounds(window)) for _, _, window in HALVES.values()]
    return gpd.GeoDataFrame(names, geometry=boxes, crs=GRID.crs)
