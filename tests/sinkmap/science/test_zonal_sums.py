"""Sums by class of hand-made tiles, and codes of every kind."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid, Window
from sinkmap.science.tile_keys import PAIR, TileKeys
from sinkmap.science.zonal_sums import Part, area_part, value_part
from sinkmap.science.zonal_table import Merge, ZonalTable
from sinkmap.science.zone_edges import ZoneEdges
from sinkmap.science.zone_shares import ZoneShares
from sinkmap.tile_areas import TileAreas

GRID = Grid("EPSG:4549", 500000.0, 3501000.0, 10.0, (2, 2))
WEIGHTS = TileAreas(
    np.array([[100.0, 102.0]]), np.array([[0.0, 1.0], [0.0, 0.0], [0.0, 0.0]]), middle=0, tile=2
)
"""100, 101 and 102, 103 m²."""
CLASSES = np.array([[1, 2], [2, 9]], dtype=np.uint8)


def band():
    """One zone: the first column whole, a quarter of the second."""
    west, south, _, north = GRID.bounds
    zone = shapely.box(west, south, west + 12.5, north)
    return ZoneShares(ZoneEdges.of([zone], GRID), GRID).band(0)


def combine(parts: list[Part], zones: int, *, values: bool = False, pieces: int = 1) -> ZonalTable:
    merge = Merge(parts, zones, values=values)
    ranges = merge.ranges(pieces)
    for one in ranges:
        merge.merge(one)
    return merge.table(ranges)


def test_areas_by_class() -> None:
    table = combine([area_part(band(), (0, 1), TileKeys.of(CLASSES), WEIGHTS)], 1)
    assert table.code.tolist() == [1, 2, 9]
    assert table.amounts[0].tolist() == [100.0, 0.25 * 101.0 + 102.0, 0.25 * 103.0]
    assert table.covered.tolist() == [table.amounts.sum()]


def test_pairs_of_classes() -> None:
    other = np.array([[5, 5], [6, 6]], dtype=np.uint8)
    table = combine([area_part(band(), (0, 1), TileKeys.of(CLASSES, other), WEIGHTS)], 1)
    pairs = dict(zip(map(divmod, table.code, [PAIR] * 4), table.amounts[0], strict=True))
    assert pairs == {(1, 5): 100.0, (2, 5): 25.25, (2, 6): 102.0, (9, 6): 25.75}


def test_values_with_and_without_data() -> None:
    values = np.array([[10.0, 20.0], [np.nan, 40.0]], dtype=np.float32)
    table = combine(
        [value_part(band(), (0, 1), TileKeys.of(CLASSES), WEIGHTS, values)], 1, values=True
    )
    assert table.code.tolist() == [1, 2, 9]
    assert table.amounts[0].tolist() == [1000.0, 505.0, 1030.0]
    assert table.amounts[1].tolist() == [100.0, 25.25, 25.75]
    assert table.amounts[2].tolist() == [0.0, 102.0, 0.0]
    assert table.extremes.tolist() == [[10.0, 20.0, 40.0], [10.0, 20.0, 40.0]]


@pytest.mark.parametrize("values", [False, True])
def test_tiles_side_by_side_are_those_one_by_one(values: bool) -> None:
    """Three zones across three tiles, the last one narrower, with more classes than usual."""
    grid = Grid("EPSG:4549", 500000.0, 3501000.0, 10.0, (60, 170))
    west, south, east, north = grid.bounds
    lines = np.linspace(south, north, 4)
    zones = [shapely.box(west, low, east, high) for low, high in pairwise(lines + 3.0)]
    shares = ZoneShares(ZoneEdges.of(zones, grid), grid, 64).band(0)
    rng = np.random.default_rng(2)
    classes = rng.integers(0, 250, grid.shape).astype(np.uint8)
    amounts = rng.random(grid.shape)
    measure = AreaMeasure.of_grid(grid)

    def part(first: int, end: int) -> Part:
        window = Window(0, 64 * first, 60, min(64 * end, 170) - 64 * first)
        keys = TileKeys.of(classes[window.slices])
        areas = TileAreas.of(measure, grid, window, 64)
        if values:
            return value_part(shares, (first, end), keys, areas, amounts[window.slices])
        return area_part(shares, (first, end), keys, areas)

    whole = combine([part(0, 3)], 3, values=values)
    pieces = combine([part(0, 1), part(1, 2), part(2, 3)], 3, values=values)
    assert len(whole.code) > 700
    assert np.array_equal(whole.code, pieces.code)
    assert np.array_equal(whole.amounts, pieces.amounts)
    assert np.array_equal(whole.extremes, pieces.extremes)
    inside = measure.polygons(zones[:2])
    assert whole.covered[:2] == pytest.approx(inside, rel=1e-9)


@pytest.mark.parametrize("dtype", ["uint16", "int16", "int32", "int64"])
def test_codes_of_wider_types(dtype: str) -> None:
    wide = CLASSES.astype(dtype) * 300
    table = combine([area_part(band(), (0, 1), TileKeys.of(wide), WEIGHTS)], 1)
    assert table.code.tolist() == [300, 600, 2700]
    pairs = combine([area_part(band(), (0, 1), TileKeys.of(wide, CLASSES), WEIGHTS)], 1)
    assert pairs.code.tolist() == [300 * PAIR + 1, 600 * PAIR + 2, 2700 * PAIR + 9]
    assert pairs.amounts.tolist() == table.amounts.tolist()


@pytest.mark.parametrize("code", [-1, 65536])
def test_codes_that_are_no_classes_are_refused(code: int) -> None:
    with pytest.raises(ValueError, match="65535"):
        TileKeys.of(np.full((2, 2), code, dtype=np.int32))


def test_classes_are_whole_numbers() -> None:
    with pytest.raises(ValueError, match="float32"):
        TileKeys.of(CLASSES.astype(np.float32))


def test_nothing_gives_an_empty_table() -> None:
    table = combine([], 3)
    assert table.first.tolist() == [0, 0, 0, 0]
    assert table.covered.tolist() == [0.0, 0.0, 0.0]
    assert combine([], 3, values=True).extremes.shape == (2, 0)


@pytest.mark.parametrize("pieces", [1, 2, 3, 50])
def test_zones_merged_in_pieces(pieces: int) -> None:
    rng = np.random.default_rng(5)
    parts = []
    for _ in range(6):
        zone = np.sort(rng.integers(0, 9, 70)).astype(np.int32)
        code = rng.integers(0, 30, 70).astype(np.uint32)
        parts.append(Part(zone, code, rng.random((3, 70)), rng.random((2, 70))))
    table = combine(parts, 9, values=True, pieces=pieces)
    zones, codes = (np.concatenate([getattr(p, name) for p in parts]) for name in ("zone", "code"))
    amounts = np.concatenate([part.amounts for part in parts], axis=1)
    pairs = sorted(set(zip(zones.tolist(), codes.tolist(), strict=True)))
    assert list(zip(table.zone.tolist(), table.code.tolist(), strict=True)) == pairs
    for row, (zone, code) in enumerate(pairs):
        here = (zones == zone) & (codes == code)
        assert table.amounts[:, row] == pytest.approx(amounts[:, here].sum(axis=1), rel=1e-14)
    assert table.first.tolist() == np.searchsorted(table.zone, np.arange(10)).tolist()
