"""The annual report of a year and unit, built from a run's figures alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sinkmap.figure import DataState, Figure
from sinkmap.report.annual.chapters import land_chapters
from sinkmap.report.annual.chapters_beyond import change_chapters
from sinkmap.report.annual.document import Annual, Chapter
from sinkmap.report.annual.opening import annexes, overview
from sinkmap.report.annual.scope import Scope
from sinkmap.report.book import data_state
from sinkmap.report.table import Value
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.run import RunManifest

__all__ = ["annual_of"]


def annual_of(scope: Scope) -> Annual:
    """Build the report: thirteen chapters and annexes, every writer renders them."""
    book, results = scope.book, scope.book.results
    state = data_state(book)
    chapters = (overview(scope, state), *land_chapters(scope), *change_chapters(scope))
    whole = (*chapters, *annexes(scope))
    place = scope.name
    return Annual(
        title=Text(
            f"{place.zh}{scope.year}年度生态碳汇与覆盖情况报告",
            f"Annual report on ecological cover and carbon sink, {place.en}, {scope.year}",
        ),
        unit=place,
        of_city=scope.is_city,
        year=scope.year,
        simulated=results.study.simulated,
        final=state is DataState.NATIONAL and not results.study.simulated,
        facts=_facts(scope, state, results.manifest),
        warnings=tuple(_warnings(scope, state)),
        chapters=whole,
        figures=_cited(scope, whole),
    )


def _facts(scope: Scope, state: DataState, manifest: RunManifest) -> tuple[tuple[Text, Value], ...]:
    day = Text(f"{scope.year}年12月31日", f"31 December {scope.year}")
    return (
        (Text("范围", "area"), scope.name),
        (Text("数据时点", "as of"), day),
        (Text("数据状态", "data state"), state.text),
        (Text("运行编号", "run"), manifest.run_id),
        (Text("软件版本", "version"), manifest.version),
        (Text("参数版本", "parameters"), manifest.params_version),
    )


def _warnings(scope: Scope, state: DataState) -> Iterator[Text]:
    if state is not DataState.NATIONAL:
        yield Text(
            f"草稿：数据状态为“{state.text.zh}”，国家确认之前不是正式报告。",
            f"Draft: the data are {state.text.en}; no report is final before national "
            "confirmation.",
        )


def _cited(scope: Scope, chapters: tuple[Chapter, ...]) -> dict[str, Figure]:
    rows = (row for chapter in chapters for table in chapter.tables for row in table.rows)
    ids = dict.fromkeys(name for row in rows for name in row.figures)
    return {name: scope.book.figures[name] for name in ids}
