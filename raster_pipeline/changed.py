"""Changed parcels of a finished run: what became of which ground, by cause, kept as a child run.

*Land*: the class group of the ground differs between two survey years of the run. *Data* and
*method* are told apart where the run filed last year is named: the earlier year of both runs is
compared, and ground whose group differs there was surveyed anew where its code differs too, and is
grouped anew where the code is the same. Without that run neither can be told of a parcel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.child_run import ChildRun, child_run, known_child_run
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.io.tables import (
    read_frame,
    read_table,
    read_undecoded,
    write_frame,
    write_table,
)
from raster_pipeline.opened import RUNS, OpenedRun, open_run
from raster_pipeline.steps.identity import code_hash
from raster_pipeline.steps.overlay import ZoneLayer, overlay
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, InputRefusedError, Severity, UsageError
from sinkmap.science.survey_turns import SurveyYear, survey_turns
from sinkmap.statunit import CITY_PARTITION
from sinkmap.text import Text

__all__ = [
    "CHANGED",
    "DATA",
    "LAND",
    "METHOD",
    "ChangedParcels",
    "changed_parcels",
    "known_changed",
]

CHANGED = "changed"
"""Kind of the child run."""
LAND, DATA, METHOD = "land", "data", "method"
_PARCELS = "parcels"


@dataclass(frozen=True)
class ChangedParcels:
    """Changed ground between two years, read from its child run."""

    child: ChildRun

    @cached_property
    def frame(self) -> gpd.GeoDataFrame:
        """One polygon a row on the grid's CRS, ``number`` from 0: ``cause``, ``before`` and
        ``after`` groups, ``after_may_be``, ``dlbm_t0``, ``dlbm_t1``, ``m2``; the largest first."""
        return read_frame(self.child.folder / "changed.parquet")

    @cached_property
    def parts(self) -> pd.DataFrame:
        """``number``, ``statunit``, ``m2``: what of each polygon lies in which unit."""
        return read_table(self.child.folder / "parts.parquet")

    @property
    def filed(self) -> str:
        """Id of the run that was filed; empty where none was named."""
        return str(self.child.document["question"]["filed"])

    def sums(self) -> dict[str, tuple[int, float]]:
        """Cause -> polygons and m², all of the city."""
        found = self.frame.groupby("cause")["m2"].agg(["size", "sum"])
        return {
            str(cause): (int(row["size"]), float(row["sum"])) for cause, row in found.iterrows()
        }


def changed_parcels(
    path: Path,
    years: tuple[int, int],
    *,
    filed: str = "",
    run_id: str | None = None,
    workers: int = 2,
    progress: Progress = silent,
) -> ChangedParcels:
    """Find changed parcels between two years of a run, or read what was found before.

    Parameters
    ----------
    path
        Study folder or its ``study.toml``.
    years
        Earlier and later year, both of the run.
    filed
        Id of the run that last year's report was filed from.

    Raises
    ------
    UsageError
        ``RUN-MISSING``; ``CHANGED-YEARS`` if the run does not hold the years in this order.
    InputRefusedError
        ``CHANGED-NO-PARCELS`` if parcels of a year are not there.
    """
    opened = open_run(path, run_id)
    then = open_run(path, filed) if filed else None
    question = _question(opened, then, years)

    def make(folder: Path) -> Mapping[str, Any]:
        frame = _found(opened, then, years, workers, progress)
        write_frame(frame, folder / "changed.parquet")
        progress("units", 0.0)
        write_table(_parts(opened, frame, workers, progress), folder / "parts.parquet")
        return {"polygons": len(frame)}

    runs = plan_of(path).parent / RUNS
    child = child_run(runs, CHANGED, opened.manifest.run_id, question, code_hash(), make)
    return ChangedParcels(child)


def known_changed(
    path: Path, years: tuple[int, int], *, filed: str = "", run_id: str | None = None
) -> ChangedParcels | None:
    """What :func:`changed_parcels` found before; nothing is computed. Raises like it of years."""
    opened = open_run(path, run_id)
    then = open_run(path, filed) if filed else None
    question = _question(opened, then, years)
    runs = plan_of(path).parent / RUNS
    child = known_child_run(runs, CHANGED, opened.manifest.run_id, question, code_hash())
    return None if child is None else ChangedParcels(child)


def _question(opened: OpenedRun, then: OpenedRun | None, years: tuple[int, int]) -> dict[str, Any]:
    held = opened.manifest.years
    if years[0] >= years[1] or not set(years) <= set(held):
        raise UsageError(
            Finding(
                "CHANGED-YEARS",
                Severity.ERROR,
                Text(
                    "运行结果不含这两个年度，或先后颠倒",
                    "the run does not hold these years in order",
                ),
                Text(
                    "请改用所列的两个年度，先早后晚", "name two of the years listed, earlier first"
                ),
                seen=f"{years[0]}, {years[1]}",
                wanted=", ".join(map(str, held)),
            )
        )
    return {"years": list(years), "filed": "" if then is None else then.manifest.run_id}


def _found(
    opened: OpenedRun,
    then: OpenedRun | None,
    years: tuple[int, int],
    workers: int,
    progress: Progress,
) -> gpd.GeoDataFrame:
    crs = opened.study.grid.crs
    progress("changes", 0.0)
    before, after = _survey(opened, years[0]), _survey(opened, years[1])
    progress("changes", 0.2)
    found = [survey_turns(before, after, crs, workers=workers).assign(cause=LAND)]
    progress("changes", 0.7)
    if then is not None and years[0] in then.manifest.years:
        filed = _survey(then, years[0])
        turns = survey_turns(filed, before, crs, workers=workers)
        same = (turns["dlbm_t0"] == turns["dlbm_t1"]).to_numpy() & (filed.system == before.system)
        found.append(turns.assign(cause=np.where(same, METHOD, DATA)))
    progress("changes", 1.0)
    whole = gpd.GeoDataFrame(pd.concat(found, ignore_index=True), crs=crs)
    measure = AreaMeasure.of_grid(opened.study.grid)
    shapes = np.asarray(whole.geometry.to_numpy(), dtype=object)
    whole["m2"] = measure.polygons(shapes) if len(whole) else np.empty(0)
    largest = whole.sort_values("m2", ascending=False, kind="stable").reset_index(drop=True)
    largest.insert(0, "number", np.arange(len(largest)))
    return gpd.GeoDataFrame(largest, crs=crs)


def _parts(
    opened: OpenedRun, frame: gpd.GeoDataFrame, workers: int, progress: Progress
) -> pd.DataFrame:
    """What of each polygon lies in which unit, of every partition but the city's own."""
    places = read_frame(opened.path / "units.parquet").set_index("unit_id")
    partitions = [p for p in opened.results.partitions if p.id != CITY_PARTITION]
    layers = [
        ZoneLayer(p.id, p.members, np.asarray(places.loc[list(p.members)].geometry, dtype=object))
        for p in partitions
    ]
    measure = AreaMeasure.of_grid(opened.study.grid)
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    # A partition's units are disjoint but for the rounding of their borders.
    pieces = overlay(shapes, layers, measure, workers=workers, progress=progress, disjoint=False)
    owner = pieces["parcel"].to_numpy()
    m2 = pieces["share"].to_numpy() * frame["m2"].to_numpy()[owner]
    found: list[pd.DataFrame] = []
    for partition in partitions:
        units = pieces[partition.id].astype(str).to_numpy()
        table = pd.DataFrame({"number": owner, "statunit": units, "m2": m2})
        table = table[table["statunit"] != ""]
        found.append(pd.DataFrame(table.groupby(["number", "statunit"])["m2"].sum().reset_index()))
    if not found:
        return pd.DataFrame({"number": [], "statunit": [], "m2": []})
    # Two partitions may share a unit.
    whole: pd.DataFrame = pd.concat(found, ignore_index=True)
    return whole.drop_duplicates(["number", "statunit"], ignore_index=True)


def _survey(opened: OpenedRun, year: int) -> SurveyYear:
    path = opened.taken_in(_PARCELS, year)
    study = opened.study
    entry = study.input(_PARCELS, year) or study.input("parcels_update", year)
    if path is None or entry is None:
        raise InputRefusedError(
            Finding(
                "CHANGED-NO-PARCELS",
                Severity.ERROR,
                Text("运行结果没有该年度的地类图斑", "the run has no parcels of this year"),
                Text(
                    "提供该年度的地类图斑并重新计算", "give the parcels of the year and run again"
                ),
                layer=_PARCELS,
                year=year,
                seen=opened.manifest.run_id,
            )
        )
    frame = read_undecoded(path, ("code", "group", "geometry"))
    return SurveyYear.of(frame, entry.code_system)
