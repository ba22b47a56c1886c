"""The command that draws a reference sample from a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from layers import given_layers
from raster_pipeline.asked_year import year_of
from raster_pipeline.io.sample_file import refuse_target, write_sample
from raster_pipeline.opened import OpenedRun, open_run
from raster_pipeline.steps.draw_sample import DrawnSample, draw_sample
from sinkmap.cli.console import print_json, print_table, progress_bar, show_findings, tell
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.science.sample_plan import Allocation, Design, SampleOrder
from sinkmap.text import Text

__all__ = ["sample"]

_LAYER = "reference_samples"


StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Target = Annotated[Path, typer.Option("-o", "--output", help="GeoPackage (.gpkg)")]
Year = Annotated[
    int | None, typer.Option("--year", help="年度，缺省为最后一年 / default: the last")
]
Layer = Annotated[
    str, typer.Option("--layer", help="分层所依的图 / the map: land_cover, tree_cover, land_use")
]
HowDrawn = Annotated[
    Design, typer.Option("--design", help="分层或简单随机 / by strata or simple random")
]
HowShared = Annotated[
    Allocation, typer.Option("--allocation", help="各层点数的分配 / how points are shared out")
]
Points = Annotated[int | None, typer.Option("--points", help="总点数 / size of the sample")]
TargetSe = Annotated[
    float | None,
    typer.Option("--target-se", help="总体精度的标准误 / wanted of the overall accuracy: 0.01"),
]
Accuracies = Annotated[
    list[str] | None,
    typer.Option("--user-accuracy", help="预计用户精度，可重复 / expected: forest_arbor=0.9"),
]
Minimum = Annotated[
    int | None, typer.Option("--minimum", help="每层最少点数 / least points of a stratum: 50")
]
Seed = Annotated[int, typer.Option("--seed", help="随机种子 / of the draw")]
Csv = Annotated[bool, typer.Option("--csv", help="另写 CSV / a CSV beside it")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]


def sample(
    study: StudyPath,
    output: Target,
    year: Year = None,
    layer: Layer = "land_cover",
    design: HowDrawn = Design.STRATIFIED,
    allocation: HowShared = Allocation.PROPORTIONAL,
    points: Points = None,
    target_se: TargetSe = None,
    user_accuracy: Accuracies = None,
    minimum: Minimum = None,
    seed: Seed = 1,
    csv: Csv = False,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """抽取精度验证样本点 / draw the points of a reference sample."""
    refuse_target(output, csv=csv)
    opened = open_run(study, run_id or None)
    chosen = year_of(opened, year)
    users = _accuracies(user_accuracy or [])
    order = SampleOrder(design, allocation, points, target_se, users, minimum, seed)
    with progress_bar() as progress:
        drawn = draw_sample(opened.path, opened.study.grid, layer, chosen, order, progress=progress)
    written = write_sample(drawn.frame, output, csv=csv)
    show_findings(drawn.plan.findings)
    entry = {
        "layer": _LAYER,
        "year": chosen,
        "files": [_named(study, output)],
        "code_system": _system(opened, layer, chosen),
        "vintage": f"{layer} {chosen}, {design}, seed {seed}, run {opened.manifest.run_id}",
    }
    if json:
        files = [str(path) for path in written]
        run = {"files": files, "run_id": opened.manifest.run_id, "layer": layer, "year": chosen}
        print_json({**run, **_document(drawn, order), "input": entry})
        return
    _show(drawn, entry, written)


def _named(study: Path, output: Path) -> str:
    """The file as a plan names it: from the study's folder where it lies below, else in full."""
    root = (study if study.is_dir() else study.parent).resolve()
    path = output.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _accuracies(stated: list[str]) -> dict[str, float]:
    """Class -> user's accuracy, of texts ``class=0.9``."""
    found: dict[str, float] = {}
    for text in stated:
        name, sign, share = text.partition("=")
        try:
            value = float(share)
        except ValueError:
            value = float("nan")
        if not name or not sign or value != value or name in found:  # noqa: PLR0124
            raise UsageError(
                Finding(
                    "SAMPLE-ACCURACY",
                    Severity.ERROR,
                    Text("预计用户精度写法不对", "a user's accuracy is written wrongly"),
                    Text(
                        "每类写一次，值为 0 到 1", "write each class once, with a share from 0 to 1"
                    ),
                    seen=text,
                    wanted="forest_arbor=0.9",
                )
            )
        found[name] = value
    return found


def _system(opened: OpenedRun, layer: str, year: int) -> str:
    """Code system to fill in: the map's own where samples may have it."""
    allowed = given_layers()[_LAYER].code_systems
    for name in (layer, "training_samples", "land_cover"):
        entry = opened.study.input(name, year)
        if entry is not None and entry.code_system in allowed:
            return entry.code_system
    return allowed[0]


def _document(drawn: DrawnSample, order: SampleOrder) -> dict[str, Any]:
    return {
        "design": str(order.design),
        "allocation": str(order.allocation),
        "seed": order.seed,
        "points": drawn.plan.units,
        "expected_se": drawn.plan.expected_se,
        "strata": [
            {
                "stratum": one.name,
                "classes": [each.name for each in one.classes],
                "pixels": one.pixels,
                "m2": one.m2,
                "user_accuracy": one.users,
                "points": one.units,
                "weight": one.weight,
            }
            for one in drawn.plan.strata
        ],
        "findings": [finding.to_json() for finding in drawn.plan.findings],
    }


def _show(drawn: DrawnSample, entry: dict[str, Any], written: tuple[Path, ...]) -> None:
    plan = drawn.plan
    print_table(
        Text(
            f"{plan.units} 个样本点，总体精度预计标准误 {plan.expected_se:.4f}",
            f"{plan.units} points, standard error to be expected {plan.expected_se:.4f}",
        ),
        ("stratum", "ha", "user accuracy", "points", "weight"),
        [
            (
                one.name,
                f"{one.m2 / 10_000:.2f}",
                f"{one.users:.2f}",
                f"{one.units}",
                f"{one.weight:.1f}",
            )
            for one in plan.strata
        ],
        numbers=(1, 2, 3, 4),
    )
    for path in written:
        tell(Text(f"已写出：{path}", f"written: {path}"))
    lines = [
        "[[input]]",
        f'layer = "{entry["layer"]}"',
        f"year = {entry['year']}",
        f'files = ["{entry["files"][0]}"]',
        f'code_system = "{entry["code_system"]}"',
        f'vintage = "{entry["vintage"]}"',
    ]
    tell(
        Text(
            "填好 reference 列后，在 study.toml 中加入：",
            "once the column reference is filled in, add to study.toml:",
        )
    )
    tell(Text("\n".join(lines), "\n".join(lines)))
