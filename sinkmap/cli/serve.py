"""The command that serves the map, and on this machine the pages of cases and of a siting."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from raster_pipeline.display import open_display
from raster_pipeline.opened import open_run
from sinkmap.cli.cases import served_cases
from sinkmap.cli.console import print_json, tell
from sinkmap.cli.served_places import ServedPlaces
from sinkmap.cli.served_reviews import served_reviews
from sinkmap.cli.served_sites import served_sites
from sinkmap.text import Text

__all__ = ["serve"]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Host = Annotated[str, typer.Option("--host", help="监听地址 / address to listen on")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="0：空闲端口 / 0: a free one")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]


def serve(
    study: StudyPath,
    host: Host = "127.0.0.1",
    port: Port = 8050,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """在浏览器中查看结果 / serve the map page."""
    from dash_app import Sources, is_loopback
    from dash_app import serve as serve_page

    opened = open_run(study, run_id or None)
    at_home = is_loopback(host)
    register = served_cases(study) if at_home else None
    sites = served_sites(study, opened) if at_home else None
    reviews = served_reviews(study, opened) if at_home else None
    if not at_home:
        tell(
            Text(
                "不提供审查、案件与选址页面（只对本机开放）",
                "no pages of reviews, cases and siting (for this machine alone)",
            )
        )

    def ready(address: str) -> None:
        if json:
            print_json({"address": address, "run_id": opened.manifest.run_id})
        tell(Text(f"地图页面：{address}", f"map page: {address}"))

    with open_display(opened) as display, register or nullcontext():
        places = ServedPlaces(opened, display)
        places.warm_up()
        serve_page(Sources(opened, register, sites, display, reviews, places), host, port, ready)
