"""The commands of the case register: ``sinkmap cases STUDY …``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from raster_pipeline.cases import import_run, open_cases, read_issued
from sinkmap.cli.case_ground import merge_cases, split_case
from sinkmap.cli.case_options import (
    AssumeCrs,
    Batch,
    Format,
    Json,
    Number,
    RoleName,
    StudyPath,
    Table,
    Version,
    Who,
    named,
)
from sinkmap.cli.case_words import show_case, show_cases, show_lines, show_outcome
from sinkmap.cli.console import print_json, progress_bar, show_findings, tell
from sinkmap.cli.listing import OutputFormat
from sinkmap.errors import SinkmapError
from sinkmap.ledger import (
    DOCUMENT,
    PHOTO,
    Actor,
    Attachment,
    CaseFilter,
    Ledger,
    Role,
    State,
    Step,
    StepOrder,
)
from sinkmap.report.case_return import write_return
from sinkmap.rule import RuleSeverity
from sinkmap.text import Text

__all__ = ["cases", "served_cases"]

cases = typer.Typer(no_args_is_help=True, help="案件台账 / the case register")


@cases.callback()
def _of_study(context: typer.Context, study: StudyPath) -> None:
    context.obj = study


@cases.command(name="list")
def list_cases(
    context: typer.Context,
    state: Annotated[
        list[str] | None, typer.Option("--state", help="状态，可重复 / state, may be repeated")
    ] = None,
    batch: Batch = "",
    county: Annotated[str, typer.Option("--county", help="县区 / county")] = "",
    town: Annotated[str, typer.Option("--town", help="镇街 / town")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只列逾期 / overdue only")] = False,
    output: Format = OutputFormat.TABLE,
    json: Json = False,
) -> None:
    """列出案件 / list cases."""
    states = tuple(named(State, one) for one in state or ())
    today = datetime.now(UTC).date().isoformat() if overdue else ""
    with _opened(context) as ledger:
        rows = ledger.cases(CaseFilter(states, batch, county, town, today))
    show_cases(rows, OutputFormat.JSON if json else output)


@cases.command()
def show(context: typer.Context, number: Number, json: Json = False) -> None:
    """查看一个案件的全部内容 / show everything of a case."""
    with _opened(context) as ledger:
        found = ledger.case(number)
    if json:
        print_json(found.to_json())
        return
    show_case(found)


@cases.command(name="import")
def import_patches(
    context: typer.Context,
    who: Who,
    role: RoleName,
    issued: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="下发图斑，缺省取运行结果 / issued file")
    ] = None,
    batch: Batch = "",
    deadline: Annotated[str, typer.Option("--deadline", help="反馈期限 / 2025-06-30")] = "",
    number_field: Annotated[
        str, typer.Option("--number-field", help="下发编号字段 / field of its numbers")
    ] = "",
    table: Table = "",
    assume_crs: AssumeCrs = "",
    year: Annotated[
        int | None, typer.Option("--year", help="后一年度，缺省全部 / later year, default: all")
    ] = None,
    least: Annotated[
        int, typer.Option("--least", min=-1, max=4, help="起立案严重等级 / least severity")
    ] = int(RuleSeverity.WATCH),
    workers: Annotated[int, typer.Option("--workers", min=1, help="线程数 / threads")] = 2,
    run_id: Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")] = "",
    json: Json = False,
) -> None:
    """导入运行结果或上级下发的图斑 / take in a run's patches, or those a superior issued."""
    actor = Actor(who, named(Role, role))
    with _opened(context) as ledger:
        if issued is not None:
            frame = read_issued(issued, number_field, table, assume_crs)
            outcome = ledger.import_issued(
                frame, batch, deadline, actor, source=issued.name, year=year
            )
        else:
            with progress_bar() as progress:
                outcome = import_run(
                    context.obj, ledger, actor, year=year, run_id=run_id or None, least=least,
                    workers=workers, progress=progress,
                )  # fmt: skip
    if json:
        print_json(outcome.to_json())
    show_findings(outcome.findings)
    show_outcome(outcome)


