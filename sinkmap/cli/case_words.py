"""Cases told to people: lists, one case, what an import did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sinkmap.classes import turn_words
from sinkmap.cli.console import language, print_json, print_table, tell
from sinkmap.cli.listing import OutputFormat, print_rows
from sinkmap.ledger import STAGES, CaseFile, ImportOutcome, LineRule, LineVerdict, Role, State, Step
from sinkmap.rule import RuleSeverity
from sinkmap.text import Text

__all__ = ["show_case", "show_cases", "show_lines", "show_outcome"]

_CASES = Text("案件", "cases")
_CASE_COLUMNS = Text(
    "编号|状态|进度|严重等级|变化|公顷|县区|镇街|期限",
    "number|state|stage|severity|change|ha|county|town|due",
)
_EVENT_COLUMNS = Text("时间|办理人|角色|事项|状态|说明", "at|who|role|what|state|why")
_LINE_COLUMNS = Text(
    "单元|年度|规则|数值|上版|本版|结论", "unit|year|rule|figure|before|now|verdict"
)


def show_cases(rows: Sequence[Mapping[str, Any]], output: OutputFormat) -> None:
    """Cases as a table, JSON (``{"cases": [...]}``) or CSV."""
    if output is OutputFormat.JSON:
        print_json({"schema": "sinkmap-cases/1", "cases": list(rows)})
        return
    if output is OutputFormat.CSV:
        print_rows(_CASES, rows, (), output)
        return
    said = language()
    shown = [
        [
            row["number"],
            State(row["state"]).text.say(said),
            STAGES[row["stage"]].say(said),
            RuleSeverity(row["severity"]).text.say(said),
            turn_words(row["before"], row["after"]).say(said),
            f"{row['area_m2'] / 10_000:.4f}",
            row["county"],
            row["town"],
            row["due"] or row["deadline"] or "—",
        ]
        for row in rows
    ]
    print_table(_CASES, _CASE_COLUMNS.say(said).split("|"), shown, numbers={5})


def show_case(found: CaseFile) -> None:
    """One case with its history, files, lineage, and the steps that are open."""
    said = language()
    show_cases([found.case], OutputFormat.TABLE)
    events = [
        [
            event["at"],
            event["who"],
            Role(event["role"]).text.say(said),
            Step(event["step"]).text.say(said) if event["step"] else event["kind"],
            _turn(event, said),
            event["why"],
        ]
        for event in found.events
    ]
    print_table(Text("经过", "history"), _EVENT_COLUMNS.say(said).split("|"), events)
    for paper in found.documents:
        where = "" if paper["azimuth"] is None else f" {paper['azimuth']:g}°"
        line = f"{paper['name']}{where} sha256:{paper['sha256']}"
        tell(Text(f"附件：{line}", f"file: {line}"))
    for tie in found.lineage:
        line = f"{tie['parent']} > {tie['child']} ({tie['kind']})"
        tell(Text(f"沿革：{line}", f"lineage: {line}"))
    for row in found.open_steps:
        needs = "".join(f" +{need}" for need in row.needs)
        tell(
            Text(
                f"可办：{row.step.text.zh}（{row.role.text.zh}）→ {row.next.text.zh}{needs}",
                f"open: {row.step} ({row.role}) > {row.next}{needs}",
            )
        )


def show_outcome(outcome: ImportOutcome) -> None:
    """What an import did, in one line."""
    counts = (len(outcome.opened), len(outcome.carried), len(outcome.merged), outcome.known)
    new, carried, merged, known = counts
    tell(
        Text(
            f"图斑 {outcome.given} 个：新立 {new} 件，续接 {carried} 件，并入 {merged} 件，"
            f"已有 {known} 个；沿革 {len(outcome.links)} 条",
            f"{outcome.given} patches: {new} cases opened, {carried} carried on, {merged} merged, "
            f"{known} known already; {len(outcome.links)} links of lineage",
        )
    )


def show_lines(rows: Sequence[Mapping[str, Any]], output: OutputFormat) -> None:
    """Checks of a line's versions as a table, JSON or CSV."""
    if output is not OutputFormat.TABLE:
        print_rows(Text("红线检查", "checks of the red line"), rows, (), output)
        return
    said = language()
    shown = [
        [
            row["statunit"],
            str(row["year"]),
            LineRule(row["rule"]).text.say(said),
            row["figure"],
            _number(row["before"]),
            _number(row["value"]),
            LineVerdict(row["verdict"]).text.say(said),
        ]
        for row in rows
        if (row["before"], row["value"]) != (0.0, 0.0)
    ]
    columns = _LINE_COLUMNS.say(said).split("|")
    print_table(Text("红线检查", "checks of the red line"), columns, shown, numbers={4, 5})
    nothing = len(rows) - len(shown)
    if nothing:
        tell(
            Text(
                f"另有 {nothing} 项两版均为零，未列出（--format csv 列出全部）",
                f"{nothing} more are zero in both versions: --format csv lists all",
            )
        )


def _turn(event: Mapping[str, Any], said: str) -> str:
    words = [State(event[name]).text.say(said) for name in ("before", "after") if event[name]]
    return " → ".join(dict.fromkeys(words))


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.4f}"
