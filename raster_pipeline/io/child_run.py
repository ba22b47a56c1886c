"""Child runs: what is made of a finished run, and names it.

A child run is a folder ``runs/KIND/ID`` that is built hidden, flushed and named by one rename, and
never changed afterwards. Its ``run.json`` names the parent run, the question and every file by
hash; the id follows from parent, question and code, so the same question is answered once.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from raster_pipeline.io.disk import disk_errors
from raster_pipeline.io.run_folder import (
    MANIFEST,
    file_sha256,
    only_writer,
    record_outputs,
    scratch_folder,
    write_table,
)
from sinkmap.run import content_id

__all__ = ["CHILD_SCHEMA", "ChildRun", "child_run", "has_child_run", "known_child_run"]

CHILD_SCHEMA = "sinkmap-child-run/1"


@dataclass(frozen=True, slots=True)
class ChildRun:
    """A published child run. ``reused``: it was there already, whole, and nothing was computed."""

    folder: Path
    document: Mapping[str, Any]
    reused: bool

    @property
    def run_id(self) -> str:
        """Id of the child run."""
        return str(self.document["run_id"])


def child_run(
    runs: Path,
    kind: str,
    parent: str,
    question: Mapping[str, Any],
    code: str,
    make: Callable[[Path], Mapping[str, Any]],
) -> ChildRun:
    """Answer a question about a run once, and keep the answer.

    Parameters
    ----------
    runs
        The study's folder of runs.
    kind
        What is asked for: ``control``.
    parent
        Id of the run the question is about.
    question, code
        What the answer follows from beside the parent; JSON, and the hash of the code.
    make
        Writes the files into an empty folder and returns what else ``run.json`` is to say.

    Raises
    ------
    CannotFinishError
        If another process writes a child run of this kind, or the disk does not allow it.
    """
    run_id = _child_id(kind, parent, question, code)
    place = runs / kind
    with disk_errors(runs), only_writer(place):
        known = _whole(place / run_id)
        if known is not None:
            return ChildRun(place / run_id, known, reused=True)
        with scratch_folder(place, run_id) as folder:
            said = make(folder)
            outputs = [
                {"file": one.file, "sha256": one.sha256, "size": one.size}
                for one in record_outputs(folder)
            ]
            document = {
                "schema": CHILD_SCHEMA,
                "kind": kind,
                "run_id": run_id,
                "parent": parent,
                "code_hash": code,
                "question": dict(question),
                **said,
                "outputs": outputs,
            }
            write_table(folder / MANIFEST, document)
            _replace(folder, place / run_id)
    return ChildRun(place / run_id, document, reused=False)


def known_child_run(
    runs: Path, kind: str, parent: str, question: Mapping[str, Any], code: str
) -> ChildRun | None:
    """The answer :func:`child_run` gave to a question before, None if there is no whole one."""
    run_id = _child_id(kind, parent, question, code)
    known = _whole(runs / kind / run_id)
    return None if known is None else ChildRun(runs / kind / run_id, known, reused=True)


def has_child_run(runs: Path, kind: str, parent: str) -> bool:
    """Whether a run has a child run of a kind, to whatever question; its files are not checked."""
    manifests = (runs / kind).glob(f"*/{MANIFEST}")
    return any(json.loads(path.read_bytes())["parent"] == parent for path in manifests)


def _child_id(kind: str, parent: str, question: Mapping[str, Any], code: str) -> str:
    return content_id({"kind": kind, "parent": parent, "question": question, "code": code})


def _replace(folder: Path, final: Path) -> None:
    if final.exists():  # a rotten answer to the same question
        shutil.rmtree(final)
    folder.rename(final)
    handle = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _whole(folder: Path) -> Mapping[str, Any] | None:
    """The document of a child run whose files are all as they were written, else None."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return None
    document: dict[str, Any] = json.loads(manifest.read_bytes())
    for record in document["outputs"]:
        path = folder / record["file"]
        if not path.is_file() or file_sha256(path) != record["sha256"]:
            return None
    return document
