"""The command that writes the annual report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from raster_pipeline.asked_year import year_of
from raster_pipeline.cases import open_cases
from raster_pipeline.control import known_control
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.jobs.telling import Teller
from raster_pipeline.opened import OpenedRun, open_run, verify_run
from sinkmap.cli.console import language, print_json, show_findings, tell
from sinkmap.cli.synergy import synergy_of
from sinkmap.errors import Finding, InputRefusedError, Severity, UsageError
from sinkmap.filing import Edition
from sinkmap.ledger import Ledger
from sinkmap.report import write_html, write_xlsx
from sinkmap.report.annual import (
    Patches,
    Scope,
    Template,
    annual_docx,
    annual_of,
    annual_pdf,
    filled_docx,
    of_edition,
    origins_of,
    patches_of,
    scope_of,
    template_of,
    texts_of,
)
from sinkmap.report.annual.document import Annual
from sinkmap.report.book import Book, open_book
from sinkmap.report.glyphs import missing_glyphs
from sinkmap.report.tables import with_annual
from sinkmap.report.whole_file import write_whole
from sinkmap.science.attribution import Attribution
from sinkmap.text import Text

__all__ = ["ReportFormat", "report", "report_scope", "write_filed"]

_REGISTER = "ledger.sqlite"
StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]


class ReportFormat(StrEnum):
    """A file format of the report."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"


def report(
    study: StudyPath,
    year: Annotated[
        int | None, typer.Option("--year", help="报告年度，缺省为最后一年 / default: the last")
    ] = None,
    formats: Annotated[str, typer.Option("--format", help="docx,pdf,xlsx,html")] = "xlsx,html",
    unit: Annotated[
        str, typer.Option("--unit", help="统计单元编号，缺省为全市 / unit id, default: the city")
    ] = "",
    folder: Annotated[
        Path | None, typer.Option("-o", "--output", help="输出文件夹，缺省 STUDY/reports / folder")
    ] = None,
    filed: Annotated[
        str,
        typer.Option("--filed", help="上年上报所用的运行，用于变化归因 / run filed last year"),
    ] = "",
    by_method: Annotated[
        str,
        typer.Option(
            "--by-method",
            help="今年方法、上年数据的运行 / run by today's method on the data of then",
        ),
    ] = "",
    template: Annotated[
        Path | None,
        typer.Option("--template", help="自有 Word 模板，含占位符 / Word template of your own"),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")
    ] = False,
    run_id: Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")] = "",
) -> None:
    """编写年度报告 / write the annual report."""
    names = _formats(formats, with_word=template is not None)
    verify_run(study, run_id or None)  # nothing is filed from files that are not what they were
    opened = open_run(study, run_id or None)
    shown = year_of(opened, year)
    scope = report_scope(study, opened, (shown, unit), (filed, by_method))
    annual = annual_of(scope)
    sound = _template(template, scope, annual) if template else None
    target = folder or plan_of(study).parent / "reports"
    target.mkdir(parents=True, exist_ok=True)
    written = [str(path) for path in _write_all(scope, annual, names, target, sound)]
    notes = (*(sound.notes if sound else ()), *missing_glyphs(texts_of(annual, language())))
    show_findings(notes)
    if json:
        print_json({"files": written, "findings": [note.to_json() for note in notes]})
    for path_text in written:
        tell(Text(f"已写出：{path_text}", f"written: {path_text}"))


def write_filed(
    study: Path, opened: OpenedRun, about: tuple[int, str], edition: Edition, target: Path
) -> list[Path]:
    """Write an edition that is about to be filed into a folder, in every format.

    ``about``: year, and id of the unit or nothing for the city. The report says which edition it
    is and why there is one.
    """
    others = (edition.drafted.then, edition.drafted.by_method)
    scope = report_scope(study, opened, about, others)
    annual = of_edition(annual_of(scope), edition)
    show_findings(missing_glyphs(texts_of(annual, language())))
    return _write_all(scope, annual, list(ReportFormat), target)


