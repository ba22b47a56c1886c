"""The demo city from its files to its figures, each plan in a process of its own on two cores.

The demand is on a plan with the indicators of accounting alone: trees, wetland, classes, the red
line and given soil carbon. The city's own plan, with all that was added since, stands beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.process import MEBI, child, resident
from raster_pipeline.demo import build_demo
from raster_pipeline.demo.study_file import as_toml
from raster_pipeline.io.study_file import PLAN
from raster_pipeline.run import run_study
from sinkmap.indicators import indicators

__all__ = ["ACCOUNTING", "FULL", "MOST_BYTES", "MOST_SECONDS", "city_runs", "plans", "verdict"]

ACCOUNTING = (
    "tree_cover_rate",
    "forest_cover_rate",
    "tree_greening_rate",
    "wetland_area",
    "wetland_protection_rate",
    "wetland_protected_area",
    "class_area",
    "redline_area",
    "soc_density",
    "soc_stock",
)
FULL = "full"
MOST_SECONDS, MOST_BYTES = 120.0, 3 * 1024 * MEBI
"""Wanted of the plan of accounting."""

_MAPPED_SOIL = "soil_samples"
"""Input that a soil map is made of; accounting takes the given one."""
_CORES = 2
_NOT_OURS = ("runs", "imagery", "control", "reports", ".building-*")


def city_runs(folder: Path, *, small: bool, years: Sequence[int] = ()) -> Iterator[dict[str, Any]]:
    """Wall and user seconds and peak memory of each plan; the demo is made where it is not.

    ``small``: the town instead of the city. ``years``: those to compute, all unless given.
    """
    demo = folder / ("town" if small else "city")
    if not (demo / PLAN).is_file():
        build_demo(demo, small=small)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for name, study in plans(demo, Path(place)).items():
            yield {"plan": name, **_run(study, years)}


def plans(demo: Path, folder: Path) -> dict[str, Path]:
    """Copies of a demo without runs, one as it is and one with the indicators of accounting."""
    own, less = folder / FULL, folder / "accounting"
    for copy in (less, own):
        shutil.copytree(
            demo, copy, copy_function=os.link, ignore=shutil.ignore_patterns(*_NOT_OURS)
        )
    document = tomllib.loads((demo / PLAN).read_text(encoding="utf-8"))
    (less / PLAN).unlink()  # a link: what is written to it would be written to the demo
    (less / PLAN).write_text(as_toml(_of_accounting(document)), encoding="utf-8")
    return {"accounting": less, FULL: own}


def _of_accounting(document: Mapping[str, Any]) -> dict[str, Any]:
    left_out: dict[str, list[str]] = {name: [] for name in indicators() if name not in ACCOUNTING}
    inputs = [one for one in document["input"] if one["layer"] != _MAPPED_SOIL]
    profiles = {**document.get("profiles", {}), **left_out}
    return {**document, "input": inputs, "profiles": profiles}


def _run(study: Path, years: Sequence[int]) -> dict[str, Any]:
    begun = time.perf_counter()
    found = child("city_cases", [str(study), *map(str, years)])
    return {"seconds": time.perf_counter() - begun, **found}


def verdict(row: Mapping[str, Any]) -> str:
    """What was found of a plan, and whether it is what is wanted of that plan."""
    words = (
        f"{row['plan']} plan, {row['years']} years: {row['seconds']:.1f} s, "
        f"{row['user_seconds']:.1f} s of user CPU, peak {row['peak_bytes'] / MEBI:.0f} MiB"
    )
    if row["plan"] == FULL:
        return words
    met = row["seconds"] <= MOST_SECONDS and row["peak_bytes"] <= MOST_BYTES
    wanted = f"wanted at most {MOST_SECONDS:g} s and {MOST_BYTES / MEBI:.0f} MiB"
    return f"{words}; {'met' if met else 'MISSED'}: {wanted}"


def _measured(study: Path, years: Sequence[int]) -> dict[str, Any]:
    """The run in this process, which is held to two cores."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])
    outcome = run_study(study, years=years, workers=_CORES)
    spent = os.times()
    return {
        "years": len(outcome.manifest.years),
        "user_seconds": spent.user + spent.children_user,
        "peak_bytes": resident("VmHWM"),
    }


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("study", type=Path)
    reader.add_argument("years", type=int, nargs="*")
    asked = reader.parse_args()
    print(json.dumps(_measured(asked.study, asked.years)))
