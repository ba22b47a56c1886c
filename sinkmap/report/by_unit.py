"""Tables of one indicator by statistical unit: rates (T1, T2), amounts, and itemised areas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sinkmap.figure import Figure, Status, Target, Verdict, assess
from sinkmap.report.book import Book, difference
from sinkmap.report.numbers import COVERAGE
from sinkmap.report.quantity import Part, Quantity, quantity_of, without_unit
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, Tone, cell
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator, Profile
    from sinkmap.statunit import Partition

__all__ = [
    "SUM_NOTE",
    "TONES",
    "UNIT",
    "city_gist",
    "coverage_percent",
    "head_figure",
    "large_table",
    "partition_notes",
    "status_cell",
    "unit_rows",
    "unit_table",
    "verdict_cell",
]

UNIT = Column("unit", Text("行政区", "unit"), width=18)
SUM_NOTE = Text(
    "部分数据因四舍五入，合计与分项之和可能略有差异。",
    "Parts may not add up to the total shown because of rounding.",
)
TONES = {
    Verdict.MET: Tone.GOOD,
    Verdict.NOT_MET: Tone.POOR,
    Verdict.CANNOT_TELL: Tone.DOUBT,
    Verdict.NOT_ASSESSED: Tone.DOUBT,
}


def verdict_cell(figure: Figure | None, target: Target | None) -> Cell:
    """Whether a target is met, in words; empty without a target."""
    if target is None:
        return Cell(None)
    verdict = assess(figure, target) if figure else Verdict.CANNOT_TELL
    return Cell(verdict.text, tone=TONES[verdict])


def status_cell(figure: Figure | None) -> Cell:
    """Status of a figure, coloured where it could not be computed."""
    if figure is None:
        return Cell(None)
    return Cell(figure.status.text, tone=Tone.PLAIN if figure.status is Status.OK else Tone.DOUBT)


@dataclass(frozen=True, slots=True)
class _Line:
    """What one unit has to say about one indicator and profile."""

    now: Figure | None
    before: Figure | None
    target: Target | None
    quantity: Quantity

    def number(self, part: Part, name: str, figure: Figure | None) -> Cell:
        stored = None if figure is None else getattr(figure, name)
        return cell(part.of(stored), figure if name == "value" else None)

    def change(self) -> Cell:
        now, before = (f.value if f else None for f in (self.now, self.before))
        return Cell(self.quantity.change.of(difference(now, before)))

    def gap(self) -> Cell:
        now = self.now.value if self.now else None
        goal = self.target.value if self.target else None
        return Cell(self.quantity.change.of(difference(now, goal)))


_Field = tuple[Column, Callable[[_Line], Cell]]


def unit_table(book: Book, indicator: Indicator, profile: Profile) -> Table:
    """One indicator by unit: city first, then each partition in its official order."""
    fields = _fields(book, indicator, profile)
    columns = (UNIT, *(column for column, _ in fields))

    def row(statunit: str) -> tuple[Cell, ...]:
        line = _line(book, indicator, profile, statunit)
        return tuple(read(line) for _, read in fields)

    shown = (book.find(indicator.id, unit, book.year, profile.id) for unit in book.results.units)
    remarks = dict.fromkeys(r for one in shown if one for r in indicator.remarks_on(one))
    title = indicator.title
    profile_note = Text(
        f"口径：{profile.title.zh}（{profile.id}）。{profile.definition.zh}",
        f"Definition: {profile.title.en} ({profile.id}). {profile.definition.en}",
    )
    return Table(
        indicator.id,
        Text(f"{title.zh}（按行政区）", f"{title.en} by unit"),
        columns,
        tuple(unit_rows(book, book.partitions, row)),
        (profile_note, *remarks, *partition_notes(book), SUM_NOTE),
        gist=city_gist(book, indicator),
    )


def head_figure(indicator: Indicator) -> str | None:
    """Id of the figure that stands for an indicator: of an itemised one its whole or its union;
    None where it has neither."""
    if not indicator.items:
        return indicator.id
    head = indicator.whole or next((i for i in ("all", "total") if i in indicator.items), "")
    return f"{indicator.id}.{head}" if head else None


def city_gist(book: Book, indicator: Indicator) -> Text | None:
    """The city's value in words; its status where it has none, None without a figure."""
    name = head_figure(indicator)
    if name is None:
        return None
    figure = book.find(name, book.city.id, book.year, book.profiles(indicator)[0].id)
    if figure is None:
        return None
    if figure.value is None:
        return figure.status.text
    return quantity_of(indicator).value.words(figure.value)


def large_table(book: Book, partition: Partition) -> Table:
    """All indicators of a partition of many units (control units), one row a unit."""
    whole = [i for i in book.indicators if not i.items]
    columns = [UNIT, Column("code", Text("编码", "code"), width=20)]
    columns += [Column(i.id, i.title, quantity_of(i).value.shown_as, width=14) for i in whole]
    rows = []
    for member in partition.members:
        cells = [Cell(book.unit_name(member)), Cell(book.results.units[member].code)]
        for indicator in whole:
            profile = book.profiles(indicator)[0]
            figure = book.find(indicator.id, member, book.year, profile.id)
            value = quantity_of(indicator).value.of(figure.value if figure else None)
            cells.append(cell(value, figure))
        rows.append(Row(tuple(cells)))
    title = partition.title
    return Table(
        f"partition.{partition.id}",
        Text(f"{title.zh}数值", f"Figures of {title.en}"),
        tuple(columns),
        tuple(rows),
        (SUM_NOTE,),
        appendix=True,
    )


