"""A process of its own for each measurement of memory, and what Linux states of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["MEBI", "child", "peak_from_here", "resident"]

MEBI = 2**20


def child(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Run a module of the benchmarks in a fresh interpreter; the JSON it prints."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def resident(field: str, process: int | None = None) -> int:
    """Bytes of a process's memory, its own for None, as Linux states them.

    ``field``: VmRSS now, RssAnon of it what is no file's, VmHWM at most.
    """
    lines = Path(f"/proc/{process or 'self'}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def peak_from_here() -> None:
    """Let VmHWM count from now on."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
