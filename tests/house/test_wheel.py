"""What the wheel holds: the four packages, their data, and the browser library with its licence."""

import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"sinkmap", "layers", "raster_pipeline", "dash_app"}
DATA_SUFFIXES = {".csv", ".css", ".js", ".json", ".html", ".typed"}
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of the working tree, built as pip builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("sinkmap-*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


@pytest.fixture(scope="module")
def names(wheel):
    return [PurePosixPath(name) for name in wheel.namelist()]


def test_holds_exactly_the_four_packages(names):
    tops = {name.parts[0] for name in names}
    meta = {top for top in tops if top.endswith(".dist-info")}
    assert len(meta) == 1
    assert tops - meta == PACKAGES


def test_every_package_can_be_imported(names):
    assert {str(PurePosixPath(p) / "__init__.py") for p in PACKAGES} <= {str(n) for n in names}


def test_holds_the_data_of_the_packages(names):
    data = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in DATA_SUFFIXES and "ui" not in path.relative_to(ROOT).parts
    }
    assert data, "the class and parameter tables are package data"
    assert data - {str(name) for name in names} == set()


def test_holds_the_browser_libraries_with_their_licences(wheel):
    vendor = "dash_app/component/vendor"
    libraries = ("maplibre-gl", "terra-draw", "terra-draw-adapter")
    files = (f"{name}.{end}" for name in libraries for end in ("js", "LICENSE.txt"))
    for name in (*files, "maplibre-gl.css", "versions.json"):
        assert wheel.getinfo(f"{vendor}/{name}").file_size > 0


def test_leaves_out_what_only_a_build_needs(names):
    parts = {part for name in names for part in name.parts}
    assert not parts & {"ui", "node_modules", "tests", "__pycache__", "package-lock.json"}


def test_holds_the_licence_and_the_command(wheel, names):
    assert any(name.parts[-2:] == ("licenses", "LICENSE") for name in names)
    (entry_points,) = (str(n) for n in names if n.name == "entry_points.txt")
    assert "sinkmap = sinkmap.cli:main" in wheel.read(entry_points).decode("utf-8")
