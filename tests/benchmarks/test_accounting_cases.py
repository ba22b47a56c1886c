"""The benchmark of zonal accounting at a small size: the sides agree. No clock."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.accounting_cases import (
    AREAS,
    CROSS,
    Ground,
    by_exactextract,
    first_pass,
    hashed_pass,
    pixels_of,
    read_only,
    shares_of,
    tables,
)
from benchmarks.case import Case, Demand, Side, measure
from raster_pipeline.io.share_store import ShareStore
from sinkmap.science.zonal_table import ZonalTable


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground.make(tmp_path_factory.mktemp("ground"), 0.6, 400, 6)


def same(one: ZonalTable, other: ZonalTable) -> bool:
    return np.array_equal(one.code, other.code) and np.array_equal(one.amounts, other.amounts)


def test_parcels_agree_with_exactextract(ground: Ground) -> None:
    found = first_pass(ground, ground.parcels)
    # Pixels here are 100 m² on the plane; the measure differs from that by less than 1e-4.
    ours = pixels_of(found, len(ground.parcels), 100.0)
    theirs = by_exactextract(ground, ground.parcels)
    assert np.abs(ours.sum(axis=1) / theirs.sum(axis=1) - 1.0).max() < 2e-4
    scale = theirs.sum() / ours.sum()
    border = max(polygon.length for polygon in ground.parcels) / 10.0
    assert np.abs(ours * scale - theirs).max() < 1e-5 * border + 1e-4 * theirs.max()


def test_kept_shares_give_the_same_bits(ground: Ground, tmp_path: Path) -> None:
    plain = first_pass(ground, ground.parcels)
    assert same(plain, hashed_pass(ground, ground.parcels, tmp_path))
    assert same(plain, hashed_pass(ground, ground.parcels, tmp_path))
    shares = shares_of(ground.parcels, ground.grid)
    with ShareStore(tmp_path, tmp_path).keep(shares) as kept:
        assert kept.found
        assert same(plain, tables(ground, kept, [AREAS])[0])


def test_the_cross_table_has_the_areas_as_its_margin(ground: Ground) -> None:
    both = np.concatenate([ground.zones, ground.parcels])
    cross, areas = first_pass(ground, both, CROSS), first_pass(ground, both)
    assert np.allclose(cross.covered, areas.covered, rtol=1e-12)
    assert cross.covered[: len(ground.zones)].sum() > 0.0


def test_the_pass_that_only_reads_reads_everything(ground: Ground) -> None:
    assert read_only(ground) == ground.grid.shape[0] * ground.grid.shape[1]


def test_ratios_are_of_medians_and_scaled() -> None:
    quick, slow = Side("ours", lambda: None), Side("peer", lambda: sum(range(20_000)), 0.5, runs=1)
    outcome = measure(Case("case", [quick, slow], [Demand("peer", 1.0)]), 3)
    assert len(outcome.seconds["ours"]) == 3
    assert len(outcome.seconds["peer"]) == 1
    (demand,) = outcome.case.demands
    assert outcome.ratio(demand) == outcome.median("ours") / outcome.median("peer")
    assert outcome.to_json()["demands"][0]["met"] == (outcome.ratio(demand) <= 1.0)
