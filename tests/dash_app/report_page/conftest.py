"""Reports of the invented town in memory: filings in a folder, jobs that a script does."""

import sys
import threading
from dataclasses import dataclass, field
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dash_app.report_page.source import ReportFile
from raster_pipeline.jobs import JobTable
from sinkmap.filing import Drafted, FilingEntry, Step, state_of, with_entry
from sinkmap.report.book import open_book
from sinkmap.science.attribution import Attribution

SCRIPT = """
import json, os, sys
with open(os.environ["SINKMAP_PROGRESS"], "a") as told:
    told.write(json.dumps({"stage": {"zh": "写出", "en": "write"}, "share": 0.5}) + "\\n")
    print(" ".join(sys.argv[1:]))
    told.write(json.dumps({"code": 0, "findings": []}) + "\\n")
"""


@dataclass
class Filed:
    name: str
    record: tuple = ()
    folder: object = None
    values: tuple = ()

    @property
    def state(self):
        return state_of(self.record)


@dataclass
class Desk:
    """Jobs of a run that is the newest, and whose map files are there."""

    jobs: JobTable
    display = SimpleNamespace(edition="made", waiting=())

    def current_run(self):
        return "run0123456789"


@dataclass
class Changes:
    frame: gpd.GeoDataFrame
    parts: pd.DataFrame


@dataclass
class Reports:
    """What the page asks, without a study on the disk but for jobs and files."""

    results: object
    jobs: JobTable
    root: object
    found: Changes | None = None
    filings: dict = field(default_factory=dict)
    formats = ("docx", "pdf", "xlsx", "html")

    def book(self, year):
        return open_book(self.results, year)

    def other_runs(self):
        return ("feed0123", "beef4567")

    def filed_run(self, year):
        return ""

    def origins(self, year, unit, filed, by_method):
        if not filed:
            return {}
        method, data = (0.125, 0.25) if by_method else (None, None)
        split = Attribution(20.0, 20.375, 21.0, method, data)
        return {f"tree_cover_rate/{unit}/{year}/js_tree_cover": split}

    def changed(self, year, filed):
        return self.found

    def filing(self, year, unit):
        return self.filings.get((year, unit), Filed(f"{year}-{unit}" if unit else str(year)))

    def step(self, year, unit, entry: FilingEntry):
        known = self.filing(year, unit)
        if entry.step is Step.DRAFT:
            drafted = Drafted("run0123456789", "m", entry.drafted.then, entry.drafted.by_method)
            entry = FilingEntry(entry.step, entry.role, entry.by, entry.at, drafted=drafted)
        record = with_entry(known.record, entry)
        self.filings[year, unit] = Filed(known.name, record)
        return self.filings[year, unit]

    def files(self):
        return tuple(
            ReportFile(path.stem, path.name, path.stat().st_size, "2025-03-01 09:30", False)
            for path in sorted((self.root / "reports").iterdir())
        )

    def file(self, token):
        found = [p for p in (self.root / "reports").iterdir() if p.stem == token]
        return found[0] if found else None

    def folder(self, name):
        path = self.root / "filed" / "2023"
        return path if name == "2023" else None


def changes():
    rows = [
        ("land", "forest_arbor", "built_res_urban", 30_000.0, (119.90, 31.60, 119.91, 31.61)),
        ("data", "grass", "cropland_dry", 20_000.0, (119.95, 31.62, 119.96, 31.63)),
        ("method", "shrub", "grass", 10_000.0, (120.02, 31.56, 120.03, 31.57)),
    ]
    frame = gpd.GeoDataFrame(
        [(n, *row[:4], shapely.box(*row[4])) for n, row in enumerate(rows)],
        columns=["number", "cause", "before", "after", "m2", "geometry"],
        geometry="geometry",
        crs="EPSG:4490",
    )
    parts = pd.DataFrame({"number": [0, 1, 2], "statunit": "320412", "m2": frame["m2"]})
    return Changes(frame, parts)


@pytest.fixture
def reports(town, tmp_path):
    (tmp_path / "study.toml").write_text("", encoding="utf-8")
    (tmp_path / "work.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "town_2024.pdf").write_bytes(b"%PDF-1.7")
    filed = tmp_path / "filed" / "2023"
    filed.mkdir(parents=True)
    (filed / "hashes.json").write_text("{}", encoding="utf-8")
    (filed / "link").symlink_to(tmp_path / "study.toml")
    jobs = JobTable(tmp_path, program=(sys.executable, str(tmp_path / "work.py")))
    yield Reports(town.results, jobs, tmp_path, changes())
    end_all(jobs)


@pytest.fixture
def report_base(serve_town, reports):
    """The address of a server with the page of the report."""
    stop = threading.Event()
    watcher = threading.Thread(target=reports.jobs.attend, args=(stop,))
    watcher.start()
    try:
        with serve_town(report=reports, jobs=Desk(reports.jobs)) as address:
            yield address
    finally:
        stop.set()
        watcher.join()


def end_all(jobs):
    """Wait for what was begun, so that no process outlives its test."""
    pause = threading.Event()
    while jobs.look():
        pause.wait(0.05)
