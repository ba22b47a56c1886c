"""How sites were weighed: judgement matrix, weights used, factors left out, and the parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sinkmap.report.numbers import NumberFormat
from sinkmap.report.siting_numbers import cells, number, titled
from sinkmap.report.table import Cell, Column, Row, RowKind, Table
from sinkmap.siting.ahp import CONSISTENT
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.siting.result import Siting
    from sinkmap.siting.siting_book import SitingBook

__all__ = ["dropped_table", "judgement_table", "weights_table"]

_FOUR = NumberFormat(None, 4)
_DROPPED_NOTE = Text(
    "缺少的因子不计分，其余权重按比例归一。",
    "A factor that is missing does not count; the other weights are scaled to sum to 1.",
)


def judgement_table(siting: Siting) -> Table:
    """The matrix of comparisons with the weights it gives, and whether it is consistent."""
    found: Mapping[str, Any] = siting.judgement
    title = Text("权重判断矩阵与一致性", "Judgement matrix and its consistency")
    if not found:
        return Table("judgement", title, (), ())
    names = [str(name) for name in found["names"]]
    heads = [titled(siting.titles, "criterion", name) or Text.of(name) for name in names]
    columns = (
        Column("criterion", Text("准则", "criterion"), width=24),
        *(Column(f"c{n}", head, _FOUR, width=12) for n, head in enumerate(heads)),
        Column("weight", Text("权重", "weight"), _FOUR, width=10),
    )
    rows = [
        Row((Cell(head), *cells(*line, weight)))
        for head, line, weight in zip(heads, found["matrix"], found["weights"], strict=True)
    ]
    return Table("judgement", title, columns, tuple(rows), _consistency(found))


def _consistency(found: Mapping[str, Any]) -> tuple[Text, ...]:
    big, ci, cr = (number(found[name]) for name in ("lambda_max", "ci", "cr"))
    if big is None or ci is None or cr is None:
        return ()
    source = Text(**found["ri_source"])
    low = cr < CONSISTENT
    return (
        Text(
            f"λmax = {big:.4f}，CI = {ci:.4f}，CR = {cr:.4f}，"
            f"{'小于' if low else '不小于'} {CONSISTENT:.2f}；权重为主特征向量，"
            f"RI 取自{source.zh}。",
            f"λmax = {big:.4f}, CI = {ci:.4f}, CR = {cr:.4f}, "
            f"{'below' if low else 'not below'} {CONSISTENT:.2f}; weights are the principal "
            f"eigenvector, RI is the {source.en}.",
        ),
    )


def weights_table(siting: Siting, book: SitingBook) -> Table:
    """Weights as given, and as used for each type after what is missing was dropped."""
    ids = [one.id for one in book.criteria if one.id in siting.weights]
    columns = (
        Column("type", Text("类型", "type"), width=26),
        *(
            Column(name, titled(siting.titles, "criterion", name) or Text.of(name), _FOUR, width=12)
            for name in ids
        ),
    )
    given = Text("给定权重", "as given")
    rows = [Row((Cell(given), *cells(*(siting.weights[n] for n in ids))), RowKind.TOTAL)]
    for type_id in siting.question.types:
        used = siting.weights_used.get(type_id, {})
        name = titled(siting.titles, "type", type_id)
        rows.append(Row((Cell(name), *cells(*(used.get(n) for n in ids)))))
    title = Text("采用的权重", "Weights used")
    return Table("weights", title, columns, tuple(rows))


def dropped_table(siting: Siting) -> Table:
    """Factors and masks that could not be used, and why."""
    columns = (
        Column("type", Text("类型", "type"), width=26),
        Column("name", Text("因子或约束", "factor or mask"), width=26),
        Column("reason", Text("原因", "reason"), width=70),
    )
    rows = tuple(_dropped(siting))
    title = Text("未能采用的因子与约束", "Factors and masks left out")
    return Table("dropped", title, columns, rows, (_DROPPED_NOTE,) if rows else ())


def _name(siting: Siting, name: str) -> Text:
    """Title of a factor, criterion or mask, whichever has the name."""
    kinds = ("factor", "criterion", "exclusion")
    found = (siting.titles.get(f"{kind}:{name}") for kind in kinds)
    return next((title for title in found if title is not None), Text.of(name))


def _dropped(siting: Siting) -> Iterator[Row]:
    everything = Text("全部类型", "all types")
    for one in siting.dropped:
        kind = titled(siting.titles, "type", one.type_id) or everything
        yield Row((Cell(kind), Cell(_name(siting, one.name)), Cell(one.reason)))