@cases.command()
def step(
    context: typer.Context,
    number: Number,
    name: Annotated[str, typer.Argument(metavar="STEP", help="步骤 / " + ", ".join(Step))],
    who: Who,
    role: RoleName,
    why: Annotated[str, typer.Option("--why", help="说明 / reason")] = "",
    until: Annotated[str, typer.Option("--until", help="完成期限 / to be done by")] = "",
    version: Version = None,
    json: Json = False,
) -> None:
    """办理一个步骤 / take a step with a case."""
    actor = Actor(who, named(Role, role))
    order = StepOrder(named(Step, name), why, until, version)
    with _opened(context) as ledger:
        case = ledger.step(number, order, actor)
    if json:
        print_json(case)
    state = State(case["state"]).text
    tell(Text(f"{number}：{state.zh}", f"{number}: {state.en}"))


@cases.command()
def attach(
    context: typer.Context,
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="照片或文件 / photo or document")],
    who: Who,
    role: RoleName,
    azimuth: Annotated[
        float | None, typer.Option("--azimuth", help="照片方位角（度）/ where a photo looks")
    ] = None,
    note: Annotated[str, typer.Option("--note", help="备注 / note")] = "",
    version: Version = None,
    json: Json = False,
) -> None:
    """附上举证照片（写明方位角）或文件 / attach a photograph (with its azimuth) or a document."""
    kind = DOCUMENT if azimuth is None else PHOTO
    actor = Actor(who, named(Role, role))
    with _opened(context) as ledger:
        row = ledger.attach(number, Attachment(file, kind, azimuth, note), actor, version)
    if json:
        print_json(row)
    tell(Text(f"已附上：{row['path']}", f"attached: {row['path']}"))


cases.command(name="split")(split_case)
cases.command(name="merge")(merge_cases)


@cases.command(name="return")
def return_batch(
    context: typer.Context,
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="下发批次 / batch")],
    output: Annotated[Path, typer.Option("-o", "--output", help="反馈表 / workbook (.xlsx)")],
    json: Json = False,
) -> None:
    """写出一个批次的反馈表 / write the return of a batch."""
    with _opened(context) as ledger:
        back = ledger.returned(batch)
    write_return(back.table, output)
    show_findings(back.findings)
    if json:
        findings = [finding.to_json() for finding in back.findings]
        print_json({"files": [str(output)], "rows": len(back.table), "findings": findings})
    tell(Text(f"已写出：{output}", f"written: {output}"))


@cases.command()
def lines(context: typer.Context, output: Format = OutputFormat.TABLE, json: Json = False) -> None:
    """列出生态保护红线各版本的检查 / list the checks of the red line's versions."""
    with _opened(context) as ledger:
        rows = ledger.lines()
    show_lines(rows, OutputFormat.JSON if json else output)


@cases.command()
def verify(
    context: typer.Context,
    head: Annotated[str, typer.Option("--head", help="以前记下的末条 / a head noted before")] = "",
    json: Json = False,
) -> None:
    """重新核验日志、记录与附件 / read log, rows and files again."""
    with _opened(context) as ledger:
        found = ledger.verify(head)
    if json:
        document: dict[str, Any] = {"entries": found.entries, "head": found.head}
        print_json({**document, "cases": found.cases, "files": found.files, "ok": True})
    tell(
        Text(
            f"日志 {found.entries} 条、案件 {found.cases} 件、附件 {found.files} 个完好；"
            f"请另行记下末条：{found.head}",
            f"{found.entries} entries, {found.cases} cases, {found.files} files are whole; "
            f"note the head elsewhere: {found.head}",
        )
    )


def served_cases(study: Path) -> Ledger | None:
    """The register for the page of cases; what keeps it shut is told, and does not stop the map."""
    try:
        return open_cases(study)
    except SinkmapError as error:
        show_findings(error.findings)
        return None


def _opened(context: typer.Context) -> Ledger:
    return open_cases(context.obj)
