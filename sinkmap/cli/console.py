"""What a person or a program sees: findings, progress, tables and JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from raster_pipeline.jobs.telling import Teller
from sinkmap.errors import Finding, Severity
from sinkmap.text import Language, Text

__all__ = [
    "language",
    "print_json",
    "print_table",
    "progress_bar",
    "show_findings",
    "stage_name",
    "tell",
]

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WORDS = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("警告", "warning"),
    Severity.NOTE: Text("提示", "note"),
}
_LANGUAGE = "SINKMAP_LANG"
_STAGES = {
    "hash": "核对输入",
    "intake": "读入检查",
    "derive": "派生图层",
    "account": "栅格统计",
    "overlay": "图斑叠加",
    "soil_map": "土壤碳图",
    "zones": "分区统计",
    "changes": "两年比较",
    "review": "选址审查",
    "pictures": "绘制图片",
    "parcels": "地类图斑",
    "rasters": "栅格",
    "truth": "真值",
    "masks": "约束范围",
    "candidates": "候选地块",
    "factors": "评分因子",
    "choice": "求解选择",
    "tiles": "生成瓦片",
    "places": "按位置整理图层",
    "done": "完成",
}
"""Chinese names of stages by their first word; the stages themselves are named in English."""


def language() -> Language:
    """Language of messages: ``SINKMAP_LANG`` (zh or en), Chinese where it is not set."""
    value = os.environ.get(_LANGUAGE, Language.ZH)
    return Language(value) if value in set(Language) else Language.ZH


def _stderr() -> Console:
    return Console(stderr=True, highlight=False)


def tell(text: Text) -> None:
    """A line for people, on the error stream so that stdout stays for data."""
    _stderr().print(text.say(language()), markup=False, soft_wrap=True)


def show_findings(findings: Sequence[Finding]) -> None:
    """Every finding as a paragraph, worst first."""
    order = list(Severity)
    console = _stderr()
    for finding in sorted(findings, key=lambda f: order.index(f.severity)):
        said = f"{_WORDS[finding.severity].say(language())} {finding.say(language())}"
        console.print(said, style=_STYLES[finding.severity], markup=False, soft_wrap=True)


def print_json(document: Any) -> None:
    """A JSON document on stdout, alone; it is there at once, for a command may go on after it."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    sys.stdout.flush()


def print_table(
    title: Text,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Collection[int] = (),
) -> None:
    """A table for people on stdout; columns at the positions ``numbers`` are set flush right."""
    table = Table(title=title.say(language()), title_justify="left")
    for position, name in enumerate(columns):
        side: Literal["left", "right"] = "right" if position in numbers else "left"
        table.add_column(name, overflow="fold", justify=side)
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else 200
    Console(highlight=False, width=width).print(table, markup=False)


def stage_name(stage: str) -> Text:
    """Name of a stage in both languages: ``derive land_use 2023`` and its like."""
    first, blank, rest = stage.partition(" ")
    return Text(f"{_STAGES.get(first, first)}{blank}{rest}", stage)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, float], None]]:
    """A progress bar on the error stream, one line for each stage; told to a job's file too."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=_stderr(),
    )
    tasks: dict[str, TaskID] = {}
    teller = Teller()

    def told(stage: str, share: float) -> None:
        if stage not in tasks:
            for earlier in tasks.values():  # where the share is of the whole work, not of a stage
                bar.update(earlier, completed=1.0)
            tasks[stage] = bar.add_task(stage_name(stage).say(language()), total=1.0)
        bar.update(tasks[stage], completed=share)
        teller.progress(stage_name(stage), share)

    with bar:
        yield told
