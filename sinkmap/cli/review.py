"""The commands that review a project's ground and enter the steps of the review."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from raster_pipeline.review import ReviewDesk, Reviewed, enter_step, open_desk, review_batch
from sinkmap.cli.console import language, print_json, print_table, progress_bar, show_findings, tell
from sinkmap.control.review_result import ReviewResult
from sinkmap.control.review_steps import Step, StepEntry, next_steps
from sinkmap.control.review_terms import Conclusion, Proposal, Use
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.report.review import REVIEW_FORMATS, write_review
from sinkmap.text import Text

__all__ = ["day_named", "enter_review_step", "formats_of", "review"]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
ProjectFile = Annotated[
    Path,
    typer.Argument(
        metavar="PROJECT_FILE",
        help="界址点文本、DXF、Shapefile、zip、GeoJSON / boundary points, DXF, shapefile, zip",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]
Day = Annotated[
    str, typer.Option("--day", help="法规日期，缺省为今天 / day of the law: 2026-04-01")
]
By = Annotated[str, typer.Option("--by", help="经办人 / who")]


_THEME_HEADS = Text(
    "主题|结论|占比|忽略面积 m²|阈值敏感性", "theme|verdict|share|ignored m²|sensitivity"
)
_RECORD_HEADS = Text("日期|环节|经办人|部门|意见|文号", "day|step|who|bureau|opinion|paper")

UseOption = Annotated[Use, typer.Option("--use", help="用途 / what the ground is asked for")]
Number = Annotated[str, typer.Option("--number", help="项目编号 / number of the project")]
Name = Annotated[str, typer.Option("--name", help="项目名称 / name")]
Applicant = Annotated[str, typer.Option("--applicant", help="申请单位 / applicant")]
Industry = Annotated[
    str, typer.Option("--industry", help="行业代码（GB/T 4754）/ industry code: C2614")
]
ActivityOption = Annotated[
    int, typer.Option("--activity", min=0, max=10, help="有限人为活动序号 / limited activity")
]
Major = Annotated[bool, typer.Option("--major", help="国家重大项目 / national key project")]
Crs = Annotated[
    str, typer.Option("--crs", help="文件未写时的坐标系 / CRS the file lacks: EPSG:4528")
]
Layer = Annotated[str, typer.Option("--layer", help="DXF 图层 / layer of the drawing")]
Year = Annotated[int | None, typer.Option("--year", help="年度 / year of the lines")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="文件夹，缺省 reviews / folder")
]
Formats = Annotated[
    str, typer.Option("--format", help="docx,html,pdf；none 不写 / none writes no file")
]
Batch = Annotated[bool, typer.Option("--batch", help="每个地块单独审查 / each plot is a project")]


def review(
    study: StudyPath,
    project_file: ProjectFile,
    use: UseOption,
    number: Number = "",
    name: Name = "",
    applicant: Applicant = "",
    industry: Industry = "",
    activity: ActivityOption = 0,
    major: Major = False,
    crs: Crs = "",
    layer: Layer = "",
    year: Year = None,
    day: Day = "",
    output: Output = None,
    output_format: Formats = "docx,html,pdf",
    batch: Batch = False,
    by: By = "",
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """审查项目选址涉及的管控线和单元 / review which lines and units a project touches."""
    formats = formats_of(output_format)
    desk = open_desk(study, run_id=run_id or None, year=year, day=day_named(day))
    proposal = Proposal(
        number or project_file.stem,
        name or project_file.stem,
        use,
        industry.strip().upper(),
        activity,
        major,
        applicant,
    )
    if batch:
        _batch(desk, project_file, proposal, crs, layer, json)
        return
    found = desk.review(project_file, proposal, crs=crs, layer=layer, by=by)
    folder = output or desk.form_folder(proposal.number)
    files = write_review(found.result, desk.surroundings(found.result), folder, formats, language())
    if json:
        print_json({**found.result.to_json(), "folder": str(found.folder), "files": files})
        return
    _show(found.result)
    show_findings(found.result.findings)
    for path in files:
        tell(Text(f"已写出：{path}", f"written: {path}"))
    _tell_reused(found)


def _batch(
    desk: ReviewDesk, path: Path, proposal: Proposal, crs: str, layer: str, json: bool
) -> None:
    with progress_bar() as progress:
        done = review_batch(desk, path, proposal, crs=crs, layer=layer, told=progress)
    if json:
        print_json(done.to_json())
    show_findings(done.findings)
    tell(done.text)


def enter_review_step(
    study: StudyPath,
    project: Annotated[str, typer.Argument(metavar="NUMBER", help="项目编号 / number")],
    step: Annotated[Step, typer.Argument(metavar="STEP", help="环节 / step")],
    by: By = "",
    on: Annotated[str, typer.Option("--on", help="日期，缺省为今天 / day, default today")] = "",
    office: Annotated[str, typer.Option("--office", help="征求意见的部门 / bureau asked")] = "",
    opinion: Annotated[str, typer.Option("--opinion", help="部门意见 / its opinion")] = "",
    paper: Annotated[str, typer.Option("--paper", help="文号 / number of the paper")] = "",
    json: Json = False,
) -> None:
    """登记审查环节与部门意见 / enter a step of a review."""
    entry = StepEntry(step, day_named(on), by, "", office, opinion, paper)
    record = enter_step(study, project, entry)
    following = next_steps(record)
    if json:
        print_json(
            {
                "schema": "sinkmap-review-record/1",
                "project": project,
                "record": [one.to_json() for one in record],
                "next": [str(one) for one in following],
            }
        )
        return
    columns = _RECORD_HEADS.say(language()).split("|")
    rows = [
        [str(e.on), e.step.text.say(language()), e.by, e.office, e.opinion, e.paper] for e in record
    ]
    print_table(Text("审查记录", "Record"), columns, rows)
    listed = Text(
        "、".join(f"{one.text.zh} {one}" for one in following), ", ".join(map(str, following))
    )
    tell(Text(f"下一步：{listed.zh}", f"next: {listed.en}"))


def _show(result: ReviewResult) -> None:
    rows = []
    for one in result.themes:
        steady = "" if one.steady else Text("随阈值变化", "hangs on the threshold").say(language())
        rows.append(
            [
                one.theme.title.say(language()),
                one.text.say(language()),
                f"{one.share:.2%}" if one.area_m2 else "",
                f"{one.ignored_m2:.1f}" if one.ignored_m2 else "",
                steady,
            ]
        )
    columns = _THEME_HEADS.say(language()).split("|")
    print_table(Text("合规性审查", "Review"), columns, rows, numbers={2, 3})
    word = result.conclusion.text
    hectares = f"{result.area_m2 / 1e4:.4f}"
    tell(
        Text(
            f"项目面积 {hectares} 公顷；结论：{word.zh}；规则 {result.book.version}",
            f"{hectares} ha; conclusion: {word.en}; rules {result.book.version}",
        )
    )
    for change in result.changes:
        title = next(t.theme.title for t in result.themes if t.theme.id == change.theme)
        before, after = change.before.text, change.after.text
        areas = f"{change.before_m2 / 1e4:.4f} → {change.after_m2 / 1e4:.4f}"
        tell(
            Text(
                f"与上次相比 {title.zh}：{before.zh} → {after.zh}（{areas} 公顷）",
                f"since the last review {title.en}: {before.en} → {after.en} ({areas} ha)",
            )
        )


def _tell_reused(found: Reviewed) -> None:
    if found.child.reused:
        tell(Text("同一问题已审查过，读取原结果", "reviewed before: the answer kept was read"))
    if found.result.conclusion is Conclusion.UNSEEN:
        tell(Text("缺少图层，结论不完整", "layers are missing: the conclusion is not whole"))


def day_named(text: str) -> date:
    """The day an option names; today where it is empty."""
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _usage("DAY-WRONG", Text("日期写法不对", "the day is written wrongly"), text,
                     "2026-04-01") from None  # fmt: skip


def formats_of(text: str) -> tuple[str, ...]:
    """The formats an option names; none for ``none``."""
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if names == ("none",):
        return ()
    if not names or any(name not in REVIEW_FORMATS for name in names):
        wrong = Text("不支持的报告格式", "no such report format")
        raise _usage("FORMAT-UNKNOWN", wrong, text, ",".join(REVIEW_FORMATS))
    return names


def _usage(code: str, message: Text, seen: str, wanted: str) -> UsageError:
    cure = Text("请改用所列的写法", "write it as wanted")
    return UsageError(Finding(code, Severity.ERROR, message, cure, seen=seen, wanted=wanted))
