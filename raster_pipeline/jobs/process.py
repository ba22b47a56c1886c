"""Processes of jobs: begun in a session of their own, known again by number and time of start.

A number alone is given to another process some day; with the time it was started, and on Linux the
boot it was started in, it is one process only.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["begin", "end_group", "mark_of", "runs"]

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def begin(
    words: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path
) -> subprocess.Popen[bytes]:
    """Begin a process in a session of its own; what it says goes to the end of ``log``."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    with log.open("ab") as stream:
        return subprocess.Popen(
            list(words),
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            creationflags=flags,
            start_new_session=True,
        )


def mark_of(pid: int) -> str:
    """What tells a running process from all others of that number; empty if none runs."""
    if sys.platform == "win32":
        return _windows_mark(pid)
    stat = Path(f"/proc/{pid}/stat")
    if not Path("/proc/self/stat").is_file():
        return _asked_mark(pid)
    try:
        # The name in brackets may hold anything, blanks and brackets too.
        fields = stat.read_bytes().rpartition(b")")[2].split()
        boot = _BOOT.read_text(encoding="ascii").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    state, started = fields[0].decode(), fields[19].decode()
    return "" if state in "ZX" else f"{boot}/{started}"


def runs(pid: int, mark: str) -> bool:
    """Whether the process of a number and mark runs still; one that nobody buried does not."""
    return bool(mark) and mark_of(pid) == mark


def end_group(pid: int, *, by_force: bool) -> None:
    """Ask a process and all that it began to end, or end them; nothing if it is gone."""
    if sys.platform == "win32":
        # The break reaches the group alone; what it does not end, the force does.
        if by_force:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], check=False)
        else:
            os.kill(pid, signal.CTRL_BREAK_EVENT)
        return
    try:
        os.killpg(pid, signal.SIGKILL if by_force else signal.SIGTERM)
    except ProcessLookupError:
        return


def _asked_mark(pid: int) -> str:
    """The mark on systems without ``/proc``, from ``ps``."""
    told = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split(None, 1)
    return "" if len(told) < 2 or told[0].startswith("Z") else told[1].strip()


if sys.platform == "win32":

    def _windows_mark(pid: int) -> str:
        import ctypes
        from ctypes import wintypes

        limited, active = 0x1000, 259  # PROCESS_QUERY_LIMITED_INFORMATION, STILL_ACTIVE
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(limited, False, pid)
        if not handle:
            return ""
        times = [wintypes.FILETIME() for _ in range(4)]
        code = wintypes.DWORD()
        try:
            known = kernel.GetExitCodeProcess(
                handle, ctypes.byref(code)
            ) and kernel.GetProcessTimes(handle, *(ctypes.byref(one) for one in times))
        finally:
            kernel.CloseHandle(handle)
        if not known or code.value != active:
            return ""
        return f"{times[0].dwHighDateTime}/{times[0].dwLowDateTime}"
