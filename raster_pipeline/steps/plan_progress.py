"""How the plan gets on: targets, issued values, tasks and projects as tables of the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from raster_pipeline.io.tables import read_frame
from raster_pipeline.steps.check.plan_rows import ISSUED, TASKS
from raster_pipeline.steps.figures import selected_profiles
from raster_pipeline.steps.intake import Examination
from raster_pipeline.steps.projects import ProjectRegister, shares_of
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding
from sinkmap.figure import Figure
from sinkmap.indicator import Indicator
from sinkmap.progress import REGISTER_YEAR
from sinkmap.project import PROJECT_COLUMNS
from sinkmap.run import broken_sources
from sinkmap.science.target_state import Gains, target_states
from sinkmap.statunit import Partition
from sinkmap.study import Study
from sinkmap.target import ISSUED_COLUMNS, TARGET_COLUMNS, ReportedValue
from sinkmap.task import TASK_COLUMNS, YearTask

__all__ = ["plan_tables"]

Vectors = Mapping[tuple[str, int], Path]


def plan_tables(
    examination: Examination,
    study: Study,
    figures: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    register: ProjectRegister | None,
    places: gpd.GeoDataFrame,
    measure: AreaMeasure,
) -> dict[str, pd.DataFrame]:
    """Tables of the run by name; those the study says nothing of are left out.

    Parameters
    ----------
    examination
        What intake found, with the given tables it kept.
    figures
        Every figure of the run.
    places
        ``unit_id`` and geometry of every unit on the grid's CRS.
    """
    gains = shares_of(register, study.years, places, measure) if register else None
    vectors, findings = examination.vectors, examination.findings
    partitions = [part.partition for part in examination.partitions]
    states = _states(study, figures, indicators, partitions, findings, gains)
    tables = {
        "targets": pd.DataFrame(states, columns=list(TARGET_COLUMNS)),
        "issued": pd.DataFrame(_issued(study, vectors), columns=list(ISSUED_COLUMNS)),
        "tasks": pd.DataFrame(_tasks(study, vectors, indicators), columns=list(TASK_COLUMNS)),
        "projects": pd.DataFrame(
            _projects(study, register), columns=[REGISTER_YEAR, *PROJECT_COLUMNS]
        ),
    }
    return {name: table for name, table in tables.items() if len(table)}


def _states(
    study: Study,
    figures: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    partitions: Sequence[Partition],
    findings: Sequence[Finding],
    gains: Gains | None,
) -> list[dict[str, Any]]:
    aimed = figures[figures["indicator"].isin([target.indicator for target in study.targets])]
    known = (Figure.from_row(_plain(row)) for row in aimed.to_dict("records"))
    city = partitions[0].members[0]
    parts = [unit for partition in partitions[1:] for unit in partition.members]
    states = target_states(
        study.targets,
        indicators,
        {figure.id: figure for figure in known},
        study.years,
        {city: parts},
        broken=broken_sources(findings),
        gains=gains,
    )
    return [state.to_row() for state in states]


def _issued(study: Study, vectors: Vectors) -> list[dict[str, Any]]:
    rows = [value.to_row() for value in study.reported]
    rows += [ReportedValue.from_row(row).to_row() for row in _rows(vectors, ISSUED)]
    return rows


def _tasks(
    study: Study, vectors: Vectors, indicators: Mapping[str, Indicator]
) -> Iterator[dict[str, Any]]:
    """The list, each task with its definition and unit of measure filled in."""
    for row in _rows(vectors, TASKS):
        indicator = indicators[row["indicator"].partition(".")[0]]
        chosen = selected_profiles(indicator, study.profiles) or indicator.profiles
        full = {**row, "profile": row["profile"] or chosen[0].id, "uom": indicator.uom}
        yield YearTask.from_row(full).to_row()


def _projects(study: Study, register: ProjectRegister | None) -> Iterator[dict[str, Any]]:
    for year in study.years if register else ():
        assert register is not None, "years are told of a register only"
        yield from ({REGISTER_YEAR: year, **p.to_row()} for p, _ in register.in_force(year))


def _rows(vectors: Vectors, layer: str) -> Iterator[dict[str, Any]]:
    """Rows of a given table, every file once; texts that are missing are empty."""
    paths = dict.fromkeys(path for (name, _), path in sorted(vectors.items()) if name == layer)
    for path in paths:
        for row in read_frame(path).to_dict("records"):
            yield {str(name): "" if pd.isna(cell) else cell for name, cell in row.items()}


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A figure's row with None for what a table keeps as NaN."""
    lists = ("sources",)
    return {
        str(name): cell if name in lists or not pd.isna(cell) else None
        for name, cell in row.items()
    }
