"""The commands of sinkmap."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from layers import derived_layers, given_layers
from raster_pipeline.asked_year import year_of
from raster_pipeline.basemaps import check_basemaps
from raster_pipeline.demo import build_demo
from raster_pipeline.opened import OpenedRun, open_run
from raster_pipeline.run import run_study
from raster_pipeline.steps.intake import check_study
from raster_pipeline.steps.plan import plan_findings
from sinkmap import __version__
from sinkmap.cli.cases import cases
from sinkmap.cli.changed import changed
from sinkmap.cli.check_upload import check_upload
from sinkmap.cli.console import (
    language,
    print_json,
    progress_bar,
    show_findings,
    tell,
)
from sinkmap.cli.control import control
from sinkmap.cli.display import display
from sinkmap.cli.filing import file_key, file_report, verify
from sinkmap.cli.listing import (
    OutputFormat,
    print_figures,
    print_indicators,
    print_layers,
)
from sinkmap.cli.plan import projects, targets, tasks
from sinkmap.cli.print_map import print_map
from sinkmap.cli.report import report
from sinkmap.cli.review import enter_review_step, review
from sinkmap.cli.review_again import review_all_again
from sinkmap.cli.sample import sample
from sinkmap.cli.serve import serve
from sinkmap.cli.shape_figures import print_shape_figures
from sinkmap.cli.site import site
from sinkmap.cli.synergy import synergy
from sinkmap.cli.walk import print_explanation
from sinkmap.errors import Finding, InputRefusedError, Severity, UsageError
from sinkmap.indicators import indicators as all_indicators
from sinkmap.report import write_map
from sinkmap.science.disclosure import refuse_release
from sinkmap.text import Text

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="sinkmap：空间碳汇与生态管控 / spatial carbon sink and ecological control",
)

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]
Format = Annotated[OutputFormat, typer.Option("--format", help="table, json, csv")]


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="版本 / version")] = False,
) -> None:
    if version:
        typer.echo(__version__)
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新文件夹 / a new folder")],
    small: Annotated[bool, typer.Option("--small", help="虚构小镇 / the invented town")] = False,
    json: Json = False,
) -> None:
    """生成模拟的示范方案 / make the simulated demo study."""
    with progress_bar() as progress:
        plan = build_demo(folder, small=small, progress=progress)
    if json:
        print_json({"study": str(plan)})
    tell(Text(f"示范方案已生成：{plan}", f"demo study made: {plan}"))


@app.command()
def check(study: StudyPath, json: Json = False) -> None:
    """检查全部输入并一次列出所有问题 / check every input and list all findings at once."""
    with progress_bar() as progress:
        plan, examination = check_study(study, progress=progress)
    findings = [*plan_findings(plan, all_indicators()), *examination.findings]
    findings += check_basemaps(study)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if json:
        print_json(
            {
                "schema": "sinkmap-findings/1",
                "study": plan.id,
                "findings": [finding.to_json() for finding in findings],
            }
        )
    show_findings(findings)
    tell(
        Text(
            f"共 {len(findings)} 条，其中错误 {len(errors)} 条",
            f"{len(findings)} findings, {len(errors)} of them errors",
        )
    )
    if errors:
        raise typer.Exit(InputRefusedError.exit_code)


@app.command()
def run(
    study: StudyPath,
    years: Annotated[
        str, typer.Option("--years", help="只算这些年度 / only these years: 2023,2024")
    ] = "",
    workers: Annotated[int, typer.Option("--workers", min=1, help="线程数 / threads")] = 2,
    json: Json = False,
) -> None:
    """计算方案，或核验已有的同一结果 / compute a study, or verify the run that answers it."""
    with progress_bar() as progress:
        outcome = run_study(study, years=_years(years), workers=workers, progress=progress)
    findings = (*outcome.manifest.findings, *check_basemaps(study))
    show_findings([f for f in findings if f.severity is Severity.WARNING])
    if json:
        print_json(
            {
                "run_id": outcome.manifest.run_id,
                "folder": str(outcome.folder),
                "reused": outcome.reused,
                "years": list(outcome.manifest.years),
            }
        )
    done = Text("已核验，无需重算", "verified, nothing to compute")
    made = Text("计算完成", "computed")
    said = done if outcome.reused else made
    where = outcome.folder
    tell(Text(f"{said.zh}：{where}", f"{said.en}: {where}"))


@app.command()
def figures(
    study: StudyPath,
    year: Annotated[int | None, typer.Option("--year", help="年度 / year")] = None,
    unit: Annotated[str, typer.Option("--unit", help="统计单元编号 / unit id")] = "",
    indicator: Annotated[
        str, typer.Option("--indicator", help="指标或其分项 / indicator, or one item of it")
    ] = "",
    shape: Annotated[
        Path | None,
        typer.Option("--shape", help="任意图形的文件，按统计单元同法测算 / a file of any polygon"),
    ] = None,
    crs: Annotated[str, typer.Option("--crs", help="图形文件未写明的坐标系 / its CRS")] = "",
    output: Format = OutputFormat.TABLE,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """列出全部指标值，或所给图形的指标值 / list every figure, or those of a shape."""
    opened = _open(study, run_id)
    results = opened.results
    if year is not None:
        year_of(opened, year)
    if unit and unit not in results.units:
        gone = Text("运行结果中没有该统计单元", "the run holds no such unit")
        raise _usage("UNIT-MISSING", gone, unit, ", ".join(results.units))
    if indicator and indicator.partition(".")[0] not in results.indicators:
        gone = Text("没有这个指标", "there is no such indicator")
        raise _usage("INDICATOR-MISSING", gone, indicator, ", ".join(results.indicators))
    form = OutputFormat.JSON if json else output
    if shape is not None:
        print_shape_figures(opened, shape, crs, year, indicator, form)
    else:
        print_figures(results, year, unit, indicator, form)


@app.command()
def explain(
    study: StudyPath,
    figure: Annotated[str, typer.Argument(metavar="FIGURE", help="数值编号 / id of a figure")],
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """追溯一个指标值的来源 / walk a figure back to its inputs."""
    found = _open(study, run_id).explain(figure)
    refuse_release(found.figure.ci_reason, figure)
    print_explanation(found, as_json=json)


app.command()(sample)
app.command()(control)
app.command()(changed)
app.command()(display)
app.command()(synergy)
app.command()(review)
app.command()(serve)
app.command(name="check-upload", hidden=True)(check_upload)
app.command(name="renew-reviews")(review_all_again)
app.command(name="enter-step")(enter_review_step)
app.command()(site)
app.command()(targets)
app.command()(tasks)
app.command()(projects)
app.add_typer(cases, name="cases")


app.command()(report)


@app.command(name="map")
def map_command(
    study: StudyPath,
    output: Annotated[Path, typer.Option("-o", "--output", help="HTML 文件 / HTML file")],
    year: Annotated[int | None, typer.Option("--year", help="年度 / year")] = None,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """写出单文件离线地图 / write the self-contained map."""
    opened = _open(study, run_id)
    shown = year_of(opened, year)
    write_map(opened.results, opened.map_content(shown), output, language())
    if json:
        print_json({"files": [str(output)]})
    tell(Text(f"已写出：{output}", f"written: {output}"))


app.command(name="print")(print_map)
app.command()(verify)
app.command(name="file")(file_report)
app.command(name="file-key")(file_key)


@app.command(name="layers")
def layers_command(output: Format = OutputFormat.TABLE, json: Json = False) -> None:
    """列出全部图层 / list every layer."""
    chosen = OutputFormat.JSON if json else output
    print_layers([*given_layers().values(), *derived_layers().values()], chosen)


@app.command(name="indicators")
def indicators_command(output: Format = OutputFormat.TABLE, json: Json = False) -> None:
    """列出全部指标与口径 / list every indicator and profile."""
    print_indicators(all_indicators(), OutputFormat.JSON if json else output)


def _open(study: Path, run_id: str) -> OpenedRun:
    return open_run(study, run_id or None)


def _years(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdigit() for part in parts):
        wrong = Text("年度写法不对", "the years are written wrongly")
        raise _usage("YEARS-WRONG", wrong, text, "2023,2024")
    return tuple(int(part) for part in parts)


def _usage(code: str, message: Text, seen: str, wanted: str) -> UsageError:
    cure = Text("请改用所列的写法", "write it as wanted")
    return UsageError(Finding(code, Severity.ERROR, message, cure, seen=seen, wanted=wanted))
