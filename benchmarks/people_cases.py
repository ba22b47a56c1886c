"""People at once on the map page: how long tiles and callbacks take, errors, memory of the server.

The people are a process of their own on the same machine, so what they cost the server is more than
it would be on an intranet, and the network less.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.process import MEBI
from benchmarks.served_study import Served, served_study

__all__ = [
    "PEOPLE", "SECONDS", "met_word", "people_at_once", "people_words", "quantile", "summed_up",
    "wait_until_idle",
]  # fmt: skip

PEOPLE = 20
P95_MS = {"tile": 150.0, "callback": 300.0}
"""Wanted at most, in milliseconds."""
MOST_GROWTH = 0.05
"""Of the server's memory in the second half."""
SECONDS = 300.0
_WARM = 60.0
"""Seconds a server may run before people come: what is made once for a run is made by then."""
_LEAST_ERROR = 400


def people_at_once(study: Path, seconds: float, people: int = PEOPLE) -> dict[str, Any]:
    """Serve a study to people for some seconds; what they saw and what the server held."""
    with served_study(study) as served:
        wait_until_idle(served)
        command = [sys.executable, "-m", "benchmarks.people", served.address, str(seconds)]
        memory = [served.memory()]
        begun = time.perf_counter()
        with subprocess.Popen([*command, str(people)], stdout=subprocess.PIPE, text=True) as crowd:
            time.sleep(seconds / 2.0)
            memory.append(served.memory())
            said = crowd.communicate()[0]
        memory.append(served.memory())
        taken = time.perf_counter() - begun
    found = json.loads(said)
    return {
        "people": people,
        "seconds": taken,
        "listening_after_seconds": served.seconds,
        "kinds": summed_up(found["seen"]),
        "errors": _errors(found["seen"]) + found["troubles"],
        "memory": memory,
        "growth": {kind: memory[2][kind] / memory[1][kind] - 1.0 for kind in ("resident", "own")},
        "load_average": os.getloadavg()[0],
    }


def summed_up(seen: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Kind of request -> how many, bytes, milliseconds at the median, 95th and 99th percentile."""
    found = {}
    for kind in dict.fromkeys(one["kind"] for one in seen):
        those = [one for one in seen if one["kind"] == kind]
        times = sorted(one["seconds"] * 1e3 for one in those)
        found[kind] = {
            "count": len(those),
            "bytes": sum(one["bytes"] for one in those),
            "p50_ms": quantile(times, 0.50),
            "p95_ms": quantile(times, 0.95),
            "p99_ms": quantile(times, 0.99),
            "most_ms": times[-1],
        }
    return found


def quantile(ordered: Sequence[float], share: float) -> float:
    """The least value that at least this share of them does not pass."""
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def people_words(found: Mapping[str, Any]) -> Iterator[str]:
    """What was found, as lines."""
    yield (
        f"people: {found['people']} at once for {found['seconds']:.0f} s, server listening after "
        f"{found['listening_after_seconds']:.1f} s, load {found['load_average']:.1f} at the end"
    )
    for kind, row in found["kinds"].items():
        words = (
            f"people: {row['count']} x {kind}: p50 {row['p50_ms']:.0f}, p95 {row['p95_ms']:.0f}, "
            f"p99 {row['p99_ms']:.0f}, most {row['most_ms']:.0f} ms, {row['bytes'] / MEBI:.1f} MiB"
        )
        if kind in P95_MS:
            met = row["p95_ms"] <= P95_MS[kind]
            words += f"; {met_word(met)}: wanted p95 at most {P95_MS[kind]:g} ms"
        yield words
    errors = found["errors"]
    yield f"people: {len(errors)} errors; {met_word(not errors)}: wanted none {errors[:3] or ''}"
    held = ", ".join(
        f"{kind} " + " / ".join(f"{one[kind] / MEBI:.0f}" for one in found["memory"]) + " MiB"
        for kind in ("resident", "own")
    )
    growth = max(found["growth"].values())
    yield (
        f"people: memory of the server at start, half, end: {held}; {growth:+.1%} in the second "
        f"half; {met_word(growth < MOST_GROWTH)}: wanted below {MOST_GROWTH:.0%}"
    )


def met_word(met: bool) -> str:
    """Whether what is wanted is so."""
    return "met" if met else "MISSED"


def _errors(seen: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{x['status']} {x['path']}" for x in seen if x["status"] >= _LEAST_ERROR]


def wait_until_idle(served: Served) -> None:
    """Until the server does nothing by itself any more: it makes ready what it is asked first."""
    until = time.perf_counter() + _WARM
    spent = -1.0
    while time.perf_counter() < until:
        now = _cpu_seconds(served.process)
        if spent >= 0.0 and now - spent < 0.05:
            return
        spent = now
        time.sleep(1.0)


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
