"""Chapter 1 and the annexes: what the report rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sinkmap.figure import DataState
from sinkmap.report.annual.document import Block, Chapter, Paragraph, chinese_number
from sinkmap.report.annual.scope import Scope
from sinkmap.report.by_unit import partition_notes
from sinkmap.report.closing import check_title, reconciliation_table
from sinkmap.report.definitions import profiles_table
from sinkmap.report.headline import INDICATOR, PROFILE
from sinkmap.report.numbers import COUNT, PPM_LIMIT
from sinkmap.report.provenance import findings_table, reported_table
from sinkmap.report.table import Cell, Column, Row, Table, Tone
from sinkmap.text import Text

__all__ = ["annexes", "overview"]

_PAPER_ROWS = 60
"""Rows of an annex on paper; the workbook holds all."""
_TARGETED = Column("definition", Text("定义", "meaning"), width=44)


def overview(scope: Scope, state: DataState) -> Chapter:
    """Scope, time point, sources, definitions, conventions."""
    study = scope.book.results.study
    years = "、".join(str(year) for year in study.years)
    first = Text(
        f"本报告反映{scope.name.zh}截至{scope.year}年12月31日的林木覆盖、湿地、生态保护红线、岸线、"
        f"土壤碳与碳汇状况，对照年份为{years}年。数据状态：{state.text.zh}。",
        "This report tells tree cover, wetland, red line, shoreline, soil carbon and carbon sink "
        f"of {scope.name.en} as of 31 December {scope.year}; years compared: "
        f"{', '.join(map(str, study.years))}. Data state: {state.text.en}.",
    )
    manifest = scope.book.results.manifest
    second = Text(
        f"全部数值取自运行 {manifest.run_id}（程序 {manifest.version}，"
        f"参数 {manifest.params_version}），输入文件 {len(manifest.inputs)} 个，"
        "均记有 SHA-256 校验值，见附录。",
        f"Every number is of run {manifest.run_id} (version {manifest.version}, parameters "
        f"{manifest.params_version}), made from {len(manifest.inputs)} input files whose SHA-256 "
        "hashes are in the annex.",
    )
    third = Text(
        "数值以全精度存储和计算，四舍五入后显示；百分率保留两位小数，百分率之间的变化为百分点；"
        "面积以公顷计，同时给出万亩（1 万亩为 666.67 公顷），红线以平方公里计；“—”为缺，“0”为零。"
        "部分数据因四舍五入，合计与分项之和可能略有差异。",
        "Numbers are stored and computed in full and rounded half up when shown; percentages have "
        "two decimals and differ by percentage points; areas are in hectares and 10,000 mu "
        '(666.67 ha), the red line in km²; "—" is missing, "0" is nothing. Parts may not add up to '
        "the total shown because of rounding.",
    )
    blocks: list[Block] = [Paragraph(first), Paragraph(second), Paragraph(third)]
    blocks += [Paragraph(note) for note in partition_notes(scope.book)]
    blocks.append(_definitions_in_use(scope))
    return Chapter("overview", Text("概述", "Overview"), tuple(blocks), 1)


def _definitions_in_use(scope: Scope) -> Table:
    """The definition by which each leading indicator is told."""
    rows = []
    for indicator in scope.book.indicators:
        if indicator.leads and scope.has(indicator.id):
            profile = scope.profile(indicator)
            rows.append(Row((Cell(indicator.title), Cell(profile.title), Cell(profile.definition))))
    title = Text("主要指标所用口径", "Definitions of the main indicators")
    return Table("annual.definitions", title, (INDICATOR, PROFILE, _TARGETED), tuple(rows))


def _layers_in_use(scope: Scope) -> Table:
    """Input layers with years, vintage and state; files and hashes stand in the annex."""
    columns = (
        Column("layer", Text("图层", "layer"), width=18),
        Column("years", Text("年份", "years"), width=16),
        Column("vintage", Text("版本", "vintage"), width=24),
        Column("data_state", Text("数据状态", "data state"), width=12),
        Column("source", Text("来源", "source"), width=30),
    )
    study = scope.book.results.study
    merged: dict[tuple[object, ...], set[int]] = {}
    for record in scope.book.results.manifest.inputs:
        name = scope.layer_words(record.layer)
        key = (name, study.said(record.vintage), record.data_state, study.said(record.source))
        merged.setdefault(key, set()).update(record.years)
    rows = tuple(
        Row(
            (
                Cell(name),  # type: ignore[arg-type]
                Cell(", ".join(map(str, sorted(years)))),
                Cell(vintage),  # type: ignore[arg-type]
                Cell(state.text),  # type: ignore[attr-defined]
                Cell(source),  # type: ignore[arg-type]
            )
        )
        for (name, vintage, state, source), years in merged.items()
    )
    note = Text(
        "每个文件的 SHA-256 校验值见运行清单 run.json 和工作簿“数据来源”表。",
        "The SHA-256 hash of every file is in run.json and in the workbook.",
    )
    return Table("layers", Text("数据来源", "Sources of data"), columns, rows, (note,))


def annexes(scope: Scope) -> Iterator[Chapter]:
    """Values and definitions side by side, reconciliation, sources and findings."""
    book = scope.book
    compared = profiles_table(book) if scope.is_city else None
    parts = (
        (
            "reported",
            Text("测算、上报、核定对照", "Computed, reported, confirmed"),
            (reported_table(book),),
        ),
        ("profiles", Text("口径对照", "Definitions compared"), (compared,)),
        ("reconciliation", Text("核对", "Reconciliation"), (_checks(scope), _failed(scope))),
        ("sources", Text("数据来源", "Sources of data"), (_layers_in_use(scope),)),
        ("findings", Text("数据检查发现", "Findings"), (_findings(scope),)),
    )
    number = 0
    for name, title, tables in parts:
        told = [table for table in tables if table is not None and table.rows]
        if told:
            number += 1
            heading = Text(
                f"附录{chinese_number(number)}　{title.zh}", f"Annex {number}. {title.en}"
            )
            shown = tuple(_short(replace(t, id=f"annual.{t.id}", appendix=False)) for t in told)
            yield Chapter(f"annex-{name}", heading, shown)


def _checks(scope: Scope) -> Table:
    """Every kind of comparison: how many rows, how many out of tolerance, the largest gap."""
    frame = scope.book.results.reconciliation
    frame = frame[frame["year"].isin((0, scope.year))]
    columns = (
        Column("check", Text("核对项", "check"), width=26),
        Column("rows", Text("行数", "rows"), COUNT),
        Column("failed", Text("超出容差", "out of tolerance"), COUNT),
        Column("relative", Text("最大相对差", "largest relative gap"), PPM_LIMIT),
    )
    rows = []
    for check, part in frame.groupby("check", sort=True):
        judged = part[part["tolerance"].notna()]
        gaps = [abs(float(one)) for one in judged["relative"].dropna()]
        failed = int((~part["ok"].astype(bool)).sum())
        cells = (
            Cell(check_title(str(check))),
            Cell(len(part)),
            Cell(failed, tone=Tone.POOR if failed else Tone.PLAIN),
            Cell(max(gaps) * 1e6 if gaps else None),
        )
        rows.append(Row(cells))
    note = Text(
        "各分区合计等于全市、分类合计等于总面积等逐项核对；逐行结果见工作簿“核对表”。",
        "Partitions sum to the city, classes to the unit, and so on; every row is in the workbook.",
    )
    return Table(
        "checks", Text("核对汇总", "Reconciliation in short"), columns, tuple(rows), (note,)
    )


def _failed(scope: Scope) -> Table:
    """The comparisons out of tolerance, one by one."""
    table = reconciliation_table(scope.book)
    kept = ("check", "unit", "subject", "left_ha", "right_ha", "difference", "relative")
    ok = table.column("ok")
    rows = tuple(row for row in table.rows if row.cells[ok].tone is Tone.POOR)
    return _narrow(replace(table, rows=rows, notes=()), *kept)


def _findings(scope: Scope) -> Table:
    """Errors and warnings; notes stand in the workbook."""
    table = findings_table(scope.book)
    place = table.column("layer")
    graver = tuple(
        _titled(scope, row, place) for row in table.rows if row.cells[0].tone is not Tone.PLAIN
    )
    return _narrow(
        replace(table, rows=graver), "severity", "code", "message", "layer", "year", "cure"
    )


def _titled(scope: Scope, row: Row, place: int) -> Row:
    """A row in which one cell names layers by id, with their titles."""
    said = row.cells[place].value
    words = scope.layer_words(said) if isinstance(said, str) and said else said
    return Row((*row.cells[:place], Cell(words), *row.cells[place + 1 :]), row.kind)


def _narrow(table: Table, *kept: str) -> Table:
    """The columns that fit on paper; the book of tables holds the others."""
    places = [table.column(name) for name in kept]
    rows = tuple(
        row if len(row.cells) == 1 else Row(tuple(row.cells[p] for p in places), row.kind)
        for row in table.rows
    )
    columns = tuple(table.columns[p] for p in places)
    return replace(table, columns=columns, rows=rows)


def _short(table: Table) -> Table:
    """The first rows; a note says that there are more."""
    if len(table.rows) <= _PAPER_ROWS:
        return table
    note = Text(
        f"共 {len(table.rows)} 行，本表列前 {_PAPER_ROWS} 行，全部见工作簿“数据册”同名表。",
        f"{len(table.rows)} rows; the first {_PAPER_ROWS} are here, all are in the workbook.",
    )
    return replace(table, rows=table.rows[:_PAPER_ROWS], notes=(*table.notes, note))
