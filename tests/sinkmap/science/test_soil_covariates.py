"""Covariates of soil carbon: kinds of land, distance to water, size of cells."""

import numpy as np
import pytest
from scipy import ndimage

from sinkmap.classes import group, groups
from sinkmap.science.soil_covariates import (
    LAND_KINDS,
    WATER_REACH_M,
    cell_of,
    land_kinds,
    water_distance,
)


def test_every_group_has_a_kind():
    table = land_kinds()
    kinds = {one.id: LAND_KINDS[table[one.index]] for one in groups()}
    assert kinds["cropland_paddy"] == "paddy"
    assert kinds["cropland_dry"] == "dry"
    assert kinds["tea"] == kinds["orchard"] == "garden"
    assert kinds["forest_bamboo"] == "forest"
    assert kinds["marsh"] == "wetland"
    assert kinds["vacant"] == "other"
    assert set(kinds.values()) == set(LAND_KINDS)


def test_distance_to_water_is_that_of_the_nearest_pixel():
    land = np.full((9, 30), group("cropland_dry").index, dtype=np.uint8)
    land[2, 3], land[7, 20] = group("river").index, group("pond").index
    found = water_distance(land, 10.0)
    row, col = np.indices(land.shape)
    wanted = 10.0 * np.minimum(np.hypot(row - 2, col - 3), np.hypot(row - 7, col - 20))
    assert found == pytest.approx(wanted, rel=1e-6)
    dry = np.full((4, 4), group("forest_arbor").index, dtype=np.uint8)
    assert (water_distance(dry, 10.0) == WATER_REACH_M).all()
    assert water_distance(land, 100.0).max() == WATER_REACH_M


@pytest.mark.parametrize("seed", range(6))
def test_distance_is_exact_among_much_and_little_water(seed):
    luck = np.random.default_rng(seed)
    share = (0.5, 0.05, 0.01, 0.003, 0.001, 0.0003)[seed]
    water = luck.random((83, 131)) < share
    water[0, 0] = True
    land = np.where(water, group("river").index, group("cropland_dry").index).astype(np.uint8)
    exact = np.minimum(ndimage.distance_transform_edt(~water) * 30.0, WATER_REACH_M)
    np.testing.assert_array_equal(water_distance(land, 30.0), exact.astype(np.float32))


@pytest.mark.parametrize(
    ("pixel", "spacing", "cell"),
    [
        (10.0, 2500.0, 32),
        (30.0, 2500.0, 8),
        (100.0, 2500.0, 2),
        (500.0, 2500.0, 1),
        (2.0, 2500.0, 128),
        (10.0, 400.0, 8),
        (10.0, 20.0, 1),
    ],
)
def test_cells_are_no_finer_than_the_samples_tell_and_fill_tiles(pixel, spacing, cell):
    assert cell_of(pixel, spacing) == cell
    assert 512 % cell == 0
