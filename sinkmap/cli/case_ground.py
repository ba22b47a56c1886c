"""Commands that change the ground of cases: ``sinkmap cases STUDY split`` and ``merge``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from raster_pipeline.cases import open_cases, read_cut
from sinkmap.cli.case_options import AssumeCrs, Json, Number, RoleName, Table, Version, Who, named
from sinkmap.cli.console import print_json, tell
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.ledger import Actor, CaseCut, CaseMerger, Role
from sinkmap.text import Text

__all__ = ["merge_cases", "split_case"]

Why = Annotated[str, typer.Option("--why", help="理由 / reason")]


def split_case(
    context: typer.Context,
    number: Number,
    by: Annotated[
        Path, typer.Option("--by", metavar="FILE", help="一条线或若干面 / one line, or shapes")
    ],
    who: Who,
    role: RoleName,
    why: Why = "",
    version: Version = None,
    table: Table = "",
    assume_crs: AssumeCrs = "",
    json: Json = False,
) -> None:
    """用文件中的线或面分割一个案件 / split a case by the line or the shapes of a file."""
    actor = Actor(who, named(Role, role))
    geometry, crs = read_cut(by, table, assume_crs)
    with open_cases(context.obj) as ledger:
        parts = ledger.split(number, CaseCut(geometry, crs, why, version), actor)
    if json:
        print_json({"cases": parts})
    said = " + ".join(map(_with_area, parts))
    tell(Text(f"{number} 已分为 {said}", f"{number} was split into {said}"))


def merge_cases(
    context: typer.Context,
    numbers: Annotated[
        list[str],
        typer.Argument(metavar="NUMBER...", help="案件编号，两件以上 / two or more cases"),
    ],
    who: Who,
    role: RoleName,
    why: Why = "",
    version: Annotated[
        list[int] | None,
        typer.Option("--version", help="所见版本，每件一个 / versions looked at, one a case"),
    ] = None,
    json: Json = False,
) -> None:
    """把相接或重叠的案件合并为新案件 / merge cases that touch or overlap under a new number."""
    actor = Actor(who, named(Role, role))
    order = CaseMerger(tuple(numbers), why, _versions(numbers, version or ()))
    with open_cases(context.obj) as ledger:
        merged = ledger.merge(order, actor)
    if json:
        print_json(merged.to_json())
    old, new = " + ".join(map(_with_area, merged.origins)), _with_area(merged.case)
    overlap = f"{merged.overlap_m2 / 10_000:.4f}"
    tell(
        Text(
            f"{old} 已合并为 {new}；重叠 {overlap} 公顷只计一次",
            f"{old} are now {new}; an overlap of {overlap} ha counts once",
        )
    )


def _with_area(row: Any) -> str:
    return f"{row['number']} ({row['area_m2'] / 10_000:.4f} ha)"


def _versions(numbers: Sequence[str], versions: Sequence[int]) -> dict[str, int]:
    if versions and len(versions) != len(numbers):
        raise UsageError(
            Finding(
                "CASE-MERGE-VERSIONS",
                Severity.ERROR,
                Text("版本的个数与案件不同", "there are not as many versions as cases"),
                Text(
                    "每件案件按顺序写一个 --version，或都不写",
                    "state one --version for each case, in their order, or none",
                ),
                seen=str(len(versions)),
                wanted=str(len(numbers)),
            )
        )
    return dict(zip(numbers, versions, strict=False))
