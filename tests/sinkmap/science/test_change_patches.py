"""Change between two rasters: tolerance, slivers, smallest patches; block by block as the whole."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from sinkmap.grid import Grid
from sinkmap.science.change_patches import (
    ChangeBlock,
    apply_patches,
    halo_of,
    merge_patches,
    opened,
    summarise_patches,
)
from sinkmap.science.change_rule import (
    ChangeKind,
    ChangeRule,
    ChangeTally,
    ChangeVerdict,
    change_kinds,
)

NONE, BUILT, FARM, UNSEEN = ChangeKind.NONE, ChangeKind.BUILT, ChangeKind.FARM, ChangeKind.UNSEEN
KEPT, TOLERANCE, SLIVER, SMALL = (
    ChangeVerdict.KEPT,
    ChangeVerdict.TOLERANCE,
    ChangeVerdict.SLIVER,
    ChangeVerdict.SMALL,
)


def grid_of(shape, resolution=10.0):
    return Grid("EPSG:4549", 400_000.0, 3_500_000.0, resolution, shape)


def blockwise(kinds, size, grid, rule, area):
    def block(tile):
        window, core = grid.padded(tile, halo_of(rule))
        return ChangeBlock(kinds[window.slices], area[window.slices], core, tile.row, tile.col)

    blocks = [block(tile) for tile in grid.tiles(size)]
    model = merge_patches(grid, [summarise_patches(b, grid, rule) for b in blocks][::-1], rule)
    result = np.full(kinds.shape, 77, dtype=np.uint8)
    for tile, one in zip(grid.tiles(size), blocks, strict=True):
        result[tile.slices] = apply_patches(one, grid, rule, model)
    return result


def judged(kinds, rule=None, size=512, resolution=10.0):
    kinds = np.array(kinds, dtype=np.uint8)
    grid = grid_of(kinds.shape, resolution)
    area = np.full(kinds.shape, resolution**2)
    return blockwise(kinds, size, grid, rule or ChangeRule.of_scenes(grid), area)


def whole(kinds, rule, area):
    """The definition, read out on the whole array with scipy, patch by patch."""
    verdict = np.where(kinds == UNSEEN, 255, 0).astype(np.uint8)
    square = np.ones((int(rule.tolerance) + 1,) * 2)
    for kind in (BUILT, FARM, ChangeKind.OTHER):
        here = kinds == kind
        verdict[here] = TOLERANCE
        wide = ndimage.binary_opening(np.pad(here, 5), square)[5:-5, 5:-5]
        parts, n = ndimage.label(wide, np.ones((3, 3)))
        for part in range(1, n + 1):
            one = np.pad(parts == part, 1)
            edges = sum(np.sum(one & ~np.roll(one, s, a)) for s in (1, -1) for a in (0, 1))
            pixels, m2 = one.sum(), area[one[1:-1, 1:-1]].sum()
            ragged = 4 * math.pi * pixels / edges**2 < 0.05 and m2 < 600.0
            sliver = 2 * pixels / edges < 1.0 or ragged
            small = m2 < rule.min_m2[kind]
            verdict[parts == part] = SLIVER if sliver else SMALL if small else KEPT
    return verdict


def patches(seed, shape, grain):
    rng = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(rng.standard_normal(shape), grain)
    kinds = np.where(noise > np.quantile(noise, 0.6), BUILT, NONE).astype(np.uint8)
    other = ndimage.gaussian_filter(rng.standard_normal(shape), grain)
    kinds[(kinds == BUILT) & (other > 0)] = FARM
    kinds[rng.random(shape) < 0.01] = UNSEEN
    return kinds


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    shape=st.tuples(st.integers(1, 50), st.integers(1, 50)),
    grain=st.sampled_from([0.0, 0.7, 1.5, 3.0]),
    size=st.integers(6, 40),
    resolution=st.sampled_from([1.0, 10.0]),
    tolerance=st.integers(0, 3),
)
def test_block_by_block_is_the_whole(seed, shape, grain, size, resolution, tolerance):
    kinds = patches(seed, shape, grain)
    grid = grid_of(shape, resolution)
    rule = dataclasses.replace(ChangeRule.of_scenes(grid), tolerance=tolerance)
    area = np.random.default_rng(seed).uniform(0.95, 1.05, shape) * resolution**2
    found = blockwise(kinds, size, grid, rule, area)
    np.testing.assert_array_equal(found, whole(kinds, rule, area))


@settings(max_examples=60, deadline=None)
@given(
    kinds=hnp.arrays(
        np.uint8,
        st.tuples(st.integers(1, 25), st.integers(1, 25)),
        elements=st.sampled_from([NONE, BUILT, BUILT, BUILT, FARM, FARM, UNSEEN]),
    ),
    size=st.integers(5, 14),
)
def test_kept_and_ignored_is_all_change_and_twice_is_once(kinds, size):
    grid = grid_of(kinds.shape)
    rule = ChangeRule.of_scenes(grid)
    area = np.arange(kinds.size, dtype=float).reshape(kinds.shape) + 90.0
    found = blockwise(kinds, size, grid, rule, area)
    tally = ChangeTally.of(found, area)
    assert tally.all_m2 == pytest.approx(area[(kinds != NONE) & (kinds != UNSEEN)].sum())
    assert tally.unseen_m2 == pytest.approx(area[kinds == UNSEEN].sum())
    rest = np.where(found == KEPT, kinds, NONE).astype(np.uint8)
    again = blockwise(rest, size, grid, rule, area)
    np.testing.assert_array_equal(again == KEPT, found == KEPT)
    assert ChangeTally.of(again, area).all_m2 == pytest.approx(tally.kept_m2)


@pytest.mark.parametrize(("shift", "kept"), [(1, False), (2, True), (3, True)])
def test_a_boundary_one_pixel_off_is_no_change(shift, kept):
    first = np.zeros((40, 40), dtype=np.uint8)
    second = first.copy()
    first[10:30, 10:30] = 1
    second[10:30, 10 + shift : 30 + shift] = 1
    kinds = change_kinds(first, second, {0: FARM, 1: BUILT})
    found = judged(kinds)
    strips = {int(one) for one in np.unique(found)} - {0}
    assert strips == {int(KEPT if kept else TOLERANCE)}


def test_a_slanted_boundary_one_pixel_off_is_no_change():
    y, x = np.mgrid[:60, :60]
    first, second = (x > y).astype(np.uint8), (x + 1 > y).astype(np.uint8)
    found = judged(change_kinds(first, second, {0: FARM, 1: BUILT}))
    assert set(np.unique(found)) == {0, TOLERANCE}


def square(side, arm=0):
    kinds = np.zeros((20, 40), dtype=np.uint8)
    kinds[5 : 5 + side, 5 : 5 + side] = BUILT
    kinds[5, 5 + side : 5 + side + arm] = BUILT
    return kinds


@pytest.mark.parametrize(("side", "verdict"), [(3, SMALL), (4, KEPT)])
def test_ten_pixels_of_ten_metres_are_the_smallest_patch(side, verdict):
    assert set(np.unique(judged(square(side)))) == {0, verdict}


@pytest.mark.parametrize("size", [6, 7, 512])
def test_an_arm_is_taken_off_and_the_patch_stays(size):
    found = judged(square(5, arm=9), size=size)
    assert (found[5:10, 5:10] == KEPT).all()
    assert (found[5, 10:19] == TOLERANCE).all()


def test_a_long_thin_patch_is_a_sliver_by_compactness():
    """Fine pixels without tolerance: a strip 2 m by 250 m has 500 m² and hardly any body."""
    kinds = np.zeros((6, 254), dtype=np.uint8)
    kinds[2:4, 2:252] = BUILT
    rule = dataclasses.replace(ChangeRule.of_scenes(grid_of((6, 254), 1.0)), tolerance=0)
    assert set(np.unique(judged(kinds, rule, resolution=1.0))) == {0, SLIVER}
    kinds[2:5, 2:252] = BUILT  # 750 m2: too large to be called a sliver
    assert set(np.unique(judged(kinds, rule, resolution=1.0))) == {0, KEPT}


@pytest.mark.parametrize(
    ("resolution", "tolerance", "built", "farm"),
    [(0.5, 4, 200.0, 400.0), (1.0, 2, 200.0, 400.0), (2.0, 1, 200.0, 400.0),
     (5.0, 1, 250.0, 400.0), (10.0, 1, 1000.0, 1000.0)],
)  # fmt: skip
def test_thresholds_follow_the_pixel(resolution, tolerance, built, farm):
    rule = ChangeRule.of_scenes(grid_of((10, 10), resolution))
    assert (rule.tolerance, rule.min_m2[BUILT], rule.min_m2[FARM]) == (tolerance, built, farm)


def test_thresholds_of_the_survey():
    rule = ChangeRule.of_survey(0.5)
    assert rule.tolerance * rule.pixel_m == 2.0
    assert [rule.min_m2[k] for k in sorted(rule.min_m2)] == [200.0, 400.0, 600.0, 1500.0]
    assert all(one.text.zh for one in ChangeVerdict)


def test_kinds_follow_the_class_the_ground_turned_into():
    first = np.array([[1, 1, 1, 255, 2]], dtype=np.uint8)
    second = np.array([[1, 2, 255, 1, 1]], dtype=np.uint8)
    found = change_kinds(first, second, {1: FARM, 2: BUILT})
    assert found.tolist() == [[NONE, BUILT, UNSEEN, UNSEEN, FARM]]
    with pytest.raises(ValueError, match=r"without a kind of change: \[2\]"):
        change_kinds(first, second, {1: FARM})
    with pytest.raises(ValueError, match="cannot be"):
        change_kinds(first, second, {1: NONE})


def test_opening_keeps_to_the_mask():
    mask = np.random.default_rng(1).random((30, 30)) > 0.2
    assert not (opened(mask, 2) & ~mask).any()
    np.testing.assert_array_equal(opened(mask, 0), mask)
