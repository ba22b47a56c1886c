"""The command that finds encroachment between two years of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from raster_pipeline.control import control_study
from sinkmap.classes import turn_words
from sinkmap.cli.console import language, print_json, print_table, progress_bar, show_findings, tell
from sinkmap.errors import Finding
from sinkmap.rule import RuleSeverity
from sinkmap.science.change_rule import ChangeVerdict
from sinkmap.text import Text

__all__ = ["control"]

_SHOWN = 40
"""Most patches in the table for people; JSON and the files hold all."""

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
First = Annotated[int, typer.Option("--from", help="起始年度 / earlier year")]
Second = Annotated[int, typer.Option("--to", help="终止年度 / later year")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="线程数 / threads")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]


def control(
    study: StudyPath,
    first: First,
    second: Second,
    workers: Workers = 2,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """查找两年间的生态管控疑似图斑 / find encroachment between two years."""
    with progress_bar() as progress:
        found = control_study(
            study, (first, second), run_id=run_id or None, workers=workers, progress=progress
        )
    if json:
        print_json(found.to_json())
        return
    _show(found.to_json())


_COLUMNS = Text(
    "图斑|严重等级|规则|管控区域|变化|公顷|村", "patch|severity|rules|zones|change|ha|village"
)


_BEYOND_SHAPE = {
    "no_rule": Text("没有适用的规则", "no rule applies"),
    "approved": Text("批准范围内，已扣除", "inside approved ground, cut out"),
    "approval_rest": Text("扣除批准范围后的残余", "left over beside approved ground"),
    "scenes_rest": Text("只见于影像的残余", "left over, seen by scenes alone"),
    "zone_sliver": Text("与管控区域的交叠过小", "too little of it in the zone"),
}


def _ignored_words(reason: str) -> Text:
    """Why change is no patch, by its shape or by the law; ``reason:zone`` names a zone."""
    kind, _, zone = reason.partition(":")
    why = _BEYOND_SHAPE.get(kind) or ChangeVerdict[kind.upper()].text
    return Text(f"{why.zh} {zone}".strip(), f"{why.en} {zone}".strip())


def _show(found: dict[str, Any]) -> None:
    serious = [row for row in found["patches"] if row["severity"] > 0]
    spoken = language()
    columns = _COLUMNS.say(spoken).split("|")
    rows = [
        [
            row["patch_id"],
            f"{row['severity']} {RuleSeverity(row['severity']).text.say(spoken)}",
            " ".join(row["rule_ids"]),
            " ".join(row["zone_ids"]),
            turn_words(row["before"], row["after"]).say(spoken),
            f"{row['area_m2'] / 10_000:.4f}",
            row["village"],
        ]
        for row in serious[:_SHOWN]
    ]
    print_table(Text("疑似图斑", "Patches"), columns, rows, numbers={5})
    hectares = sum(row["area_m2"] for row in serious) / 10_000
    better = sum(row["severity"] < 0 for row in found["patches"])
    book = found["rule_book"]
    tell(
        Text(
            f"疑似图斑 {len(serious)} 个，{hectares:.4f} 公顷；改善图斑 {better} 个；规则表 {book}",
            f"{len(serious)} patches, {hectares:.4f} ha; {better} improvements; rule book {book}",
        )
    )
    for row in found["ignored"]:
        if row["area_m2"] > 0.0:
            why, hectares = _ignored_words(row["reason"]), row["area_m2"] / 10_000
            tell(
                Text(
                    f"未计 {row['patches']} 处，{hectares:.4f} 公顷：{why.zh}",
                    f"not counted: {row['patches']}, {hectares:.4f} ha: {why.en}",
                )
            )
    if found["zones_unseen"]:
        listed = ", ".join(found["zones_unseen"])
        tell(Text(f"缺少图层，未评价的区域：{listed}", f"zones without a layer: {listed}"))
    show_findings([Finding.from_json(row) for row in found["findings"]])
    tell(Text(f"结果：{found['folder']}", f"written: {found['folder']}"))
