"""Approved reports: a folder for each, built hidden, signed, and named by one rename.

``hashes.json`` names every file with its SHA-256, the report and the key; ``hashes.json.sig`` is
the Ed25519 signature of its bytes. Nothing in the folder is written again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from raster_pipeline.io.chained_lines import BrokenLineError, unchained
from raster_pipeline.io.disk import disk_errors
from raster_pipeline.io.run_folder import (
    file_sha256,
    only_writer,
    record_outputs,
    scratch_folder,
    write_table,
)
from raster_pipeline.io.signing_key import PublicKey, SigningKey
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.filing import FilingEntry
from sinkmap.run import canonical_json
from sinkmap.text import Text

__all__ = [
    "FILED",
    "FILED_SCHEMA",
    "HASHES",
    "broken_record",
    "file_report",
    "filed_findings",
    "filed_lines",
    "hashes_of",
    "strange_in",
]

FILED = "filed"
"""Folder of the study that holds approved reports."""
FILED_SCHEMA = "sinkmap-filed/1"
HASHES = "hashes.json"
"""What a filed report holds, by hash; signed."""

_RECORD, _SIGNATURE = "record.json", "hashes.json.sig"
_READ_ONLY = 0o444


def file_report(
    place: Path,
    name: str,
    said: Mapping[str, Any],
    lines: Sequence[str],
    key: SigningKey,
    make: Callable[[Path], None],
) -> Path:
    """Build, sign and publish the folder of an approved report.

    Parameters
    ----------
    place
        The study's folder of filed reports.
    said
        What ``hashes.json`` says of the report beside its files.
    lines
        The record up to the approval, chained.
    make
        Writes the report's files into an empty folder.

    Raises
    ------
    CannotFinishError
        ``FILED-THERE`` if such a report was filed; it is never replaced. If another process files
        a report, or the disk does not allow it.
    """
    with disk_errors(place), only_writer(place):
        if (place / name).exists():
            raise CannotFinishError(_finding("FILED-THERE", name))
        with scratch_folder(place, name) as folder:
            make(folder)
            write_table(folder / _RECORD, [json.loads(line) for line in lines])
            files = record_outputs(folder)
            hashes = {
                "schema": FILED_SCHEMA,
                "name": name,
                **said,
                "key": key.public.fingerprint,
                "files": [{"file": f.file, "sha256": f.sha256, "size": f.size} for f in files],
            }
            write_table(folder / HASHES, hashes)
            content = (folder / HASHES).read_bytes()
            (folder / _SIGNATURE).write_bytes(key.sign(content))
            record_outputs(folder)  # flushes the last two as well
            for path in (one for one in folder.rglob("*") if one.is_file()):
                path.chmod(_READ_ONLY)
            _flush_folder(folder)
            folder.rename(place / name)
            _flush_folder(place)
    return place / name


def filed_lines(folder: Path) -> list[str]:
    """Lines of the record a filed report holds; none if there is no folder or they cannot be read.

    What cannot be read :func:`filed_findings` names.
    """
    try:
        rows = json.loads((folder / _RECORD).read_bytes())
        return [canonical_json(row) for row in rows]
    except (OSError, ValueError, TypeError):
        return []


def hashes_of(folder: Path) -> dict[str, Any]:
    """What ``hashes.json`` of a filed report says; empty where it cannot be read."""
    try:
        said = json.loads((folder / HASHES).read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def filed_findings(folder: Path, keys: Mapping[str, PublicKey]) -> tuple[Finding, ...]:
    """Everything that is wrong with a filed report; none for one that is as it was approved.

    ``keys``: the keys whose signatures count, by fingerprint.
    """
    where = f"{FILED}/{folder.name}"
    present = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if not _place(p)}
    signed = (HASHES, _SIGNATURE)
    gone = [_finding("FILED-MISSING", f"{where}/{name}") for name in signed if name not in present]
    try:
        content = (folder / HASHES).read_bytes()
        hashes = json.loads(content)
        known = {str(row["file"]): str(row["sha256"]) for row in hashes["files"]}
        stated, fingerprint = str(hashes["name"]), str(hashes["key"])
    except (OSError, ValueError, TypeError, KeyError):
        broken = [] if HASHES not in present else [_finding("FILED-HASHES", f"{where}/{HASHES}")]
        return (*gone, *broken)
    found = [*gone, *_signature(folder, content, fingerprint, keys)]
    if stated != folder.name:
        found.append(_finding("FILED-NAME", where, folder.name, stated))
    found += _files(where, {n: p for n, p in present.items() if n not in signed}, known)
    try:
        unchained(filed_lines(folder), FilingEntry.from_json)
    except BrokenLineError as error:
        found.append(_finding("FILED-RECORD", f"{where}/{_RECORD}", str(error)))
    return tuple(found)


def strange_in(place: Path, names: Sequence[str]) -> tuple[Finding, ...]:
    """What lies among filed reports and is none of those named, but what is being built."""
    if not place.is_dir():
        return ()
    others = (p for p in sorted(place.iterdir()) if p.name != ".lock" and p.name not in names)
    return tuple(
        _finding("FILED-STRANGE", f"{FILED}/{p.name}")
        for p in others
        if not p.name.startswith(".tmp-")
    )


def broken_record(name: str) -> Finding:
    """``FILED-RECORD`` of a report whose record is not the one its folder holds."""
    return _finding("FILED-RECORD", f"{FILED}/{name}/{_RECORD}")


def _files(where: str, present: Mapping[str, Path], known: Mapping[str, str]) -> list[Finding]:
    found = [_finding("FILED-MISSING", f"{where}/{name}") for name in sorted({*known} - {*present})]
    for name, path in sorted(present.items()):
        if name not in known:
            found.append(_finding("FILED-STRANGE", f"{where}/{name}"))
        elif path.is_symlink() or not path.is_file() or file_sha256(path) != known[name]:
            found.append(_finding("FILED-CHANGED", f"{where}/{name}"))
    return found


def _signature(
    folder: Path, content: bytes, fingerprint: str, keys: Mapping[str, PublicKey]
) -> list[Finding]:
    where, path = f"{FILED}/{folder.name}/{_SIGNATURE}", folder / _SIGNATURE
    if not path.is_file():
        return []  # missing, as told already
    if fingerprint not in keys:
        known = ", ".join(sorted(keys)) or "-"
        return [_finding("FILED-FOREIGN", where, fingerprint, known)]
    if not keys[fingerprint].signed(path.read_bytes(), content):
        return [_finding("FILED-SIGNATURE", where)]
    return []


def _place(path: Path) -> bool:
    """A folder that holds something; an empty one is as strange as a file."""
    return path.is_dir() and not path.is_symlink() and any(path.iterdir())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_CURE = Text(
    "用备份恢复该归档；归档报告从不重写",
    "restore the filed report from a backup; it is never written again",
)
_SAID = {
    "FILED-THERE": (
        Text("该年度报告已签发归档", "this report was approved and filed"),
        Text("用备份恢复其办理记录", "restore its record in filings/ from a backup"),
    ),
    "FILED-CHANGED": (
        Text("归档报告中的文件被改动", "a file of a filed report was changed"),
        _CURE,
    ),
    "FILED-MISSING": (
        Text("归档报告中的文件已缺失", "a file of a filed report is missing"),
        _CURE,
    ),
    "FILED-STRANGE": (
        Text("归档中有来历不明的文件", "a strange file among what was filed"),
        Text("查明来源后移出", "find out where it comes from and move it away"),
    ),
    "FILED-HASHES": (
        Text("归档报告的哈希清单无法读取", "the hashes of a filed report are unreadable"),
        _CURE,
    ),
    "FILED-NAME": (
        Text("归档文件夹被改名", "the folder of a filed report was renamed"),
        Text("改回签名时的名称", "give it back the name it was signed under"),
    ),
    "FILED-RECORD": (
        Text(
            "归档报告的签发记录被改动或与办理记录不符",
            "the record of a filed report was changed, or is not the one that was kept on",
        ),
        Text(
            "若签发时中断，重做该步骤即可补记；否则用备份恢复",
            "if the approval was interrupted, the next step enters it; else restore from a backup",
        ),
    ),
    "FILED-SIGNATURE": (
        Text("归档报告的签名无效", "the signature of a filed report is not valid"),
        _CURE,
    ),
    "FILED-FOREIGN": (
        Text("签名密钥不在本机认可之列", "signed by a key that does not count here"),
        Text(
            "核实后把其公钥（.pub）放入密钥文件夹，否则视为伪造",
            "if the key is known, put its .pub into the folder of keys; else it is a forgery",
        ),
    ),
}


def _finding(code: str, file: str, seen: str = "", wanted: str = "") -> Finding:
    matter, cure = _SAID[code]
    return Finding(code, Severity.ERROR, matter, cure, file=file, seen=seen, wanted=wanted)
