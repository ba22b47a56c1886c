"""The report: every table of one year, built once from the run's results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sinkmap.errors import Severity
from sinkmap.figure import DataState, Figure, Status
from sinkmap.report.accuracy import (
    accuracy_table,
    accuracy_years_table,
    error_matrix_table,
    paired_change_table,
)
from sinkmap.report.book import Book, data_state, open_book
from sinkmap.report.breaks import breaks_in_short
from sinkmap.report.by_item import item_unit_table
from sinkmap.report.by_unit import large_table
from sinkmap.report.certainty import with_certainty
from sinkmap.report.chapters import chapter_sections
from sinkmap.report.closing import balance_table, reconciliation_table
from sinkmap.report.cover_change import (
    judged_change_table,
    transition_table,
    transition_unit_table,
)
from sinkmap.report.definitions import definitions_table, profiles_table, profiles_unit_table
from sinkmap.report.headline import (
    conclusions,
    key_figures,
    targets_table,
    trend_table,
)
from sinkmap.report.outlook import need_table, outlook_table, tasks_table
from sinkmap.report.projects import footprints_table, kinds_table, projects_table
from sinkmap.report.provenance import (
    findings_table,
    repairs_table,
    reported_table,
    sources_table,
)
from sinkmap.report.scenes import (
    classifier_classes_table,
    classifier_table,
    composites_table,
    cover_years_table,
)
from sinkmap.report.synergy import bounds_table, synergy_units_table
from sinkmap.report.table import Report, Section, Table, Value
from sinkmap.report.uncertainty import uncertainty_table
from sinkmap.report.untold import untold_table
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.report.annual.document import Annual
    from sinkmap.run import RunResults

__all__ = ["SIMULATED", "Whole", "report_of", "report_tables", "with_annual"]

SIMULATED = Text("模拟数据，不得作为任何决定的依据", "Simulated data: not a basis for any decision")


def report_tables(results: RunResults, year: int) -> Report:
    """Build the report of one year; every writer renders the tables it holds.

    Raises
    ------
    UsageError
        If the run does not hold the year.
    """
    return report_of(open_book(results, year))


def report_of(book: Book) -> Report:
    """The report of a run that was opened before."""
    results, year = book.results, book.year
    sections = tuple(_rated(book, one) for one in _sections(book) if one.tables)
    state = data_state(book)
    title = results.title
    return Report(
        title=Text(f"{title.zh} {year}年度生态碳汇监测报告", f"{title.en}: carbon sinks, {year}"),
        year=year,
        simulated=results.study.simulated,
        final=state is DataState.NATIONAL and not results.study.simulated,
        facts=_facts(book, state),
        warnings=tuple(_warnings(book, state)),
        conclusions=conclusions(book),
        sections=sections,
        figures=_cited(book, sections),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """The annual report with all that stands behind it: what workbook and page are made from."""

    book: Book
    annual: Annual
    report: Report


def with_annual(book: Book, annual: Annual) -> Whole:
    """The annual report as tables: that of the city with the book of tables behind it, that of a
    part of it alone."""
    return Whole(book, annual, _annual_report(book, annual))


def _annual_report(book: Book, annual: Annual) -> Report:
    told = tuple(chapter.section() for chapter in annual.chapters)
    said = next((c.prose for c in annual.chapters if c.id == "summary"), ())
    if annual.of_city:
        behind = report_of(book)
        why = () if annual.replaces is None else (annual.replaces,)
        return replace(
            behind,
            facts=(*behind.facts, *(annual.facts[-1:] if why else ())),
            warnings=(*why, *behind.warnings),
            title=annual.title,
            sections=(*told, *(_in_the_book(one) for one in behind.sections)),
            figures={**annual.figures, **behind.figures},
        )
    return Report(
        title=annual.title,
        year=annual.year,
        simulated=annual.simulated,
        final=annual.final,
        facts=annual.facts,
        warnings=annual.warnings,
        conclusions=said,
        sections=told,
        figures=annual.figures,
    )


def _in_the_book(section: Section) -> Section:
    """A section of the book of tables, told apart from the report's chapters."""
    title = section.title
    return replace(section, title=Text(f"数据册：{title.zh}", f"Tables: {title.en}"))


def _sections(book: Book) -> Iterator[Section]:
    yield _section("summary", Text("主要结论", "Summary"), _summary(book))
    yield _section("plan", Text("目标、任务与项目", "Targets, tasks and projects"), _plan(book))
    for chapter in chapter_sections(book):
        yield _section(chapter.id, chapter.title, chapter.tables)
    together = (synergy_units_table(book), bounds_table(book))
    yield _section("synergy", Text("减污降碳协同", "Pollution and carbon together"), together)
    compared = (profiles_table(book), reported_table(book), profiles_unit_table(book))
    yield _section("definitions", Text("口径与对照", "Definitions compared"), compared)
    yield _section("imagery", Text("影像解译与精度", "Imagery and accuracy"), _imagery(book))
    yield _section("annex", Text("附表", "Annexes"), _annex(book))
    proof = (
        reconciliation_table(book),
        sources_table(book),
        findings_table(book),
        repairs_table(book),
        uncertainty_table(book),
        definitions_table(book),
    )
    yield _section("proof", Text("核对与依据", "Proof"), proof)


