"""The import contracts cover the core: a new module must be given its floor in each of them."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {c["id"]: c for c in PROJECT["tool"]["importlinter"]["contracts"]}


def floors(contract):
    """The floors from roof to ground, each as the set of modules that stand on it."""
    return [frozenset(x.strip(" ()") for x in row.split("|")) for row in contract["layers"]]


@pytest.fixture(scope="module")
def core_modules():
    return {
        f"sinkmap.{path.stem}"
        for path in (ROOT / "sinkmap").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }


def test_the_whole_house_lists_every_core_module(core_modules):
    listed = frozenset().union(*floors(CONTRACTS["house"]))
    assert sorted(core_modules - listed) == []


def test_the_core_stands_in_the_same_order_in_both_contracts():
    house = [
        frozenset(m.removeprefix("sinkmap.") for m in floor)
        for floor in floors(CONTRACTS["house"])
        if all(m.startswith("sinkmap.") for m in floor)
    ]
    assert house == floors(CONTRACTS["core"])


def test_all_but_the_command_line_is_kept_pure(core_modules):
    sources = set(CONTRACTS["pure"]["source_modules"])
    assert sources == core_modules - {"sinkmap.cli"} | {"layers"}
