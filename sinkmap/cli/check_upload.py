"""The command that checks a file sent in through the page of data; a job calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raster_pipeline.steps.upload_check import bound_process
from raster_pipeline.uploads import UploadDesk
from sinkmap.cli.console import print_json, progress_bar, show_findings, tell
from sinkmap.text import Text

__all__ = ["check_upload"]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Number = Annotated[str, typer.Argument(metavar="ID", help="上传编号 / id of the upload")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]


def check_upload(study: StudyPath, number: Number, json: Json = False) -> None:
    """检查一份上传的文件 / check a file that was sent in."""
    bound_process()
    with progress_bar() as progress:
        upload = UploadDesk(study).check(number, progress)
    if json:
        print_json({"upload": upload.id, "findings": [one.to_json() for one in upload.findings]})
    show_findings(upload.findings)
    count = len(upload.findings)
    tell(Text(f"{upload.label}：共 {count} 条", f"{upload.label}: {count} findings"))
