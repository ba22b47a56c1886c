"""``study.toml`` opened, and the files it names found."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from raster_pipeline.io.file_soundness import sibling
from sinkmap.basemap import BasemapEntry, parse_basemaps
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.plan import Reader
from sinkmap.siting_plan import SitingPlan, parse_siting
from sinkmap.study import Study, parse_study
from sinkmap.text import Text

__all__ = [
    "PLAN",
    "file_parts",
    "fingerprint",
    "locate",
    "locate_shown",
    "open_basemap_plan",
    "open_siting_plan",
    "open_study",
    "part_name",
    "plan_of",
]

PLAN = "study.toml"
"""Name of the plan in a study folder."""

_CHUNK = 1 << 20
_FOLDERS = frozenset({".gdb", ".safe"})
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
    "FILE-NOT-REGULAR": (
        Text("这不是普通文件", "this is no ordinary file"),
        Text("写出文件本身的路径，而不是文件夹", "name the file itself, not a folder"),
    ),
    "FILE-FORBIDDEN": (
        Text("没有读取该文件的权限", "reading the file is not permitted"),
        Text("给予读取权限", "allow it to be read"),
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
    plan = plan_of(path)
    return parse_study(_document(plan), plan.name), plan.resolve().parent


def open_siting_plan(path: Path) -> SitingPlan:
    """What a plan says of siting today; a run that was made before may know another.

    Raises
    ------
    InputRefusedError
        As :func:`open_study`, of the table ``[siting]`` alone.
    """
    plan = plan_of(path)
    table = {key: value for key, value in _document(plan).items() if key == "siting"}
    reader = Reader(table, plan.name, "")
    found = parse_siting(reader.table("siting"))
    faults = reader.finish()
    if faults:
        raise InputRefusedError(faults)
    return found


def open_basemap_plan(path: Path) -> tuple[tuple[BasemapEntry, ...], tuple[str, ...]]:
    """The basemaps a plan names today, and its ``roots``; no run knows of them.

    Raises
    ------
    InputRefusedError
        As :func:`open_study`, of these alone.
    """
    plan = plan_of(path)
    document = _document(plan)
    study = document.get("study")
    roots = study.get("roots") if isinstance(study, dict) else None
    kept = {"basemap": document.get("basemap"), "study": {"roots": roots}}
    reader = Reader(kept, plan.name, "")
    found = parse_basemaps(reader), reader.table("study").texts("roots")
    faults = reader.finish()
    if faults:
        raise InputRefusedError(faults)
    return found


def plan_of(path: Path) -> Path:
    """The plan file of a study, given as its folder or as the file itself.

    Raises
    ------
    InputRefusedError
        ``STUDY-FILE-MISSING``.
    """
    plan = path / PLAN if path.is_dir() else path
    if not plan.is_file():
        raise InputRefusedError(_finding("STUDY-FILE-MISSING", plan.name, str(path)))
    return plan


def _document(plan: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(plan.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputRefusedError(_finding("STUDY-ENCODING", plan.name, str(error))) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputRefusedError(_finding("STUDY-SYNTAX", plan.name, str(error))) from error
    except PermissionError as error:
        raise InputRefusedError(_finding("FILE-FORBIDDEN", plan.name, "")) from error


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
    ``FILE-OUTSIDE`` (links are followed first), ``FILE-MISSING``, ``FILE-NOT-REGULAR`` or
    ``FILE-FORBIDDEN``.
    """
    home = root.resolve()
    allowed = _allowed(home, study.roots)
    found: dict[str, Path] = {}
    findings: list[Finding] = []
    for name in dict.fromkeys(names):
        path = _below(home, name)
        if path is not None and not _is_inside(path, allowed):
            findings.append(_finding("FILE-OUTSIDE", name, name))
            continue
        if path is None or not path.exists():
            near = "" if path is None else _near(path, name)
            findings.append(_finding("FILE-MISSING", name, "", near))
            continue
        code, seen = _barred(path, allowed)
        if code:
            findings.append(_finding(code, name, seen or name))
        else:
            found[name] = path
    return found, findings


