"""Studies that take long to make are made by one worker of the suite and copied by the others."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

MOST_SECONDS = 900.0
"""After this a worker that waits takes it that the one that makes is gone."""


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of this worker's own with what ``make`` puts into it, the same for all workers.

    ``make`` is given a folder that does not exist. What it puts there must not hold its place.
    """
    mine = factory.mktemp(name) / "study"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make(mine)
        return mine
    shared = factory.getbasetemp().parent / "made-once"
    shared.mkdir(exist_ok=True)
    whole, failed = shared / name, shared / f"{name}.failed"
    try:
        (shared / f"{name}.taken").mkdir()
    except FileExistsError:
        _wait(whole, failed)
    else:
        _make(shared / f"{name}.unfinished", whole, failed, make)
    shutil.copytree(whole, mine)
    return mine


def _make(place: Path, whole: Path, failed: Path, make: Callable[[Path], object]) -> None:
    try:
        make(place)
    except BaseException:
        failed.touch()
        raise
    place.rename(whole)


def _wait(whole: Path, failed: Path) -> None:
    until = time.monotonic() + MOST_SECONDS
    while not whole.exists():
        assert not failed.exists(), f"another worker could not make {whole.name}"
        assert time.monotonic() < until, f"{whole.name} was not made in {MOST_SECONDS:g} s"
        time.sleep(0.2)
