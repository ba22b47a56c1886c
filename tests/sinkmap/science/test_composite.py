"""Medians to the last bit, medoids by brute force, clouds grown as scipy grows them."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import binary_dilation
from scipy.spatial.distance import cdist

from sinkmap.science.composite import grown, medians, medoids, take, veil


def nanmedian(looks):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmedian(looks, axis=0)


def median_of(looks):
    result = np.empty(looks.shape[1:], dtype=np.float32)
    medians(looks, result)
    return result


def some_looks(draw, times, bands=3, gaps=0.4):
    looks = draw.normal(0.2, 0.1, (times, bands, 13, 17)).astype(np.float32)
    looks[draw.random(looks.shape) < gaps] = np.nan
    return looks


@pytest.mark.parametrize("times", [1, 2, 3, 5, 8, 24, 31, 64])
@pytest.mark.parametrize("gaps", [0.0, 0.4, 0.95])
def test_medians_are_numpys_to_the_last_bit(times, gaps):
    looks = some_looks(np.random.default_rng(times), times, gaps=gaps)
    looks[:, :, 0, 0] = np.nan
    assert np.array_equal(median_of(looks), nanmedian(looks), equal_nan=True)


@given(
    st.lists(st.one_of(st.just(float("nan")), st.floats(-2, 2, width=32)), min_size=1, max_size=40)
)
def test_the_median_of_any_numbers(values):
    looks = np.array(values, dtype=np.float32).reshape(-1, 1, 1, 1)
    assert np.array_equal(median_of(looks), nanmedian(looks), equal_nan=True)


def test_the_order_of_looks_does_not_change_a_median():
    draw = np.random.default_rng(2)
    looks = some_looks(draw, 20)
    assert np.array_equal(median_of(looks), median_of(draw.permutation(looks)), equal_nan=True)


def test_a_medoid_is_the_look_closest_to_the_median():
    looks = some_looks(np.random.default_rng(4), 9, gaps=0.15)
    middle = median_of(looks)
    chosen = np.empty_like(middle)
    medoids(looks, middle, chosen)
    for y in range(looks.shape[2]):
        for x in range(looks.shape[3]):
            spectra = looks[:, :, y, x].astype(np.float64)
            whole = np.flatnonzero(~np.isnan(spectra).any(axis=1))
            if not len(whole):
                assert np.isnan(chosen[:, y, x]).all()
                continue
            apart = cdist(spectra[whole], middle[np.newaxis, :, y, x].astype(np.float64))[:, 0]
            assert np.array_equal(chosen[:, y, x], looks[whole[apart.argmin()], :, y, x])


def test_of_equally_close_looks_the_earliest_is_the_medoid():
    looks = np.array([0.125, 0.375, 0.125, 0.375], dtype=np.float32).reshape(4, 1, 1, 1)
    chosen = np.empty((1, 1, 1), dtype=np.float32)
    medoids(looks, median_of(looks), chosen)
    assert chosen[0, 0, 0] == np.float32(0.125)
    medoids(looks[::-1].copy(), median_of(looks), chosen)
    assert chosen[0, 0, 0] == np.float32(0.375)


@pytest.mark.parametrize("reach", [0, 1, 2, 7, 40])
def test_clouds_grow_by_a_square(reach):
    mask = np.random.default_rng(reach).random((30, 41)) < 0.01
    square = np.ones((2 * reach + 1, 2 * reach + 1), dtype=bool)
    assert np.array_equal(grown(mask, reach), binary_dilation(mask, square))


def test_of_scenes_that_overlap_the_first_whole_one_is_taken():
    nan = np.nan
    first = np.array([[[1, nan, 1, nan, 1]], [[1, 1, 1, nan, 1]]], dtype=np.float32)
    second = np.full((2, 1, 5), 2, dtype=np.float32)
    look, taken = np.full((2, 1, 5), nan, dtype=np.float32), np.zeros((1, 5), dtype=np.uint8)
    take(first, np.array([[True, True, False, True, True]]), look, taken)
    assert taken.tolist() == [[2, 1, 0, 0, 2]]
    take(second, np.array([[True, True, True, True, False]]), look, taken)
    assert look[:, 0].tolist() == [[1, 2, 2, 2, 1]] * 2


def test_what_is_not_clear_is_veiled():
    look = np.ones((2, 1, 3), dtype=np.float32)
    veil(look, np.array([[True, False, True]]))
    assert np.array_equal(np.isnan(look[:, 0]), [[False, True, False]] * 2)
