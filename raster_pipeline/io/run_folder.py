"""The run folder: written whole or not at all.

A run is built in a hidden folder beside its final place, read back, flushed to the disk and given
its name by one rename; ``run.json`` is written last. It names every file by hash, and
``run.sha256`` holds its own, so that no byte of a run can change unseen. One lock keeps a second
writer out; readers take none, they follow the ``CURRENT`` pointer once and keep to that run.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sinkmap.errors import CannotFinishError, Finding, Severity, UsageError
from sinkmap.run import OutputRecord, RunManifest, canonical_json
from sinkmap.text import Text

__all__ = [
    "MANIFEST",
    "current_run",
    "file_sha256",
    "lost_files",
    "only_writer",
    "point_at",
    "publish",
    "read_manifest",
    "record_outputs",
    "rotten",
    "rotten_files",
    "scratch_folder",
    "write_table",
]

MANIFEST = "run.json"
_LOG = "run.log.json"
_SEAL = "run.sha256"
_CURRENT = "CURRENT"
_RUN_ID = re.compile(r"[0-9a-z-]{1,64}")


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def only_writer(runs: Path) -> Iterator[None]:
    """Hold the one writer's lock of a study; the kernel frees it if the process dies.

    Raises
    ------
    CannotFinishError
        If another process is writing a run of this study.
    """
    runs.mkdir(parents=True, exist_ok=True)
    with (runs / ".lock").open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            raise CannotFinishError(_locked(runs, stream.read().strip())) from None
        stream.truncate(0)
        stream.write(f"pid {os.getpid()}\n")
        stream.flush()
        for stale in runs.glob(".tmp-*"):
            shutil.rmtree(stale)
        yield


@contextmanager
def scratch_folder(runs: Path, run_id: str) -> Iterator[Path]:
    """An empty folder to build a run in, on the same file system as its final place.

    Whatever ends the building but its own end, an interrupt at any moment too, takes it away again.
    """
    folder = runs / f".tmp-{run_id}"
    try:
        folder.mkdir()
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def record_outputs(folder: Path) -> tuple[OutputRecord, ...]:
    """Read back every file of a run being built and flush it to the disk."""
    records = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        name = path.relative_to(folder).as_posix()
        records.append(OutputRecord(name, file_sha256(path), path.stat().st_size))
    return tuple(records)


def publish(folder: Path, manifest: RunManifest, log: dict[str, object]) -> Path:
    """Write the manifest last, flush, rename the folder to its run id and point ``CURRENT`` at it.

    Returns
    -------
    The published folder.
    """
    runs = folder.parent
    _write_text(folder / _LOG, json.dumps(log, ensure_ascii=False, indent=2, sort_keys=True))
    document = json.dumps(manifest.to_json(), ensure_ascii=False, indent=1, sort_keys=True)
    seal = hashlib.sha256(f"{document}\n".encode()).hexdigest()
    _write_text(folder / _SEAL, f"{seal}  {MANIFEST}\n")
    _write_text(folder / MANIFEST, document + "\n")
    for place in (p for p in folder.rglob("*") if p.is_dir()):
        _flush_folder(place)
    _flush_folder(folder)
    final = runs / manifest.run_id
    if final.exists():  # a rotten run of the same question: set aside, then replaced
        final.rename(runs / f".tmp-old-{manifest.run_id}")
    folder.rename(final)
    _flush_folder(runs)
    point_at(runs, manifest.run_id)
    for stale in runs.glob(".tmp-*"):
        shutil.rmtree(stale)
    return final


def point_at(runs: Path, run_id: str) -> None:
    """Make a run the current one."""
    pointer = runs / f".{_CURRENT}"
    _write_text(pointer, run_id + "\n")
    pointer.replace(runs / _CURRENT)
    _flush_folder(runs)


def current_run(runs: Path, run_id: str | None = None) -> Path:
    """Folder of the current run, or of the one named.

    Raises
    ------
    UsageError
        If there is no such run.
    """
    pointer = runs / _CURRENT
    stated = pointer.read_text("utf-8", errors="backslashreplace") if pointer.is_file() else ""
    name = run_id or stated.strip()
    folder = runs / name
    if not _RUN_ID.fullmatch(name) or not (folder / MANIFEST).is_file():
        raise UsageError(
            Finding(
                "RUN-MISSING",
                Severity.ERROR,
                Text("该方案还没有这个运行结果", "the study has no such run"),
                Text("请先执行 sinkmap run", "do `sinkmap run` first"),
                file=runs.name,
                seen=name,
            )
        )
    return folder


def read_manifest(folder: Path) -> RunManifest:
    """The manifest of a published run.

    Raises
    ------
    CannotFinishError
        ``RUN-ROTTEN`` if it is not the one that was published.
    """
    seal = folder / _SEAL
    text = (folder / MANIFEST).read_bytes()
    sealed = seal.read_text(encoding="ascii", errors="backslashreplace") if seal.is_file() else ""
    if sealed.split() != [hashlib.sha256(text).hexdigest(), MANIFEST]:
        raise CannotFinishError(rotten(folder, (MANIFEST,)))
    return RunManifest.from_json(json.loads(text))


def lost_files(folder: Path, manifest: RunManifest) -> tuple[str, ...]:
    """Files of a run that are missing or of another size: what can be told without reading them."""
    sizes = {
        record.file: path.stat().st_size
        for record in manifest.outputs
        if (path := folder / record.file).is_file()
    }
    return tuple(r.file for r in manifest.outputs if sizes.get(r.file) != r.size)


def rotten(folder: Path, files: Sequence[str]) -> Finding:
    """``RUN-ROTTEN`` with the files of a run that are missing, changed or strange."""
    return Finding(
        "RUN-ROTTEN",
        Severity.ERROR,
        Text("运行结果中的文件已缺失或被改动", "files of the run are missing or changed"),
        Text("请重新执行 sinkmap run", "do `sinkmap run` again"),
        file=folder.name,
        features=tuple(files),
    )


def rotten_files(folder: Path, manifest: RunManifest) -> tuple[str, ...]:
    """Files of a run that are missing, changed or strange to its manifest."""
    known = {record.file: record for record in manifest.outputs}
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {
        MANIFEST,
        _LOG,
        _SEAL,
    }
    wrong = [
        name
        for name in sorted(set(known) & present)
        if file_sha256(folder / name) != known[name].sha256
    ]
    return tuple(sorted({*wrong, *(set(known) ^ present)}))


def write_table(path: Path, document: object) -> None:
    """Write a small table as canonical JSON."""
    _write_text(path, canonical_json(document) + "\n")


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(runs: Path, holder: str) -> Finding:
    return Finding(
        "RUN-LOCKED",
        Severity.ERROR,
        Text("另一个进程正在计算该方案", "another process is computing this study"),
        Text("请等待其结束后重试", "wait until it ends, then try again"),
        file=runs.name,
        seen=holder,
    )
