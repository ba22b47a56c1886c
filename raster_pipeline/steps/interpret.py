"""Interpretation: from the scenes of a study to composites, land cover and tree cover of each year.

Land cover that is interpreted plays the layers ``land_cover`` and ``tree_cover`` of the years for
which the study gives none. One classifier learns from the samples of all years, each year's at
that year's composites, so that a change on the map is no change of classifier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader, map_blocks
from raster_pipeline.io.band_reader import BandReader
from raster_pipeline.io.raster_source import RasterSource, RasterSpec, class_nodata
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.run_folder import write_table as write_json
from raster_pipeline.io.tables import write_table
from raster_pipeline.steps.check.training import LEARNED, training_entries
from raster_pipeline.steps.classify import classify
from raster_pipeline.steps.composite import Composite, CompositePlan, compose
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.memory import release
from raster_pipeline.steps.provenance import INTERPRETED
from raster_pipeline.steps.scene_layer import SeasonScenes
from raster_pipeline.steps.training import sample_training
from raster_pipeline.steps.workspace import Workspace
from sinkmap.area import AreaMeasure
from sinkmap.grid import Window
from sinkmap.interpretation import INTERPRETATION_COLUMNS
from sinkmap.layer import Form
from sinkmap.science.flicker import settle_series
from sinkmap.science.training_set import TrainingSet
from sinkmap.study import Study

if TYPE_CHECKING:
    from sinkmap.science.land_classifier import LandClassifier, ModelCard

__all__ = ["interpret"]

_FEWEST_SERIES = 3
"""Years a series needs before one of them can be told to flicker."""


@dataclass(eq=False)
class _Interpretation:
    """One interpretation under way. ``rows``: lines of the table that is stored."""

    study: Study
    workspace: Workspace
    folder: Path
    log: RunLog
    composites: dict[int, dict[str, Composite]] = field(default_factory=dict)
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def layers(self) -> Path:
        """Where rasters of the run are written."""
        return self.workspace.folder


def interpret(
    study: Study,
    seasons: Sequence[SeasonScenes],
    workspace: Workspace,
    folder: Path,
    log: RunLog,
) -> None:
    """Make composites and, where there are training samples, land cover of every year with scenes.

    Writes ``layers/composite_SEASON_YEAR.tif``, ``looks_SEASON_YEAR.tif``, ``land_cover_YEAR.tif``,
    ``interpretation.parquet`` and ``model_card.json``, and enters the land cover in the workspace.
    A year that lacks a season is not interpreted.

    Raises
    ------
    InputRefusedError
        If the training samples do not suffice, or a scene cannot be read to its end.
    """
    if not seasons:
        return
    task = _Interpretation(study, workspace, folder, log)
    _compose(task, seasons)
    years = sorted(y for y, made in task.composites.items() if len(made) == _seasons(study))
    learned = [year for year in years if workspace.has(LEARNED, year)]
    if learned:
        classifier, card = _trained(task, learned)
        write_json(folder / "model_card.json", card.to_json())
        scratch = _classified(task, classifier, years)
        _settle(task, scratch)
        for path in scratch.values():
            path.unlink()
    table = pd.DataFrame(task.rows, columns=list(INTERPRETATION_COLUMNS))
    write_table(table, folder / "interpretation.parquet")


def _seasons(study: Study) -> int:
    return len(study.imagery.seasons)


def _compose(task: _Interpretation, seasons: Sequence[SeasonScenes]) -> None:
    settings = task.study.imagery
    plan = CompositePlan(
        settings.bands,
        "medoid" if settings.method == "medoid" else "median",
        growth=settings.dilation,
        resampling="nearest" if settings.resampling == "nearest" else "bilinear",
    )
    for one in (one for one in seasons if one.scenes):
        name = f"{one.season.name}_{one.year}"
        made = compose(
            one.scenes,
            task.study.grid,
            task.layers / f"composite_{name}.tif",
            task.layers / f"looks_{name}.tif",
            plan,
            workers=task.workspace.workers,
            allow_remote=settings.allow_remote,
            progress=task.log.stage(f"composite {name}"),
        )
        task.composites.setdefault(one.year, {})[one.season.name] = made
        where = (one.year, one.season.name)
        task.rows.append((*where, "scenes", float(len(one.scenes))))
        task.rows.append((*where, "dates", float(len(made.dates))))
        task.rows.append((*where, "seen_m2", made.seen_m2))
        task.rows.append((*where, "gap_m2", made.gap_m2))
        release()


def _trained(task: _Interpretation, years: Sequence[int]) -> tuple[LandClassifier, ModelCard]:
    # Imported where it is needed: scikit-learn costs every command most of a second.
    from sinkmap.science.land_classifier import train

    study, workspace = task.study, task.workspace
    sets = []
    for year in years:
        with ExitStack() as stack:
            sets.append(
                sample_training(
                    workspace.frame(LEARNED, year),
                    _readers(task, year, stack),
                    _heights(workspace, year),
                    study.grid,
                    seed=study.imagery.seed,
                    workers=workspace.workers,
                    progress=task.log.stage("training samples"),
                )
            )
    joined = TrainingSet.joined(sets)
    return train(joined, seed=study.imagery.seed, workers=workspace.workers)


def _readers(task: _Interpretation, year: int, stack: ExitStack) -> dict[str, BandReader]:
    """Season -> open composite, in the order of the plan."""
    made = task.composites[year]
    return {
        season.name: stack.enter_context(BandReader(made[season.name].path, task.study.grid))
        for season in task.study.imagery.seasons
    }


def _heights(workspace: Workspace, year: int) -> PixelReader | None:
    return workspace.raster("dem", year) if workspace.has("dem", year) else None


def _classified(
    task: _Interpretation, classifier: LandClassifier, years: Sequence[int]
) -> dict[int, Path]:
    found = {}
    for year in years:
        path = task.folder / f"classes_{year}.tif"
        with ExitStack() as stack:
            classify(
                classifier,
                _readers(task, year, stack),
                _heights(task.workspace, year),
                task.study.grid,
                path,
                workers=task.workspace.workers,
                progress=task.log.stage(f"classify {year}"),
            )
        found[year] = path
        release()
    return found


def _settle(task: _Interpretation, classes: Mapping[int, Path]) -> None:
    """Write the land cover of every year: too few looks unseen, flicker set back."""
    study, workspace = task.study, task.workspace
    # One for all years: others are refused before (TRAINING-SYSTEM-MIXED).
    system = training_entries(study)[0].code_system
    nodata = class_nodata(system)
    measure = AreaMeasure.of_grid(study.grid)
    years = tuple(classes)
    specs = {y: _spec("classes", y, classes[y], 0.0) for y in years}
    looks = {
        (y, name): _spec("looks", y, made.looks, None)
        for y in years
        for name, made in task.composites[y].items()
    }
    settled: dict[int, list[float]] = {year: [0.0, 0.0] for year in years}
    with ExitStack() as stack:
        sources = {y: stack.enter_context(RasterSource(specs[y], study.grid)) for y in years}
        counts = {k: stack.enter_context(RasterSource(s, study.grid)) for k, s in looks.items()}
        writers = {y: stack.enter_context(_writer(task, y, nodata)) for y in years}

        def block(tile: Window) -> tuple[Window, NDArray[np.uint8], Any]:
            series = np.stack([sources[y].read(tile) for y in years])
            for place, year in enumerate(years):
                few = [counts[year, s.name].read(tile) for s in study.imagery.seasons]
                series[place][np.min(few, axis=0) < study.imagery.looks_min] = 0
            pixels = measure.pixels(study.grid, tile)
            unseen = (series == 0).reshape(len(years), -1) @ pixels.ravel()
            if not study.imagery.flicker or len(years) < _FEWEST_SERIES:
                return tile, series, (unseen, np.zeros(len(years)))
            quiet = settle_series(series, pixels, unseen=0)
            return tile, quiet.classes, (unseen, quiet.set_back_m2)

        told = task.log.stage("settle")
        for tile, series, (unseen, back) in map_blocks(
            block,
            list(study.grid.tiles()),
            workers=workspace.workers,
            progress=told,
            stage="settle",
        ):
            for place, year in enumerate(years):
                writers[year].write(tile, np.where(series[place] == 0, nodata, series[place]))
                settled[year][0] += float(unseen[place])
                settled[year][1] += float(back[place])
    for year in years:
        task.rows.append((year, "", "unseen_m2", settled[year][0]))
        task.rows.append((year, "", "flicker_m2", settled[year][1]))
        _enter(task, year, system, nodata)


def _spec(layer: str, year: int, path: Path, nodata: float | None) -> RasterSpec:
    form = Form.CLASS_RASTER if layer == "classes" else Form.VALUE_RASTER
    return RasterSpec((path,), layer, year, form, nodata=nodata)


def _writer(task: _Interpretation, year: int, nodata: int) -> RasterWriter:
    return RasterWriter(
        task.layers / f"land_cover_{year}.tif",
        task.study.grid,
        dtype="uint8",
        nodata=nodata,
        tags={"layer": "land_cover", "year": str(year)},
    )


def _enter(task: _Interpretation, year: int, system: str, nodata: int) -> None:
    """Let the land cover of a year play the layers the study gives no raster for."""
    path = task.layers / f"land_cover_{year}.tif"
    spec = RasterSpec(
        (path,), "land_cover", year, Form.CLASS_RASTER, code_system=system, nodata=float(nodata)
    )
    for layer in INTERPRETED:
        if not task.workspace.has(layer, year):
            task.workspace.rasters[(layer, year)] = replace(spec, layer=layer)
