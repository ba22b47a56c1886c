"""The reports of the town as their page asks for them, with jobs of the real command line."""

import hashlib
import json
import shutil
import threading
from datetime import UTC, datetime

import pytest

from raster_pipeline import open_run
from raster_pipeline.jobs import JobState, JobTable
from sinkmap.cli.served_report import ServedReport
from sinkmap.filing import Drafted, FilingEntry, Role, Step


@pytest.fixture(scope="module")
def study(town, tmp_path_factory):
    return shutil.copytree(town, tmp_path_factory.mktemp("served") / "study")


@pytest.fixture(scope="module")
def served(study):
    return ServedReport(study, open_run(study), JobTable(study))


def ended(table, job):
    """The job when it has ended; bounded."""
    pause = threading.Event()
    for _ in range(3000):
        table.look()
        if not table.job(job.id).active:
            return table.job(job.id)
        pause.wait(0.1)
    raise AssertionError(table.log(job.id))


def test_only_files_of_reports_and_of_filed_folders_are_had(served, study):
    place, filed = study / "reports", study / "filed" / "2023"
    place.mkdir(exist_ok=True)
    filed.mkdir(parents=True)
    (place / "town_2024.pdf").write_bytes(b"%PDF")
    (place / "notes.txt").write_text("no report", encoding="utf-8")
    (place / ".hidden.pdf").write_bytes(b"%PDF")
    (place / "link.pdf").symlink_to(study / "study.toml")
    (filed / "town_2023.docx").write_bytes(b"PK")
    (study / "filed" / "away").symlink_to(study / "layers")
    try:
        told = {one.name: one for one in served.files()}
        assert set(told) == {"town_2024.pdf", "filed/2023/town_2023.docx"}
        assert [told[name].filed for name in sorted(told)] == [True, False]
        assert served.file(told["town_2024.pdf"].token) == place / "town_2024.pdf"
        hidden = hashlib.sha256(b"study.toml").hexdigest()[:24]
        for token in ("", "town_2024.pdf", "../study.toml", hidden):
            assert served.file(token) is None
        assert served.folder("2023") == filed
        for name in ("", ".", "..", "2022", "away", "2023/..", "../filed/2023"):
            assert served.folder(name) is None
    finally:
        shutil.rmtree(study / "filed")


def test_a_job_of_the_command_line_ends_and_says_so(served):
    run = served.book(2024).results.manifest.run_id
    job = ended(served.jobs, served.jobs.start("verify", {"run": run}))
    assert (job.state, job.code) == (JobState.DONE, 0), served.jobs.log(job.id)


def test_what_the_command_line_refuses_comes_with_its_findings(served):
    job = ended(served.jobs, served.jobs.start("verify", {"run": "0123456789abcdef"}))
    assert (job.state, job.code) == (JobState.FAILED, 2)
    assert [one.code for one in job.findings] == ["RUN-MISSING"]
    assert "RUN-MISSING" in job.last_words


def test_changed_parcels_are_had_when_a_job_found_them(served):
    assert served.changed(2024, "") is None
    job = ended(served.jobs, served.jobs.start("changed", {"from": "2023", "to": "2024"}))
    assert job.state is JobState.DONE, served.jobs.log(job.id)
    found = served.changed(2024, "")
    assert set(found.frame["cause"]) == {"land"}
    assert served.changed(2024, "") is found
    assert served.changed(served.book(2024).results.study.years[0], "") is None


def test_the_run_filed_is_that_of_last_years_draft(served, study):
    run = served.book(2024).results.manifest.run_id
    assert served.filed_run(2024) == ""
    entry = FilingEntry(
        Step.DRAFT,
        Role.AUTHOR,
        "钱一",
        datetime.now(UTC).replace(microsecond=0),
        drafted=Drafted("", "", "", ""),
    )
    assert served.step(2023, "", entry).record[-1].drafted.run == run
    assert served.filed_run(2024) == ""  # the run served itself is none that was filed before
    other = study / "runs" / "feedfeedfeedfeed"
    other.mkdir()
    (other / "run.json").write_text(json.dumps({}), encoding="utf-8")
    assert served.other_runs() == ("feedfeedfeedfeed",)
    shutil.rmtree(other)
