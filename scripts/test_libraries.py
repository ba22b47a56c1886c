"""Bring in what the lock file of the browser libraries pins for the tests alone (axe-core)."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def bring_in() -> None:
    """Install all that `dash_app/ui/package-lock.json` pins; nothing is copied into a package."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    if spec is None or spec.loader is None:
        raise ImportError("hatch_build.py cannot be loaded")
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    hook.run_npm(ROOT / "dash_app" / "ui")


if __name__ == "__main__":
    bring_in()
