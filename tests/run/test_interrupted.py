"""Runs that are stopped, starved or tampered with: a named error, and nothing half done."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import raster_pipeline.run as line
import raster_pipeline.steps.store as store
from raster_pipeline import open_run
from raster_pipeline.opened import verify_run
from raster_pipeline.run import run_study
from sinkmap.errors import CannotFinishError, InputRefusedError

PROGRAM = (sys.executable, "-c", "from sinkmap.cli import main; main()")


@pytest.fixture
def study(town: Path, tmp_path: Path) -> Path:
    """The town's partitions, protected areas and control units of one year: quick to run."""
    folder = tmp_path / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs", "truth"))
    text = (folder / "study.toml").read_text("utf-8").replace("[2022, 2023, 2024]", "[2022]")
    left_out = ("soil_carbon", "dem", "tree_cover_", "parcels", "_2023", "_2024")
    blocks = [
        block
        for block in text.split("\n\n")
        if not (block.startswith("[[input]]") and any(word in block for word in left_out))
        and not block.startswith("[[reported]]")
    ]
    (folder / "study.toml").write_text("\n\n".join(blocks), "utf-8")
    return folder


def leftovers(study: Path) -> list[str]:
    return sorted(p.name for p in (study / "runs").iterdir() if p.name.startswith(".tmp"))


def test_an_input_that_changes_meanwhile_is_refused(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = line.compute

    def meanwhile(*given: Any) -> None:
        computed(*given)
        with (study / "shapefiles" / "STBHHX.dbf").open("ab") as stream:
            stream.write(b"\x1a")

    monkeypatch.setattr(line, "compute", meanwhile)
    with pytest.raises(InputRefusedError, match="INPUT-CHANGED") as caught:
        run_study(study)
    assert [f.file for f in caught.value.findings] == ["shapefiles/STBHHX.shp"]
    assert {p.name for p in (study / "runs").iterdir()} <= {".lock", ".shares"}
    monkeypatch.undo()
    run_study(study)
    verify_run(study)


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "DISK-FULL"), (errno.EROFS, "DISK-READ-ONLY"), (errno.EIO, "DISK-FAILED")],
)
def test_a_disk_that_refuses_is_named(
    study: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(store, "write_table", refuse)
    with pytest.raises(CannotFinishError, match=code) as caught:
        run_study(study)
    assert caught.value.exit_code == 4
    assert os.strerror(number) in caught.value.findings[0].seen
    assert {p.name for p in (study / "runs").iterdir()} <= {".lock", ".shares"}


def test_a_study_nothing_can_be_written_to(study: Path) -> None:
    (study / "runs").write_text("in the way", "utf-8")
    with pytest.raises(CannotFinishError, match="DISK-FAILED"):
        run_study(study)


def test_every_byte_of_a_run_is_sealed(study: Path) -> None:
    outcome = run_study(study)
    text = (outcome.folder / "run.json").read_text("utf-8")
    changed = re.sub(r'"version": "[^"]*"', '"version": "9"', text)
    assert changed != text
    (outcome.folder / "run.json").write_text(changed, "utf-8")
    with pytest.raises(CannotFinishError, match=r"RUN-ROTTEN.*run\.json"):
        open_run(study)
    again = run_study(study)
    assert not again.reused
    assert (again.folder / "run.json").read_text("utf-8") == text
    (again.folder / "figures.parquet").unlink()
    with pytest.raises(CannotFinishError, match=r"RUN-ROTTEN.*figures\.parquet"):
        open_run(study)


def test_killed_runs_leave_nothing_and_change_nothing(study: Path) -> None:
    """Killed at four moments, then run: the bytes of a run that nothing disturbed."""
    runs = study / "runs"
    for stage in ("vectors", "layers", "layers/land_group_2022.tif", "figures.parquet"):
        with subprocess.Popen([*PROGRAM, "run", str(study)], stderr=subprocess.DEVNULL) as child:
            deadline = time.monotonic() + 120
            while not list(runs.glob(f".tmp-*/{stage}")) and time.monotonic() < deadline:
                if child.poll() is not None:
                    break
                time.sleep(0.005)
            child.send_signal(signal.SIGKILL)
        if child.returncode == 0:  # it had finished before the signal came
            shutil.rmtree(runs)
            continue
        assert not [p for p in runs.iterdir() if not p.name.startswith(".")]
    killed = run_study(study)
    assert not killed.reused
    assert leftovers(study) == []
    other = study.parent / "另一处 数据"
    shutil.copytree(study, other, ignore=shutil.ignore_patterns("runs"))
    undisturbed = run_study(other, workers=4)
    assert killed.manifest.run_id == undisturbed.manifest.run_id
    assert (killed.folder / "run.json").read_bytes() == (
        undisturbed.folder / "run.json"
    ).read_bytes()


def test_locale_time_zone_and_folder_change_no_byte(study: Path) -> None:
    here = run_study(study)
    text = (here.folder / "run.json").read_bytes()
    other = study.parent / "湿地 数据"
    shutil.copytree(study, other, ignore=shutil.ignore_patterns("runs"))
    settings = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Asia/Kathmandu",
    }
    done = subprocess.run(
        [*PROGRAM, "run", other.name],
        cwd=other.parent,
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    assert (other / "runs" / here.manifest.run_id / "run.json").read_bytes() == text
