"""What was asked and what came of it: the question, the proof, the sums by type and district."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sinkmap.report.numbers import COUNT, HECTARES, NumberFormat
from sinkmap.report.siting_numbers import (
    CH4,
    CO2,
    MONEY,
    PP,
    SOIL,
    VALUE,
    area,
    cells,
    counted,
    ha_of,
    joined,
    money,
    percent,
    titled,
    value_uom,
)
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, Value
from sinkmap.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from sinkmap.siting.result import Choice, Siting

__all__ = ["conclusions", "district_table", "facts", "moves_table", "result_table", "type_table"]

_GAP = NumberFormat(Text("%", "%"), 4)
_STATUS = {
    "optimal": Text("已证明最优", "proven best"),
    "within_gap": Text("已证明在要求的差距之内", "proven within the gap asked for"),
    "gap_open": Text(
        "差距大于要求，所列差距已证明", "gap wider than asked for; the one told is proven"
    ),
    "ranked": Text("按排序选取，无证明", "taken by rank, not proven"),
    "breached": Text("按排序选取，且有约束未满足", "taken by rank, and a limit does not hold"),
}
_TOTAL = Text("合计", "total")
_SITES = Text("个", "sites")
_NO_LIMIT = Text("不限", "no limit")
_MOVES_NOTE = Text(
    "低、高为参数幅度之和，不是置信区间；固碳量为前 20 年均值，只计 CO₂，正值为吸收；"
    "甲烷单列，不折算、不抵扣。",
    "Low and high add up the ranges of the parameters; they are no confidence interval. The carbon "
    "gain is the mean of the first 20 years, CO₂ alone, positive where taken up; methane stands "
    "apart and is not set off.",
)


def facts(siting: Siting) -> tuple[tuple[Text, Value], ...]:
    """The question in words: what was looked for under which limits, and by which tables."""
    asked = siting.question
    budget = money(asked.budget_yuan)
    limit = ha_of(asked.max_area_m2)
    by_hand = Text("手工给定", "by hand")
    matrix = Text("判断矩阵（层次分析法）", "judgement matrix (AHP)")
    locks = Text(
        f"必选 {len(asked.locked_in)} 个，排除 {len(asked.locked_out)} 个",
        f"{len(asked.locked_in)} in, {len(asked.locked_out)} out",
    )
    lines: list[tuple[Text, Value]] = [
        (Text("修复类型", "types of work"), _names(siting, asked.types)),
        (Text("目标", "objective"), asked.objective.text),
        (Text("资金上限", "budget"), _limit(budget, MONEY)),
        (Text("面积上限", "area limit"), _limit(limit, HECTARES)),
        (Text("区县配额", "quotas of districts"), _quotas(siting)),
        (Text("权重来源", "weights"), by_hand if asked.weights is not None else matrix),
        (Text("锁定", "locks"), locks),
        (Text("紧凑性系数", "compactness"), f"{asked.compactness:g}"),
        (Text("随机抽样", "draws"), Text(f"{asked.draws} 次，种子 {asked.seed}",
                                        f"{asked.draws}, seed {asked.seed}")),
        (Text("地块年度", "year of the ground"), str(siting.year)),
        (Text("选址编号", "siting"), siting.siting or "—"),
        (Text("所依运行", "run"), siting.parent),
        (Text("选址参数表版本", "version of the siting book"), siting.book),
    ]  # fmt: skip
    return tuple(lines)


def _names(siting: Siting, ids: tuple[str, ...]) -> Text | None:
    found = [titled(siting.titles, "type", one) or Text.of(one) for one in ids]
    said = [Text(f"{t.zh}（{one}）", f"{t.en} ({one})") for one, t in zip(ids, found, strict=True)]
    return joined(said, "、", ", ")


def _limit(value: float | None, shown_as: NumberFormat) -> Text:
    if value is None:
        return _NO_LIMIT
    unit = shown_as.unit or Text("个", "items")
    times = " x" if shown_as is MONEY else ""
    return Text(f"{value:,.2f} {unit.zh}", f"{value:,.2f}{times} {unit.en}")


def _quotas(siting: Siting) -> Text:
    said = []
    for quota in siting.question.quotas:
        name = titled(siting.titles, "district", quota.district) or Text.of(quota.district)
        low, high = ha_of(quota.min_m2), ha_of(quota.max_m2)
        zh = "，".join([*([f"至少 {low:.2f} 公顷"] if low is not None else []),
                       *([f"至多 {high:.2f} 公顷"] if high is not None else [])])  # fmt: skip
        en = ", ".join([*([f"at least {low:.2f} ha"] if low is not None else []),
                        *([f"at most {high:.2f} ha"] if high is not None else [])])  # fmt: skip
        said.append(Text(f"{name.zh} {zh}", f"{name.en} {en}"))
    return joined(said) or Text("无", "none")


def conclusions(siting: Siting) -> tuple[Text, ...]:
    """The choice in sentences."""
    choice, moves = siting.choice, siting.moves
    hectares, cost = ha_of(choice.area_m2), money(choice.cost_yuan)
    unit = value_uom(siting)
    status = _STATUS.get(choice.status, Text.of(choice.status))
    ranked = _ranked(choice)
    carbon, trees, water = moves.carbon_t, moves.tree_points, moves.wetland_points
    return (
        Text(
            f"在 {len(siting.sites)} 个候选地块中选出 {choice.sites} 个，"
            f"面积 {hectares:,.2f} 公顷，投资 {cost:,.2f} 万元。",
            f"Of {len(siting.sites)} candidates {choice.sites} were chosen: {hectares:,.2f} ha for "
            f"{cost:,.2f} x 10,000 CNY.",
        ),
        Text(
            f"目标值 {choice.value:,.4f}（{unit.zh}），任何方案都不会超过 {choice.bound:,.4f}，"
            f"差距 {choice.gap:.4%}；{status.zh}。{ranked.zh}",
            f"It is worth {choice.value:,.4f} ({unit.en}); no choice is worth more than "
            f"{choice.bound:,.4f}, a gap of {choice.gap:.4%}: {status.en}. {ranked.en}",
        ),
        Text(
            f"年固碳 {carbon[1]:,.1f} 吨 CO₂（{carbon[0]:,.1f} 至 {carbon[2]:,.1f}），"
            f"林木覆盖率 {trees[1]:+.5f} 个百分点，湿地保护率 {water[1]:+.5f} 个百分点。",
            f"It takes up {carbon[1]:,.1f} t CO₂ a year ({carbon[0]:,.1f} to {carbon[2]:,.1f}) and "
            f"adds {trees[1]:+.5f} points of tree cover and {water[1]:+.5f} of wetland protection.",
        ),
    )


def _ranked(choice: Choice) -> Text:
    """What ranking by value for money would have got."""
    over = choice.over_greedy
    if choice.greedy_value is None:
        return Text("按性价比排序选取不能满足全部约束。",
                    "Ranking by value for money cannot hold the limits.")  # fmt: skip
    # There is no share of nothing: the difference itself is told.
    above = f"{choice.value:,.4f}" if over is None else f"{over:.2%}"
    return Text(
        f"按性价比排序选取得 {choice.greedy_value:,.4f}，本方案高出 {above}。",
        f"Ranking by value for money gives {choice.greedy_value:,.4f}; this is {above} above.",
    )


def result_table(siting: Siting) -> Table:
    """The choice and its proof, beside what ranking would have chosen."""
    choice = siting.choice
    uom = value_uom(siting)
    rows: list[tuple[Text, Value, Text | None, NumberFormat | None]] = [
        (Text("候选地块", "candidates"), len(siting.sites), _SITES, COUNT),
        (Text("入选地块", "chosen sites"), choice.sites, _SITES, COUNT),
        (Text("入选面积", "chosen area"), ha_of(choice.area_m2), HECTARES.unit, HECTARES),
        (Text("投资估算", "cost"), money(choice.cost_yuan), MONEY.unit, MONEY),
        (Text("目标值", "value of the objective"), choice.value, uom, VALUE),
        (
            Text("上界（任何方案不会超过）", "bound: no choice is worth more"),
            choice.bound,
            uom,
            VALUE,
        ),
        (Text("已证明的相对差距", "relative gap, proven"), percent(choice.gap), _GAP.unit, _GAP),
        (Text("证明状态", "status"), _STATUS.get(choice.status, choice.status), None, None),
        (Text("求解器", "solver"), choice.solver, None, None),
        (Text("按性价比排序的目标值", "value by ranking"), choice.greedy_value, uom, VALUE),
        (Text("高出排序法", "above ranking"), percent(choice.over_greedy), _GAP.unit, _GAP),
    ]
    columns = (
        Column("item", Text("项目", "item"), width=34),
        Column("value", Text("数值", "value"), VALUE, width=30),
        Column("uom", Text("单位", "unit"), width=14),
    )
    made = tuple(
        Row((Cell(name), Cell(_finite(value), shown_as=shown_as), Cell(unit)))
        for name, value, unit, shown_as in rows
    )
    return Table("result", Text("选址结果与证明", "The choice and its proof"), columns, made)


def _finite(value: Value) -> Value:
    """A bound without proof is infinite and told as missing."""
    return None if isinstance(value, float) and value in (float("inf"), float("-inf")) else value


def moves_table(siting: Siting) -> Table:
    """Money, carbon and indicator points of the chosen sites together, low to high."""
    moves = siting.moves
    cost = [money(one) for one in moves.cost_yuan]
    columns = (
        Column("item", Text("项目", "item"), width=34),
        Column("low", Text("低", "low"), VALUE, width=14),
        Column("default", Text("取值", "default"), VALUE, width=14),
        Column("high", Text("高", "high"), VALUE, width=14),
        Column("uom", Text("单位", "unit"), width=14),
    )
    triples = (
        (Text("投资估算", "cost"), cost, MONEY),
        (Text("年固碳量", "carbon gain"), moves.carbon_t, CO2),
        (Text("甲烷排放（单列）", "methane, apart"), (None, moves.ch4_kg, None), CH4),
        (Text("土壤碳一次性损失", "soil carbon lost, once"), (None, moves.soil_loss_t, None), SOIL),
        (Text("林木覆盖率贡献", "points of tree cover rate"), moves.tree_points, PP),
        (Text("湿地保护率贡献", "points of wetland protection rate"), moves.wetland_points, PP),
    )
    rows = tuple(
        Row((Cell(name), *(Cell(v, shown_as=fmt) for v in values), Cell(fmt.unit)))
        for name, values, fmt in triples
    )
    title = Text("投资、固碳与指标贡献", "Cost, carbon and indicator points")
    return Table("moves", title, columns, rows, (_MOVES_NOTE,))


_SUMS = (
    counted("count", Text("候选数", "candidates")),
    area("ground", Text("候选面积", "candidate area"), width=13),
    counted("chosen", Text("入选数", "chosen")),
    area("area", Text("入选面积", "chosen area"), width=13),
    Column("cost", Text("投资", "cost"), MONEY, width=14),
    Column("carbon", Text("年固碳量", "carbon gain"), CO2, width=14),
    Column("ch4", Text("甲烷", "methane"), CH4, width=14),
    Column("tree", Text("林木覆盖率", "tree cover"), PP, width=13),
    Column("wetland", Text("湿地保护率", "wetland protection"), PP, width=13),
)


def type_table(siting: Siting) -> Table:
    """Candidates and chosen sites by type of work."""
    first = Column("type", Text("类型", "type"), width=26)
    title = Text("按类型汇总", "By type of work")
    return Table("by_type", title, (first, *_SUMS), tuple(_grouped(siting, "type_id", "type")))


def district_table(siting: Siting) -> Table:
    """Candidates and chosen sites by district, with the quotas asked for."""
    bounds = {quota.district: quota for quota in siting.question.quotas}
    columns = (
        Column("district", Text("区县", "district"), width=20),
        *_SUMS,
        area("least", Text("配额下限", "at least")),
        area("most", Text("配额上限", "at most")),
    )
    rows = []
    for row, key in zip(
        _grouped(siting, "district", "district"), _keys(siting, "district"), strict=True
    ):
        quota = bounds.get(key)
        least, most = (quota.min_m2, quota.max_m2) if quota else (None, None)
        rows.append(Row((*row.cells, *cells(ha_of(least), ha_of(most))), row.kind))
    return Table("by_district", Text("按区县汇总", "By district"), columns, tuple(rows))


def _keys(siting: Siting, column: str) -> list[str]:
    """Ids in the order of the rows, the total last under an empty one."""
    return [*sorted(map(str, siting.sites[column].unique())), ""]


def _grouped(siting: Siting, column: str, kind: str) -> Iterator[Row]:
    chosen = siting.selection["chosen"].to_numpy(dtype=bool)
    keys = siting.sites[column].astype(str).to_numpy()
    for key in _keys(siting, column)[:-1]:
        mine = keys == key
        name = titled(siting.titles, kind, key) or Text("未注明", "not stated")
        yield Row((Cell(name), *_summed(siting.sites[mine], siting.sites[mine & chosen])))
    yield Row((Cell(_TOTAL), *_summed(siting.sites, siting.sites[chosen])), RowKind.TOTAL)


def _summed(ground: pd.DataFrame, chosen: pd.DataFrame) -> tuple[Cell, ...]:
    return cells(
        len(ground), ha_of(ground["area_m2"].sum()), len(chosen), ha_of(chosen["area_m2"].sum()),
        money(chosen["cost"].sum()), chosen["carbon"].sum(), chosen["ch4_kg"].sum(),
        chosen["tree_points"].sum(), chosen["wetland_points"].sum(),
    )  # fmt: skip