def _rated(book: Book, section: Section) -> Section:
    """The section, its tables saying where parameters are unverified."""
    return replace(section, tables=tuple(with_certainty(book, t) for t in section.tables))


def _section(name: str, title: Text, tables: tuple[Table, ...]) -> Section:
    return Section(name, title, tuple(table for table in tables if table.rows))


def _summary(book: Book) -> tuple[Table, ...]:
    return (targets_table(book), key_figures(book), untold_table(book), trend_table(book))


def _plan(book: Book) -> tuple[Table, ...]:
    """What lies ahead of the targets, and who does what about it."""
    return (
        outlook_table(book),
        need_table(book),
        tasks_table(book),
        kinds_table(book),
        projects_table(book),
    )


def _imagery(book: Book) -> tuple[Table, ...]:
    """What the run made of scenes and samples; nothing where the study has neither."""
    return (
        accuracy_years_table(book),
        accuracy_table(book),
        error_matrix_table(book),
        paired_change_table(book),
        judged_change_table(book),
        transition_table(book),
        composites_table(book),
        cover_years_table(book),
        classifier_table(book),
        classifier_classes_table(book),
    )


def _annex(book: Book) -> tuple[Table, ...]:
    itemised = [i for i in book.indicators if i.items and i.id not in book.untold]
    return (
        *(large_table(book, partition) for partition in book.large_partitions),
        *(item_unit_table(book, i, p) for i in itemised for p in book.partitions),
        *(transition_unit_table(book, p) for p in book.partitions),
        balance_table(book, city=False),
        footprints_table(book),
    )


def _cited(book: Book, sections: tuple[Section, ...]) -> dict[str, Figure]:
    rows = (row for section in sections for table in section.tables for row in table.rows)
    ids = dict.fromkeys(name for row in rows for name in row.figures)
    return {name: book.figures[name] for name in ids}


def _facts(book: Book, state: DataState) -> tuple[tuple[Text, Value], ...]:
    manifest, year = book.results.manifest, book.year
    return (
        (Text("行政区域", "area"), book.city.name),
        (Text("数据时点", "as of"), Text(f"{year}年12月31日", f"31 December {year}")),
        (Text("数据状态", "data state"), state.text),
        (Text("运行编号", "run"), manifest.run_id),
        (Text("软件版本", "version"), manifest.version),
        (Text("参数版本", "parameters"), manifest.params_version),
        (Text("程序指纹", "code hash"), manifest.code_hash),
    )


def _warnings(book: Book, state: DataState) -> Iterator[Text]:
    if book.results.study.simulated:
        yield SIMULATED
    if state is not DataState.NATIONAL:
        yield Text(
            f"草稿：数据状态为“{state.text.zh}”，国家确认之前不是正式报告。",
            f"Draft: the data are {state.text.en}; no report is final before national "
            "confirmation.",
        )
    yield from breaks_in_short(book)
    figures = [f for f in book.figures.values() if f.year == book.year]
    yield from _status_warnings(figures)
    frame = book.results.reconciliation
    mine = frame[frame["year"] == book.year]
    failed = int((~mine["ok"].astype(bool)).sum())
    if failed:
        yield Text(f"核对表有 {failed} 行超出容差。", f"Reconciliation: {failed} out of tolerance.")
    weight = Counter(finding.severity for finding in book.results.manifest.findings)
    if weight[Severity.WARNING]:
        count = weight[Severity.WARNING]
        yield Text(f"数据检查有 {count} 条警告，见附表。", f"The inputs carry {count} warnings.")


def _status_warnings(figures: list[Figure]) -> Iterator[Text]:
    count = Counter(figure.status for figure in figures)
    doubtful, absent = count[Status.CANNOT_TELL], count[Status.NOT_ESTIMATED]
    if doubtful or absent:
        yield Text(
            f"{doubtful} 个数值无法判定，{absent} 个未测算；原因逐条列于“没有数值的指标及原因”。",
            f"{doubtful} figures cannot be told and {absent} were not estimated; each reason is a "
            'line of "Figures without a value, and why".',
        )
    # Only the survey has a state to declare; a figure from imagery alone is not silent about it.
    silent = sum(
        f.data_state is DataState.UNDECLARED and any(s.startswith("parcels") for s in f.sources)
        for f in figures
    )
    if silent:
        yield Text(
            f"{silent} 个数值所用的调查数据未声明数据状态。",
            f"{silent} figures come from survey data that declare no data state.",
        )
