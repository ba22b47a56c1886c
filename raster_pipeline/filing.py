"""Filing of a study's annual reports: the steps people take, and the folder an approval freezes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from raster_pipeline.io.chained_lines import chained
from raster_pipeline.io.filed_editions import (
    caught_up,
    edition_name,
    filed_faults,
    filed_names,
    replacement,
    whole_edition,
)
from raster_pipeline.io.filed_folder import FILED, file_report
from raster_pipeline.io.filing_record import (
    add_lines,
    entries_of,
    filing_name,
    open_record,
    read_lines,
)
from raster_pipeline.io.run_folder import MANIFEST, file_sha256
from raster_pipeline.io.run_tables import plain_row, read_figures
from raster_pipeline.io.signing_key import SigningKey, signing_key
from raster_pipeline.io.study_file import open_study, plan_of
from raster_pipeline.opened import OpenedRun, open_run, verify_run
from raster_pipeline.steps.check.survey import SURVEY_LAYERS
from sinkmap.errors import CannotFinishError, Finding, Severity, UsageError
from sinkmap.figure import Figure
from sinkmap.filing import (
    Drafted,
    Edition,
    FilingEntry,
    State,
    Step,
    ThreeValues,
    approvals,
    draft_of,
    editions_of,
    find_transition,
    issued_for,
    opening_of,
    side_by_side,
    state_of,
    unconfirmed_of,
    with_entry,
)
from sinkmap.report.annual import scope_of
from sinkmap.report.book import open_book
from sinkmap.target import ReportedValue
from sinkmap.text import Text

__all__ = [
    "FiledEdition",
    "Filing",
    "MakeReport",
    "filed_reports",
    "filing_of",
    "take_step",
    "verify_filed",
]

_FIGURES = "figures.parquet"
_KINDS = {Step.APPROVE: ("reported", "confirmed"), Step.REPORT: ("reported",),
          Step.CONFIRM: ("confirmed",)}  # fmt: skip
"""Issued values a step keeps in the record."""

MakeReport = Callable[[OpenedRun, Edition, Path], None]
"""Writes every format of an edition about to be approved, made of its run, into a folder."""


@dataclass(frozen=True, slots=True)
class FiledEdition:
    """An approved edition, what it froze, and its values side by side, computed as frozen.

    ``folder`` is None where it is gone; ``values`` are then empty.
    """

    name: str
    edition: Edition
    folder: Path | None
    values: tuple[ThreeValues, ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """Where the report of a year and unit stands.

    ``unit`` is empty for the city's. ``editions``: the approved ones, the last one counts.
    """

    name: str
    year: int
    unit: str
    record: tuple[FilingEntry, ...]
    editions: tuple[FiledEdition, ...]

    @property
    def state(self) -> State:
        """Where it stands."""
        return state_of(self.record)

    @property
    def folder(self) -> Path | None:
        """What the last approval froze, None before the first."""
        return self.editions[-1].folder if self.editions else None

    @property
    def values(self) -> tuple[ThreeValues, ...]:
        """Computed, reported and confirmed values of the last edition."""
        return self.editions[-1].values if self.editions else ()


def filing_of(path: Path, year: int, unit: str = "") -> Filing:
    """Where a report stands; nothing is written.

    Raises
    ------
    CannotFinishError
        ``FILING-RECORD-BROKEN``.
    """
    root = plan_of(path).parent
    unit = _part(path, unit)
    name = filing_name(year, unit)
    record = entries_of(read_lines(root, name), name)
    filed = (_filed(root, name, year, one) for one in editions_of(record))
    return Filing(name, year, unit, record, tuple(filed))


def _filed(root: Path, name: str, year: int, edition: Edition) -> FiledEdition:
    name = edition_name(name, edition.number)
    folder = root / FILED / name
    if not (folder / _FIGURES).is_file():
        return FiledEdition(name, edition, None, ())
    table = read_figures(folder / _FIGURES)
    figures = _figures(table[table["year"] == year].to_dict("records"))
    return FiledEdition(name, edition, folder, side_by_side(figures, edition.entries, year))


def take_step(
    path: Path,
    year: int,
    entry: FilingEntry,
    make: MakeReport,
    keys: Path,
    *,
    unit: str = "",
    run_id: str | None = None,
) -> Filing:
    """Enter a step; an approval freezes the report in ``filed/`` before it is entered.

    Parameters
    ----------
    entry
        What is done. Of ``drafted`` only ``then`` and ``by_method`` count, the rest is filled in
        from the run, as ``values`` are.
    keys
        Folder of keys; asked for by an approval alone.
    run_id
        Run a draft is made of, and steps after the approval take issued values from; the current
        one by default.

    Raises
    ------
    UsageError
        As :func:`with_entry`; ``REPORT-YEAR``, ``UNIT-MISSING``, ``FILING-KEY-MISSING``.
    CannotFinishError
        ``FILING-RUN-CHANGED`` if the run is not the one that was reviewed, ``RUN-ROTTEN``,
        ``FILED-THERE``, what is wrong with an edition to be reported, ``FILING-BUSY``,
        ``FILING-RECORD-BROKEN``.
    """
    root = plan_of(path).parent
    unit = _part(path, unit)
    name = filing_name(year, unit)
    with open_record(root, name) as stream:
        lines = caught_up(root, name, keys, stream)
        record = entries_of(lines, name)
        find_transition(state_of(record), entry.step, entry.role)
        if entry.step is Step.APPROVE:
            _approve(path, _Report(name, year, unit), (lines, record), entry, make, keys, stream)
        else:
            whole = _filled(path, year, unit, entry, run_id)
            with_entry(record, whole)
            if entry.step in _KINDS:  # what goes to the province is what was approved
                whole_edition(root, name, approvals(record), keys)
            add_lines(stream, chained(lines, [whole.to_json()]))
    return filing_of(path, year, unit)


def filed_reports(path: Path) -> tuple[str, ...]:
    """Names of every edition that was approved, whether its folder is there or not."""
    return filed_names(plan_of(path).parent)


def verify_filed(path: Path, keys: Path) -> tuple[Finding, ...]:
    """Everything that is wrong with filed editions and their records; none if all are as filed."""
    return filed_faults(plan_of(path).parent, keys)


@dataclass(frozen=True, slots=True)
class _Report:
    name: str
    year: int
    unit: str


def _approve(
    path: Path,
    report: _Report,
    known: tuple[Sequence[str], Sequence[FilingEntry]],
    entry: FilingEntry,
    make: MakeReport,
    keys: Path,
    stream: IO[str],
) -> None:
    """Freeze the report and enter the approval.

    The rename of the folder is the approval: a machine that stops between it and the record finds
    the last line in the folder.
    """
    lines, record = known
    drafted = draft_of(record)
    assert drafted is not None, "no way through the table approves what has no draft"
    opened = _reviewed(path, drafted)
    book = open_book(opened.results, report.year)
    unconfirmed = unconfirmed_of(
        opened.manifest.inputs, book.figures.values(), report.year, SURVEY_LAYERS
    )
    whole = replace(entry, drafted=None, values=_values(opened, report.year, report.unit, entry))
    with_entry(record, whole, unconfirmed)
    key: SigningKey = signing_key(keys)
    fresh = chained(lines, [whole.to_json()])

    number, why = approvals(record) + 1, opening_of(record)
    edition = Edition(number, drafted, why, (), State.COUNTERSIGN)

    def made(folder: Path) -> None:
        make(opened, edition, folder)
        shutil.copyfile(opened.path / _FIGURES, folder / _FIGURES)
        shutil.copyfile(opened.path / MANIFEST, folder / MANIFEST)

    root = plan_of(path).parent
    said = {
        "study": opened.study.id,
        "year": report.year,
        "unit": report.unit,
        "run_id": drafted.run,
        **replacement(root, report.name, number, why, keys),
    }
    name = edition_name(report.name, number)
    file_report(root / FILED, name, said, [*lines, *fresh], key, made)
    add_lines(stream, fresh)


def _reviewed(path: Path, drafted: Drafted) -> OpenedRun:
    """The run the draft was made of, whole and the same."""
    verify_run(path, drafted.run)
    opened = open_run(path, drafted.run)
    if file_sha256(opened.path / MANIFEST) != drafted.manifest:
        raise CannotFinishError(_finding("FILING-RUN-CHANGED", f"runs/{drafted.run}/{MANIFEST}"))
    return opened


def _filled(
    path: Path, year: int, unit: str, entry: FilingEntry, run_id: str | None
) -> FilingEntry:
    """The entry with what the run says: the draft's run, issued values."""
    if entry.step is Step.DRAFT:
        verify_run(path, run_id)
        opened = open_run(path, run_id)
        if year not in opened.manifest.years:
            raise UsageError(_no_year(year, opened.manifest.years))
        scope_of(open_book(opened.results, year), unit)  # refuses an unknown unit
        told = entry.drafted or Drafted("", "")
        for other in filter(None, (told.then, told.by_method)):
            open_run(path, other)
        manifest = file_sha256(opened.path / MANIFEST)
        drafted = replace(told, run=opened.manifest.run_id, manifest=manifest)
        return replace(entry, drafted=drafted, values=())
    if entry.step in _KINDS:
        values = _values(open_run(path, run_id), year, unit, entry)
        return replace(entry, drafted=None, values=values)
    return replace(entry, drafted=None, values=())


