"""Files sent in are checked as the command checks them, by a job in a process of its own."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sqlite3
import sys
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from raster_pipeline.jobs import JobTable
from raster_pipeline.steps.intake import check_study
from raster_pipeline.uploads import UploadDesk
from sinkmap.cli.served_uploads import ServedUploads
from sinkmap.errors import UsageError
from sinkmap.text import Language
from sinkmap.upload import Upload, UploadAbout

PLACE = "uploads"


@pytest.fixture
def study(town: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs"))
    return folder


def shapefile(study: Path, stem: str, *, without: str = "-") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in sorted((study / "shapefiles").glob(f"{stem}.*")):
            if part.suffix != without:
                archive.write(part, f"数据/{part.name}")
    return stream.getvalue()


def test_the_findings_are_those_of_the_command(study: Path) -> None:
    desk = UploadDesk(study)
    about = UploadAbout("protected_area", vintage="模拟2022年版")
    sent = shapefile(study, "ZRBHD")
    upload = desk.check(desk.receive(io.BytesIO(sent), "自然保护地.zip", about).id)
    wanted = [f for f in check_study(study)[1].findings if f.layer == "protected_area"]
    assert upload.findings == tuple(
        replace(finding, file="自然保护地.zip" if finding.file else "") for finding in wanted
    )
    assert not upload.refused
    accepted = desk.accept(upload.id)
    plan = study / "study.toml"
    text = plan.read_text("utf-8")
    old = 'files = ["shapefiles/ZRBHD.shp"]'
    assert text.count(old) == 1
    plan.write_text(text.replace(old, f'files = ["{accepted.file}"]'), "utf-8")
    again = [f for f in check_study(study)[1].findings if f.layer == "protected_area"]
    assert [f.code for f in again] == [f.code for f in wanted]


def test_a_file_without_crs_is_refused_by_name(study: Path) -> None:
    desk = UploadDesk(study)
    sent = shapefile(study, "ZRBHD", without=".prj")
    taken = desk.receive(io.BytesIO(sent), "a.zip", UploadAbout("protected_area"))
    upload = desk.check(taken.id)
    assert upload.refused
    assert "CRS-MISSING" in [finding.code for finding in upload.findings]
    assert {finding.file for finding in upload.findings} <= {"a.zip", ""}
    desk.reject(upload.id)
    assert not (study / PLACE).exists()


ABOUT = UploadAbout("protected_area", vintage="模拟2022年版")
SLEEPS = (sys.executable, "-c", "import time; time.sleep(60)")


def idle(table: JobTable) -> None:
    """Wait until nothing runs, so that no process outlives its test."""
    pause = threading.Event()
    while table.look():
        pause.wait(0.05)


def codes(upload: Upload) -> list[str]:
    return [finding.code for finding in upload.findings]


def test_a_job_checks_it_and_a_restarted_server_knows(study: Path) -> None:
    jobs = JobTable(study)
    served = ServedUploads(study, jobs)
    sent = shapefile(study, "ZRBHD", without=".prj")
    upload = served.receive(io.BytesIO(sent), "a.zip", ABOUT, Language.EN)
    assert upload.job is not None
    assert ServedUploads(study, JobTable(study)).upload(upload.id) == upload
    idle(jobs)
    told = ServedUploads(study, JobTable(study)).upload(upload.id)
    assert (told.checked, told.job) == (True, None), jobs.log(upload.job)
    assert "CRS-MISSING" in codes(told)
    assert "CRS-MISSING" in jobs.log(upload.job)
    assert told.refused


def test_a_killed_check_leaves_the_file_refused_and_says_so(study: Path) -> None:
    jobs = JobTable(study, program=SLEEPS)
    served = ServedUploads(study, jobs)
    run = jobs.start("verify", {})
    upload = served.receive(io.BytesIO(shapefile(study, "ZRBHD")), "a.zip", ABOUT, Language.EN)
    assert jobs.job(run.id).state == jobs.job(upload.job or 0).state == "running", "none waits"
    with sqlite3.connect(study / ".jobs" / "jobs.sqlite") as rows:
        (pid,) = rows.execute("SELECT pid FROM job WHERE id = ?", (upload.job,)).fetchone()
    rows.close()
    os.kill(pid, signal.SIGKILL)
    jobs.cancel(run.id)
    idle(jobs)
    lost = ServedUploads(study, jobs).waiting()[0]
    assert (lost.id, lost.refused, codes(lost)) == (upload.id, True, ["UPLOAD-CHECK-DIED"])
    assert lost.findings[0].seen == "SIGKILL"
    with pytest.raises(UsageError):
        served.accept(upload.id)
    again = served.check(upload.id, Language.EN)
    jobs.cancel(again.job or 0)
    idle(jobs)
    assert codes(served.upload(upload.id)) == ["UPLOAD-CHECK-STOPPED"]
    served.check(upload.id, Language.EN)
    served.reject(upload.id)
    idle(jobs)
    assert served.waiting() == []
    assert not (study / PLACE).exists()
