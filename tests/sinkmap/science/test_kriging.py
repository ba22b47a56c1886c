"""Kriging against the bordered system solved by numpy; inverse distance by hand; variograms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.science.kriging import Kriging
from sinkmap.science.near_samples import NEAREST, inverse_distance, merged
from sinkmap.science.variogram import Variogram, fit_variogram
from sinkmap.text import Text

seeds = st.integers(0, 2**31)
variograms = st.builds(
    Variogram,
    nugget=st.sampled_from([0.0, 0.5, 3.0]),
    sill=st.sampled_from([0.5, 4.0]),
    distance=st.sampled_from([50.0, 400.0, 5000.0]),
)


def scattered(seed, count, edge=1000.0):
    """Places on whole metres, each once, and values."""
    draw = np.random.default_rng(seed)
    cells = draw.choice(int(edge) ** 2, count, replace=False)
    return cells % edge, cells // edge, draw.normal(40.0, 8.0, count)


def by_the_book(x, y, values, model, east, north):
    """Weights and multiplier of the bordered system in semivariances (Webster & Oliver, 8.3)."""

    def gamma(h):
        return np.where(h > 0, model.nugget + model.sill * (1 - np.exp(-h / model.distance)), 0.0)

    n = len(x)
    system = np.zeros((n + 1, n + 1))
    system[:n, :n] = gamma(np.hypot(x[:, None] - x, y[:, None] - y))
    system[n, :n] = system[:n, n] = 1.0
    to_place = np.hypot(x - east, y - north)
    # A new sample there: the nugget counts even at no distance.
    right = np.append(model.nugget + model.sill * (1 - np.exp(-to_place / model.distance)), 1.0)
    found = np.linalg.solve(system, right)
    return found[:n] @ values, found @ right


@settings(max_examples=40, deadline=None)
@given(seeds, variograms, st.integers(1, NEAREST))
def test_value_and_variance_are_those_of_the_bordered_system(seed, model, count):
    x, y, values = scattered(seed, count)
    east, north = np.random.default_rng(seed + 1).uniform(-200, 1200, (2, 5))
    value, variance = Kriging.of(x, y, values, model).predict(east, north)
    told = [by_the_book(x, y, values, model, *place) for place in zip(east, north, strict=True)]
    np.testing.assert_allclose(value, [one[0] for one in told], rtol=1e-7)
    np.testing.assert_allclose(variance, [one[1] for one in told], rtol=1e-6, atol=1e-6)


def test_of_many_samples_the_nearest_count():
    x, y, values = scattered(3, 200)
    model = Variogram(0.5, 4.0, 300.0)
    near = np.argsort(np.hypot(x - 500.5, y - 480.5))[:NEAREST]
    value, variance = Kriging.of(x, y, values, model).predict(np.array([500.5]), np.array([480.5]))
    told = by_the_book(x[near], y[near], values[near], model, 500.5, 480.5)
    np.testing.assert_allclose([value[0], variance[0]], told, rtol=1e-8)
    # And what the far ones would have added is small beside the error that is told anyway.
    everything, _ = by_the_book(x, y, values, model, 500.5, 480.5)
    assert abs(everything - value[0]) < 0.2 * np.sqrt(variance[0])


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 80), st.sampled_from([50.0, 400.0]))
def test_without_a_nugget_a_sample_keeps_its_value(seed, count, distance):
    x, y, values = scattered(seed, count)
    kriging = Kriging.of(x, y, values, Variogram(0.0, 4.0, distance))
    value, variance = kriging.predict(x, y)
    np.testing.assert_allclose(value, values, rtol=1e-8)
    np.testing.assert_allclose(variance, 0.0, atol=1e-7)


@settings(max_examples=40, deadline=None)
@given(seeds, variograms, st.integers(1, 80), st.floats(0.1, 300.0))
def test_a_constant_field_stays_constant(seed, model, count, level):
    x, y, _ = scattered(seed, count)
    east, north = np.random.default_rng(seed).uniform(-500, 1500, (2, 20))
    value, variance = Kriging.of(x, y, np.full(count, level), model).predict(east, north)
    np.testing.assert_allclose(value, level, rtol=1e-8)
    assert (variance >= model.nugget - 1e-9).all()
    by_distance = inverse_distance((x, y, np.full(count, level)), east, north, 2.0)
    np.testing.assert_allclose(by_distance, level, rtol=1e-12)


@settings(max_examples=30, deadline=None)
@given(seeds, variograms, st.integers(2, 80), st.integers(-(10**6), 10**6))
def test_neither_the_order_nor_the_origin_counts(seed, model, count, shift):
    x, y, values = scattered(seed, count)
    draw = np.random.default_rng(seed)
    east, north = draw.integers(0, 1000, (2, 20)).astype(float)
    shuffled = draw.permutation(count)
    here = Kriging.of(x, y, values, model).predict(east, north)
    there = Kriging.of(x[shuffled] + shift, y[shuffled] - shift, values[shuffled], model).predict(
        east + shift, north - shift
    )
    np.testing.assert_array_equal(here, there)
    one = inverse_distance(merged(x, y, values), east, north, 2.0)
    moved = merged(x[shuffled] + shift, y[shuffled] - shift, values[shuffled])
    np.testing.assert_array_equal(one, inverse_distance(moved, east + shift, north - shift, 2.0))


@settings(max_examples=20, deadline=None)
@given(seeds, variograms, st.integers(1, 19))
def test_a_block_gives_what_its_places_give(seed, model, cut):
    x, y, values = scattered(seed, 60)
    east, north = np.random.default_rng(seed).uniform(0, 1000, (2, 20))
    kriging = Kriging.of(x, y, values, model)
    whole = np.stack(kriging.predict(east, north))
    parts = [kriging.predict(east[s], north[s]) for s in (slice(cut), slice(cut, None))]
    np.testing.assert_array_equal(whole, np.concatenate([np.stack(p) for p in parts], axis=1))
    one_by_one = [np.stack(kriging.predict(east[[k]], north[[k]])) for k in range(19, -1, -1)]
    np.testing.assert_array_equal(whole, np.concatenate(one_by_one[::-1], axis=1))


def test_samples_at_one_place_count_as_their_mean():
    x, y = np.array([0.0, 0.0, 100.0]), np.array([0.0, 0.0, 0.0])
    kriging = Kriging.of(x, y, np.array([10.0, 30.0, 50.0]), Variogram(0.0, 4.0, 80.0))
    value, _ = kriging.predict(np.array([0.0, 100.0]), np.array([0.0, 0.0]))
    np.testing.assert_allclose(value, [20.0, 50.0])


def test_inverse_distance_by_hand():
    # Distances 3, 4 and 12 to the place (0, 0): weights 1/9, 1/16, 1/144 = 16, 9, 1 of 26.
    samples = (
        np.array([3.0, 0.0, 0.0]),
        np.array([0.0, 4.0, -12.0]),
        np.array([26.0, 52.0, 104.0]),
    )
    places = np.array([0.0, 3.0]), np.array([0.0, 0.0])
    np.testing.assert_allclose(
        inverse_distance(samples, *places, 2.0), [(16 * 26 + 9 * 52 + 104) / 26, 26.0]
    )
    # Power 1: weights 1/3, 1/4, 1/12 = 4, 3, 1 of 8.
    np.testing.assert_allclose(
        inverse_distance(samples, *places, 1.0), [(4 * 26 + 3 * 52 + 104) / 8, 26.0]
    )


def simulated(seed, model, count=400, edge=20000.0):
    """A Gaussian field of a known variogram, by the factor of its covariance."""
    draw = np.random.default_rng(seed)
    x, y = draw.uniform(0, edge, (2, count))
    lags = np.hypot(x[:, None] - x, y[:, None] - y)
    covariance = model.sill * np.exp(-lags / model.distance) + model.nugget * np.eye(count)
    return x, y, np.linalg.cholesky(covariance) @ draw.normal(size=count)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_variogram_is_found(seed):
    planted = Variogram(2.0, 10.0, 1500.0)
    found = fit_variogram(*simulated(seed, planted), seed=seed)
    assert isinstance(found, Variogram)
    assert 6.0 < found.nugget + found.sill < 20.0
    assert found.nugget_share < 0.5
    assert 500.0 < found.distance < 5000.0


@pytest.mark.parametrize("seed", range(5))
def test_scatter_supports_none(seed):
    x, y, _ = simulated(seed, Variogram(1.0, 1.0, 1.0))
    values = np.random.default_rng(seed + 50).normal(size=400)
    assert isinstance(fit_variogram(x, y, values, seed=seed), Text)


def test_what_else_supports_none():
    x, y, values = simulated(1, Variogram(0.0, 4.0, 2000.0))
    few = fit_variogram(x[:49], y[:49], values[:49], seed=1)
    assert isinstance(few, Text)
    assert "49 < 50" in few.en
    flat = fit_variogram(x, y, np.zeros(400), seed=1)
    assert isinstance(flat, Text)
    assert flat.en == "the values do not differ"
    # Everything within two hamlets far apart: no pairs at most lags.
    hamlets = np.repeat([0.0, 20000.0], 30)
    lags = fit_variogram(hamlets + x[:60] / 1e4, hamlets, values[:60], seed=1)
    assert isinstance(lags, Text)
    assert "too few lags" in lags.en
    one_place = fit_variogram(np.zeros(60), np.zeros(60), values[:60], seed=1)
    assert isinstance(one_place, Text)


@pytest.mark.parametrize("wrong", [(-1.0, 2.0, 5.0), (0.0, 0.0, 5.0), (1.0, 1.0, 0.0)])
def test_a_variogram_that_is_none(wrong):
    with pytest.raises(ValueError, match="variogram"):
        Variogram(*wrong)
