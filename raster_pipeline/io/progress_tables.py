"""Tables of targets, tasks and projects, read back from a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from raster_pipeline.io.tables import read_table
from sinkmap.figure import Figure
from sinkmap.progress import REGISTER_YEAR, PlanProgress
from sinkmap.project import Project
from sinkmap.target import ReportedValue, TargetState
from sinkmap.task import YearTask

__all__ = ["read_progress"]


def read_progress(run: Path, reported: Sequence[ReportedValue]) -> PlanProgress:
    """What a run's folder holds; ``reported`` stand for a run without a table of issued values."""
    issued = [ReportedValue.from_row(row) for row in _rows(run / "issued.parquet")]
    projects: dict[int, list[Project]] = {}
    for row in _rows(run / "projects.parquet"):
        projects.setdefault(int(row[REGISTER_YEAR]), []).append(Project.from_row(row))
    figures = (Figure.from_row(_plain(row)) for row in _rows(run / "project_figures.parquet"))
    return PlanProgress(
        states=tuple(TargetState.from_row(row) for row in _rows(run / "targets.parquet")),
        issued=tuple(issued or reported),
        tasks=tuple(YearTask.from_row(row) for row in _rows(run / "tasks.parquet")),
        projects={year: tuple(rows) for year, rows in projects.items()},
        footprints={figure.id: figure for figure in figures},
    )


def _rows(path: Path) -> list[dict[Any, Any]]:
    return read_table(path).to_dict("records") if path.is_file() else []


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A figure's row with None for NaN and sources as texts."""
    plain = {str(name): _cell(cell) for name, cell in row.items()}
    return {**plain, "sources": [str(one) for one in row["sources"]]}


def _cell(cell: Any) -> Any:
    return None if isinstance(cell, float) and np.isnan(cell) else cell
