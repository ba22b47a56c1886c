"""docs/findings.md holds every finding code of the source, with what the source says of it."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    path = ROOT / "scripts" / "findings_page.py"
    spec = importlib.util.spec_from_file_location("findings_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_every_code_of_the_source_stands_in_the_page(writer: ModuleType) -> None:
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([A-Z0-9-]+)` \|", page, flags=re.MULTILINE))
    again = "write docs/findings.md again: python scripts/findings_page.py"
    assert listed == writer.codes(), again
    assert page == writer.page(), again


def test_every_code_is_told_with_its_cure(writer: ModuleType) -> None:
    dumb = [
        code
        for code, said in writer.entries().items()
        if not said or not all(one.matter and one.cure for one in said)
    ]
    assert dumb == [], "declare the texts beside the code, where the page's writer reads them"


@pytest.mark.parametrize(
    ("code", "weight", "matter"),
    [
        ("CRS-MISSING", "error", "the file states no CRS"),
        ("RASTER-COVERAGE", "warning", "the raster does not cover the whole study area"),
        ("STUDY-KEY", "error", "the plan holds an unknown key"),
        ("CLASS-CODE-UNKNOWN", "error", "class codes that … does not have"),
        ("POOLS-NEGATIVE", "error", "a carbon density is negative or missing"),
    ],
)
def test_declarations_of_each_form_are_read(
    writer: ModuleType, code: str, weight: str, matter: str
) -> None:
    (said,) = writer.entries()[code]
    assert (said.weight, said.matter) == (weight, matter)
