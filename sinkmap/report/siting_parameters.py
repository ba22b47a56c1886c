"""Parameters a siting rests on: types of work, benefit functions, exclusions with their law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sinkmap.report.numbers import COUNT, HECTARES, NumberFormat
from sinkmap.report.siting_numbers import cells, groups_title, ha_of, joined, number
from sinkmap.report.table import Cell, Column, Row, RowKind, Table
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.siting.records import Benefit, Exclusion, RestorationType, SubFactor
    from sinkmap.siting.result import Siting
    from sinkmap.siting.siting_book import SitingBook

__all__ = ["exclusions_table", "factors_table", "types_table"]

_YUAN = NumberFormat(None, 0)
_GAIN = NumberFormat(None, 2)
_METRES = NumberFormat(Text("米", "m"), 0)
_SOURCE = Column("source", Text("来源", "source"), width=34)
_CERTAINTY = Column("certainty", Text("可信度", "certainty"), width=10)
_CERTAINTY_NOTE = Text(
    "可信度 A 有正式文本，B 有可靠来源，C 为经验或二手数值，D 为本系统的约定，"
    "使用前应由单位核定或替换。",
    "Certainty: A a formal text, B a sound source, C experience or second hand, D a reading of "
    "this system that the bureau confirms or replaces.",
)


def types_table(siting: Siting, book: SitingBook) -> Table:
    """Costs, gains and sizes of the types asked for."""
    columns = (
        Column("id", Text("代码", "id"), width=7),
        Column("title", Text("类型", "type"), width=20),
        Column("cost_low", Text("单价低", "cost, low"), _YUAN, width=11),
        Column("cost", Text("单价", "cost"), _YUAN, width=11),
        Column("cost_high", Text("单价高", "cost, high"), _YUAN, width=11),
        Column("basis", Text("计价单位", "cost is by"), width=12),
        Column("gain_low", Text("固碳低", "gain, low"), _GAIN, width=9),
        Column("gain", Text("固碳（吨CO₂/公顷·年）", "gain (t CO₂/ha/yr)"), _GAIN, width=12),
        Column("gain_high", Text("固碳高", "gain, high"), _GAIN, width=9),
        Column("least", Text("最小面积", "least area"), HECTARES, width=10),
        Column("width", Text("最小宽度", "least width"), _METRES, width=9),
        Column("after", Text("建成地类", "class after"), width=14),
        _SOURCE,
        _CERTAINTY,
    )
    rows = tuple(_type_row(book.types[one]) for one in siting.question.types if one in book.types)
    title = Text("修复类型参数", "Parameters of the types of work")
    return Table("types", title, columns, rows, (_CERTAINTY_NOTE,))


def _type_row(one: RestorationType) -> Row:
    same = Text("不变", "unchanged")
    after = groups_title(one.to_group) if one.changes_class else same
    return Row(
        cells(
            one.id, one.title, one.cost_low, one.cost_default, one.cost_high, one.cost_basis.text,
            one.gain_low, one.gain_default, one.gain_high, ha_of(one.min_m2), one.min_width_m,
            after, one.source, one.certainty,
        )
    )  # fmt: skip


def factors_table(siting: Siting, book: SitingBook) -> Table:
    """Benefit function of every factor by type, under its criterion."""
    columns = (
        Column("factor", Text("因子", "factor"), width=26),
        Column("unit", Text("单位", "unit"), width=12),
        Column(
            "weight", Text("准则内权重", "weight in its criterion"), NumberFormat(None, 2), width=12
        ),
        Column("types", Text("适用类型", "types"), width=18),
        Column(
            "benefit", Text("得分函数（值→得分，其间线性）", "benefit (value → score)"), width=40
        ),
        _SOURCE,
        _CERTAINTY,
    )
    rows: list[Row] = []
    asked = set(siting.question.types)
    for criterion in book.criteria:
        lines = [row for factor in criterion.factors for row in _factor_rows(factor, asked)]
        if lines:
            title = criterion.title
            head = Text(f"{criterion.id} {title.zh}", f"{criterion.id} {title.en}")
            rows += [Row((Cell(head),), RowKind.HEADING), *lines]
    title = Text("评分因子与得分函数", "Factors and their benefit functions")
    return Table("factors", title, columns, tuple(rows))


def _factor_rows(factor: SubFactor, asked: set[str]) -> Iterator[Row]:
    """A line for each function of a factor, with the types that share it."""
    by_function: dict[str, list[str]] = {}
    for type_id, benefit in factor.benefits.items():
        if type_id in asked:
            by_function.setdefault(_function(benefit), []).append(type_id)
    for function, types in by_function.items():
        yield Row(
            cells(
                factor.title, factor.unit, factor.weight, ", ".join(types), function,
                factor.source, factor.certainty,
            )
        )  # fmt: skip


def _function(benefit: Benefit) -> str:
    return "; ".join(f"{x:g}→{y:g}" for x, y in zip(benefit.x, benefit.y, strict=True))


def exclusions_table(siting: Siting, book: SitingBook) -> Table:
    """Every mask that concerns the types asked for, with its law and what it does."""
    columns = (
        Column("order", Text("次序", "order"), COUNT, width=7),
        Column("title", Text("约束", "mask"), width=28),
        Column("types", Text("适用类型", "types"), width=18),
        Column("treatment", Text("处理", "treatment"), width=12),
        Column("basis", Text("法律依据", "legal basis"), width=40),
        Column("document", Text("所需文件", "paper"), width=30),
        _SOURCE,
        _CERTAINTY,
    )
    asked = siting.question.types
    mine = [one for one in book.exclusions if any(one.concerns(t) for t in asked)]
    rows = tuple(_exclusion_row(one, asked) for one in mine)
    title = Text("约束条件与法律依据", "Masks and their law")
    return Table("exclusions", title, columns, rows)


def _exclusion_row(one: Exclusion, asked: tuple[str, ...]) -> Row:
    off = Text("未启用", "off")
    types = ", ".join(t for t in asked if one.concerns(t))
    treatment = one.treatment.text if one.on else joined([one.treatment.text, off])
    return Row(
        cells(
            number(one.order), one.title, types, treatment, one.basis, one.document, one.source,
            one.certainty,
        )
    )  # fmt: skip
