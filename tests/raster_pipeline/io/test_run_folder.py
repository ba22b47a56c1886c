"""The run folder: whole or not at all, rot found, one writer."""

import json
import multiprocessing
from pathlib import Path

import pytest

from raster_pipeline.io.run_folder import (
    current_run,
    only_writer,
    publish,
    read_manifest,
    record_outputs,
    rotten_files,
    scratch_folder,
)
from sinkmap.errors import CannotFinishError, UsageError
from sinkmap.run import RunManifest


def manifest(folder: Path, run_id: str) -> RunManifest:
    return RunManifest(
        run_id=run_id,
        version="0",
        code_hash="c",
        params_version="p",
        study={"study": {"id": "t"}},
        inputs=(),
        outputs=record_outputs(folder),
        findings=(),
        years=(2024,),
    )


def published(runs: Path, run_id: str = "abc", text: str = "1") -> Path:
    with scratch_folder(runs, run_id) as folder:
        (folder / "deep").mkdir()
        (folder / "deep" / "a.txt").write_text(text, encoding="utf-8")
        return publish(folder, manifest(folder, run_id), {"host": "h"})


def test_an_interrupt_in_the_moment_the_folder_is_there_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Path.mkdir

    def interrupted(folder: Path) -> None:
        make(folder)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", interrupted)
    with pytest.raises(KeyboardInterrupt), scratch_folder(tmp_path, "abc"):
        pass
    assert not list(tmp_path.iterdir())


def test_published_run_is_current_and_whole(tmp_path: Path) -> None:
    with only_writer(tmp_path):
        folder = published(tmp_path)
    assert current_run(tmp_path) == folder
    found = read_manifest(folder)
    assert [row.file for row in found.outputs] == ["deep/a.txt"]
    assert rotten_files(folder, found) == ()
    assert json.loads((folder / "run.json").read_text("utf-8"))["schema"] == "sinkmap-run/1"


@pytest.mark.parametrize("change", ["flip", "delete", "add"])
def test_rot_is_named(tmp_path: Path, change: str) -> None:
    with only_writer(tmp_path):
        folder = published(tmp_path)
    victim = folder / "deep" / "a.txt"
    if change == "flip":
        victim.write_text("2", encoding="utf-8")
    elif change == "delete":
        victim.unlink()
    else:
        victim = folder / "b.txt"
        victim.write_text("x", encoding="utf-8")
    assert rotten_files(folder, read_manifest(folder)) == (victim.relative_to(folder).as_posix(),)


def test_a_run_cut_off_leaves_the_old_one_and_is_swept_away(tmp_path: Path) -> None:
    with only_writer(tmp_path):
        old = published(tmp_path)
        half = tmp_path / ".tmp-def"  # as a process that was killed leaves it
        half.mkdir()
        (half / "a.txt").write_text("half", encoding="utf-8")
    assert current_run(tmp_path) == old
    with only_writer(tmp_path):
        assert not half.exists()


def test_a_rotten_run_is_replaced(tmp_path: Path) -> None:
    with only_writer(tmp_path):
        folder = published(tmp_path)
        (folder / "deep" / "a.txt").write_text("rot", encoding="utf-8")
        again = published(tmp_path)
    assert again == folder
    assert rotten_files(again, read_manifest(again)) == ()
    assert not list(tmp_path.glob(".tmp-*"))


def _hold(runs: Path, held: object, done: object) -> None:
    with only_writer(runs):
        held.set()  # type: ignore[attr-defined]
        done.wait(20)  # type: ignore[attr-defined]


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    child = context.Process(target=_hold, args=(tmp_path, held, done))
    child.start()
    try:
        assert held.wait(20)
        with pytest.raises(CannotFinishError, match="RUN-LOCKED"), only_writer(tmp_path):
            pass
    finally:
        done.set()
        child.join()
    with only_writer(tmp_path):
        pass


def test_a_study_without_runs_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="RUN-MISSING"):
        current_run(tmp_path)
