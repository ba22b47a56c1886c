"""``study.toml`` opened, and the files it names found."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from raster_pipeline.io.file_soundness import sibling
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.study import Study, parse_study
from sinkmap.text import Text

__all__ = ["PLAN", "file_parts", "fingerprint", "locate", "open_study"]

PLAN = "study.toml"
"""Name of the plan in a study folder."""

_CHUNK = 1 << 20
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")

_MESSAGES = {
    "STUDY-FILE-MISSING": (
        Text("找不到研究方案文件", "there is no study plan here"),
        Text("给出 study.toml 或它所在的文件夹", "name study.toml or the folder that holds it"),
    ),
    "STUDY-ENCODING": (
        Text("方案文件不是 UTF-8 编码", "the plan is not written in UTF-8"),
        Text("将 study.toml 另存为 UTF-8", "save study.toml as UTF-8"),
    ),
    "STUDY-SYNTAX": (
        Text("方案文件不是合法的 TOML", "the plan is not valid TOML"),
        Text("改正提示的行", "correct the line named"),
    ),
    "FILE-OUTSIDE": (
        Text("文件不在研究文件夹内", "a file lies outside the study folder"),
        Text(
            "把文件移入研究文件夹，或在 [study] roots 中列出其文件夹",
            "move the file below the study folder, or list its folder in [study] roots",
        ),
    ),
    "FILE-MISSING": (
        Text("方案引用的文件不存在", "a file the plan names does not exist"),
        Text("补齐文件或改正路径", "supply the file or correct its path"),
    ),
}


def open_study(path: Path) -> tuple[Study, Path]:
    """Read and check a plan.

    Parameters
    ----------
    path
        A study folder or its ``study.toml``.

    Returns
    -------
    The study and its folder, to which the paths of the plan are relative.

    Raises
    ------
    InputRefusedError
        ``STUDY-FILE-MISSING``, ``STUDY-ENCODING``, ``STUDY-SYNTAX``, or every fault of the plan.
    """
    plan = path / PLAN if path.is_dir() else path
    if not plan.is_file():
        raise InputRefusedError(_finding("STUDY-FILE-MISSING", plan.name, str(path)))
    return parse_study(_document(plan), plan.name), plan.resolve().parent


def _document(plan: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(plan.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputRefusedError(_finding("STUDY-ENCODING", plan.name, str(error))) from error
    except tomllib.TOMLDecodeError as error:
        raise InputRefusedError(_finding("STUDY-SYNTAX", plan.name, str(error))) from error


def locate(study: Study, root: Path, names: Iterable[str]) -> tuple[dict[str, Path], list[Finding]]:
    """Find files of a plan.

    Parameters
    ----------
    study, root
        The study and its folder.
    names
        Paths as the plan writes them, relative to the study folder.

    Returns
    -------
    Path as written -> resolved path of those that may be read, and findings for the others:
    ``FILE-OUTSIDE`` (links are followed first) or ``FILE-MISSING``.
    """
    home = root.resolve()
    allowed = [home, *((home / folder).resolve() for folder in study.roots)]
    found: dict[str, Path] = {}
    findings: list[Finding] = []
    for name in dict.fromkeys(names):
        path = (home / name).resolve()
        if not any(path.is_relative_to(folder) for folder in allowed):
            findings.append(_finding("FILE-OUTSIDE", name, name))
        elif not path.exists():
            findings.append(_finding("FILE-MISSING", name, name))
        else:
            found[name] = path
    return found, findings


def file_parts(path: Path) -> Iterator[Path]:
    """Every file a dataset is made of: itself, a shapefile's siblings, a geodatabase's content."""
    if path.is_dir():
        yield from sorted(part for part in path.rglob("*") if part.is_file())
    elif path.suffix.lower() == ".shp":
        parts = (sibling(path, ending) for ending in _SHAPEFILE_PARTS)
        yield from (part for part in parts if part is not None)
    else:
        yield path


def fingerprint(path: Path) -> tuple[str, int]:
    """SHA-256 (hex) and size in bytes of one file, read in pieces."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _finding(code: str, file: str, seen: str) -> Finding:
    message, cure = _MESSAGES[code]
    return Finding(code, Severity.ERROR, message, cure, file=file, seen=seen)
