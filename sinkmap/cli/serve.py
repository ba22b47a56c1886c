"""The command that serves the map, and on this machine the pages of cases and of a siting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from raster_pipeline.basemaps import Basemaps, open_basemaps
from raster_pipeline.cases import CaseGround
from raster_pipeline.display import DISPLAY, open_display
from raster_pipeline.io.child_run import has_child_run
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.jobs import JobTable
from raster_pipeline.opened import RUNS, OpenedRun, open_run
from sinkmap.cli.cases import served_cases
from sinkmap.cli.console import language, print_json, show_findings, tell
from sinkmap.cli.few_arenas import few_arenas
from sinkmap.cli.served_jobs import ServedJobs
from sinkmap.cli.served_places import ServedPlaces
from sinkmap.cli.served_report import ServedReport
from sinkmap.cli.served_reviews import served_reviews
from sinkmap.cli.served_sites import served_sites
from sinkmap.cli.served_uploads import ServedUploads
from sinkmap.errors import SinkmapError
from sinkmap.text import Text

__all__ = ["serve"]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Host = Annotated[str, typer.Option("--host", help="监听地址 / address to listen on")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="0：空闲端口 / 0: a free one")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
NoDisplay = Annotated[
    bool, typer.Option("--no-display", help="不在后台生成显示数据 / make no display files")
]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]


def serve(
    study: StudyPath,
    host: Host = "127.0.0.1",
    port: Port = 8050,
    json: Json = False,
    run_id: RunId = "",
    no_display: NoDisplay = False,
) -> None:
    """在浏览器中查看结果 / serve the map page."""
    from dash_app import Sources, is_loopback
    from dash_app import serve as serve_page
    from sinkmap.cli.served_prints import ServedPrints

    few_arenas()
    opened = open_run(study, run_id or None)
    at_home = is_loopback(host)
    register = served_cases(study) if at_home else None
    sites = served_sites(study, opened) if at_home else None
    reviews = served_reviews(study, opened) if at_home else None
    jobs = _jobs(study) if at_home else None
    if jobs is not None and not no_display:
        _begin_display(study, opened, jobs)
    report = None if jobs is None else ServedReport(study, opened, jobs)
    if not at_home:
        tell(
            Text(
                "只对本机开放的页面不提供（审查、案件、选址、年报、数据）",
                "no pages of reviews, cases, siting, report and data (for this machine alone)",
            )
        )

    def ready(address: str) -> None:
        if json:
            print_json({"address": address, "run_id": opened.manifest.run_id})
        tell(Text(f"地图页面：{address}", f"map page: {address}"))

    prints = ServedPrints(opened)
    uploads = None if jobs is None else ServedUploads(study, jobs)
    basemaps = _basemaps(study, opened)
    with (
        open_display(opened) as tiles,
        register or nullcontext(),
        basemaps or nullcontext(),
        _attended(jobs),
    ):
        places = ServedPlaces(opened, tiles)
        places.warm_up()
        beside = (register, sites, tiles, reviews, prints, uploads, report, places)
        desk = None if jobs is None else ServedJobs(study, jobs, tiles)
        grounds = (CaseGround(opened), basemaps, desk)
        serve_page(Sources(opened, *beside, *grounds), host, port, ready)


def _basemaps(study: Path, opened: OpenedRun) -> Basemaps | None:
    """What may lie under the maps. What keeps one back is told, and does not stop the map."""
    try:
        basemaps = open_basemaps(study, opened.study.grid)
    except SinkmapError as error:
        show_findings(error.findings)
        return None
    show_findings(basemaps.findings)
    return basemaps


def _jobs(study: Path) -> JobTable | None:
    """The study's jobs. What keeps them from being had is told, and does not stop the map."""
    try:
        return JobTable(study)
    except SinkmapError as error:
        show_findings(error.findings)
        return None


def _begin_display(study: Path, opened: OpenedRun, jobs: JobTable) -> None:
    """Have the display files of the run made in the background, where it has none."""
    run = opened.manifest.run_id
    if not has_child_run(plan_of(study).parent / RUNS, DISPLAY, run):
        jobs.start(DISPLAY, {"run": run}, language())


@contextmanager
def _attended(jobs: JobTable | None) -> Iterator[None]:
    """See to the jobs while the page is served; what runs then goes on without the server."""
    if jobs is None:
        yield
        return
    ended = threading.Event()
    watcher = threading.Thread(target=jobs.attend, args=(ended,), name="jobs")
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