def _values(
    opened: OpenedRun, year: int, unit: str, entry: FilingEntry
) -> tuple[ReportedValue, ...]:
    issued = issued_for(opened.results.progress.issued, year, unit)
    return tuple(one for one in issued if one.kind in _KINDS[entry.step])


def _part(path: Path, unit: str) -> str:
    """The unit, empty where it is the city itself: one report has one name."""
    return "" if unit and unit == open_study(path)[0].city.code else unit


def _figures(rows: Sequence[Mapping[Any, Any]]) -> list[Figure]:
    return [Figure.from_row(plain_row({str(k): v for k, v in row.items()})) for row in rows]


def _no_year(year: int, years: Sequence[int]) -> Finding:
    return Finding(
        "REPORT-YEAR",
        Severity.ERROR,
        Text("运行结果中没有该年份", "the run holds no such year"),
        Text("选择研究中的年份", "choose a year of the study"),
        seen=str(year),
        wanted=", ".join(map(str, years)),
    )


_SAID = {
    "FILING-RUN-CHANGED": (
        Text("运行结果已不是送审时的那一个", "the run is not the one that was reviewed"),
        Text("退回后重新编制", "send the report back and draft it again"),
    ),
}


def _finding(code: str, file: str) -> Finding:
    return Finding(code, Severity.ERROR, *_SAID[code], file=file)
