"""The command that lists what is known of every control unit, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from raster_pipeline.asked_year import year_of
from raster_pipeline.control import known_control
from raster_pipeline.io.run_tables import plain_row
from raster_pipeline.opened import OpenedRun, open_run
from raster_pipeline.steps.synergy import Synergy
from raster_pipeline.synergy import run_synergy
from sinkmap.cli.console import language, show_findings, tell
from sinkmap.cli.listing import OutputFormat, print_rows
from sinkmap.control import Band, BoundsKind, reason_text
from sinkmap.parameters import CERTAINTIES
from sinkmap.text import Text

__all__ = ["synergy", "synergy_of"]

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]
Year = Annotated[
    int | None, typer.Option("--year", help="年度，缺省为最后一年 / default: the last")
]
First = Annotated[
    int | None, typer.Option("--from", help="管控起始年度，缺省为上一年度 / year before by default")
]
Format = Annotated[OutputFormat, typer.Option("--format", help="table, json, csv")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")]
RunId = Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")]

_BY_SEVERITY = "encroachment."
_NOT_SHOWN = ("improvement", "issued")
"""Items that JSON and CSV hold and the table for people does not, as those by severity."""
_NAME = Text("管控单元", "control unit")


def synergy(
    study: StudyPath,
    year: Year = None,
    first: First = None,
    output: Format = OutputFormat.TABLE,
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """按管控单元并列碳汇、自然用地、侵占与污染物 / control units, quantities side by side."""
    opened = open_run(study, run_id or None)
    chosen = year_of(opened, year)
    found = synergy_of(study, opened, chosen, first, run_id)
    rows = [plain_row(row) for row in found.table.to_dict("records")]
    style = OutputFormat.JSON if json else output
    if style is not OutputFormat.TABLE:
        print_rows(_NAME, rows, (), style)
        return
    rows = [row for row in rows if _shown(row["item"])]
    title = Text(f"减污降碳协同 {chosen}", f"pollution and carbon by control unit, {chosen}")
    wide = _side_by_side(rows)
    print_rows(title, wide, list(wide[0]) if wide else [], style)
    for words in _footnotes(rows):
        tell(words)
    show_findings(found.findings)


def synergy_of(
    study: Path, opened: OpenedRun, year: int, first: int | None = None, run_id: str = ""
) -> Synergy:
    """What is known of every control unit; with encroachment where control was run before."""
    since = _since(opened, year, first)
    known = known_control(study, (since, year), run_id=run_id or None) if since else None
    return run_synergy(opened, year, None if known is None else known.patches)


def _since(opened: OpenedRun, year: int, first: int | None) -> int | None:
    """First year of the control asked for; None where the run has no year before."""
    before = [one for one in opened.manifest.years if one < year]
    return first if first is not None else max(before, default=None)


def _shown(item: str) -> bool:
    return item not in _NOT_SHOWN and not item.startswith(_BY_SEVERITY)


def _side_by_side(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each unit, one column for each quantity: its value and class."""
    said = language()
    columns = dict.fromkeys(f"{row[f'title_{said}']} ({row['uom']})" for row in rows)
    units: dict[str, dict[str, Any]] = {}
    for row in rows:
        unit = units.setdefault(
            row["statunit"], {_NAME.say(said): row[f"name_{said}"], **dict.fromkeys(columns, "—")}
        )
        unit[f"{row[f'title_{said}']} ({row['uom']})"] = _cell(row)
    return list(units.values())


def _cell(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return "—"
    band = Band(row["band"]).text.say(language()) if row["band"] else ""
    return f"{row['value']:,.2f} {band}".strip()


def _footnotes(rows: list[dict[str, Any]]) -> list[Text]:
    """By which bounds each quantity is classed, and why values are missing."""
    notes: dict[str, Text] = {}
    for row in rows:
        zh, en = row["title_zh"], row["title_en"]
        if row["value"] is None:
            why = reason_text(row["reason"])
            words = Text(f"{zh} —：{why.zh}", f"{en} —: {why.en}")
        elif row["bounds_kind"]:
            kind, sure = BoundsKind(row["bounds_kind"]).text, CERTAINTIES[row["bounds_certainty"]]
            low, high = f"{row['middle_from']:.6g}", f"{row['high_from']:.6g}"
            per = row["classed_uom"]
            words = Text(
                f"{zh}：中 ≥ {low}，高 ≥ {high} {per}；{kind.zh}，{sure.zh}",
                f"{en}: middle from {low}, high from {high} {per}; {kind.en}, {sure.en}",
            )
        elif row["statunit"]:
            words = Text(
                f"{zh}：数值不同的单元过少，未分级", f"{en}: too few units differ, no class"
            )
        else:
            continue
        notes[words.en] = words
    return list(notes.values())