def _write_all(
    scope: Scope,
    annual: Annual,
    names: Sequence[ReportFormat],
    target: Path,
    template: Template | None = None,
) -> list[Path]:
    """The report in every format asked for; Word by the template where there is one."""
    results, year = scope.book.results, scope.year
    whole = with_annual(scope.book, annual)
    stem = f"{results.study.id}_{year}{'' if annual.of_city else f'_{scope.unit}'}"
    paths = {name: target / f"{stem}.{name}" for name in names}
    teller = Teller()
    for place, (name, path) in enumerate(paths.items()):
        teller.progress(Text(f"写出 {name}", f"write {name}"), place / len(paths))
        if name is ReportFormat.XLSX:
            write_xlsx(results, year, path, language(), whole)
        elif name is ReportFormat.HTML:
            write_html(results, year, path, language(), scope.content, whole)
        elif name is ReportFormat.DOCX and template is not None:
            write_whole(path, filled_docx(template, language()))
        else:
            made = annual_docx if name is ReportFormat.DOCX else annual_pdf
            write_whole(path, made(annual, language()))
    return list(paths.values())


def _template(path: Path, scope: Scope, annual: Annual) -> Template:
    """The template, found sound before anything is written."""
    if not path.is_file():
        raise InputRefusedError(
            Finding(
                "TEMPLATE-FILE",
                Severity.ERROR,
                Text("没有这个模板文件", "there is no such template"),
                Text("检查路径", "check the path"),
                file=str(path),
            )
        )
    return template_of(path.read_bytes(), path.name, scope, annual)


def report_scope(
    study: Path, opened: OpenedRun, about: tuple[int, str], others: tuple[str, str]
) -> Scope:
    """What a report is made from: figures, outlines, patches, states of cases, causes of change."""
    year, unit = about
    together = synergy_of(study, opened, year, run_id=opened.manifest.run_id).table
    book = open_book(replace(opened.results, synergy=together), year)
    content = opened.map_content(book.year)
    scope_of(book, unit)  # refuses an unknown unit before any work
    patches = _patches(study, opened, book)
    return scope_of(
        book, unit, content=content, patches=patches, origins=_origins(study, book, unit, others)
    )


def _origins(
    study: Path, book: Book, unit: str, others: tuple[str, str]
) -> Mapping[str, Attribution]:
    """Change by cause; nothing where no run is named as the one filed."""
    filed, middle = others
    if not filed:
        return {}
    then = _book(study, filed)
    return origins_of(book, then, unit, _book(study, middle) if middle else None)


def _book(study: Path, run_id: str) -> Book:
    opened = open_run(study, run_id)
    return open_book(opened.results, opened.manifest.years[-1])


def _patches(study: Path, opened: OpenedRun, book: Book) -> Patches | None:
    """Encroachment since last year, if somebody looked for it by the rules as they are."""
    if book.previous is None:
        return None
    years = (book.previous, book.year)
    found = known_control(study, years, run_id=opened.manifest.run_id)
    if found is None:
        return None

    def picture(name: str) -> bytes:
        return (found.folder / name).read_bytes()

    content = opened.map_content(book.year)
    return patches_of(
        years, found.patches, content, states=_states(study, opened), pictures=picture
    )


def _states(study: Path, opened: OpenedRun) -> Mapping[str, str] | None:
    """Patch -> state of its case; None where the study keeps no register."""
    if not opened.study.ledger and not (plan_of(study).parent / _REGISTER).is_file():
        return None
    register: Ledger = open_cases(study)
    with register:
        return {
            str(sighting["patch_id"]): str(case["state"])
            for case in register.cases()
            for sighting in register.case(str(case["number"])).sightings
        }


def _formats(text: str, *, with_word: bool) -> list[ReportFormat]:
    """The formats asked for; a template asks for Word."""
    names = [part.strip() for part in text.split(",") if part.strip()]
    known = [str(name) for name in ReportFormat]
    if not names or any(name not in known for name in names):
        raise UsageError(
            Finding(
                "FORMAT-UNKNOWN",
                Severity.ERROR,
                Text("不支持的报告格式", "no such report format"),
                Text("请改用所列的写法", "write it as wanted"),
                seen=text,
                wanted=",".join(known),
            )
        )
    asked = [ReportFormat(name) for name in names]
    if with_word and ReportFormat.DOCX not in asked:
        asked.insert(0, ReportFormat.DOCX)
    return asked
