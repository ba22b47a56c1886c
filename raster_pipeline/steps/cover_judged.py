"""Land cover of all years judged: accuracy by samples, transitions, and change by rule."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from raster_pipeline.io.tables import write_table
from raster_pipeline.steps.accuracy import accuracy_rows, paired_rows
from raster_pipeline.steps.cover_change import change_rows, judge_change, transition_rows
from raster_pipeline.steps.figures import YearAccounts
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.workspace import Workspace
from raster_pipeline.steps.zonal import BandSource, zonal_tables
from sinkmap.area import AreaMeasure
from sinkmap.indicator import ClassAreas, Transition
from sinkmap.interpretation import ACCURACY_COLUMNS, CHANGE_COLUMNS
from sinkmap.policies import CoverChange
from sinkmap.study import Study

__all__ = ["COVER_CHANGE", "judge_cover"]

_GROUPS = "land_group"
COVER_CHANGE = Transition(_GROUPS)
"""Tally whose account every year must have that has land cover and had it before."""
_SAMPLES = "reference_samples"


def judge_cover(
    study: Study,
    workspace: Workspace,
    shares: BandSource,
    places: gpd.GeoDataFrame,
    accounts: Sequence[YearAccounts],
    folder: Path,
    log: RunLog,
) -> pd.DataFrame:
    """Write ``accuracy.parquet`` and ``change.parquet`` of a study's land cover.

    Accuracy needs reference samples; transitions need land cover of two neighbouring years.
    Patches (``layers/change_patches_YEAR.parquet``, ``layers/cover_change_YEAR.tif``) are judged
    where the land cover of both years was interpreted from scenes, and for maps that were given
    where the study's policy ``cover_change`` asks for it: it costs two passes over the grid.

    Parameters
    ----------
    shares, places
        Shares and polygons of the units, the city first.
    accounts
        Of every year.

    Returns
    -------
    Columns :data:`sinkmap.interpretation.ACCURACY_COLUMNS`.
    """
    years = [year for year in study.years if workspace.has(_GROUPS, year)]
    rows: list[Any] = []
    for year in (year for year in years if workspace.has(_SAMPLES, year)):
        mapped = _city_m2(workspace, shares, year)
        rows += accuracy_rows(study, workspace, year, places.geometry.iloc[0], mapped)
    city, city_m2 = places.geometry.iloc[0], _unit_m2(study, places)
    for pair in pairwise(study.years):
        rows += paired_rows(study, workspace, pair, city, city_m2)
    accuracy = pd.DataFrame(rows, columns=list(ACCURACY_COLUMNS))
    write_table(accuracy, folder / "accuracy.parquet")
    changed: list[Any] = []
    units = places["unit_id"].astype(str).tolist()
    rasters = {one.year: one.rasters for one in accounts}
    for pair in pairwise(years):
        first, second = (workspace.raster(_GROUPS, year) for year in pair)
        for unit in units:
            changed += transition_rows(pair, unit, rasters[pair[1]][unit][COVER_CHANGE])
        given = any(study.input("land_cover", year) is not None for year in pair)
        if given and study.policies.cover_change is not CoverChange.ALL:
            continue
        tally = judge_change(
            study.grid,
            first,
            second,
            workspace.folder / f"cover_change_{pair[1]}.tif",
            workspace.folder / f"change_patches_{pair[1]}.parquet",
            workers=workspace.workers,
            progress=log.stage(f"change {pair[1]}"),
        )
        changed += change_rows(pair, units[0], tally)
    write_table(pd.DataFrame(changed, columns=list(CHANGE_COLUMNS)), folder / "change.parquet")
    return accuracy


def _unit_m2(study: Study, places: gpd.GeoDataFrame) -> float:
    """m² of the city's polygon."""
    measure = AreaMeasure.of_grid(study.grid)
    return float(measure.polygons(places.geometry.to_numpy()[:1])[0])


def _city_m2(workspace: Workspace, shares: BandSource, year: int) -> dict[int, float]:
    """Group index -> m² in the city, ground without data left out."""
    tally = ClassAreas(_GROUPS)
    readers = {_GROUPS: workspace.raster(_GROUPS, year)}
    table = zonal_tables(shares, readers, [tally], workers=workspace.workers)[tally]
    city = slice(int(table.first[0]), int(table.first[1]))
    found = zip(table.code[city].tolist(), table.amounts[0, city].tolist(), strict=True)
    return {code: m2 for code, m2 in found if code != 0}