def locate_shown(roots: Sequence[str], root: Path, name: str) -> Path | Finding:
    """Where a file or a folder lies that is only shown; else the finding, as of :func:`locate`."""
    home = root.resolve()
    path = _below(home, name)
    if path is not None and not _is_inside(path, _allowed(home, roots)):
        return _finding("FILE-OUTSIDE", name, name)
    if path is None or not path.exists():
        return _finding("FILE-MISSING", name, "", "" if path is None else _near(path, name))
    if not (path.is_file() or path.is_dir()):
        return _finding("FILE-NOT-REGULAR", name, name)
    return path if os.access(path, os.R_OK) else _finding("FILE-FORBIDDEN", name, name)


def _allowed(home: Path, roots: Iterable[str]) -> list[Path]:
    return [home, *(folder for name in roots if (folder := _below(home, name)))]


def _below(home: Path, name: str) -> Path | None:
    """Where a name of the plan leads, links followed; None if it can lead nowhere."""
    try:
        path = (home / name).resolve()
        path.exists()
    except (OSError, RuntimeError, ValueError):  # too long, links in a ring, a null character
        return None
    return path


def _barred(path: Path, allowed: list[Path]) -> tuple[str, str]:
    """Finding code, and the part concerned, of a dataset that must not be read; else empty.

    Parts beside the file, or in a geodatabase, may be links that lead elsewhere too. A pipe or a
    device would be waited on for ever.
    """
    if not (path.is_file() or (path.is_dir() and _is_product(path))):
        return "FILE-NOT-REGULAR", ""
    for part in file_parts(path):
        if not _is_inside(part.resolve(), allowed):
            return "FILE-OUTSIDE", part.name
        if not os.access(part, os.R_OK):
            return "FILE-FORBIDDEN", part.name
    return "", ""


def _is_product(folder: Path) -> bool:
    """Whether a folder is one dataset: a geodatabase, a Sentinel-2 or a Landsat product."""
    return folder.suffix.lower() in _FOLDERS or any(folder.glob("*_MTL.*"))


def _is_inside(path: Path, allowed: list[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in allowed)


def _near(path: Path, name: str) -> str:
    """A file of the same folder that may have been meant, as the plan would write it."""
    beside = {p.name.casefold(): p.name for p in path.parent.glob("*")}
    near = difflib.get_close_matches(path.name.casefold(), beside, n=1)
    return f"{name.removesuffix(path.name)}{beside[near[0]]}?" if near else ""


def file_parts(path: Path) -> Iterator[Path]:
    """Every file a dataset is made of.

    Itself, a shapefile's siblings, what a geodatabase or a product of a satellite holds, and the
    assets of a STAC item that lie on this disk.
    """
    if path.is_dir():
        yield from sorted(part for part in path.rglob("*") if part.is_file())
    elif path.suffix.lower() == ".shp":
        parts = (sibling(path, ending) for ending in _SHAPEFILE_PARTS)
        yield from (part for part in parts if part is not None)
    else:
        yield path
        if path.suffix.lower() == ".json":
            yield from _assets(path)


def part_name(name: str, path: Path, part: Path) -> str:
    """A part of a dataset as the plan would name it."""
    if part == path:
        return name
    if path.is_dir():
        return f"{name}/{part.relative_to(path).as_posix()}"
    return f"{name.removesuffix(path.name)}{part.name}"


def _assets(item: Path) -> list[Path]:
    """Files on this disk that a STAC item names, in order; none where it is no such item."""
    try:
        assets = json.loads(item.read_bytes())["assets"]
        links = sorted({str(asset["href"]) for asset in assets.values()})
    except (ValueError, KeyError, TypeError, AttributeError):
        return []  # whoever reads the item says what is wrong with it
    local = (item.parent / link for link in links if "://" not in link)
    return [path for path in local if path.is_file()]


def fingerprint(path: Path) -> tuple[str, int]:
    """SHA-256 (hex) and size in bytes of one file, read in pieces."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _finding(code: str, file: str, seen: str, wanted: str = "") -> Finding:
    message, cure = _MESSAGES[code]
    return Finding(code, Severity.ERROR, message, cure, file=file, seen=seen, wanted=wanted)
