"""Making a demo study in a folder: whole, or not at all, and never over somebody's files."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from raster_pipeline.demo.control import write_control
from raster_pipeline.demo.imagery import write_imagery
from raster_pipeline.demo.siting import write_siting
from raster_pipeline.demo.town import write_town
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["MARKER", "build_demo"]

MARKER = ".sinkmap-demo.json"
"""File that says a folder was made by us and lists what we put there."""

Progress = Callable[[str, float], None]

_PLAN = "study.toml"
_TOWN_SHARE, _CITY_SHARE = 0.4, 0.95
"""Share of the whole work that is not the imagery study."""

_README = """# 模拟研究 · Simulated study

本文件夹由 `sinkmap demo` 生成。除区县界线外，图斑、红线、管控单元、保护地、永久基本农田、
影像分类、土壤碳和数值均为程序模拟，不对应任何真实地块，不得用于管理或对外公布。
`imagery/` 是另一个独立的小方案：三年的模拟卫星影像（含云）、训练样本和参考样本。
`control/` 也是独立的小方案：两年的地类图斑，内有预设的侵占、批准记录和测绘误差，及其真值。
`siting/` 同样独立：一年的地类图斑，内有预设的可修复地块和各被一个条件排除的地块，及其真值。

This folder was made by `sinkmap demo`. Parcels, lines, units, protected areas, farmland, rasters
and values are simulated by a program and stand for no real place; district boundaries, where
there are any, are those of Tianditu (CGCS2000). `truth/truth.json` holds what was planted.
`imagery/` is a small study of its own: three years of simulated satellite scenes with clouds,
training and reference samples, and their truth. `control/` is another: parcels of two years with
encroachments planted in them, approvals and survey noise, and their truth. `siting/` is a third:
parcels of a year with sites for restoration planted in them, decoys that one mask each bars, and
their truth.
"""


def build_demo(folder: Path, *, small: bool = False, progress: Progress | None = None) -> Path:
    """Make the demo study and return the path of its ``study.toml``.

    Beside it, in ``imagery``, lies a small study of its own with simulated scenes and samples,
    in ``control`` one with encroachments planted between two years, and in ``siting`` one with
    sites for restoration.

    Parameters
    ----------
    folder
        Where to put it: a folder that is missing, empty, or an earlier demo. Of an earlier demo
        the files we made are replaced; others, such as its runs, stay.
    small
        The invented town in seconds, instead of the whole city in minutes.
    progress
        Called with the step and the share of the work done (0 to 1).

    Raises
    ------
    UsageError
        ``DEMO-FOLDER-IN-USE`` if the folder holds files that are not a demo of ours.
    """
    _refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True)
    report = progress or (lambda _step, _share: None)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=folder) as scratch:
        made = Path(scratch) / "study"
        made.mkdir()
        (made / "README.md").write_text(_README, encoding="utf-8")
        if small:
            write_town(made, _part(report, 0.0, _TOWN_SHARE))
        else:
            from raster_pipeline.demo.city import write_city

            write_city(made, _part(report, 0.0, _CITY_SHARE))
        write_control(made / "control", lambda _step, _share: None)
        write_siting(made / "siting", lambda _step, _share: None)
        write_imagery(made / "imagery", _part(report, _TOWN_SHARE if small else _CITY_SHARE, 1.0))
        _put(made, folder)
    return folder / "study.toml"


def _part(report: Progress, first: float, last: float) -> Progress:
    """Progress of a part of the work, from and to these shares of the whole."""
    return lambda step, share: report(step, first + (last - first) * share)


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if folder.is_dir() and (folder / MARKER).is_file():
        return
    raise UsageError(
        Finding(
            "DEMO-FOLDER-IN-USE",
            Severity.ERROR,
            Text(
                "目标文件夹非空，且不是本软件生成的示例。",
                "The folder is not empty and is not a demo made by sinkmap.",
            ),
            Text("请换一个空文件夹。", "Name an empty or new folder."),
            file=str(folder),
        )
    )


def _put(made: Path, folder: Path) -> None:
    """Move the finished studies into place; each ``study.toml`` last, so no half one is used."""
    marker = folder / MARKER
    (folder / _PLAN).unlink(missing_ok=True)
    if marker.exists():
        old = json.loads(marker.read_text(encoding="utf-8"))["made"]
        for name in sorted(old, key=lambda name: not name.endswith(_PLAN)):
            _remove(_inside(folder, name))
    names = sorted(_names(made), key=lambda name: (name.endswith(_PLAN), name))
    marker.write_text(json.dumps({"made": names}) + "\n", encoding="utf-8")
    for name in names:
        target = _inside(folder, name)
        target.parent.mkdir(exist_ok=True)
        _remove(target)
        (made / name).replace(target)


def _names(made: Path) -> list[str]:
    """What was made: files and folders, those of a study within the study one by one.

    So the runs of the inner study stay when the demo is renewed, as those of the outer one do.
    """
    inner = [path for path in made.iterdir() if (path / _PLAN).is_file()]
    outer = [path for path in made.iterdir() if path not in inner]
    found = [*outer, *(child for path in inner for child in path.iterdir())]
    return [path.relative_to(made).as_posix() for path in found]


def _inside(folder: Path, name: str) -> Path:
    """The path of something we made: in the folder, or in a folder there, whatever it says."""
    parts = [part for part in Path(name).parts if part not in {"/", ".."}][-2:]
    return folder.joinpath(*parts)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
