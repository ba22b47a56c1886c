"""The command that makes the map's tiles of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raster_pipeline.display import display_study
from sinkmap.cli.console import print_json, progress_bar, tell
from sinkmap.text import Text

__all__ = ["display"]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]


def display(study: StudyPath, json: Json = False, run_id: RunId = "") -> None:
    """生成地图页面所用的瓦片 / make the tiles the map pages show."""
    with progress_bar() as progress:
        made = display_study(study, run_id=run_id or None, progress=progress)
    said = made.to_json()
    if json:
        print_json(said)
        return
    megabytes = said["bytes"] / 1_000_000
    layers = len(said["vectors"]) + len(said["rasters"])
    state = (
        Text("已核验，无需重做", "verified, nothing to make")
        if said["reused"]
        else Text("瓦片已生成", "tiles made")
    )
    tell(
        Text(
            f"{state.zh}：{layers} 个图层年度，{megabytes:.1f} MB，{said['folder']}",
            f"{state.en}: {layers} layers by year, {megabytes:.1f} MB, {said['folder']}",
        )
    )
