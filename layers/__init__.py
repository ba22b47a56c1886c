"""Layers: one file each in ``given`` and ``derived``, found here and nowhere listed.

A file holds one declaration named ``LAYER`` whose id is the file's name. Anything else in the two
folders is refused by name, so that a forgotten or misnamed file never goes unnoticed.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import sys
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from layers import derived, given
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.layer import Derived, Given, Sensitivity
from sinkmap.text import Text

__all__ = ["derived_layers", "derived_order", "given_layers", "sensitivities", "zone_fields"]

_L = TypeVar("_L", Given, Derived)

_STRAY = Text(
    "layers 文件夹中有不是图层声明的文件", "a file in layers is no declaration of a layer"
)
_MISNAMED = Text("图层声明的 id 与文件名不同", "a layer's id differs from its file's name")
_DOUBLE = Text("同一图层声明了两次", "a layer is declared twice")
_UNKNOWN = Text(
    "派生图层引用了不存在的图层", "a derived layer takes in a layer that does not exist"
)
_CYCLE = Text("派生图层互相依赖成环", "derived layers depend on each other in a ring")


def given_layers() -> Mapping[str, Given]:
    """All given layers by id, in the order of their ids.

    Raises
    ------
    CannotFinishError
        ``LAYER-STRAY``, ``LAYER-MISNAMED`` or ``LAYER-DOUBLE``, every faulty file at once.
    """
    return _found(given, Given)


def derived_layers() -> Mapping[str, Derived]:
    """All derived layers by id, in the order of their ids; errors as in :func:`given_layers`."""
    return _found(derived, Derived)


def zone_fields() -> Mapping[str, str]:
    """Layer id -> column with the zone of each feature, for all layers of shapes."""
    shapes: tuple[Given | Derived, ...] = (*given_layers().values(), *derived_layers().values())
    return {layer.id: layer.zone_field for layer in shapes if layer.form.has_features}


def sensitivities() -> Mapping[str, Sensitivity]:
    """Layer id -> who may see its detail."""
    every: tuple[Given | Derived, ...] = (*given_layers().values(), *derived_layers().values())
    return {layer.id: layer.sensitivity for layer in every}


def derived_order(available: Iterable[str]) -> tuple[Derived, ...]:
    """Derived layers that can be computed, each after the layers it takes in.

    Parameters
    ----------
    available
        Ids of the given layers that the study holds. A derived layer is left out if an input it
        cannot do without is neither there nor computed.

    Raises
    ------
    CannotFinishError
        ``LAYER-INPUT-UNKNOWN`` or ``LAYER-CYCLE``, or an error of the declarations.
    """
    declared, sources = derived_layers(), given_layers()
    _refuse_doubles(declared, sources)
    _refuse_unknown_inputs(declared, sources)
    sorter = TopologicalSorter(
        {
            layer.id: tuple(need.layer for need in layer.inputs if need.layer in declared)
            for layer in declared.values()
        }
    )
    try:
        order = tuple(sorter.static_order())
    except CycleError as error:
        ring = " > ".join(error.args[1])
        raise CannotFinishError(_finding("LAYER-CYCLE", _CYCLE, seen=ring)) from error
    there = set(available)
    kept: list[Derived] = []
    for layer in (declared[name] for name in order):
        if all(need.optional or need.layer in there for need in layer.inputs):
            there.add(layer.id)
            kept.append(layer)
    return tuple(kept)


def _found(package: ModuleType, kind: type[_L]) -> dict[str, _L]:
    importlib.invalidate_caches()
    layers: dict[str, _L] = {}
    faults: list[Finding] = []
    for name, is_package, file in _modules(package):
        layer = None if is_package else getattr(_module(package, name, file), "LAYER", None)
        if not isinstance(layer, kind):
            faults.append(_finding("LAYER-STRAY", _STRAY, file, f"LAYER = {kind.__name__}(…)"))
        elif layer.id != name:
            faults.append(_finding("LAYER-MISNAMED", _MISNAMED, file, name, layer.id))
        elif name in layers:
            faults.append(_finding("LAYER-DOUBLE", _DOUBLE, file, seen=name))
        else:
            layers[name] = layer
    if faults:
        raise CannotFinishError(faults)
    return dict(sorted(layers.items()))


def _modules(package: ModuleType) -> list[tuple[str, bool, str]]:
    """Name, whether it is a package, and file of every module in the package's folders."""
    return [
        (module.name, module.ispkg, str(Path(folder) / f"{module.name}.py"))
        for folder in package.__path__
        for module in pkgutil.iter_modules([folder])
    ]


def _module(package: ModuleType, name: str, file: str) -> ModuleType:
    full = f"{package.__name__}.{name}"
    loaded = sys.modules.get(full)
    # A folder may join or leave the package's path: a module of that name from elsewhere is stale.
    if loaded is not None and str(getattr(loaded, "__file__", "")) != file:
        del sys.modules[full]
    return importlib.import_module(full)


def _refuse_doubles(declared: Mapping[str, Derived], sources: Mapping[str, Given]) -> None:
    doubles = sorted(set(declared) & set(sources))
    if doubles:
        raise CannotFinishError([_finding("LAYER-DOUBLE", _DOUBLE, seen=one) for one in doubles])


def _refuse_unknown_inputs(declared: Mapping[str, Derived], sources: Mapping[str, Given]) -> None:
    known = [*declared, *sources]
    faults = []
    for layer in declared.values():
        for name in (need.layer for need in layer.inputs if need.layer not in known):
            near = difflib.get_close_matches(name, known, n=1)
            wanted = f"{near[0]}?" if near else ", ".join(known)
            faults.append(_finding("LAYER-INPUT-UNKNOWN", _UNKNOWN, layer.id, wanted, name))
    if faults:
        raise CannotFinishError(faults)


def _finding(code: str, message: Text, file: str = "", wanted: str = "", seen: str = "") -> Finding:
    cure = Text("改正或移走该文件", "correct the file or take it out of the folder")
    return Finding(code, Severity.ERROR, message, cure, file=file, seen=seen, wanted=wanted)
