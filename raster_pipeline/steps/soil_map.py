"""The map of soil carbon: profiles to points, a model chosen by them, three rasters, its card.

Samples that play several years give one map, made on the land use of the first of them: a map on
another year's land use would show change that nobody measured.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.engine import Progress, map_blocks
from raster_pipeline.io.raster_source import RasterSpec
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.run_folder import write_table as write_json
from raster_pipeline.io.tables import write_table
from raster_pipeline.steps.check.soil import DEFAULT_DEPTH
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.seasons import pixel_metres
from raster_pipeline.steps.soil_places import SoilGround, cells_of, ground_of
from raster_pipeline.steps.workspace import Workspace
from sinkmap.grid import Window
from sinkmap.layer import Form
from sinkmap.science.soil import CarbonKind, SoilLayer
from sinkmap.science.soil_covariates import cell_of
from sinkmap.science.soil_mass import SOIL_VINTAGE_COLUMNS, compare_vintages
from sinkmap.science.soil_model import SoilMethod, SoilModel, choose_soil_model
from sinkmap.science.soil_points import LEAST_SAMPLES, SoilPoints
from sinkmap.science.soil_profiles import density_over
from sinkmap.science.soil_score import SOIL_MODEL_COLUMNS
from sinkmap.study import Study

__all__ = [
    "MAPS",
    "MappedSoil",
    "SoilMaps",
    "layers_of_profiles",
    "map_soil",
    "points_of",
    "store_models",
    "vintage_rows",
]

MAPS = ("soc_map", "soc_map_low", "soc_map_high")
"""Layers that are written: the density and the bounds of its 90 % interval."""

_SAMPLES = "soil_samples"
_FOLDS, _SEED = 5, 1
_BLOCK_SPACINGS = 1.0
"""Edge of held-out blocks in mean spacings of the samples, so that held-out samples are as far from
the others as the places are that the map fills (Milà et al. 2022, Methods Ecol. Evol. 13:1304)."""
_NODATA = -9999.0


@dataclass(frozen=True, slots=True, eq=False)
class MappedSoil:
    """A soil map of a run: year of its land use, the model, samples used, left out, and all."""

    year: int
    model: SoilModel
    samples: int
    shallow: int
    covariates: tuple[str, ...]
    classes: tuple[str, ...]
    profiles: Mapping[str, tuple[SoilLayer, ...]]


class SoilMaps:
    """The soil maps of a run in progress."""

    def __init__(self) -> None:
        self._mapped: list[MappedSoil] = []

    def add(self, study: Study, workspace: Workspace, year: int, log: RunLog) -> None:
        """Make the maps of a year, see :func:`map_soil`, and write anew what the run says of them.

        Every model so far is in the tables beside the folder of the layers.
        """
        made = map_soil(study, workspace, year, log)
        if made is not None:
            self._mapped.append(made)
            store_models(self._mapped, workspace.folder.parent)


def map_soil(study: Study, workspace: Workspace, year: int, log: RunLog) -> MappedSoil | None:
    """Make the soil maps of a year and enter them for every year its samples play.

    None where there are no samples, too few of them or a grid in degrees (intake told so), no land
    use, or a map that an earlier year made. Maps of another depth than 0-30 cm are written, but no
    figure is made of them: figures of soil carbon are for 0-30 cm, and depths are never mixed.
    """
    entry = study.input(_SAMPLES, year)
    ready = workspace.has(_SAMPLES, year) and workspace.has("land_use", year)
    played = tuple(y for y in entry.years if y in study.years) if entry else ()
    if entry is None or not ready or year != min(played) or study.grid.is_geographic:
        return None
    depth = entry.depth_cm or DEFAULT_DEPTH
    ground = ground_of(workspace, year)
    frame = workspace.frame(_SAMPLES, year)
    points, shallow = points_of(frame, ground, depth, workspace.workers)
    if len(points) < LEAST_SAMPLES:
        return None
    model = choose_soil_model(points, seed=_SEED, folds=_FOLDS, block_m=block_of(points))
    cell = cell_of(min(pixel_metres(study.grid)), _spacing(points))
    paths = _written(workspace, ground, model, (cell, year), log.stage(f"soil map {year}"))
    if depth == DEFAULT_DEPTH:
        for layer, path in paths.items():
            spec = RasterSpec((path,), layer, year, Form.VALUE_RASTER, nodata=_NODATA, unit="tC/ha")
            workspace.rasters.update({(layer, y): spec for y in played})
    profiles = layers_of_profiles(frame)
    return MappedSoil(year, model, len(points), shallow, ground.names, ground.classes, profiles)


def layers_of_profiles(frame: pd.DataFrame) -> dict[str, tuple[SoilLayer, ...]]:
    """Profile -> its horizons, of a frame as intake keeps it."""
    found: dict[str, list[SoilLayer]] = {}
    told = (frame[name].tolist() for name in ("profile", "soc", "top", "bottom"))
    for name, soc, top, bottom, compact, coarse in zip(
        *told, frame["bulk_density"].tolist(), frame["coarse"].tolist(), strict=True
    ):
        measured = None if math.isnan(compact) else compact
        layer = SoilLayer(soc, CarbonKind.SOC, top, bottom, measured, coarse)
        found.setdefault(str(name), []).append(layer)
    return {name: tuple(layers) for name, layers in found.items()}


def points_of(
    frame: gpd.GeoDataFrame, ground: SoilGround, depth: tuple[int, int], workers: int
) -> tuple[SoilPoints, int]:
    """Profiles that cover the depth as points with their covariates, and how many do not."""
    layers = layers_of_profiles(frame)
    first = frame.drop_duplicates("profile").set_index("profile").geometry
    density = {name: density_over(found, depth) for name, found in layers.items()}
    kept = sorted(name for name, value in density.items() if value is not None)
    places = [(float(first[name].x), float(first[name].y)) for name in kept]
    found = list(map_blocks(lambda place: ground.at(*place), places, workers=workers))
    width = len(ground.names)
    points = SoilPoints(
        x=np.array([x for x, _ in places]),
        y=np.array([y for _, y in places]),
        density=np.array([density[name] for name in kept], dtype=np.float64),
        soil_class=np.array([code for _, code in found], dtype=np.int16),
        covariates=np.array([values for values, _ in found]).reshape(len(kept), width),
        covariate_names=ground.names,
        depth=(float(depth[0]), float(depth[1])),
    )
    return points, len(layers) - len(kept)


def block_of(points: SoilPoints) -> float:
    """Edge in m of the blocks that are held out, from the mean spacing of the samples."""
    return float(max(100.0, round(_BLOCK_SPACINGS * _spacing(points), -2)))


def _spacing(points: SoilPoints) -> float:
    """Mean spacing of samples in m: the edge of the square that each has of their extent."""
    extent = float(np.ptp(points.x)) * float(np.ptp(points.y))
    return math.sqrt(max(extent, 1.0) / len(points))


def _written(
    workspace: Workspace,
    ground: SoilGround,
    model: SoilModel,
    cell_and_year: tuple[int, int],
    progress: Progress,
) -> dict[str, Path]:
    """Write value and bounds of every pixel with soil, tile by tile.

    A prediction is made for each kind of land and soil class of each cell, not for each pixel.
    """
    grid, (cell, year) = workspace.grid, cell_and_year
    paths = {layer: workspace.folder / f"{layer}_{year}.tif" for layer in MAPS}

    def block(tile: Window) -> tuple[Window, list[NDArray[np.float32]]]:
        cells = cells_of(ground, tile, cell)
        made = model.predict(cells.x, cells.y, cells.covariates, cells.soil_class)
        spread = []
        for values in (made.value, made.low, made.high):
            told = np.append(np.where(np.isnan(values), _NODATA, values), _NODATA)
            spread.append(told.astype(np.float32)[cells.place])
        return tile, spread

    with ExitStack() as stack:
        writers = [
            stack.enter_context(
                RasterWriter(
                    path,
                    grid,
                    dtype="float32",
                    nodata=_NODATA,
                    overview="average",
                    tags={"layer": layer, "year": str(year), "method": str(model.method)},
                )
            )
            for layer, path in paths.items()
        ]
        for tile, spread in map_blocks(
            block,
            list(grid.tiles()),
            workers=workspace.workers,
            progress=progress,
            stage="soil map",
        ):
            for writer, values in zip(writers, spread, strict=True):
                writer.write(tile, values)
    return paths


def store_models(mapped: Sequence[MappedSoil], folder: Path) -> None:
    """Write ``soil_model.parquet`` and ``.json``, and ``soil_vintages.parquet`` of several.

    Nothing if no map was made.
    """
    if not mapped:
        return
    rows = [row for one in mapped for row in _rows(one)]
    write_table(pd.DataFrame(rows, columns=list(SOIL_MODEL_COLUMNS)), folder / "soil_model.parquet")
    write_json(folder / "soil_model.json", [_card(one) for one in mapped])

    changes = [row for pair in pairwise(mapped) for row in vintage_rows(*pair)]
    if changes:
        table = pd.DataFrame(changes, columns=list(SOIL_VINTAGE_COLUMNS))
        write_table(table, folder / "soil_vintages.parquet")


def vintage_rows(before: MappedSoil, after: MappedSoil) -> list[tuple[Any, ...]]:
    """Change between two vintages of profiles with the same ids: rows of SOIL_VINTAGE_COLUMNS."""
    depth = before.model.depth
    found = compare_vintages(before.profiles, after.profiles, depth)
    fixed = [later - earlier for earlier, later in found.fixed_depth.values()]
    where = (before.year, after.year)
    rows: list[tuple[Any, ...]] = [(*where, "equal_mass", len(found.pairs), found.mean, found.se)]
    rows.append((*where, "fixed_depth", len(fixed), float(np.mean(fixed)) if fixed else None, None))
    reasons = Counter(found.not_compared.values())
    rows += [(*where, str(reason), count, None, None) for reason, count in sorted(reasons.items())]
    return rows


def _rows(one: MappedSoil) -> list[tuple[Any, ...]]:
    return [
        (
            one.year,
            str(score.method),
            score.method is one.model.method,
            one.samples,
            score.rmse,
            score.rmse_error,
            score.mae,
            score.bias,
            score.efficiency,
            score.coverage,
            score.width,
        )
        for score in one.model.scores
    ]


def _card(one: MappedSoil) -> dict[str, Any]:
    model = one.model
    scores = {score.method: score for score in model.scores}
    taken, mean = scores[model.method], scores.get(SoilMethod.CLASS_MEAN)
    return {
        "year": one.year,
        "depth_cm": list(model.depth),
        "method": str(model.method),
        "reason": model.reason.to_json(),
        "beats_class_mean": mean is not None and taken.rmse < mean.rmse,
        "rmse": taken.rmse,
        "rmse_class_mean": None if mean is None else mean.rmse,
        "coverage_90": taken.coverage,
        "samples": one.samples,
        "profiles_too_shallow": one.shallow,
        "covariates": list(one.covariates),
        "soil_classes": list(one.classes),
        "settings": dict(model.settings),
        "samples_sha256": model.samples_sha256,
        "findings": [finding.to_json() for finding in model.findings],
    }
