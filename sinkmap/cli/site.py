"""The command that chooses restoration sites under a budget."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from raster_pipeline.siting import EXPORT_FORMATS, SitingDesk, export_siting, open_siting_desk
from sinkmap.cli.console import language, print_json, print_table, progress_bar, show_findings, tell
from sinkmap.cli.site_words import SiteWords, names_of, square_metres
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.report.siting_form import form_table
from sinkmap.report.siting_json import siting_document
from sinkmap.report.siting_projects import project_table
from sinkmap.report.siting_sums import conclusions
from sinkmap.siting.question import Objective, SitingQuestion
from sinkmap.siting.result import Siting
from sinkmap.text import Text

__all__ = ["site"]

_SHOWN = 40
"""Most sites in the table for people; JSON and the files hold all."""
_COLUMNS = ("number", "name", "parcels", "place", "area", "score", "cost", "carbon", "papers")
_FOLDER = "sitings"

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Types = Annotated[str, typer.Option("--type", help="修复类型 / types of work: AFF,WET")]
Budget = Annotated[
    str, typer.Option("--budget", help="资金上限 / budget: 5000万, 50000000 (元 / yuan)")
]
Aim = Annotated[Objective, typer.Option("--objective", help="目标 / what to make most of")]
MaxArea = Annotated[
    float | None, typer.Option("--max-area", help="面积上限（公顷）/ most hectares")
]
Quota = Annotated[
    list[str] | None,
    typer.Option("--quota", help="区县=下限:上限（公顷），可重复 / DISTRICT=least:most (ha)"),
]
Weights = Annotated[str, typer.Option("--weights", help="准则权重 / weights: S=0.4,D=0.6")]
Matrix = Annotated[
    Path | None, typer.Option("--judgement", help="判断矩阵 CSV / judgement matrix (CSV)")
]
LockIn = Annotated[str, typer.Option("--lock-in", help="必选地块 / sites that must be chosen")]
LockOut = Annotated[str, typer.Option("--lock-out", help="排除地块 / sites that must not be")]
Compact = Annotated[
    float, typer.Option("--compact", help="相邻两地块同选的价值 / worth of two neighbours")
]
Draws = Annotated[int, typer.Option("--draws", help="随机抽样次数 / Monte-Carlo draws")]
Seed = Annotated[int, typer.Option("--seed", help="随机种子 / seed of the draws")]
Gap = Annotated[float, typer.Option("--gap", help="要求证明的相对差距 / relative gap to prove")]
Portfolios = Annotated[int, typer.Option("--portfolios", help="近优方案数 / near-best choices")]
Year = Annotated[int | None, typer.Option("--year", help="地块年度 / year of the ground")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="文件夹，缺省 STUDY/sitings / folder")
]
Formats = Annotated[
    str, typer.Option("--format", help="docx,xlsx,html,pdf,gpkg；none 不写 / none writes no file")
]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]


def site(
    study: StudyPath,
    types: Types,
    budget: Budget = "",
    objective: Aim = Objective.SCORE,
    max_area: MaxArea = None,
    quota: Quota = None,
    weights: Weights = "",
    judgement: Matrix = None,
    lock_in: LockIn = "",
    lock_out: LockOut = "",
    compact: Compact = 0.0,
    draws: Draws = 200,
    seed: Seed = 1,
    gap: Gap = 0.001,
    portfolios: Portfolios = 3,
    year: Year = None,
    run_id: RunId = "",
    output: Output = None,
    output_format: Formats = "docx,xlsx,gpkg",
    json: Json = False,
) -> None:
    """在约束和资金内选出修复地块 / choose restoration sites under budget and constraints."""
    formats = _formats(output_format)
    desk = open_siting_desk(study, run_id=run_id or None, year=year)
    words = SiteWords(desk.districts)
    question = SitingQuestion(
        types=names_of(types.upper()),
        year=desk.year,
        objective=objective,
        budget_yuan=words.money(budget),
        max_area_m2=square_metres(max_area),
        quotas=words.quotas(quota or ()),
        weights=words.weights(weights),
        judgement=words.matrix(judgement, weights),
        locked_in=names_of(lock_in),
        locked_out=names_of(lock_out),
        compactness=compact,
        draws=draws,
        seed=seed,
        gap=gap,
        portfolios=portfolios,
    )
    words.refuse()
    with progress_bar() as progress:
        kept = desk.keep(question, progress=progress)
    root = study if study.is_dir() else study.parent
    folder = output or root / _FOLDER
    files = export_siting(desk, kept.siting, folder, formats, language())
    if json:
        document = siting_document(kept.siting)
        print_json({**document, "folder": str(kept.folder), "files": files})
        return
    _show(kept.siting, desk)
    for path in files:
        tell(Text(f"已写出：{path}", f"written: {path}"))


def _show(siting: Siting, desk: SitingDesk) -> None:
    table = project_table(siting, desk.book)
    rows = table.rows[:_SHOWN]
    told: Any = form_table(table, rows, language(), _COLUMNS)
    print_table(table.title, told.heads, told.rows, numbers=told.numbers)
    if len(table.rows) > _SHOWN:
        more = len(table.rows) - 1 - _SHOWN
        tell(Text(f"另有 {more} 个地块，见文件", f"{more} more sites are in the files"))
    for text in conclusions(siting):
        tell(text)
    show_findings(siting.findings)


def _formats(text: str) -> tuple[str, ...]:
    names = names_of(text)
    if names == ("none",):
        return ()
    if not names or any(name not in EXPORT_FORMATS for name in names):
        raise UsageError(
            Finding(
                "FORMAT-UNKNOWN",
                Severity.ERROR,
                Text("不支持的报告格式", "no such report format"),
                Text("请改用所列的写法", "write it as wanted"),
                seen=text,
                wanted=",".join(EXPORT_FORMATS),
            )
        )
    return names
