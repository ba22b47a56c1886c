"""The example studies on open data, made once and run once."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"


def _prepare_module() -> ModuleType:
    described = importlib.util.spec_from_file_location("prepare", EXAMPLES / "prepare.py")
    assert described is not None
    assert described.loader is not None
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example(real_data, tmp_path_factory) -> Callable[[str], Path]:
    """Name of an example -> its study folder, made at first call."""
    prepare = _prepare_module().prepare
    target = tmp_path_factory.mktemp("examples")
    made: dict[str, Path] = {}

    def folder(name: str) -> Path:
        if name not in made:
            made[name] = prepare(name, real_data, target)
        return made[name]

    return folder


@pytest.fixture(scope="session")
def checked(example):
    """Name of an example -> findings by code."""
    from raster_pipeline.steps.intake import check_study

    def findings(name: str):
        _, examination = check_study(example(name))
        by_code: dict[str, list] = {}
        for finding in examination.findings:
            by_code.setdefault(finding.code, []).append(finding)
        return by_code

    return findings


@pytest.fixture(scope="session")
def finished(example):
    """Name of an example -> its finished run, computed at first call."""
    from raster_pipeline import open_run
    from raster_pipeline.run import run_study

    made = {}

    def run(name: str):
        if name not in made:
            run_study(example(name))
            made[name] = open_run(example(name))
        return made[name]

    return run


@pytest.fixture(scope="session")
def figures_of(finished):
    """Name of an example -> table of its figures with the figure's id as index."""
    import pandas as pd

    def table(name: str) -> pd.DataFrame:
        frame = pd.read_parquet(finished(name).path / "figures.parquet")
        keys = ["indicator", "statunit", "year", "profile"]
        return frame.set_index(keys).sort_index()

    return table
