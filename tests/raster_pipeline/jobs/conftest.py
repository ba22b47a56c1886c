"""Jobs that do what a test tells them, and a study folder for them."""

import sys
import threading
import time

import pytest

from raster_pipeline.jobs import JobTable

SCRIPT = """
import json, os, signal, sys, time
study, wanted, told = sys.argv[2], sys.argv[3:], os.environ["SINKMAP_PROGRESS"]
do = open(os.path.join(os.path.dirname(study), "do.txt")).read()
def tell(**row):
    with open(told, "a") as stream:
        stream.write(json.dumps(row) + "\\n")
def leave(number, frame):
    print("leaving")
    tell(code=128 + number, findings=[])
    sys.exit(128 + number)
signal.signal(signal.SIGTERM, signal.SIG_IGN if do == "deaf" else leave)
print("begun", *wanted, os.environ["SINKMAP_LANG"], os.getcwd())
tell(stage={"zh": "统计", "en": "account"}, share=0.25)
while do != "end" and do != "fail":
    time.sleep(0.02)
    do = open(os.path.join(os.path.dirname(study), "do.txt")).read() or do
print("last words")
finding = {"code": "GRID-X", "severity": "error", "message": {"zh": "坏", "en": "bad"},
           "cure": {"zh": "改", "en": "mend"}, "file": "", "layer": "", "year": None,
           "features": [], "count": 0, "seen": "", "wanted": "", "area_m2": None}
tell(code=0 if do == "end" else 3, findings=[] if do == "end" else [finding])
sys.exit(0 if do == "end" else 3)
"""


@pytest.fixture
def study(tmp_path):
    """A folder with a plan nobody reads, and ``do.txt`` that says what a job does."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.toml").write_text("", encoding="utf-8")
    (folder / "do.txt").write_text("wait", encoding="utf-8")
    (folder / "work.py").write_text(SCRIPT, encoding="utf-8")
    return folder


@pytest.fixture
def program(study):
    return (sys.executable, str(study / "work.py"))


@pytest.fixture
def table(study, program):
    made = JobTable(study, program=program)
    yield made
    for job in made.jobs():
        if job.active:
            made.cancel(job.id)
    until(made, lambda: not made.look())


def until(table, true, seconds=30.0):
    """Look at the table until something holds."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not true():
        assert time.monotonic() < end, [(j.id, j.state, j.last_words) for j in table.jobs()]
        table.look()
        pause.wait(0.02)


@pytest.fixture
def wait():
    return until
