"""The commands that file the annual report: its steps, the key it is signed by, its check."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from raster_pipeline.filing import Filing, filed_reports, filing_of, take_step, verify_filed
from raster_pipeline.io.signing_key import key_folder, make_key
from raster_pipeline.opened import OpenedRun, verify_run
from sinkmap.cli.console import language, print_json, print_table, tell
from sinkmap.cli.report import write_filed
from sinkmap.errors import CannotFinishError, Finding, Severity, UsageError
from sinkmap.filing import Drafted, Edition, FilingEntry, Role, Step, ThreeValues, open_steps
from sinkmap.run import RunManifest
from sinkmap.text import Text

__all__ = ["file_key", "file_report", "verify"]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Keys = Annotated[
    Path | None,
    typer.Option("--keys", help="密钥文件夹，缺省为用户配置 / folder of keys, default: the user's"),
]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]

_RECORD_HEADS = Text(
    "时间|步骤|角色|经办人|单位|意见|文号", "time|step|role|who|office|comment|paper"
)
_EDITION_HEADS = Text(
    "版次|归档|运行|状态|提出更正|原因", "edition|filed as|run|state|asked for by|why"
)
_VALUE_HEADS = Text(
    "指标|单元|口径|单位|测算|上报|核定", "indicator|unit|profile|in|computed|reported|confirmed"
)


def file_report(
    study: StudyPath,
    year: Annotated[int, typer.Option("--year", help="报告年度 / year")],
    step: Annotated[
        Step | None, typer.Argument(metavar="[STEP]", help="步骤，缺省只查看 / step; none: look")
    ] = None,
    unit: Annotated[
        str, typer.Option("--unit", help="统计单元编号，缺省为全市 / unit id, default: the city")
    ] = "",
    who: Annotated[str, typer.Option("--who", help="经办人 / who")] = "",
    role: Annotated[Role | None, typer.Option("--role", help="角色 / role")] = None,
    comment: Annotated[str, typer.Option("--comment", help="意见 / comment")] = "",
    office: Annotated[str, typer.Option("--office", help="会签单位 / office")] = "",
    paper: Annotated[str, typer.Option("--paper", help="文号 / number of the paper")] = "",
    filed: Annotated[
        str, typer.Option("--filed", help="draft：上年上报所用的运行 / run filed last year")
    ] = "",
    by_method: Annotated[
        str,
        typer.Option(
            "--by-method", help="draft：今年方法、上年数据的运行 / today's method on data of then"
        ),
    ] = "",
    keys: Keys = None,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """办理年度报告的审核、会签、签发与上报 / take the annual report from draft to filing."""
    if step is None:
        _show(filing_of(study, year, unit), json)
        return
    if role is None:
        raise UsageError(_no_role(step))
    now = datetime.now(UTC).replace(microsecond=0)
    drafted = Drafted("", "", filed, by_method) if step is Step.DRAFT else None
    entry = FilingEntry(step, role, who, now, comment, office, paper, drafted)

    def make(opened: OpenedRun, edition: Edition, folder: Path) -> None:
        write_filed(study, opened, (year, unit), edition, folder)

    done = take_step(study, year, entry, make, key_folder(keys), unit=unit, run_id=run_id or None)
    _show(done, json)


def file_key(keys: Keys = None, json: Json = False) -> None:
    """生成本机签名密钥 / make the key this machine signs approved reports with."""
    folder = key_folder(keys)
    public = make_key(folder)
    if json:
        print_json({"folder": str(folder), "key": public.fingerprint})
    tell(
        Text(
            f"密钥已生成：{folder}；指纹 {public.fingerprint}",
            f"key made: {folder}; fingerprint {public.fingerprint}",
        )
    )


def verify(study: StudyPath, keys: Keys = None, json: Json = False, run_id: RunId = "") -> None:
    """核验运行结果与已签发各版报告的每个文件 / check every file of the run and of filed reports."""
    found: list[Finding] = []
    manifest: RunManifest | None = None
    try:
        manifest = verify_run(study, run_id or None)
    except CannotFinishError as error:
        found += error.findings
    found += verify_filed(study, key_folder(keys))
    if found or manifest is None:
        raise CannotFinishError(found)
    names, count = filed_reports(study), len(manifest.outputs)
    if json:
        run = manifest.run_id
        print_json({"run_id": run, "files": count, "filed": list(names), "ok": True})
    tell(
        Text(
            f"{count} 个文件、{len(names)} 份已签发报告（各版分计）全部完好",
            f"all {count} files and {len(names)} filed editions of reports are whole",
        )
    )


def _show(filing: Filing, json: bool) -> None:
    following = open_steps(filing.state)
    if json:
        print_json(
            {
                "schema": "sinkmap-filing/1",
                "name": filing.name,
                "year": filing.year,
                "unit": filing.unit,
                "state": str(filing.state),
                "folder": None if filing.folder is None else str(filing.folder),
                "record": [entry.to_json() for entry in filing.record],
                "values": [value.to_json() for value in filing.values],
                "editions": _editions(filing),
                "next": [{"step": str(row.step), "role": str(row.role)} for row in following],
            }
        )
        return
    said = language()
    rows = [
        [e.at.isoformat(), e.step.text.say(said), e.role.text.say(said), e.by, e.office, e.comment,
         e.paper]
        for e in filing.record
    ]  # fmt: skip
    print_table(Text("办理记录", "Record"), _RECORD_HEADS.say(said).split("|"), rows)
    if len(filing.editions) > 1:
        heads = _EDITION_HEADS.say(said).split("|")
        print_table(Text("已签发各版", "Editions"), heads, _edition_rows(filing))
    if filing.values:
        shown = [[v.indicator, v.statunit, v.profile, v.uom, *_three(v)] for v in filing.values]
        title = Text("测算、上报、核定对照", "Computed, reported and confirmed")
        print_table(title, _VALUE_HEADS.say(said).split("|"), shown, numbers={4, 5, 6})
    state = filing.state.text
    steps = "、".join(
        f"{row.step.text.zh} {row.step}（{row.role.text.zh} {row.role}）" for row in following
    )
    english = ", ".join(f"{row.step} ({row.role})" for row in following)
    tell(
        Text(
            f"状态：{state.zh}；下一步：{steps or '—'}",
            f"state: {state.en}; next: {english or '—'}",
        )
    )


def _editions(filing: Filing) -> list[dict[str, Any]]:
    """Approved editions, which replaces which, and why."""
    names = [None, *(one.name for one in filing.editions), None]
    return [
        {
            "edition": filed.edition.number,
            "name": filed.name,
            "folder": None if filed.folder is None else str(filed.folder),
            "run": filed.edition.drafted.run,
            "state": str(filed.edition.state),
            "replaces": before,
            "replaced_by": after,
            "opened": None if filed.edition.opened is None else filed.edition.opened.to_json(),
            "values": [value.to_json() for value in filed.values],
        }
        for filed, before, after in zip(filing.editions, names, names[2:], strict=False)
    ]


def _edition_rows(filing: Filing) -> list[list[str]]:
    rows = []
    for filed in filing.editions:
        opened, state = filed.edition.opened, filed.edition.state.text.say(language())
        why = ["", ""] if opened is None else [opened.by, opened.comment]
        rows.append([str(filed.edition.number), filed.name, filed.edition.drafted.run, state, *why])
    return rows


def _three(values: ThreeValues) -> list[str]:
    known = (values.computed, values.reported, values.confirmed)
    return ["" if one is None else f"{one:.4f}" for one in known]


def _no_role(step: Step) -> Finding:
    return Finding(
        "FILING-ROLE-MISSING",
        Severity.ERROR,
        Text("没有写明角色", "the role is not stated"),
        Text("用 --role 写明", "state it by --role"),
        seen=str(step),
        wanted=", ".join(Role),
    )
