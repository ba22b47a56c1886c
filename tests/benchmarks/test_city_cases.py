"""The city's benchmark on the town: both plans run, and accounting has its indicators alone."""

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.city_cases import (
    ACCOUNTING,
    FULL,
    MOST_BYTES,
    MOST_SECONDS,
    city_runs,
    plans,
    verdict,
)
from raster_pipeline.demo import build_demo
from raster_pipeline.io.study_file import PLAN
from raster_pipeline.run import run_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("benchmark")
    build_demo(place / "town", small=True)
    return place


def test_accounting_has_its_indicators_alone_and_leaves_the_demo_as_it_is(folder: Path) -> None:
    plan = (folder / "town" / PLAN).read_bytes()
    copies = folder / "copies"
    copies.mkdir()
    made = plans(folder / "town", copies)
    less = run_study(made["accounting"], years=[2022]).folder
    named = pd.read_parquet(less / "figures.parquet")["indicator"]
    assert {name.partition(".")[0] for name in named} == set(ACCOUNTING)
    assert (made[FULL] / PLAN).read_bytes() == (folder / "town" / PLAN).read_bytes() == plan
    assert sorted(path.name for path in copies.iterdir()) == ["accounting", FULL]


def test_both_plans_run_in_processes_of_their_own(folder: Path) -> None:
    rows = list(city_runs(folder, small=True, years=[2022]))
    assert [row["plan"] for row in rows] == ["accounting", FULL]
    assert all(row["years"] == 1 for row in rows)
    assert all(row["user_seconds"] > 0.0 and row["peak_bytes"] > 2**20 for row in rows)
    assert sorted(path.name for path in folder.iterdir() if path.name != "copies") == ["town"]


@pytest.mark.parametrize(
    ("plan", "seconds", "peak", "word"),
    [
        ("accounting", MOST_SECONDS, MOST_BYTES, "; met"),
        ("accounting", MOST_SECONDS + 1.0, MOST_BYTES, "; MISSED"),
        ("accounting", MOST_SECONDS, MOST_BYTES + 1, "; MISSED"),
    ],
)
def test_verdict(plan: str, seconds: float, peak: int, word: str) -> None:
    row = {"plan": plan, "years": 3, "seconds": seconds, "user_seconds": 1.0, "peak_bytes": peak}
    assert word in verdict(row)
    assert verdict({**row, "plan": FULL}).endswith("MiB")
