"""Key projects: by kind, one by one, and each indicator on their footprints before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sinkmap.classes import project_kinds
from sinkmap.figure import FigureId
from sinkmap.project import GAIN_OF, ProjectState
from sinkmap.report.book import Book, difference
from sinkmap.report.headline import INDICATOR, PROFILE, UOM, whole_indicators
from sinkmap.report.numbers import BARE, BARE_CHANGE, COUNT, HECTARES, YEAR, NumberFormat
from sinkmap.report.quantity import quantity_of
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, Tone
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.figure import Figure
    from sinkmap.indicator import Indicator, Profile
    from sinkmap.project import Project

__all__ = ["footprints_table", "kinds_table", "projects_table"]

_MONEY = NumberFormat(Text("万元", "10,000 CNY"), 2)
_NUMBER = Column("number", Text("编号", "number"), width=12)
_NAME = Column("name", Text("项目", "project"), width=30)
_TREES = Column("trees", Text("计划新增林木", "trees planned"), HECTARES, width=14)
_WETLAND = Column(
    "wetland", Text("计划新增保护湿地", "protected wetland planned"), HECTARES, width=16
)
_TONES = {ProjectState.DONE: Tone.GOOD, ProjectState.STOPPED: Tone.POOR}
_NOTE = Text(
    "范围内数值由同一方法在项目范围上测算，前后为研究期首末年；变化不等于项目成效，"
    "数据或口径有变时尤其如此。点位登记的项目没有范围，不测算。",
    "Figures of a footprint are computed as those of any unit, in the study's first and last year. "
    "A change is not the project's doing, least of all where data or code system changed. Projects "
    "registered as points have no footprint to measure.",
)


def _register(book: Book) -> tuple[Project, ...]:
    return book.results.progress.projects.get(book.year, ())


def kinds_table(book: Book) -> Table:
    """Projects, money and planned gains by kind."""
    states = tuple(ProjectState)
    columns = (
        Column("kind", Text("类型", "kind"), width=24),
        Column("count", Text("项目数", "projects"), COUNT),
        *(Column(str(state), state.text, COUNT) for state in states),
        Column("budget", Text("总投资", "budget"), _MONEY, width=16),
        _TREES,
        _WETLAND,
    )
    projects = _register(book)
    rows = [
        Row((Cell(kind.name), *_sums([p for p in projects if p.kind == kind.kind_id])))
        for kind in project_kinds()
    ]
    total = Row((Cell(Text("合计", "total")), *_sums(projects)), RowKind.TOTAL)
    title = Text("重点项目汇总", "Key projects by kind")
    return Table("project_kinds", title, columns, (total, *rows) if projects else ())


def _sums(projects: tuple[Project, ...] | list[Project]) -> tuple[Cell, ...]:
    return (
        Cell(len(projects)),
        *(Cell(sum(p.state is state for p in projects)) for state in ProjectState),
        Cell(sum(p.budget_10k_cny or 0.0 for p in projects)),
        Cell(sum(p.tree_ha for p in projects)),
        Cell(sum(p.wetland_ha for p in projects)),
    )


def projects_table(book: Book) -> Table:
    """The register in force in the report's year."""
    columns = (
        _NUMBER,
        _NAME,
        Column("kind", Text("类型", "kind"), width=22),
        Column("owner", Text("责任单位", "owner"), width=24),
        Column("state", Text("进展", "state"), width=10),
        Column("begins", Text("开工年", "begins"), YEAR, width=8),
        Column("ends", Text("完工年", "ends"), YEAR, width=8),
        Column("budget", Text("总投资", "budget"), _MONEY, width=14),
        _TREES,
        _WETLAND,
        Column("version", Text("更新年度", "version"), YEAR, width=10),
    )
    kinds = {kind.kind_id: kind.name for kind in project_kinds()}
    rows = tuple(
        Row(
            (
                Cell(one.number),
                Cell(book.results.study.said(one.name)),
                Cell(kinds.get(one.kind, Text.of(one.kind))),
                Cell(book.results.study.said(one.owner)),
                Cell(one.state.text, tone=_TONES.get(one.state, Tone.PLAIN)),
                Cell(one.begins),
                Cell(one.ends),
                Cell(one.budget_10k_cny),
                Cell(one.tree_ha),
                Cell(one.wetland_ha),
                Cell(one.version),
            )
        )
        for one in _register(book)
    )
    return Table("projects", Text("重点项目库", "Register of key projects"), columns, rows)


def footprints_table(book: Book) -> Table:
    """Each indicator on each project's footprint in the first and the last year."""
    first, last = book.results.study.years[0], book.results.study.years[-1]
    columns = (
        _NUMBER,
        _NAME,
        INDICATOR,
        PROFILE,
        UOM,
        Column("before", Text(f"{first}年", f"{first}"), BARE),
        Column("after", Text(f"{last}年", f"{last}"), BARE),
        Column("change", Text("变化", "change"), BARE_CHANGE),
        Column("state", Text("进展", "state"), width=10),
    )
    rows = tuple(
        Row(cells)
        for project in _register(book)
        for indicator in _first_the_targets(book)
        for cells in _footprint_cells(book, project, indicator, book.profiles(indicator)[0])
    )
    title = Text(
        "重点项目范围内各指标前后对照", "Indicators on projects' footprints, before and after"
    )
    return Table("footprints", title, columns, rows, (_NOTE,), appendix=True)


def _first_the_targets(book: Book) -> list[Indicator]:
    """Indicators that are one number, those that projects add to before the others."""
    return sorted(whole_indicators(book), key=lambda one: one.id not in GAIN_OF)


def _footprint_cells(
    book: Book, project: Project, indicator: Indicator, profile: Profile
) -> Iterator[tuple[Cell, ...]]:
    """One row, or none where neither year has a value."""
    years = (book.results.study.years[0], book.results.study.years[-1])
    before, after = (_on_ground(book, project, indicator, profile, year) for year in years)
    if before is None and after is None:
        return
    quantity = quantity_of(indicator)
    part, plus = quantity.value, quantity.change
    yield (
        Cell(project.number),
        Cell(book.results.study.said(project.name)),
        Cell(indicator.title),
        Cell(profile.title),
        Cell(part.shown_as.unit),
        Cell(part.of(before), shown_as=part.shown_as),
        Cell(part.of(after), shown_as=part.shown_as),
        Cell(plus.of(difference(after, before)), shown_as=plus.shown_as),
        Cell(project.state.text),
    )


def _on_ground(
    book: Book, project: Project, indicator: Indicator, profile: Profile, year: int
) -> float | None:
    name = str(FigureId(indicator.id, f"project:{project.number}", year, profile.id))
    figure: Figure | None = book.results.progress.footprints.get(name)
    return None if figure is None else figure.value
