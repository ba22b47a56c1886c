"""Indicators: one file each, found here and nowhere listed.

A file holds one declaration named ``INDICATOR`` whose id is the file's name. Anything else in the
folder is refused by name, so that a forgotten or misnamed file never goes unnoticed.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import ModuleType

from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.indicator import Indicator
from sinkmap.text import Text

__all__ = ["indicators"]

_STRAY = Text(
    "indicators 文件夹中有不是指标声明的文件", "a file in indicators declares no indicator"
)
_MISNAMED = Text("指标声明的 id 与文件名不同", "an indicator's id differs from its file's name")
_DOUBLE = Text("同一指标声明了两次", "an indicator is declared twice")
_UNKNOWN = Text("指标依赖不存在的指标", "an indicator comes after one that does not exist")
_CYCLE = Text("指标互相依赖成环", "indicators depend on each other in a ring")
_CURE = Text("改正或移走该文件", "correct the file or take it out of the folder")


def indicators() -> Mapping[str, Indicator]:
    """All indicators by id: each after those it names in ``after``, else in the order of ids.

    The folders of the package's path are read at every call, so that a folder that joins or
    leaves it is seen at once.

    Raises
    ------
    CannotFinishError
        ``INDICATOR-STRAY``, ``INDICATOR-MISNAMED`` or ``INDICATOR-DOUBLE``, every faulty file at
        once; then ``INDICATOR-AFTER-UNKNOWN`` or ``INDICATOR-CYCLE``.
    """
    found = _found()
    unknown = [
        _finding("INDICATOR-AFTER-UNKNOWN", _UNKNOWN, one.id, ", ".join(found), earlier)
        for one in found.values()
        for earlier in one.after
        if earlier not in found
    ]
    if unknown:
        raise CannotFinishError(unknown)
    sorter = TopologicalSorter({one.id: one.after for one in found.values()})
    try:
        sorter.prepare()
    except CycleError as error:
        ring = " > ".join(error.args[1])
        raise CannotFinishError(_finding("INDICATOR-CYCLE", _CYCLE, seen=ring)) from error
    order: dict[str, Indicator] = {}
    while sorter.is_active():
        # graphlib gives what is ready in no particular order; reports need a fixed one.
        for name in sorted(sorter.get_ready()):
            order[name] = found[name]
            sorter.done(name)
    return order


def _found() -> dict[str, Indicator]:
    importlib.invalidate_caches()
    declared: dict[str, Indicator] = {}
    faults: list[Finding] = []
    for folder in __path__:
        for entry in pkgutil.iter_modules([folder]):
            file = str(Path(folder) / f"{entry.name}.py")
            one = None if entry.ispkg else getattr(_module(entry.name, file), "INDICATOR", None)
            if not isinstance(one, Indicator):
                faults.append(_finding("INDICATOR-STRAY", _STRAY, file, "INDICATOR = Indicator(…)"))
            elif one.id != entry.name:
                faults.append(_finding("INDICATOR-MISNAMED", _MISNAMED, file, entry.name, one.id))
            elif one.id in declared:
                faults.append(_finding("INDICATOR-DOUBLE", _DOUBLE, file, seen=one.id))
            else:
                declared[one.id] = one
    if faults:
        raise CannotFinishError(faults)
    return dict(sorted(declared.items()))


def _module(name: str, file: str) -> ModuleType:
    full = f"{__name__}.{name}"
    loaded = sys.modules.get(full)
    # A module of that name from a folder that has left the path is stale.
    if loaded is not None and str(getattr(loaded, "__file__", "")) != file:
        del sys.modules[full]
    return importlib.import_module(full)


def _finding(code: str, message: Text, file: str = "", wanted: str = "", seen: str = "") -> Finding:
    return Finding(code, Severity.ERROR, message, _CURE, file=file, seen=seen, wanted=wanted)
