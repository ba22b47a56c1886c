"""Identity of a run: the same plan, inputs, parameters and code are the same question."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import layers
import sinkmap
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.study_file import PLAN, file_parts, fingerprint, locate
from sinkmap.errors import InputRefusedError
from sinkmap.parameters import parameters_version
from sinkmap.run import content_id
from sinkmap.study import Study

__all__ = ["code_hash", "input_names", "plan_document", "question"]

_KINDS = {".py", ".csv"}
_PIPELINE = Path(__file__).resolve().parents[1]
_FACES = ("report", "cli.py", "demo")
"""Parts of the packages that show numbers or make examples, but change none."""


def plan_document(path: Path, study: Study) -> dict[str, Any]:
    """The plan in force as a JSON-ready mapping; years are those computed."""
    plan = path / PLAN if path.is_dir() else path
    document = tomllib.loads(plan.read_bytes().decode("utf-8-sig"))
    document["study"]["years"] = list(study.years)
    return document


def input_names(study: Study) -> tuple[str, ...]:
    """Every file the plan names, each once, as the plan writes it."""
    names = [p.file for p in study.partitions]
    names.extend(file for entry in study.inputs for file in entry.files)
    return tuple(dict.fromkeys(names))


def question(
    study: Study, root: Path, document: dict[str, Any], progress: Progress = silent
) -> str:
    """Id of the run that answers this plan on these inputs with this code.

    Raises
    ------
    InputRefusedError
        If a file is missing or lies outside the study's folders.
    """
    names = input_names(study)
    found, findings = locate(study, root, names)
    if findings:
        raise InputRefusedError(findings)
    hashes: dict[str, str] = {}
    for done, (name, path) in enumerate(found.items(), start=1):
        for part in file_parts(path):
            hashes[f"{name}:{part.name}"] = fingerprint(part)[0]
        progress("hash", done / len(found))
    return content_id(
        {
            "plan": document,
            "inputs": hashes,
            "code": code_hash(),
            "parameters": parameters_version(),
        }
    )


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
