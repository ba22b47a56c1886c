"""The command line: composition root of sinkmap; nothing imports it."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

__all__ = ["main"]

_BEGUN_ANEW = "SINKMAP_UTF8"
_PACKAGES = ("sinkmap", "layers", "raster_pipeline", "dash_app")


def main() -> NoReturn:
    """Entry point: refuse shadowed packages, take signals, run the command, map errors to codes."""
    _speak_utf8()
    # Blocks are shared out to threads already; a second pool inside every small product only
    # makes them wait for each other. Read by numpy when it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    shadowed = shadowed_packages()
    if shadowed:
        names = ", ".join(shadowed)
        sys.stderr.write(
            f"[SHADOWED] 其他文件夹遮住了 sinkmap 的包 / another folder hides a package: {names}\n"
        )
        raise SystemExit(2)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    raise SystemExit(_run())


def _speak_utf8() -> None:
    """Begin anew in UTF-8 mode where the locale would read file names in another character set.

    The drivers take every path as UTF-8.
    """
    if sys.getfilesystemencoding().lower() == "utf-8" or _BEGUN_ANEW in os.environ:
        return
    settings = {**os.environ, "PYTHONUTF8": "1", _BEGUN_ANEW: "1"}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], settings)  # noqa: S606


def _run() -> int:
    """Run the command and return its exit code.

    0 done, 2 usage, 3 input refused, 4 could not finish; a signal leaves with 128 + its number.
    The commands are imported here, after it is known that the packages are ours.
    """
    from raster_pipeline.jobs.telling import tell_end
    from sinkmap.cli.app import app
    from sinkmap.cli.console import print_json, show_findings
    from sinkmap.errors import Finding, SinkmapError

    findings: tuple[Finding, ...] = ()
    code = 1  # a fault of ours leaves by its traceback
    try:
        app()
        code = 0
    except SinkmapError as error:
        if "--json" in sys.argv:
            print_json({"findings": [finding.to_json() for finding in error.findings]})
        show_findings(error.findings)
        code, findings = error.exit_code, tuple(error.findings)
    except SystemExit as left:  # the parser and a signal leave this way
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
        raise
    finally:
        tell_end(code, findings)
    return code


def shadowed_packages() -> list[str]:
    """Packages of ours that Python would load from somewhere else than beside this one."""
    home = Path(__file__).resolve().parents[2]
    found = []
    for name in _PACKAGES:
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve() if spec is not None and spec.origin else None
        if origin is None or origin.parent.parent != home:
            found.append(f"{name} ({origin})")
    return found


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Leave by the ordinary way out, so that scratch folders go and nothing is published."""
    raise SystemExit(128 + number)
