"""The command that finds changed parcels between two years of a run, by cause."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raster_pipeline.changed import changed_parcels
from sinkmap.cli.console import print_json, progress_bar, tell
from sinkmap.text import Text

__all__ = ["changed"]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
First = Annotated[int, typer.Option("--from", help="起始年度 / earlier year")]
Second = Annotated[int, typer.Option("--to", help="终止年度 / later year")]
Filed = Annotated[str, typer.Option("--filed", help="上年上报所用的运行 / run filed last year")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]


def changed(
    study: StudyPath,
    first: First,
    second: Second,
    filed: Filed = "",
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """按原因查找两年间的变化图斑 / find changed parcels between two years, by cause."""
    with progress_bar() as progress:
        found = changed_parcels(
            study, (first, second), filed=filed, run_id=run_id or None, progress=progress
        )
    sums = found.sums()
    if json:
        print_json(
            {
                "schema": "sinkmap-changed/1",
                "run_id": found.child.run_id,
                "parent": found.child.document["parent"],
                "folder": str(found.child.folder),
                "from": first,
                "to": second,
                "filed": found.filed,
                "causes": {
                    cause: {"polygons": count, "m2": m2} for cause, (count, m2) in sums.items()
                },
            }
        )
    told = {cause: f"{count} / {m2 / 10_000:.4f} ha" for cause, (count, m2) in sums.items()}
    said = "; ".join(f"{cause} {text}" for cause, text in told.items()) or "-"
    tell(Text(f"变化图斑：{said}", f"changed parcels: {said}"))
