"""A process killed anywhere in an import loses no case and duplicates none."""

import json
import os
import signal
import subprocess
import sys

import geopandas as gpd
import pytest

RUNNER = """
import json, os, signal, sys
import geopandas as gpd
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sinkmap.ledger import Actor, Role, open_ledger

address, root = sys.argv[1], Path(sys.argv[2])
table = gpd.read_file(root / "patches.gpkg")
seen = 0

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def work(at):
    '''Import, and be killed after the statement of a number, before the commit, or after all.'''
    def count(*_):
        global seen
        seen += 1
        if at == seen:
            die()

    def report(*_):
        os.write(writer, str(seen).encode())
        die()

    ledger = open_ledger(address, root, root / "files")
    event.listen(Engine, "after_cursor_execute", count)
    if at == "commit":
        event.listen(Engine, "commit", report)
    ledger.import_run(table, "run", Actor("child", Role.COUNTY))
    die()

def killed(at):
    child = os.fork()  # nothing is open yet that two processes could share
    if child == 0:
        work(at)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

for line in sys.stdin:
    reader, writer = os.pipe()
    code = killed(json.loads(line))
    os.close(writer)
    print(json.dumps([code, os.read(reader, 20).decode()]), flush=True)
    os.close(reader)
"""


@pytest.fixture
def table(patches, tmp_path):
    rows = [(f"p{n}", (2022, 2023), (100 * n, 0, 40, 20)) for n in range(20)]
    rows += [(f"q{n}", (2023, 2024), (100 * n, 0, 60, 20)) for n in range(10)]
    patches(*rows).to_file(tmp_path / "patches.gpkg")
    return gpd.read_file(tmp_path / "patches.gpkg")


@pytest.fixture
def kill_at(address, tmp_path, table):
    """Has a process import the table and be killed at a point; what it had counted by then."""
    runner = subprocess.Popen(
        [sys.executable, "-c", RUNNER, address, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip

    def ask(point):
        runner.stdin.write(json.dumps(point) + "\n")
        runner.stdin.flush()
        code, counted = json.loads(runner.stdout.readline())
        assert code == -signal.SIGKILL
        return counted

    yield ask
    runner.stdin.close()
    runner.stdout.close()
    assert runner.wait(timeout=30) == 0


def content(ledger):
    """Cases and their patches, without times."""
    cases = ledger.cases()
    seen = [len(ledger.case(c["number"]).sightings) for c in cases]
    rows = [(c["number"], c["state"], c["area_m2"], c["version"]) for c in cases]
    return list(zip(rows, seen, strict=True))


def test_killed_at_any_point_the_import_is_whole_or_nothing(opened, kill_at, table, clerk):
    ledger = opened()
    ledger.import_run(table[table["t1"] == 2023].head(15), "first", clerk)
    before = content(ledger)
    entries = ledger.verify().entries
    statements = int(kill_at("commit"))
    assert statements > 10
    for point in [*range(1, statements, max(1, statements // 12)), statements]:
        kill_at(point)
        assert content(ledger) == before, point
        assert ledger.verify().entries == entries
    kill_at("after")
    once = content(ledger)
    assert len(once) == 20
    assert [seen for _, seen in once].count(2) == 10
    assert not ledger.import_run(table, "run", clerk).changed
    assert content(ledger) == once
    ledger.verify()