def unit_rows(
    book: Book, partitions: Iterable[Partition], row: Callable[[str], tuple[Cell, ...]]
) -> Iterator[Row]:
    """The city, then for each partition a heading and its units."""
    yield Row((Cell(book.city.name), *row(book.city.id)), RowKind.TOTAL)
    shown = tuple(partitions)
    for partition in shown:
        if len(shown) > 1:
            yield Row((Cell(partition.title),), RowKind.HEADING)
        for member in partition.members:
            yield Row((Cell(book.unit_name(member)), *row(member)))


def partition_notes(book: Book) -> tuple[Text, ...]:
    """Say which units two partitions draw differently, so that nobody adds them up."""
    units, notes = book.results.units, []
    first, *others = book.partitions or (None,)
    for other in others:
        assert first is not None
        mine = {units[m].code: m for m in first.members}
        redrawn = [m for m in other.members if mine.get(units[m].code, m) != m]
        added = [m for m in other.members if units[m].code not in mine]
        if redrawn or added:
            notes.append(_partition_note(book, (first, other), redrawn, added))
    return tuple(notes)


def _partition_note(
    book: Book, pair: tuple[Partition, Partition], redrawn: list[str], added: list[str]
) -> Text:
    first, other = pair
    names = [book.unit_name(m) for m in redrawn]
    own = [book.unit_name(m) for m in added]
    zh = f"「{first.title.zh}」与「{other.title.zh}」是两种划分，各自合计等于全市，不得相加。"
    en = f'"{first.title.en}" and "{other.title.en}" each add up to the city; '
    en += "never add across them. "
    if own:
        zh += f"后者单列{'、'.join(n.zh for n in own)}。"
        en += f"The latter lists {', '.join(n.en for n in own)} by itself. "
    if names:
        zh += f"{'、'.join(n.zh for n in names)}在两者中范围不同。"
        en += f"{', '.join(n.en for n in names)}: different ground in the two. "
    return Text(zh, en.strip())


def _line(book: Book, indicator: Indicator, profile: Profile, statunit: str) -> _Line:
    return _Line(
        book.find(indicator.id, statunit, book.year, profile.id),
        book.find(indicator.id, statunit, book.previous, profile.id),
        book.target(indicator.id, profile.id, statunit),
        quantity_of(indicator),
    )


def _fields(book: Book, indicator: Indicator, profile: Profile) -> list[_Field]:
    quantity = quantity_of(indicator)
    fields = _part_fields(indicator, quantity) + _value_fields(book, indicator, quantity)
    targets = [
        t
        for t in book.results.study.targets
        if (t.indicator, t.profile) == (indicator.id, profile.id)
    ]
    if targets:
        fields += _target_fields(quantity)
    return fields + _status_fields(quantity)


def _part_fields(indicator: Indicator, quantity: Quantity) -> list[_Field]:
    """Denominator and numerator of a rate; nothing for an amount."""
    if not quantity.is_rate:
        return []
    top, bottom = quantity.numerator, quantity.denominator
    over, under = without_unit(indicator.numerator), without_unit(indicator.denominator)
    fields: list[_Field] = [
        (
            Column("denominator", under, bottom.shown_as, width=16),
            lambda line: line.number(bottom, "denominator", line.now),
        ),
        (
            Column("numerator", over, top.shown_as, width=16),
            lambda line: line.number(top, "numerator", line.now),
        ),
    ]
    return fields + [_also(over, part, "numerator") for part in quantity.also]


def _also(title: Text, part: Part, name: str) -> _Field:
    return (
        Column(f"also_{part.shown_as.unit.en if part.shown_as.unit else ''}", title, part.shown_as),
        lambda line: line.number(part, name, line.now),
    )


def _value_fields(book: Book, indicator: Indicator, quantity: Quantity) -> list[_Field]:
    title, year, before = indicator.title, book.year, book.previous
    value = quantity.value
    fields: list[_Field] = [
        (
            Column("value", Text(f"{title.zh}{year}年", f"{title.en}, {year}"), value.shown_as),
            lambda line: line.number(value, "value", line.now),
        )
    ]
    if not quantity.is_rate:
        fields += [_also(title, part, "value") for part in quantity.also]
    if before is not None:
        fields += [
            (
                Column("before", Text(f"{before}年", f"{before}"), value.shown_as),
                lambda line: line.number(value, "value", line.before),
            ),
            (Column("change", Text("增减", "change"), quantity.change.shown_as), _Line.change),
        ]
    return fields


def _target_fields(quantity: Quantity) -> list[_Field]:
    return [
        (
            Column("target", Text("目标", "target"), quantity.value.shown_as),
            lambda line: Cell(quantity.value.of(line.target.value if line.target else None)),
        ),
        (Column("gap", Text("与目标差距", "to target"), quantity.change.shown_as), _Line.gap),
        (
            Column("verdict", Text("判定", "verdict")),
            lambda line: verdict_cell(line.now, line.target),
        ),
    ]


def _status_fields(quantity: Quantity) -> list[_Field]:
    return [
        (
            Column(
                "interval", Text("区间或其缺失原因", "interval or why none"), width=26, detail=True
            ),
            lambda line: Cell(quantity.interval(line.now) if line.now else None),
        ),
        (
            Column("coverage", Text("数据覆盖率", "coverage"), COVERAGE, detail=True),
            lambda line: Cell(coverage_percent(line.now)),
        ),
        (
            Column("data_state", Text("数据状态", "data state"), detail=True),
            lambda line: Cell(line.now.data_state.text if line.now else None),
        ),
        (Column("status", Text("状态", "status")), lambda line: status_cell(line.now)),
    ]


def coverage_percent(figure: Figure | None) -> float | None:
    """Coverage of a figure in percent."""
    return None if figure is None or figure.coverage is None else figure.coverage * 100.0
