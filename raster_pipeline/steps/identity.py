"""Identity of a run: the same plan, inputs, parameters and code are the same question."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import layers
import sinkmap
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.fingerprints import Fingerprints
from raster_pipeline.io.study_file import PLAN, file_parts
from sinkmap.errors import Finding, Severity
from sinkmap.parameters import parameters_version
from sinkmap.run import InputRecord, content_id
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = [
    "changed_findings",
    "code_hash",
    "input_hashes",
    "input_names",
    "plan_document",
    "question",
]

_KINDS = {".py", ".csv"}
_PIPELINE = Path(__file__).resolve().parents[1]
_FACES = ("report", "cli", "demo", "display", "ledger", "tiles", "basemaps")
"""Parts of the packages that show numbers, make examples or keep cases, but change no number."""


def plan_document(path: Path, study: Study) -> dict[str, Any]:
    """The plan in force as a JSON-ready mapping; years are those computed.

    Where the cases are kept is no part of the question, and its address may hold a password; nor
    are basemaps, which are only looked at.
    """
    plan = path / PLAN if path.is_dir() else path
    document = tomllib.loads(plan.read_bytes().decode("utf-8-sig"))
    document["study"]["years"] = list(study.years)
    document.pop("ledger", None)
    document.pop("basemap", None)
    return document


def input_names(study: Study) -> tuple[str, ...]:
    """Every file the plan names, each once, as the plan writes it."""
    names = [p.file for p in study.partitions]
    names.extend(file for entry in study.inputs for file in entry.files)
    names.extend(study.carbon.files)
    return tuple(dict.fromkeys(names))


def input_hashes(
    found: Mapping[str, Path], progress: Progress = silent, prints: Fingerprints | None = None
) -> dict[str, str]:
    """SHA-256 of every part of every input, by its name in the plan.

    Parameters
    ----------
    found
        Path as the plan writes it -> where it is.
    prints
        Where digests are kept; without it every file is hashed.
    """
    prints = prints or Fingerprints()
    hashes: dict[str, str] = {}
    for done, (name, path) in enumerate(found.items(), start=1):
        for part in file_parts(path):
            inside = part.relative_to(path) if path.is_dir() else part.name
            hashes[f"{name}:{inside}"] = prints.of(part)[0]
        progress("hash", done / len(found))
    return hashes


def question(document: Mapping[str, Any], hashes: Mapping[str, str]) -> str:
    """Id of the run that answers this plan on these inputs with this code."""
    return content_id(
        {
            "plan": document,
            "inputs": hashes,
            "code": code_hash(),
            "parameters": parameters_version(),
        }
    )


def changed_findings(
    before: Mapping[str, str], after: Mapping[str, str], records: Iterable[InputRecord]
) -> list[Finding]:
    """``INPUT-CHANGED`` for the inputs that were not the same from beginning to end.

    ``records``: the files as they were hashed when they were read.
    """
    names = {name for name in set(before) | set(after) if before.get(name) != after.get(name)}
    files = {name.partition(":")[0] for name in names}
    files |= {record.file for record in records if record.sha256 not in before.values()}
    return [
        Finding(
            "INPUT-CHANGED",
            Severity.ERROR,
            Text("输入文件在计算过程中被改动", "an input was changed while the run was computed"),
            Text("等文件不再变动后重新执行", "run again once the file is at rest"),
            file=file,
        )
        for file in sorted(files)
    ]


def code_hash() -> str:
    """First digits of the SHA-256 over every module and table that can change a number."""
    digest = hashlib.sha256()
    for path in _files((*_folders(layers), *_folders(sinkmap), _PIPELINE)):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _folders(package: ModuleType) -> list[Path]:
    """Folders of a package, and those its parts were extended by."""
    folders = [Path(folder) for folder in package.__path__]
    for name in ("given", "derived", "indicators"):
        part = getattr(package, name, None)
        folders.extend(Path(folder) for folder in getattr(part, "__path__", ()))
    return folders


def _files(folders: Iterable[Path]) -> list[Path]:
    """Modules and tables below folders, each once, in a fixed order."""
    found: dict[Path, None] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _KINDS and not set(path.relative_to(folder).parts) & set(_FACES):
                found.setdefault(path.resolve())
    return list(found)
