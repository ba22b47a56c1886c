"""Jobs of a study: one at a time, watched, cancelled, found again, and what hinders them."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest

from raster_pipeline.jobs import JobState, JobTable, queue
from raster_pipeline.jobs.process import mark_of, runs
from raster_pipeline.jobs.telling import read_told
from sinkmap.errors import CannotFinishError, UsageError
from sinkmap.text import Language

YEAR = {"year": "2024"}


def order(study, word):
    (study / "do.txt").write_text(word, encoding="utf-8")


def states(table):
    return [str(job.state) for job in reversed(table.jobs())]


def base(study):
    return sqlite3.connect(study / ".jobs" / "jobs.sqlite")


def pid_of(study, number):
    with base(study) as rows:
        found = rows.execute("SELECT pid, mark FROM job WHERE id = ?", (number,)).fetchone()
    rows.close()
    return found


def speaks(table, number):
    return lambda: table.job(number).progress is not None


def test_a_job_runs_says_how_far_it_is_and_ends(table, study, wait):
    job = table.start("report", {**YEAR, "format": "docx,pdf", "unit": ""}, Language.EN)
    assert job.state is JobState.RUNNING
    wait(table, speaks(table, job.id))
    running = table.job(job.id)
    assert (running.progress, running.stage.en) == (0.25, "account")
    order(study, "end")
    wait(table, lambda: not table.job(job.id).active)
    done = table.job(job.id)
    assert (done.state, done.progress, done.code) == (JobState.DONE, 1.0, 0)
    assert done.made <= done.begun <= done.ended
    first, last = table.log(job.id).splitlines()
    assert first == f"begun --year=2024 --format=docx,pdf en {study}"
    assert last == "last words"


def test_jobs_wait_for_each_other_in_the_order_they_came(table, study, wait):
    jobs = [table.start("report", {"year": str(year)}) for year in (2022, 2023, 2024)]
    assert states(table) == ["running", "queued", "queued"]
    table.cancel(jobs[1].id)
    assert states(table) == ["running", "cancelled", "queued"]
    order(study, "end")
    wait(table, lambda: states(table) == ["done", "cancelled", "done"])
    first, last = table.job(jobs[0].id), table.job(jobs[2].id)
    assert first.ended <= last.begun


def test_a_check_of_a_file_waits_for_other_checks_alone(table, study, wait):
    ids = [{"id": digit * 16} for digit in "ab"]
    table.start("report", YEAR)
    checks = [table.start("upload", one) for one in ids]
    assert states(table) == ["running", "running", "queued"]
    assert table.newest("upload", ids[0]).id == checks[0].id
    assert table.newest("upload", {"id": "c" * 16}) is None
    order(study, "end")
    wait(table, lambda: states(table) == ["done"] * 3)
    assert table.job(checks[0].id).ended <= table.job(checks[1].id).begun


def test_the_same_job_is_not_queued_twice(table):
    first = table.start("verify", {})
    assert table.start("verify", {}).id == first.id
    assert table.start("verify", {}, Language.EN).id != first.id


def test_a_failed_job_keeps_its_findings(table, study, wait):
    order(study, "fail")
    job = table.start("run", {})
    wait(table, lambda: not table.job(job.id).active)
    failed = table.job(job.id)
    assert (failed.state, failed.code) == (JobState.FAILED, 3)
    assert [one.code for one in failed.findings] == ["GRID-X"]
    assert failed.last_words.splitlines()[-1] == "last words"


def test_a_cancelled_job_is_asked_first(table, wait):
    job = table.start("run", {})
    wait(table, speaks(table, job.id))
    table.cancel(job.id)
    wait(table, lambda: not table.job(job.id).active)
    ended = table.job(job.id)
    assert (ended.state, ended.code) == (JobState.CANCELLED, 143)
    assert "leaving" in ended.last_words


def test_a_deaf_job_is_ended_by_force(study, program, wait):
    order(study, "deaf")
    table = JobTable(study, program=program, grace=timedelta(seconds=0.1))
    job = table.start("run", {})
    wait(table, speaks(table, job.id))
    pid, mark = pid_of(study, job.id)
    table.cancel(job.id)
    assert table.job(job.id).stopping
    wait(table, lambda: not table.job(job.id).active)
    assert table.job(job.id).state is JobState.CANCELLED
    assert not runs(pid, mark)


def test_a_killed_job_is_lost_with_its_last_words(table, study, wait):
    job = table.start("run", {})
    after = table.start("verify", {})
    wait(table, speaks(table, job.id))
    os.kill(pid_of(study, job.id)[0], signal.SIGKILL)
    wait(table, lambda: not table.job(job.id).active)
    lost = table.job(job.id)
    assert lost.state is JobState.LOST
    assert [(f.code, f.seen) for f in lost.findings] == [("JOB-LOST", "SIGKILL")]
    assert lost.last_words.startswith("begun")
    assert table.job(after.id).state is JobState.RUNNING


def test_a_job_killed_while_it_is_looked_at_is_told_with_its_signal(
    table, study, wait, monkeypatch
):
    job = table.start("run", {})
    wait(table, speaks(table, job.id))
    pid, mark = pid_of(study, job.id)

    def killed_meanwhile(path):
        if runs(pid, mark):
            os.kill(pid, signal.SIGKILL)
            while runs(pid, mark):
                time.sleep(0.01)
        return read_told(path)

    monkeypatch.setattr(queue, "read_told", killed_meanwhile)
    wait(table, lambda: not table.job(job.id).active)
    assert [(f.code, f.seen) for f in table.job(job.id).findings] == [("JOB-LOST", "SIGKILL")]


SERVER = """
import sys, threading
from pathlib import Path
from raster_pipeline.jobs import JobTable
table = JobTable(Path(sys.argv[1]), program=sys.argv[2:])
print(table.start("run", {}).id, flush=True)
table.attend(threading.Event())
"""


def test_a_killed_server_leaves_its_job_running_and_the_next_finds_it(study, program, wait):
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(study), *program], stdout=subprocess.PIPE
    )
    with server:
        number = int(server.stdout.readline())
        server.kill()
    table = JobTable(study, program=program)
    pid, mark = pid_of(study, number)
    assert runs(pid, mark)
    assert table.job(number).state is JobState.RUNNING
    wait(table, speaks(table, number))
    order(study, "end")
    wait(table, lambda: not table.job(number).active)
    assert (table.job(number).state, table.job(number).code) == (JobState.DONE, 0)


def test_the_next_server_can_cancel_what_another_began(study, program, wait):
    first = JobTable(study, program=program)
    number = first.start("run", {}).id
    wait(first, speaks(first, number))
    second = JobTable(study, program=program)
    second.cancel(number)
    wait(second, lambda: not second.job(number).active)
    assert first.job(number).state is JobState.CANCELLED
    wait(first, lambda: not first.look())


def test_a_number_that_another_process_has_now_is_no_job(table, study, wait):
    job = table.start("run", {})
    wait(table, speaks(table, job.id))
    pid = pid_of(study, job.id)[0]
    with base(study) as rows:
        rows.execute("UPDATE job SET pid = ?, mark = 'boot/1' WHERE id = ?", (os.getpid(), job.id))
    rows.close()
    other = JobTable(study)
    other.look()
    assert other.job(job.id).state is JobState.LOST
    assert mark_of(os.getpid()) != ""
    os.killpg(pid, signal.SIGKILL)
    wait(table, lambda: mark_of(pid) == "")


def test_the_queue_goes_on_by_itself(study, program):
    order(study, "end")
    table, stop = JobTable(study, program=program), threading.Event()
    watcher = threading.Thread(target=table.attend, args=(stop,))
    watcher.start()
    try:
        jobs = [table.start("report", {"year": str(year)}) for year in (2022, 2023)]
        for _ in range(600):
            if not table.job(jobs[-1].id).active:
                break
            stop.wait(0.05)
        assert states(table) == ["done", "done"]
    finally:
        stop.set()
        watcher.join(timeout=10)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("shell", {}),
        ("report", {}),
        ("report", {**YEAR, "output": "/etc"}),
        ("report", {"year": "2024; rm"}),
        ("report", {**YEAR, "unit": "../x"}),
        ("report", {**YEAR, "filed": "--keys=/tmp"}),
        ("file", {**YEAR, "step": "--keys", "who": "a", "role": "author"}),
        ("file", {**YEAR, "step": "draft", "who": "a\nb", "role": "author"}),
        ("file", {**YEAR, "step": "draft", "who": "a\0b", "role": "author"}),
        ("site", {"type": "AFF WET"}),
    ],
)
def test_only_known_kinds_and_forms_are_taken(table, kind, arguments):
    with pytest.raises(UsageError) as refused:
        table.start(kind, arguments)
    assert {one.code for one in refused.value.findings} <= {"JOB-KIND", "JOB-ARGUMENT"}
    assert table.jobs() == ()


def test_free_text_is_one_word_of_the_command(table, study, wait):
    order(study, "end")
    said = '同意；$(reboot) `x` --keys=/tmp & "引号"\n第二行'
    given = {**YEAR, "step": "comment", "who": "李四", "role": "reviewer", "comment": said}
    job = table.start("file", given)
    wait(table, lambda: not table.job(job.id).active)
    assert f"--comment={said}" in table.log(job.id)


def test_a_job_that_is_not_there_is_named(table):
    for ask in (table.job, table.log, table.cancel):
        with pytest.raises(UsageError, match="JOB-MISSING"):
            ask(7)


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough" * 40, b"SQLite format 3\0"]
)
def test_a_damaged_table_is_named(study, content):
    (study / ".jobs").mkdir()
    (study / ".jobs" / "jobs.sqlite").write_bytes(content)
    with pytest.raises(CannotFinishError, match="JOBS-BROKEN"):
        JobTable(study)


def test_a_table_of_a_newer_version_is_left_alone(study, table):
    with base(study) as rows:
        rows.execute("PRAGMA user_version = 9")
    rows.close()
    with pytest.raises(CannotFinishError, match="JOBS-NEWER"):
        JobTable(study)
    with base(study) as rows:
        rows.execute("PRAGMA user_version = 1")
    rows.close()


def test_a_table_held_by_another_writer_is_named(study, table, monkeypatch):
    monkeypatch.setattr("raster_pipeline.jobs.rows._WAIT", 0.05)
    held = base(study)
    held.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(CannotFinishError, match="JOBS-BUSY"):
            table.jobs()
    finally:
        held.close()


def test_a_folder_that_cannot_be_written_is_named(study):
    (study / ".jobs").write_text("a file where the folder goes", encoding="utf-8")
    with pytest.raises(CannotFinishError, match="DISK-"):
        JobTable(study)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_named(study):
    study.chmod(0o500)
    try:
        with pytest.raises(CannotFinishError, match="DISK-READ-ONLY"):
            JobTable(study)
    finally:
        study.chmod(0o700)


@pytest.mark.parametrize(
    ("code", "name"), [(13, "DISK-FULL"), (8, "DISK-READ-ONLY"), (10, "DISK-")]
)
def test_what_the_disk_refuses_is_named(study, monkeypatch, code, name):
    def refuse(base, path):
        error = sqlite3.OperationalError("refused")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr("raster_pipeline.jobs.rows._prepare", refuse)
    with pytest.raises(CannotFinishError, match=name):
        JobTable(study)


def many(table):
    for year in range(1000, 9999):
        table.start("report", {"year": str(year), "unit": "x" * 60})


def test_a_full_disk_fills_the_table(study, table):
    """SQLite's own limit of pages stands for the disk's."""
    with base(study) as rows:
        pages = rows.execute("PRAGMA page_count").fetchone()[0]
    rows.close()
    assert pages > 0
    import raster_pipeline.jobs.rows as module

    whole = module._prepare

    def small(base, path):
        whole(base, path)
        base.execute(f"PRAGMA max_page_count = {pages}")

    module._prepare = small
    try:
        with pytest.raises(CannotFinishError, match="DISK-FULL"):
            many(table)
    finally:
        module._prepare = whole


def test_a_job_tells_even_if_the_last_line_is_cut_off(tmp_path):
    from raster_pipeline.jobs.telling import read_told

    line = json.dumps({"stage": {"zh": "统计", "en": "account"}, "share": 0.5}, ensure_ascii=False)
    (tmp_path / "told").write_bytes((line + "\n" + line[:9]).encode() + b"\xe7")
    assert read_told(tmp_path / "told").share == 0.5
    assert read_told(tmp_path / "none").code is None
