"""Editions of filed reports in a study: their names, what each replaces, and the check of them all.

The first edition of a report is ``filed/NAME``, the second ``filed/NAME.2``; no name of a report
has a point in it. An edition is signed with the hash of the one it replaces, so none can be put
between or in the place of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from raster_pipeline.io.filed_folder import (
    FILED,
    HASHES,
    broken_record,
    filed_findings,
    filed_lines,
    hashes_of,
    strange_in,
)
from raster_pipeline.io.filing_record import add_lines, entries_of, known_filings, read_lines
from raster_pipeline.io.run_folder import file_sha256
from raster_pipeline.io.signing_key import PublicKey, public_keys
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.filing import FilingEntry, Step
from sinkmap.text import Text

__all__ = [
    "caught_up",
    "edition_name",
    "filed_faults",
    "filed_names",
    "replacement",
    "whole_edition",
]


def edition_name(name: str, number: int) -> str:
    """Name of an edition's folder, of a report's name and a number from 1."""
    return name if number == 1 else f"{name}.{number}"


def filed_names(root: Path) -> tuple[str, ...]:
    """Names of every edition that was approved, whether its folder is there or not."""
    place = root / FILED
    there = {p.name for p in place.iterdir() if p.is_dir()} if place.is_dir() else set()
    approved = {
        edition_name(name, number)
        for name in known_filings(root)
        for number in range(1, _approved(read_lines(root, name)) + 1)
    }
    return tuple(sorted(approved | {name for name in there if not name.startswith(".")}))


def filed_faults(root: Path, keys: Path) -> tuple[Finding, ...]:
    """Everything that is wrong with filed reports and their records; none if all are as filed."""
    names = filed_names(root)
    known: Mapping[str, PublicKey] = public_keys(keys) if names else {}
    found = list(strange_in(root / FILED, names))
    for name in known_filings(root):
        try:
            entries_of(read_lines(root, name), name)
        except CannotFinishError as error:
            found += error.findings
    for name in names:
        folder = root / FILED / name
        if not folder.is_dir():
            found.append(_finding("FILED-LOST", f"{FILED}/{name}"))
            continue
        found += filed_findings(folder, known)
        frozen = filed_lines(folder)
        if not frozen or read_lines(root, name.partition(".")[0])[: len(frozen)] != frozen:
            found.append(broken_record(name))
        found += _order(root, name)
    return tuple(found)


def replacement(
    root: Path, name: str, number: int, why: FilingEntry | None, keys: Path
) -> dict[str, Any]:
    """What an edition about to be signed says of its number and of the edition it replaces.

    ``why``: the entry that called for it.

    Raises
    ------
    CannotFinishError
        With everything that is wrong with the edition it replaces.
    """
    if number == 1 or why is None:
        return {"edition": 1, "replaces": None}
    last = whole_edition(root, name, number - 1, keys)
    replaced = {
        "name": last.name,
        "hashes": file_sha256(last / HASHES),
        "step": str(why.step),
        "role": str(why.role),
        "by": why.by,
        "at": why.at.isoformat(),
        "why": why.comment,
        "paper": why.paper,
    }
    return {"edition": number, "replaces": replaced}


def whole_edition(root: Path, name: str, number: int, keys: Path) -> Path:
    """The folder of an edition that is as it was signed.

    Raises
    ------
    CannotFinishError
        With everything that is wrong with it.
    """
    folder = root / FILED / edition_name(name, number)
    if not folder.is_dir():
        raise CannotFinishError(_finding("FILED-LOST", f"{FILED}/{folder.name}"))
    wrong = filed_findings(folder, public_keys(keys))
    if wrong:
        raise CannotFinishError(wrong)
    return folder


def caught_up(root: Path, name: str, keys: Path, stream: IO[str]) -> list[str]:
    """The record, with the line of an approval whose folder was named but that was not entered.

    The line is taken from a folder that is whole and signed by a key that counts, from no other.
    """
    lines = read_lines(root, name)
    folder = root / FILED / edition_name(name, _approved(lines) + 1)
    frozen = filed_lines(folder)
    if not lines or frozen[:-1] != lines or filed_findings(folder, public_keys(keys)):
        return lines
    add_lines(stream, frozen[-1:])
    return frozen


def _order(root: Path, name: str) -> Sequence[Finding]:
    """Whether a later edition is the one that replaces the edition before it."""
    first, _, number = name.partition(".")
    if not number:
        return ()
    stated = hashes_of(root / FILED / name).get("replaces")
    before = edition_name(first, int(number) - 1) if number.isdecimal() else ""
    path = root / FILED / before / HASHES
    seen = file_sha256(path) if before and path.is_file() else ""
    if isinstance(stated, dict) and (stated.get("name"), stated.get("hashes")) == (before, seen):
        return ()
    told = stated.get("name", "") if isinstance(stated, dict) else ""
    return (_finding("FILED-REPLACES", f"{FILED}/{name}/{HASHES}", str(told), before),)


def _approved(lines: Sequence[str]) -> int:
    return sum(f'"step":"{Step.APPROVE}"' in line for line in lines)


_SAID = {
    "FILED-LOST": (
        Text("已签发报告的归档文件夹不见了", "the folder of an approved report is gone"),
        Text("用备份恢复该文件夹", "restore the folder from a backup"),
    ),
    "FILED-REPLACES": (
        Text(
            "归档报告所替代的上一版不在或不是签发时的那一份",
            "the edition a filed report replaces is not there, or not the one it was signed to",
        ),
        Text("用备份恢复上一版文件夹", "restore the edition before it from a backup"),
    ),
}


def _finding(code: str, file: str, seen: str = "", wanted: str = "") -> Finding:
    matter, cure = _SAID[code]
    return Finding(code, Severity.ERROR, matter, cure, file=file, seen=seen, wanted=wanted)
