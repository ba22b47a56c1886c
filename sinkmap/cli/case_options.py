"""Arguments and options that the commands of the case register share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

import typer

from sinkmap.cli.listing import OutputFormat
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.ledger import Role, State, Step
from sinkmap.text import Text

__all__ = [
    "AssumeCrs",
    "Batch",
    "Format",
    "Json",
    "Number",
    "RoleName",
    "StudyPath",
    "Table",
    "Version",
    "Who",
    "named",
]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="案件编号 / number of a case")]
Who = Annotated[str, typer.Option("--who", help="办理人 / who does it")]
RoleName = Annotated[str, typer.Option("--role", help="角色 / " + ", ".join(Role))]
Version = Annotated[
    int | None, typer.Option("--version", help="所见版本，已变则拒绝 / the version looked at")
]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
Format = Annotated[OutputFormat, typer.Option("--format", help="table, json, csv")]
Batch = Annotated[str, typer.Option("--batch", help="下发批次 / batch that was issued")]
Table = Annotated[str, typer.Option("--table", help="容器中的表 / table of a container")]
AssumeCrs = Annotated[str, typer.Option("--assume-crs", help="缺坐标系时 / EPSG:…")]

_Word = TypeVar("_Word", State, Role, Step)


def named(kind: type[_Word], said: str) -> _Word:
    """A word by its id or as the bureau writes it.

    Raises
    ------
    UsageError
        ``CASE-WORD`` with the words there are.
    """
    for word in kind:
        if said in (str(word), word.text.zh):
            return word
    raise UsageError(
        Finding(
            "CASE-WORD",
            Severity.ERROR,
            Text("没有这个状态、步骤或角色", "there is no such state, step or role"),
            Text("改用所列的词", "use one of those listed"),
            seen=said,
            wanted=", ".join(f"{word} {word.text.zh}" for word in kind),
        )
    )
