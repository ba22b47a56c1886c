"""The checks of ``sinkmap check`` for one file in quarantine, in a process of its own.

A file from outside is opened here and nowhere else: a reader that crashes, hangs or takes all
memory takes the process that was bounded for it and no other.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.study_file import open_study
from raster_pipeline.steps.intake import examine
from sinkmap.carbon import Carbon
from sinkmap.errors import Finding
from sinkmap.figure import DataState
from sinkmap.study import InputEntry, Study

__all__ = ["bound_process", "entry_of", "upload_findings"]

_MOST_MEMORY = 6 * 2**30
_MOST_CPU_S = 600
_MOST_S = 900.0
"""Seconds a check may take; the parcels of a whole city need a few minutes."""
_MOST_FILE = 2**30
_BASE = "parcels"
_OF_THE_PLAN = frozenset({"LAYER-YEARS-PARTIAL"})
"""What is only found because the plan's other entries are left alone."""


def entry_of(study: Study, about: Mapping[str, Any], file: str) -> InputEntry:
    """The entry a plan would have for an upload.

    What the form does not say (unit, nodata, resampling, fields) is taken from the entry the plan
    has for the layer, of the same year if there is one.
    """
    layer, years = str(about["layer"]), tuple(int(year) for year in about["years"])
    same = [entry for entry in study.inputs if entry.layer == layer]
    near = [entry for entry in same if set(entry.years) & set(years)] or same
    base = near[-1] if near else InputEntry(layer, (), years)
    return replace(
        base,
        files=(file,),
        years=years,
        table="",
        encoding="",
        code_system=str(about.get("code_system") or base.code_system),
        data_state=DataState(str(about.get("data_state") or DataState.UNDECLARED)),
        vintage=str(about.get("vintage") or ""),
        source=str(about.get("source") or ""),
    )


def upload_findings(
    plan: Path, about: Mapping[str, Any], file: str, progress: Progress = silent
) -> list[Finding]:
    """Everything found about a file in quarantine; ``about``: what is said of it.

    The plan's other inputs are left alone, but for the parcels an update package builds on.
    """
    study, root = open_study(plan)
    entry = entry_of(study, about, file)
    base: list[InputEntry] = []
    if entry.layer == "parcels_update":
        before = [e for e in study.inputs if e.layer == _BASE and e.years[-1] < entry.years[0]]
        base = sorted(before, key=lambda one: one.years[-1])[-1:]
    alone = replace(study, inputs=(*base, entry), carbon=Carbon())
    progress(f"intake {entry.layer}", 0.0)
    found = examine(
        alone, root, keep=None, progress=lambda layer, share: progress(f"intake {layer}", share)
    ).findings
    return [
        one
        for one in found
        if (one.layer == entry.layer or one.file.startswith(entry.files[0]))
        and one.code not in _OF_THE_PLAN
    ]


def bound_process() -> None:
    """Bound what this process may take, for good: time everywhere, the rest where the system can.

    It is for a process that does nothing but check one file.
    """
    # By a thread of its own: a reader that hangs in compiled code hears no signal.
    nowhere = Path(os.devnull).open("wb")  # noqa: SIM115
    faulthandler.dump_traceback_later(_MOST_S, exit=True, file=nowhere)
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, _MOST_MEMORY),
        (resource.RLIMIT_CPU, _MOST_CPU_S),
        (resource.RLIMIT_FSIZE, _MOST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
