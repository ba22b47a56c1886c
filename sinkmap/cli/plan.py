"""The commands that list how a plan gets on: targets, tasks, projects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raster_pipeline.asked_year import year_of
from raster_pipeline.opened import OpenedRun, open_run
from sinkmap.cli.listing import OutputFormat, print_rows
from sinkmap.report.book import open_book
from sinkmap.text import Text

__all__ = ["projects", "targets", "tasks"]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Year = Annotated[
    int | None, typer.Option("--year", help="年度，缺省为最后一年 / default: the last")
]
Format = Annotated[OutputFormat, typer.Option("--format", help="table, json, csv")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]

_SHOWN = {
    "targets": (
        "indicator", "statunit", "target_year", "target", "value", "gap", "on_path", "pace",
        "needed_m2", "forecast", "adds_m2", "verdict",
    ),
    "tasks": ("statunit", "indicator", "target", "uom", "q1", "q2", "q3", "q4", "lead"),
    "projects": ("number", "name", "kind", "owner", "state", "begins", "ends", "version"),
}  # fmt: skip
"""Columns of the table on screen; JSON and CSV hold all."""


def targets(
    study: StudyPath,
    year: Year = None,
    parts: Annotated[
        bool, typer.Option("--parts", help="连同各单元 / the units of each target too")
    ] = False,
    output: Format = OutputFormat.TABLE,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """列出目标的路径、预测与尚需面积 / list where every target stands."""
    opened, chosen = _opened(study, year, run_id)
    states = open_book(opened.results, chosen).states
    rows = [s.to_row() for s in states if s.year == chosen and (parts or s.own)]
    print_rows(Text("目标", "targets"), rows, _SHOWN["targets"], _chosen(output, json))


def tasks(
    study: StudyPath,
    year: Year = None,
    output: Format = OutputFormat.TABLE,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """列出年度任务清单 / list the tasks of a year."""
    opened, chosen = _opened(study, year, run_id)
    rows = [t.to_row() for t in opened.results.progress.tasks if t.year == chosen]
    print_rows(Text("年度任务", "tasks"), rows, _SHOWN["tasks"], _chosen(output, json))


def projects(
    study: StudyPath,
    year: Year = None,
    output: Format = OutputFormat.TABLE,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """列出重点项目库 / list the register of key projects in force in a year."""
    opened, chosen = _opened(study, year, run_id)
    rows = [p.to_row() for p in opened.results.progress.projects.get(chosen, ())]
    print_rows(Text("重点项目", "key projects"), rows, _SHOWN["projects"], _chosen(output, json))


def _opened(study: Path, year: int | None, run_id: str) -> tuple[OpenedRun, int]:
    opened = open_run(study, run_id or None)
    return opened, year_of(opened, year)


def _chosen(output: OutputFormat, json: bool) -> OutputFormat:
    return OutputFormat.JSON if json else output
