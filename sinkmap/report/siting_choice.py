"""What was excluded, near-best choices, what each budget buys, and how the choice holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sinkmap.report.numbers import COUNT, HECTARES, NumberFormat
from sinkmap.report.siting_chart import Panel, panel_chart
from sinkmap.report.siting_numbers import (
    CO2,
    MONEY,
    PP,
    SHARE,
    VALUE,
    cells,
    ha_of,
    money,
    number,
    percent,
    titled,
    value_uom,
)
from sinkmap.report.siting_words import ranked
from sinkmap.report.table import Cell, Column, Row, RowKind, Table
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    import pandas as pd

    from sinkmap.siting.result import Siting

__all__ = [
    "excluded_table",
    "frontier_chart",
    "frontier_table",
    "portfolios_table",
    "stability_table",
]

_GROUND, _KEPT = "ground", "kept"
"""Rows of the exclusions that open and close a type."""
_EXCLUDED_NOTE = Text(
    "“依次扣除”按所列次序，前项已扣的不再计；“单独涉及”为该约束在该类型全部用地中所占面积，"
    "各项可重叠，不可相加。",
    "“Removed in order” counts ground the masks above left; “alone” is what each mask holds of all "
    "ground of the type: masks overlap and these do not add up.",
)
_PORTFOLIO_NOTE = Text(
    "方案 0 为最优方案；各方案目标值与最优相差在允许范围内，地块不同。"
    "无悔地块为所有方案共有的地块。",
    "Choice 0 is the best; the others are worth nearly as much and hold other sites. No-regret "
    "sites are in every one of them.",
)
_FRONTIER_NOTE = Text(
    "每一行为该资金上限下经求解的最优方案。",
    "Each line is the best choice under that budget, solved anew.",
)
_STABILITY_NOTE = Text(
    "每次只改变一项权重，其余按比例归一后重新求解；保留率为原方案面积中仍入选的部分。",
    "One weight is moved at a time, the others scaled, and the choice solved again; what stays is "
    "the share of the chosen area that is chosen still.",
)


def excluded_table(siting: Siting) -> Table:
    """Hectares each mask removed, in order and alone, by type of work."""
    columns = (
        Column("mask", Text("约束", "mask"), width=34),
        Column("basis", Text("依据", "reason in law"), width=52),
        Column("removed", Text("依次扣除", "removed in order"), HECTARES, width=16),
        Column("alone", Text("单独涉及", "alone"), HECTARES, width=16),
        Column("left", Text("扣除后余", "left"), HECTARES, width=16),
    )
    rows: list[Row] = []
    for type_id, frame in siting.excluded.groupby("type_id", sort=False):
        rows.append(Row((Cell(titled(siting.titles, "type", type_id)),), RowKind.HEADING))
        rows += _stages(siting, frame.sort_values("order", kind="stable"))
    title = Text("约束扣除统计", "What each constraint removed")
    return Table("excluded", title, columns, tuple(rows), (_EXCLUDED_NOTE,) if rows else ())


def _stages(siting: Siting, frame: pd.DataFrame) -> list[Row]:
    rows, left = [], 0.0
    for line in frame.to_dict("records"):
        name, removed = str(line["exclusion_id"]), number(line["removed_m2"]) or 0.0
        said = titled(siting.titles, "exclusion", name)
        if name in (_GROUND, _KEPT):
            left = removed
            rows.append(Row(cells(said, None, None, None, ha_of(left)), RowKind.TOTAL))
            continue
        left -= removed
        basis = siting.titles.get(f"basis:{name}")
        took = cells(ha_of(removed), ha_of(line["alone_m2"]), ha_of(max(0.0, left)))
        rows.append(Row((Cell(said), Cell(basis), *took)))
    return rows


def portfolios_table(siting: Siting) -> Table:
    """The best choice, near-best ones beside it, and what they share."""
    columns = (
        Column("portfolio", Text("方案", "choice"), COUNT, width=8),
        Column("value", Text("目标值", "value"), VALUE, width=14),
        Column("worth", Text("相对最优", "of the best"), SHARE, width=12),
        Column("cost", Text("投资", "cost"), MONEY, width=14),
        Column("area", Text("面积", "area"), HECTARES, width=12),
        Column("sites", Text("地块数", "sites"), COUNT, width=9),
        Column("shared", Text("与最优共有地块", "shared with the best"), COUNT, width=14),
        Column("others", Text("换入地块编号", "sites taken in instead"), width=40),
        Column("all", Text("全部换入地块编号", "all taken in instead"), detail=True, width=60),
    )
    lines = siting.portfolios.to_dict("records")
    if not lines:
        return Table("portfolios", _PORTFOLIOS, columns, ())
    best = _sites(lines[0])
    top = number(lines[0]["value"]) or 0.0
    rows = []
    for line in lines:
        mine, value = _sites(line), number(line["value"])
        share = percent(value / top) if value is not None and top else None
        new = sorted(mine - best)
        rows.append(
            Row(
                cells(
                    line["portfolio"], value, share, money(line["cost"]), ha_of(line["area_m2"]),
                    len(mine), len(mine & best), _few(new), "、".join(new),
                )
            )
        )  # fmt: skip
    return Table(
        "portfolios", _PORTFOLIOS, columns, tuple(rows), (_PORTFOLIO_NOTE, _shared(siting))
    )


_PORTFOLIOS = Text("近优方案比较", "Near-best choices compared")


def _sites(line: Any) -> set[str]:
    return {one for one in str(line["sites"]).split("|") if one}


def _few(names: Sequence[str]) -> Text:
    """The first of many names, and how many there are."""
    first = names[:_MOST_NAMES]
    more = len(names) - len(first)
    if not more:
        return Text("、".join(first) or "—", ", ".join(first) or "—")
    return Text(f"{'、'.join(first)} 等 {len(names)} 个", f"{', '.join(first)} and {more} more")


def _shared(siting: Siting) -> Text:
    kept = [site for site in ranked(siting, chosen=True) if bool(site.get("no_regret"))]
    hectares = sum(ha_of(site["area_m2"]) or 0.0 for site in kept)
    names = _few([str(site["number"]) for site in kept])
    if not kept:
        return Text("没有无悔地块。", "There is no no-regret site.")
    return Text(
        f"无悔地块 {len(kept)} 个，{hectares:,.2f} 公顷，项目清单编号：{names.zh}。",
        f"{len(kept)} no-regret sites, {hectares:,.2f} ha; their numbers in the project list: "
        f"{names.en}.",
    )


def frontier_table(siting: Siting) -> Table:
    """What each budget buys."""
    uom = value_uom(siting)
    columns = (
        Column("budget", Text("资金上限", "budget"), MONEY, width=14),
        Column("value", Text(f"目标值（{uom.zh}）", f"value ({uom.en})"), VALUE, width=18),
        Column("cost", Text("实际投资", "cost"), MONEY, width=14),
        Column("area", Text("面积", "area"), HECTARES, width=12),
        Column("carbon", Text("年固碳量", "carbon gain"), CO2, width=14),
        Column("tree", Text("林木覆盖率", "tree cover"), PP, width=13),
        Column("wetland", Text("湿地保护率", "wetland protection"), PP, width=13),
        Column("sites", Text("地块数", "sites"), COUNT, width=9),
    )
    rows = tuple(
        Row(
            cells(
                money(line["budget"]), number(line["value"]), money(line["cost"]),
                ha_of(line["area_m2"]), line["carbon"], line["tree_points"],
                line["wetland_points"], line["sites"],
            )
        )
        for line in siting.frontier.to_dict("records")
    )  # fmt: skip
    title = Text("资金与成效前沿", "Frontier: what each budget buys")
    return Table("frontier", title, columns, rows, (_FRONTIER_NOTE,) if rows else ())


def frontier_chart(siting: Siting, language: Language, in_row: int | None = None) -> str | None:
    """The frontier drawn: hectares, tCO2 a year and indicator points over the budget.

    ``in_row``: drawings side by side, all of them by default. None where there are fewer than two
    budgets to draw a line through.
    """
    points = siting.frontier.sort_values("budget", kind="stable")
    points = points[points["value"].notna()]
    if len(points) < 2:
        return None
    drawn = (
        (Text("面积（公顷）", "area (ha)"), [ha_of(v) for v in points["area_m2"]]),
        (Text("年固碳（吨CO₂）", "carbon gain (t CO₂/yr)"), points["carbon"]),
        (Text("林木覆盖率（百分点）", "tree cover (pp)"), points["tree_points"]),
        (Text("湿地保护率（百分点）", "wetland protection (pp)"), points["wetland_points"]),
    )
    panels = [Panel(title.say(language), _plain(values)) for title, values in drawn]
    shown = [panel for panel in panels if any(panel.values)]
    axis = Text("资金上限（万元）", "budget (10,000 CNY)").say(language)
    budgets = _plain([money(v) for v in points["budget"]])
    return panel_chart(axis, budgets, shown, money(siting.question.budget_yuan), in_row)


def _plain(values: Sequence[Any] | pd.Series) -> tuple[float, ...]:
    return tuple(number(value) or 0.0 for value in values)


def stability_table(siting: Siting) -> Table:
    """How much of the chosen area stays when one weight is moved."""
    columns = (
        Column("criterion", Text("准则", "criterion"), width=26),
        Column("change", Text("权重变化", "weight moved by"), _CHANGE, width=14),
        Column("kept", Text("入选面积保留率", "chosen area that stays"), SHARE, width=18),
        Column(
            "decile", Text("前十分之一候选面积保留率", "best tenth that stays"), SHARE, width=18
        ),
        Column("value", Text("原方案目标值保留率", "value of this choice kept"), SHARE, width=18),
    )
    rows = tuple(
        Row(
            (
                Cell(titled(siting.titles, "criterion", line["criterion"])),
                *cells(
                    percent(line["change"]),
                    percent(line["kept_share"]),
                    percent(line["top_decile_share"]),
                    percent(line["value_kept"]),
                ),
            )
        )
        for line in siting.stability.to_dict("records")
    )
    title = Text("权重灵敏度（逐项 ±20%）", "Sensitivity to weights, one at a time")
    return Table("stability", title, columns, rows, (_STABILITY_NOTE,) if rows else ())


_MOST_NAMES = 12
"""Sites named one by one in a cell."""
_CHANGE = NumberFormat(Text("%", "%"), 0, signed=True)
