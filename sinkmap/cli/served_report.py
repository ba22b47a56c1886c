"""The reports of a study as their page asks for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from dash_app.report_page.source import ReportFile
from raster_pipeline.changed import ChangedParcels, known_changed
from raster_pipeline.filing import Filing, filing_of, take_step
from raster_pipeline.io.signing_key import key_folder
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.jobs import JobTable
from raster_pipeline.opened import RUNS, OpenedRun, open_run
from sinkmap.cli.report import ReportFormat, write_filed
from sinkmap.errors import SinkmapError
from sinkmap.filing import Edition, FilingEntry, draft_of
from sinkmap.report.annual import origins_of
from sinkmap.report.book import Book, open_book
from sinkmap.science.attribution import Attribution

__all__ = ["ServedReport"]

_REPORTS, _FILED = "reports", "filed"


class ServedReport:
    """Reports of one study and one of its runs, with the jobs that write them."""

    formats: Sequence[str] = tuple(str(one) for one in ReportFormat)

    def __init__(self, study: Path, opened: OpenedRun, jobs: JobTable) -> None:
        self._study, self._opened, self.jobs = study, opened, jobs
        self._root = plan_of(study).parent
        self._run = opened.manifest.run_id
        self.book = lru_cache(maxsize=8)(self._book)
        self._other = lru_cache(maxsize=4)(self._other_book)
        self.origins = lru_cache(maxsize=64)(self._origins)
        self._kept_changes: dict[tuple[int, str], ChangedParcels] = {}

    def other_runs(self) -> Sequence[str]:
        """Ids of the study's other runs, newest first."""
        found = list((self._root / RUNS).glob("*/run.json"))
        newest = sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
        return tuple(p.parent.name for p in newest if p.parent.name != self._run)

    def filed_run(self, year: int) -> str:
        """The run the report of the year before was drafted from, if the study still has it."""
        before = self.book(year).previous
        if before is None:
            return ""
        try:
            drafted = draft_of(filing_of(self._study, before).record)
        except SinkmapError:  # a broken record is told where that year is looked at
            return ""
        return drafted.run if drafted and drafted.run in self.other_runs() else ""

    def changed(self, year: int, filed: str) -> ChangedParcels | None:
        """Changed parcels, read once."""
        before = self.book(year).previous
        if before is None:
            return None
        known = self._kept_changes.get((year, filed))
        if known is None:
            pair = (before, year)
            known = known_changed(self._study, pair, filed=filed, run_id=self._run)
        if known is not None:
            self._kept_changes[year, filed] = known
        return known

    def filing(self, year: int, unit: str) -> Filing:
        """Where a report stands."""
        return filing_of(self._study, year, unit)

    def step(self, year: int, unit: str, entry: FilingEntry) -> Filing:
        """Enter a step."""

        def make(opened: OpenedRun, edition: Edition, folder: Path) -> None:
            write_filed(self._study, opened, (year, unit), edition, folder)

        keys = key_folder(None)
        return take_step(self._study, year, entry, make, keys, unit=unit, run_id=self._run)

    def files(self) -> Sequence[ReportFile]:
        """Files of both folders, newest first."""
        return tuple(
            ReportFile(token, name, size, _day(at), filed)
            for at, token, name, size, filed in sorted(self._listed(), reverse=True)
        )

    def file(self, token: str) -> Path | None:
        """A file that is listed now."""
        return next((path for path in self._paths() if _token(self._root, path) == token), None)

    def folder(self, name: str) -> Path | None:
        """A folder that is listed now."""
        place = self._root / _FILED
        known = {p.name: p for p in place.iterdir() if _plain(p)} if place.is_dir() else {}
        found = known.get(name)
        return found if found is not None and found.is_dir() else None

    def _listed(self) -> list[tuple[float, str, str, int, bool]]:
        found = []
        for path in self._paths():
            about, name = path.stat(), path.relative_to(self._root).as_posix()
            filed = name.startswith(f"{_FILED}/")
            shown = name.removeprefix(f"{_REPORTS}/")
            found.append((about.st_mtime, _token(self._root, path), shown, about.st_size, filed))
        return found

    def _paths(self) -> list[Path]:
        """Report files, and files of approved reports; nothing hidden, no link to elsewhere."""
        reports, filed = self._root / _REPORTS, self._root / _FILED
        kinds = tuple(f".{one}" for one in self.formats)
        found = list(reports.iterdir()) if reports.is_dir() else []
        found = [path for path in found if path.suffix in kinds]
        for folder in filed.iterdir() if filed.is_dir() else ():
            if _plain(folder) and folder.is_dir():
                found += [one for one in folder.iterdir() if one.suffix in kinds]
        return [path for path in found if _plain(path) and path.is_file()]

    def _book(self, year: int) -> Book:
        return open_book(self._opened.results, year)

    def _other_book(self, run_id: str) -> Book:
        opened = open_run(self._study, run_id)
        return open_book(opened.results, opened.manifest.years[-1])

    def _origins(
        self, year: int, unit: str, filed: str, by_method: str
    ) -> Mapping[str, Attribution]:
        if not filed:
            return {}
        middle = self._other(by_method) if by_method else None
        return origins_of(self.book(year), self._other(filed), unit, middle)


def _plain(path: Path) -> bool:
    return not path.name.startswith(".") and not path.is_symlink()


def _token(root: Path, path: Path) -> str:
    return hashlib.sha256(path.relative_to(root).as_posix().encode()).hexdigest()[:24]


def _day(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")
