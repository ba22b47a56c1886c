"""``sinkmap serve`` over a study in a process of its own, as a bureau starts it, and its memory."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import resident

__all__ = ["Served", "served_study"]

_ENDING = 20.0
"""Seconds the server is given to end when told."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its ``address`` without a slash at its end, seconds until it listened."""

    address: str
    process: int
    seconds: float

    def memory(self) -> dict[str, int]:
        """Bytes resident, and of them what is its own: pages of mapped archives are not."""
        return {
            "resident": resident("VmRSS", self.process),
            "own": resident("RssAnon", self.process),
        }


@contextlib.contextmanager
def served_study(study: Path) -> Iterator[Served]:
    """Serve the current run of a study on a free port of the loopback."""
    start = "from sinkmap.cli import main; main()"
    command = [sys.executable, "-c", start, "serve", str(study), "--port", "0", "--json"]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None, "a pipe"
        try:
            said = "".join(iter(process.stdout.readline, "}\n")) + "}"
            yield Served(
                json.loads(said)["address"].rstrip("/"),
                process.pid,
                time.perf_counter() - begun,
            )
        finally:
            process.terminate()
            try:
                process.wait(_ENDING)
            except subprocess.TimeoutExpired:
                process.kill()
