"""Shoreline and shelterbelts of the town against what was planted."""

import json
from pathlib import Path
from typing import Any

import pytest

from raster_pipeline import OpenedRun
from raster_pipeline.io.tables import read_frame

STEPS = 2e-6
"""Lengths of the truth are sums of half-metre steps by the point scale at each."""
CELLS = 6e-3
"""Ground of the truth is counted in cells of 2.5 m; corners of belts are arcs of many sides."""
CITY = "320499"


@pytest.fixture(scope="module")
def truth(town: Path) -> Any:
    return json.loads((town / "truth/truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_shoreline_of_the_town_and_its_villages(town_run: OpenedRun, truth: Any, year: int) -> None:
    planted = truth["shoreline"][str(year)]
    assert set(planted) == {"town", "320499100201", "320499100202", "320499100203", "320499100001"}
    for unit, uses in planted.items():
        name = f"ecological_shoreline_share/{CITY if unit == 'town' else unit}/{year}/with_islands"
        figure = town_run.figure(name)
        if not uses:
            assert figure.value is None
            continue
        # Villages meet on pixel edges, where the truth's steps fall to one side or the other.
        close = {"rel": STEPS} if unit == "town" else {"abs": 1.0}
        ecology = sum(m for key, m in uses.items() if key.startswith("ecology"))
        assert figure.numerator == pytest.approx(ecology, **close)
        assert figure.denominator == pytest.approx(sum(uses.values()), **close)


def test_islands_are_the_difference_of_the_two_scopes(town_run: OpenedRun, truth: Any) -> None:
    name = f"ecological_shoreline_share/{CITY}/2024"
    both, mainland = (town_run.figure(f"{name}/{p}") for p in ("with_islands", "mainland"))
    island = truth["shoreline"]["2024"]["town"]["ecology|island"]
    assert both.denominator - mainland.denominator == pytest.approx(island, rel=1e-4)


def test_change_by_segment(town_run: OpenedRun, truth: Any) -> None:
    for pair, planted in truth["shoreline_change"].items():
        year = int(pair[-4:])
        lines = read_frame(town_run.path / "layers" / f"shoreline_change_{year}.parquet")
        found = lines.groupby("zone")["length_m"].sum().to_dict()
        assert found == pytest.approx(planted, rel=STEPS)
        gained = town_run.figure(f"ecological_shoreline_change.gained/{CITY}/{year}/mainland")
        assert gained.numerator == pytest.approx(planted["production>ecology|mainland"], rel=STEPS)


def test_the_estimate_is_marked_and_lies_where_the_river_is(town_run: OpenedRun) -> None:
    figure = town_run.figure(f"ecological_shoreline_share/{CITY}/2024/estimate")
    official = town_run.figure(f"ecological_shoreline_share/{CITY}/2024/mainland")
    assert "估算" in figure.method.zh
    # The edge of the parcels runs along pixels, and so it is longer than the surveyed line.
    assert official.denominator < figure.denominator < 1.3 * official.denominator


@pytest.mark.parametrize("year", [2022, 2024])
@pytest.mark.parametrize("water", ["yangtze", "taihu"])
def test_trees_in_the_belts(town_run: OpenedRun, truth: Any, year: int, water: str) -> None:
    planted = truth["shelterbelt"][str(year)][water]
    figure = town_run.figure(f"shelterbelt_tree_cover.{water}/{CITY}/{year}/own_width")
    assert figure.denominator == pytest.approx(planted["ground_m2"], rel=CELLS)
    assert figure.numerator == pytest.approx(planted["trees_m2"], rel=CELLS)


def test_gaps_and_belts_make_up_the_bank(town_run: OpenedRun) -> None:
    name = f"shelterbelt_continuity.yangtze/{CITY}/2024/belt_10"
    figure = town_run.figure(name)
    gaps = read_frame(town_run.path / "layers" / "bank_gap_2024.parquet")
    mine = gaps[gaps["water"] == "yangtze"]
    assert figure.denominator - figure.numerator == pytest.approx(mine["length_m"].sum(), rel=1e-6)
    assert set(mine["side"]) == {"left", "right"}
    assert mine["length_m"].is_monotonic_decreasing
