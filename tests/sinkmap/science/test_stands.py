"""Stands found block by block against scipy on the whole array, and the vectors T1 and T2."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid
from sinkmap.layer import Block
from sinkmap.science.stand_merge import merge_stands
from sinkmap.science.stands import HALO, StandCategory, StandRule, apply_stands, summarise_stands

MU = 2000.0 / 3.0
EIGHT = np.ones((3, 3))


def grid_of(shape, resolution=10.0):
    return Grid("EPSG:4549", 400_000.0, 3_500_000.0, resolution, shape)


def blockwise(mask, size, pixel_area, grid, *, system="tree_mask", shuffle=False):
    def block(tile):
        window, core = grid.padded(tile, HALO)
        return Block(
            grid=grid,
            window=window,
            core=core,
            rasters={"tree_cover": mask[window.slices]},
            nodata={"tree_cover": 255},
            area_of=lambda _, place: pixel_area[place.slices],
            systems={"tree_cover": system},
        )

    blocks = [block(tile) for tile in grid.tiles(size)]
    summaries = [summarise_stands(b) for b in blocks]
    model = merge_stands(grid, summaries[::-1] if shuffle else summaries)
    result = np.full(mask.shape, 77, dtype=np.uint8)
    for tile, one in zip(grid.tiles(size), blocks, strict=True):
        result[tile.slices] = apply_stands(one, model)
    return result


def whole(mask, pixel_area):
    """The definition, read out on the whole array with scipy."""
    unseen = mask == 255
    trees = np.isin(mask, (1, 2))
    closed = ndimage.binary_closing(np.pad(trees, 3), EIGHT)[3:-3, 3:-3] & ~unseen
    gaps, n = ndimage.label(~closed)
    edge = np.zeros_like(closed)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    outline = closed.copy()
    for gap in range(1, n + 1):
        here = gaps == gap
        if pixel_area[here].sum() < MU and not (here & (edge | unseen)).any():
            outline |= here
    parts, n = ndimage.label(outline, EIGHT)
    stand = np.zeros_like(outline)
    for part in range(1, n + 1):
        here = parts == part
        size, canopy = pixel_area[here].sum(), pixel_area[here & trees].sum()
        stand |= here & bool(size >= MU and canopy >= 0.2 * size)
    return np.select(
        [unseen, stand & (mask == 1), stand & (mask == 2), stand, mask == 3, mask == 4, trees],
        [255, 1, 2, 3, 4, 5, 6],
        0,
    ).astype(np.uint8)


def smooth_mask(seed, shape, share, grain):
    """Trees in clumps: noise blurred by `grain`, cut so that `share` is covered."""
    rng = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(rng.standard_normal(shape), grain)
    mask = (noise > np.quantile(noise, 1.0 - share)).astype(np.uint8)
    mask[(mask == 1) & (rng.random(shape) < 0.2)] = 2
    mask[(mask == 0) & (rng.random(shape) < 0.05)] = 3
    mask[(mask == 0) & (rng.random(shape) < 0.05)] = 4
    mask[rng.random(shape) < 0.003] = 255
    return mask


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    shape=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    share=st.floats(0.05, 0.95),
    grain=st.sampled_from([0.0, 0.6, 1.0, 2.0]),
    size=st.integers(7, 40),
    resolution=st.sampled_from([5.0, 10.0]),
)
def test_block_by_block_is_the_whole(seed, shape, share, grain, size, resolution):
    mask = smooth_mask(seed, shape, share, grain)
    grid = grid_of(shape, resolution)
    area = AreaMeasure.of_grid(grid).pixels(grid, grid.whole)
    found = blockwise(mask, size, area, grid, shuffle=seed % 2 == 1)
    np.testing.assert_array_equal(found, whole(mask, area))


@settings(max_examples=60, deadline=None)
@given(
    mask=hnp.arrays(
        np.uint8,
        st.tuples(st.integers(1, 30), st.integers(1, 30)),
        elements=st.sampled_from([0, 0, 0, 1, 1, 1, 2, 3, 4, 255]),
    ),
    size=st.integers(7, 16),
)
@example(mask=np.ones((20, 20), dtype=np.uint8), size=7)
@example(mask=np.full((9, 9), 255, dtype=np.uint8), size=7)
def test_any_mask_block_by_block_is_the_whole(mask, size):
    area = np.full(mask.shape, 100.0)
    found = blockwise(mask, size, area, grid_of(mask.shape))
    np.testing.assert_array_equal(found, whole(mask, area))


def ring(hole):
    """A wall of trees three pixels thick around `hole` x `hole` pixels of bare ground."""
    mask = np.zeros((hole + 16, hole + 16), dtype=np.uint8)
    mask[5:-5, 5:-5] = 1
    mask[8:-8, 8:-8] = 0
    return mask


@pytest.mark.parametrize("size", [7, 9, 100])
@pytest.mark.parametrize(("hole", "filled"), [(5, True), (6, False)])
def test_a_gap_under_one_mu_belongs_to_the_stand(hole, filled, size):
    mask = ring(hole)
    area = np.full(mask.shape, 25.0)  # 5 x 5 px = 625 m2, 6 x 6 px = 900 m2
    found = blockwise(mask, size, area, grid_of(mask.shape, 5.0))
    middle = found[8:-8, 8:-8]
    assert (middle == (StandCategory.GAP if filled else StandCategory.NONE)).all()


def test_a_gap_with_unseen_ground_stays_open():
    mask = ring(4)
    mask[9, 9] = 255
    found = blockwise(mask, 7, np.full(mask.shape, 25.0), grid_of(mask.shape, 5.0))
    assert set(np.unique(found[8:-8, 8:-8])) == {StandCategory.NONE, StandCategory.UNSEEN}


def isolated(pixels):
    mask = np.zeros((12, 12), dtype=np.uint8)
    mask.ravel()[[12 * 5 + 3 + k for k in range(pixels)]] = 1
    return mask


@pytest.mark.parametrize(
    ("pixels", "category"),
    [(6, StandCategory.SCATTERED), (7, StandCategory.ARBOR)],
    ids=["T1", "T2"],
)
@pytest.mark.parametrize("size", [5, 7, 12])
def test_one_mu_makes_a_stand(pixels, category, size):
    mask = isolated(pixels)
    found = blockwise(mask, size, np.full(mask.shape, 100.0), grid_of(mask.shape))
    assert np.unique(found).tolist() == sorted({0, int(category)})
    assert np.count_nonzero(found == category) == pixels


def test_thin_canopy_is_no_stand():
    """Closing joins single trees two pixels apart; one in nine is under 0.20."""
    mask = np.zeros((40, 40), dtype=np.uint8)
    mask[5:36:3, 5:36:3] = 1
    found = blockwise(mask, 11, np.full(mask.shape, 100.0), grid_of(mask.shape))
    assert set(np.unique(found)) == {StandCategory.NONE, StandCategory.SCATTERED}
    mask[5:36:2, 5:36:2] = 1
    found = blockwise(mask, 11, np.full(mask.shape, 100.0), grid_of(mask.shape))
    assert StandCategory.ARBOR in found
    assert StandCategory.GAP in found


def test_each_pixel_is_credited_once_to_the_first_in_order():
    mask = ring(3)
    mask[9, 9], mask[9, 10], mask[0, 0], mask[0, 5] = 3, 4, 3, 4
    found = blockwise(mask, 8, np.full(mask.shape, 25.0), grid_of(mask.shape, 5.0))
    assert found[9, 9] == found[9, 10] == StandCategory.GAP
    assert found[0, 0] == StandCategory.SHRUB
    assert found[0, 5] == StandCategory.YOUNG


@pytest.mark.parametrize(
    ("system", "values"),
    [("worldcover", {10: 1, 20: 4, 40: 0, 0: 255, 99: 255}), ("igbp", {4: 1, 12: 0, 255: 255})],
)
def test_other_code_systems_are_read_by_the_class_tables(system, values):
    mask = np.repeat(np.array(list(values), dtype=np.uint8), 20).reshape(-1, 20)
    found = blockwise(mask, 100, np.full(mask.shape, 1e5), grid_of(mask.shape), system=system)
    assert found[:, 0].tolist() == list(values.values())


def test_one_pixel_of_a_coarse_grid_is_not_closed():
    assert StandRule.on(grid_of((4, 4), 10.0)).closing
    assert not StandRule.on(grid_of((4, 4), 30.0)).closing
    degrees = Grid("EPSG:4490", 119.0, 32.0, 0.0001, (10, 10))
    assert StandRule.on(degrees).closing
    assert not StandRule.on(Grid("EPSG:4490", 119.0, 32.0, 0.05, (10, 10))).closing


def test_threshold_is_the_ratio_not_a_rounded_number():
    rule = StandRule.on(grid_of((4, 4), 1.0))
    area = np.array([math.floor(MU / rule.quantum.m2), math.ceil(MU / rule.quantum.m2)])
    assert rule.accepts(area, area).tolist() == [False, True]
    assert rule.fills(area).tolist() == [True, False]


def test_a_summary_holds_no_more_than_the_border_needs():
    mask = smooth_mask(7, (512, 512), 0.4, 1.0)
    grid = grid_of((512 * 3, 512 * 3))
    tile = list(grid.tiles())[4]
    window, core = grid.padded(tile, 0)
    block = Block(
        grid,
        window,
        core,
        {"tree_cover": mask},
        {},
        lambda _, place: np.full((place.rows, place.cols), 100.0),
    )
    summary = summarise_stands(block)
    assert summary.units.size < 4 * 512
    assert summary.top.shape == summary.left.shape == (512,)
