"""How right the land cover is, by reference samples: tables of accuracy and the error matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sinkmap.classes import groups
from sinkmap.interpretation import SIMPLE_RANDOM, STRATIFIED
from sinkmap.report.book import Book
from sinkmap.report.closing import hectares, number
from sinkmap.report.numbers import (
    COUNT,
    HECTARES,
    HECTARES_CHANGE,
    PERCENT,
    YEAR,
    NumberFormat,
    show,
)
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, Tone
from sinkmap.science.change_estimation import Shift
from sinkmap.science.estimate import Doubt
from sinkmap.text import Text

__all__ = [
    "accuracy_table",
    "accuracy_years_table",
    "class_title",
    "error_matrix_table",
    "paired_change_table",
]

UNSEEN = Text("无数据", "no data")
_TOTAL = Text("合计", "total")
_DESIGNS = {
    SIMPLE_RANDOM: Text("简单随机抽样，按地类事后分层", "simple random, post-stratified by class"),
    STRATIFIED: Text("分层抽样", "stratified"),
}
_SHORT = {
    Doubt.STRATUM_NOT_SAMPLED: Text("有层无样本", "stratum without samples"),
    Doubt.NO_UNITS: Text("无样本", "no samples"),
    Doubt.STRATUM_OF_ONE: Text("有层仅一个样本", "stratum of one sample"),
    Doubt.NO_SPREAD: Text("样本无差异", "samples all agree"),
}
_INTERVAL_WIDTH = 24
Record = Mapping[Any, Any]


def class_title(group: str) -> Text:
    """Name of a class group; words for ground without data where it is empty."""
    if not group:
        return UNSEEN
    titles = {one.id: one.title for one in groups()}
    return titles.get(group, Text(group, group))


def accuracy_years_table(book: Book) -> Table:
    """Overall accuracy of the land cover year by year, with sample size and design."""
    columns = (
        Column("year", Text("年份", "year"), YEAR),
        Column("overall", Text("总体精度", "overall accuracy"), PERCENT),
        _interval_column("overall_interval", Text("95% 区间", "95 % interval"), PERCENT),
        Column("samples", Text("样本数", "samples"), COUNT),
        Column("design", Text("抽样设计", "design of the sample"), width=30),
    )
    rows, doubts = [], []
    for record in _records(book, "land_cover", "overall", until=book.year):
        year = int(record["year"])
        design = next((r["item"] for r in _records(book, "land_cover", "design", year)), "")
        rows.append(
            Row(
                (
                    Cell(year),
                    _share(record),
                    _interval(record, PERCENT, 100.0),
                    Cell(int(record["units"])),
                    Cell(_DESIGNS.get(design)),
                )
            )
        )
        doubts.append(record["doubt"])
    note = Text(
        "精度按面积加权估计，与误差矩阵中样本数之比不同。",
        "Accuracy is weighted by area; it is not the ratio of counts in the error matrix.",
    )
    title = Text("土地覆盖总体精度（全市）", "Accuracy of the land cover, city")
    return Table("accuracy.years", title, columns, tuple(rows), (note, *_doubt_notes(doubts)))


def accuracy_table(book: Book) -> Table:
    """Mapped and adjusted area of each class, its user's and producer's accuracy."""
    columns = (
        Column("class", Text("地类", "class"), width=20),
        Column("mapped", Text("图上面积", "mapped area"), HECTARES, width=14),
        Column("adjusted", Text("校正面积", "adjusted area"), HECTARES, width=14),
        _interval_column("area_interval", Text("校正面积 95% 区间", "its 95 % interval"), HECTARES),
        Column("users", Text("用户精度", "user's accuracy"), PERCENT),
        _interval_column("users_interval", Text("用户精度区间", "its 95 % interval"), PERCENT),
        Column("producers", Text("生产者精度", "producer's accuracy"), PERCENT),
        _interval_column(
            "producers_interval", Text("生产者精度区间", "its 95 % interval"), PERCENT
        ),
        Column("drawn", Text("图上样本", "samples as mapped"), COUNT),
        Column("true", Text("实地样本", "samples in truth"), COUNT),
    )
    found: dict[str, dict[str, Record]] = {}
    for measure in ("mapped_m2", "area_m2", "users", "producers"):
        for record in _records(book, "land_cover", measure, book.year):
            found.setdefault(str(record["item"]), {})[measure] = record
    rows = [Row(_class_cells(name, found[name])) for name in _in_order(found)]
    if rows:
        sums = [_sum(rows, k) for k in (1, 2, 8, 9)]
        cells = (sums[0], sums[1], *[None] * 5, sums[2], sums[3])
        rows.append(Row((Cell(_TOTAL), *(Cell(value) for value in cells)), RowKind.TOTAL))
    notes = (
        Text(
            "用户精度：图上该类中正确的面积占比；生产者精度：实地该类中被正确绘出的面积占比。",
            "User's accuracy: share of what is mapped as a class that is it; producer's accuracy: "
            "share of a class on the ground that is mapped as it.",
        ),
        *_doubt_notes(r["doubt"] for one in found.values() for r in one.values()),
    )
    title = Text(f"各地类精度与校正面积（{book.year}年）", f"Adjusted areas, {book.year}")
    return Table("accuracy.classes", title, columns, tuple(rows), notes)


def error_matrix_table(book: Book) -> Table:
    """Sample units by class on the map (rows) and class on the ground (columns)."""
    counts: dict[tuple[str, str], int] = {}
    for record in _records(book, "land_cover", "count", book.year):
        mapped, _, true = str(record["item"]).partition("/")
        counts[mapped, true] = int(record["units"])
    classes = _in_order({name for pair in counts for name in pair})
    columns = (
        Column("class", Text("图上地类 ＼ 实地地类", "mapped as ＼ in truth"), width=20),
        *(Column(name, class_title(name), COUNT) for name in classes),
        Column("total", _TOTAL, COUNT),
    )
    table = [[counts.get((mapped, true), 0) for true in classes] for mapped in classes]
    rows = [
        Row((Cell(class_title(name)), *_counted(line, place), Cell(sum(line))))
        for place, (name, line) in enumerate(zip(classes, table, strict=True))
    ]
    if rows:
        sums = [sum(line) for line in zip(*table, strict=True)]
        totals = (Cell(n) for n in (*sums, sum(sums)))
        rows.append(Row((Cell(_TOTAL), *totals), RowKind.TOTAL))
    note = Text("行：图上地类；列：实地地类；单位：个样本。", "Rows: as mapped; columns: in truth.")
    title = Text(f"误差矩阵（{book.year}年，样本数）", f"Error matrix, {book.year}, sample units")
    return Table("accuracy.matrix", title, columns, tuple(rows), (note,))


def paired_change_table(book: Book) -> Table:
    """Change of tree cover since the year before, from points looked at in both years."""
    columns = (
        Column("year", Text("年份", "year"), YEAR),
        Column("change", Text("较上年增减", "change since the year before"), HECTARES_CHANGE),
        _interval_column("interval", Text("95% 区间", "95 % interval"), HECTARES_CHANGE),
        Column("shift", Text("判断", "reading"), width=24),
        Column("samples", Text("样本数", "samples"), COUNT),
    )
    rows, doubts = [], []
    for record in _records(book, "tree_cover", "paired_change_m2", until=book.year):
        cells = (
            Cell(int(record["year"])),
            Cell(hectares(record["value"])),
            _interval(record, HECTARES_CHANGE, hectares(1.0) or 0.0),
            Cell(Shift(str(record["item"])).text),
            Cell(int(record["units"])),
        )
        rows.append(Row(cells))
        doubts.append(record["doubt"])
    note = Text(
        "两年判读同一批样点；不是两年分类图之差。",
        "The same points were looked at in both years; this is no difference of two maps.",
    )
    title = Text("林木面积变化（两年同点判读，全市）", "Change of tree cover, paired points")
    return Table("accuracy.paired", title, columns, tuple(rows), (note, *_doubt_notes(doubts)))


def _records(
    book: Book, layer: str, measure: str, year: int | None = None, until: int | None = None
) -> list[dict[Any, Any]]:
    frame = book.results.interpretation.accuracy
    frame = frame[(frame["layer"] == layer) & (frame["measure"] == measure)]
    if year is not None:
        frame = frame[frame["year"] == year]
    if until is not None:
        frame = frame[frame["year"] <= until]
    return frame.sort_values("year", kind="stable").to_dict("records")


def _in_order(names: Iterable[str]) -> list[str]:
    """Class groups in the order of their index, what is no group last."""
    order = {one.id: one.index for one in groups()}
    return sorted(names, key=lambda name: (order.get(name, len(order) + 1), name))


def _class_cells(name: str, found: Mapping[str, Record]) -> tuple[Cell, ...]:
    area, users, producers = (found[key] for key in ("area_m2", "users", "producers"))
    mapped = found.get("mapped_m2")
    return (
        Cell(class_title(name)),
        Cell(hectares(mapped["value"]) if mapped else None),
        Cell(hectares(area["value"])),
        _interval(area, HECTARES, hectares(1.0) or 0.0),
        _share(users),
        _interval(users, PERCENT, 100.0),
        _share(producers),
        _interval(producers, PERCENT, 100.0),
        Cell(int(users["units"])),
        Cell(int(producers["units"])),
    )


def _counted(line: list[int], right: int) -> list[Cell]:
    """A row of the matrix; agreement stands on the diagonal, other samples are errors."""
    tones = {True: Tone.GOOD, False: Tone.POOR}
    return [Cell(n, tone=tones[k == right] if n else Tone.PLAIN) for k, n in enumerate(line)]


def _share(record: Record) -> Cell:
    value = number(record["value"])
    return Cell(None if value is None else 100.0 * value)


def _interval_column(name: str, title: Text, shown_as: NumberFormat) -> Column:
    unit = shown_as.unit
    assert unit is not None, "areas and shares have one"
    said = Text(f"{title.zh}（{unit.zh}）", f"{title.en} ({unit.en})")
    return Column(name, said, width=_INTERVAL_WIDTH)


def _interval(record: Record, shown_as: NumberFormat, factor: float) -> Cell:
    """The 95 % interval in words, or in short why the sample gives none."""
    low, high = number(record["ci_low"]), number(record["ci_high"])
    if low is not None and high is not None:
        first, last = (show(bound * factor, shown_as) for bound in (low, high))
        return Cell(Text(f"{first} 至 {last}", f"{first} to {last}"))
    doubt = str(record["doubt"])
    return Cell(_SHORT[Doubt(doubt)] if doubt else None, tone=Tone.DOUBT)


def _doubt_notes(doubts: Iterable[Any]) -> tuple[Text, ...]:
    """What each short reason for a missing interval means."""
    met = {str(one) for one in doubts if one}
    return tuple(
        Text(f"{_SHORT[one].zh}：{one.text.zh}。", f"{_SHORT[one].en}: {one.text.en}.")
        for one in Doubt
        if str(one) in met
    )


def _sum(rows: list[Row], place: int) -> float | int | None:
    values = [row.cells[place].value for row in rows]
    numbers = [value for value in values if isinstance(value, int | float)]
    return sum(numbers) if numbers else None
