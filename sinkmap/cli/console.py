"""What a person or a program sees: findings, progress, tables and JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from sinkmap.errors import Finding, Severity
from sinkmap.text import Language, Text

__all__ = [
    "language",
    "print_json",
    "print_table",
    "progress_bar",
    "show_findings",
    "tell",
]

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_LANGUAGE = "SINKMAP_LANG"


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
        console.print(
            finding.say(language()), style=_STYLES[finding.severity], markup=False, soft_wrap=True
        )


def print_json(document: Any) -> None:
    """A JSON document on stdout, alone."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def print_table(title: Text, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for people on stdout."""
    table = Table(title=title.say(language()), title_justify="left")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else 200
    Console(highlight=False, width=width).print(table, markup=False)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, float], None]]:
    """A progress bar on the error stream; one line for each stage."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=_stderr(),
    )
    tasks: dict[str, TaskID] = {}

    def told(stage: str, share: float) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=1.0)
        bar.update(tasks[stage], completed=share)

    with bar:
        yield told
