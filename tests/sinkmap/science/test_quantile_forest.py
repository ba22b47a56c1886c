"""The quantile forest against Meinshausen's weights worked out from scikit-learn's own leaves."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestRegressor

from sinkmap.science.quantile_forest import SETTINGS, QuantileForest

LEVELS = (0.05, 0.5, 0.95)


@pytest.fixture(scope="module", params=[1, 2, 3])
def grown(request):
    draw = np.random.default_rng(request.param)
    features = draw.normal(size=(150, 4)).astype(np.float32)
    values = 40 + 8 * features[:, 0] + draw.normal(0, 1 + np.abs(features[:, 1]), 150)
    forest, seen = QuantileForest.grow(features, values, seed=request.param)
    places = draw.normal(size=(200, 4)).astype(np.float32)
    theirs = RandomForestRegressor(**SETTINGS, random_state=request.param, oob_score=True)
    return forest, seen, features, values, places, theirs.fit(features, values)


def test_the_mean_is_scikit_learns(grown):
    forest, seen, _, _, places, theirs = grown
    np.testing.assert_allclose(forest.predict(places, LEVELS)[0], theirs.predict(places))
    np.testing.assert_array_equal(forest.predict(places, LEVELS)[0], forest.means(places))
    np.testing.assert_array_equal(seen, theirs.oob_prediction_)


def test_the_quantiles_are_those_of_the_weighted_samples(grown):
    forest, _, features, values, places, theirs = grown
    ends, of_samples = theirs.apply(places), theirs.apply(features)
    same = ends[:, np.newaxis, :] == of_samples[np.newaxis, :, :]
    weights = (same / same.sum(axis=1, keepdims=True)).mean(axis=2)
    order = np.argsort(values)
    reached = np.cumsum(weights[:, order], axis=1)
    _, quantiles = forest.predict(places, LEVELS)
    for level, found in zip(LEVELS, quantiles, strict=True):
        told = values[order][(reached >= level - 1e-9).argmax(axis=1)]
        np.testing.assert_array_equal(found, told)


def test_a_gap_is_not_told_and_hides_nothing_else(grown):
    forest, _, _, _, places, _ = grown
    gappy = places.copy()
    gappy[3, 1] = np.nan
    mean, quantiles = forest.predict(gappy, LEVELS)
    whole_mean, whole = forest.predict(places, LEVELS)
    assert np.isnan(mean[3])
    assert np.isnan(quantiles[:, 3]).all()
    others = np.arange(len(places)) != 3
    np.testing.assert_array_equal(mean[others], whole_mean[others])
    np.testing.assert_array_equal(quantiles[:, others], whole[:, others])


def test_many_places_are_told_like_few(grown):
    forest, _, _, _, places, _ = grown
    many = np.tile(places, (50, 1))
    mean, quantiles = forest.predict(many, LEVELS)
    one, few = forest.predict(places, LEVELS)
    np.testing.assert_array_equal(mean, np.tile(one, 50))
    np.testing.assert_array_equal(quantiles, np.tile(few, 50))
