"""Accounts of carbon on paper: the budget with its early warning, and signed agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sinkmap.parameters import parameter_table
from sinkmap.report.book import Book
from sinkmap.report.by_unit import UNIT
from sinkmap.report.numbers import NumberFormat
from sinkmap.report.table import Cell, Column, Row, Table, Tone, cell
from sinkmap.science.carbon_budget import BudgetWarning, WarningLevel, budget_warning
from sinkmap.text import Text
from sinkmap.uom import TONNE_CO2_PER_YEAR

if TYPE_CHECKING:
    from sinkmap.figure import Figure

__all__ = [
    "BUDGET",
    "BUDGET_PROFILE",
    "WARNING_TONES",
    "agreements_table",
    "budget_table",
    "warning_of",
]

_TONNES = NumberFormat(TONNE_CO2_PER_YEAR.name, 0)
_TONNES_CHANGE = NumberFormat(TONNE_CO2_PER_YEAR.name, 0, signed=True)
_MONEY = NumberFormat(Text("万元", "10,000 CNY"), 2)
BUDGET, BUDGET_PROFILE = "carbon_budget", "default"
"""Indicator and definition that the early warning follows from."""
WARNING_TONES = {
    WarningLevel.WITHIN: Tone.GOOD,
    WarningLevel.ATTENTION: Tone.DOUBT,
    WarningLevel.WARNING: Tone.POOR,
    WarningLevel.ALERT: Tone.POOR,
}
"""What the colour of a level says."""


def warning_of(line: Figure | None, uptake: Figure | None) -> BudgetWarning | None:
    """Early warning of a unit and year; None where a figure is missing or the line is nothing."""
    if line is None or uptake is None or uptake.value is None or not line.value:
        return None
    known = uptake.ci_low is not None and uptake.ci_high is not None
    interval = (uptake.ci_low, uptake.ci_high) if known else None
    return budget_warning(line.value, uptake.value, interval)  # type: ignore[arg-type]


def budget_table(book: Book) -> Table:
    """Credit line, uptake, gap and early warning of every unit the study gives a line."""
    columns = (
        UNIT,
        Column("credit_line", Text("授信额度", "credit line"), _TONNES, width=16),
        Column("uptake", Text("年碳汇量", "uptake"), _TONNES, width=16),
        Column("gap", Text("缺口", "gap"), _TONNES_CHANGE, width=16),
        Column("warning", Text("预警级别", "early warning"), width=30),
    )
    units = (book.city.id, *(member for p in book.partitions for member in p.members))
    rows = tuple(
        Row(cells) for unit in dict.fromkeys(units) if (cells := _budget_cells(book, unit))
    )
    table = parameter_table("carbon_account")
    limits = {
        level: 100.0 * table.value(f"warning_{level}")
        for level in WarningLevel
        if level is not WarningLevel.WITHIN
    }
    zh = "，".join(
        f"缺口超过额度的 {share:g}% 为{level.text.zh}" for level, share in limits.items()
    )
    en = ", ".join(f"{level.text.en} above {share:g} %" for level, share in limits.items())
    notes = (
        Text(f"{zh}。阈值为默认值，未核实。", f"Gap of the line: {en}. Defaults, unverified."),
        Text(
            "碳汇是授信额度，不抵扣受管控的排放。",
            "The sink is a credit line and offsets no regulated emission.",
        ),
    )
    title = Text("碳预算与预警", "Carbon budget and early warning")
    return Table("carbon_budget.warning", title, columns, rows, notes)


def _budget_cells(book: Book, unit: str) -> tuple[Cell, ...]:
    """Cells of a unit; none where the study gives it no line."""
    items = ("credit_line", "uptake", "gap")
    line, uptake, gap = (
        book.find(f"carbon_budget.{item}", unit, book.year, BUDGET_PROFILE) for item in items
    )
    if line is None:
        return ()
    warning = warning_of(line, uptake)
    level = Cell(None) if warning is None else Cell(warning.text, tone=WARNING_TONES[warning.level])
    figures = (cell(one.value if one else None, one) for one in (line, uptake, gap))
    return (Cell(book.unit_name(unit)), *figures, level)


def _party(book: Book, party: str) -> Text:
    """A unit of the study by its name; a party from outside as the register names it."""
    known = party in book.results.units
    return book.unit_name(party) if known else book.results.study.said(party)


def agreements_table(book: Book) -> Table:
    """The register of signed compensation agreements, as the study gives it."""
    columns = (
        Column("number", Text("协议编号", "number"), width=24),
        Column("payer", Text("补偿方", "payer"), width=20),
        Column("receiver", Text("受偿方", "receiver"), width=20),
        Column("basis", Text("补偿事由", "basis"), width=30),
        Column("signed", Text("签订日期", "signed"), width=12),
        Column("period", Text("期限", "period"), width=24),
        Column("amount", Text("金额", "amount"), _MONEY, width=14),
        Column("state", Text("状态", "state"), width=12),
    )
    rows = tuple(
        Row(
            (
                Cell(book.results.study.said(one.number)),
                Cell(_party(book, one.payer)),
                Cell(_party(book, one.receiver)),
                Cell(book.results.study.said(one.basis)),
                Cell(one.signed),
                Cell(Text(f"{one.begins} 至 {one.ends}", f"{one.begins} to {one.ends}")),
                Cell(one.amount_10k_cny),
                Cell(one.state.text),
            )
        )
        for one in book.results.agreements
    )
    note = Text(
        "登记已签订的协议，金额为整个期限的合计；本表不作任何权重或分摊。",
        "Signed agreements, amounts over the whole period; nothing is weighed or shared out here.",
    )
    title = Text("横向生态保护补偿协议", "Signed compensation agreements")
    return Table("agreements", title, columns, rows, (note,))
