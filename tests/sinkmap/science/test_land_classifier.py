"""The classifier against scikit-learn's own answers, on blocks it has not seen, in any order."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score
from sklearn.model_selection import KFold, cross_val_score

from sinkmap.errors import InputRefusedError
from sinkmap.science.forest import Forest
from sinkmap.science.land_classifier import LeftOut, TrainingSet, cross_validate, train
from sinkmap.science.land_features import feature_names, seasonal_features
from tests.sinkmap.science.seasonal_spectra import (
    BANDS,
    REED,
    RICE,
    SEASONS,
    SPECTRA,
    TREES,
    looks,
    samples,
)


@pytest.fixture(scope="module")
def training():
    return samples(60, 1)


@pytest.fixture(scope="module")
def trained(training):
    return train(training, seed=7)


def commission(called_trees, truth):
    """Of what is called trees, the share that is none."""
    return float((~np.isin(truth[called_trees], TREES)).mean())


def test_rice_and_reed_pass_as_trees_in_summer_and_not_over_the_year(trained):
    classifier, _ = trained
    truth = np.random.default_rng(5).choice(sorted(SPECTRA), (60, 70))
    seasons = looks(truth, 6)
    _, red, nir, _ = seasons["august"]
    by_threshold = (nir - red) / (nir + red) > 0.6
    by_seasons = np.isin(classifier.predict(seasonal_features(seasons, BANDS)), TREES)

    assert commission(by_threshold, truth) > 0.4
    assert by_threshold[np.isin(truth, (RICE, REED))].mean() > 0.9
    assert commission(by_seasons, truth) < 0.03
    assert by_seasons[np.isin(truth, TREES)].mean() > 0.95


def test_summer_alone_cannot_tell_them():
    """It is the seasons that do it, not the forest."""
    year = samples(60, 1)
    wanted = [k for k, name in enumerate(year.names) if name.startswith("august.")]
    names = tuple(year.names[k] for k in wanted)
    summer = replace(year, names=names, features=year.features[:, wanted])
    _, card = train(summer, seed=7)
    _, whole = train(year, seed=7)
    assert min(card.users(code) for code in TREES) < 0.75
    assert min(whole.users(code) for code in TREES) > 0.95


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.integers(2, 9), st.sampled_from([0.01, 0.5, 3.0]))
def test_the_walk_gives_scikit_learns_classes(seed, classes, noise):
    draw = np.random.default_rng(seed)
    codes = draw.integers(0, classes, 300)
    rows = (codes[:, np.newaxis] + draw.normal(0, noise, (300, 6))).astype(np.float32)
    grown = RandomForestClassifier(9, random_state=seed, min_samples_leaf=2).fit(rows, codes)
    forest = Forest.of([tree.tree_ for tree in grown.estimators_], 6)
    # Beside new pixels those of the training and values right on thresholds.
    edges = np.repeat(forest.nodes["threshold"][:500, np.newaxis], 6, axis=1)
    pixels = np.concatenate([rows, np.round(rows, 1), edges[np.isfinite(edges[:, 0])]])
    assert np.array_equal(grown.classes_[forest.chosen(pixels.T)], grown.predict(pixels))


def test_many_pixels_with_gaps_are_called_like_each_alone(trained):
    classifier, _ = trained
    truth = np.random.default_rng(8).choice(sorted(SPECTRA), (90, 130))
    features = seasonal_features(looks(truth, 9), BANDS)
    features[:, np.random.default_rng(1).random(truth.shape) < 0.3] = np.nan
    features[3, 0, 0], features[4, 0, 1] = np.inf, -np.inf
    codes = classifier.predict(features)
    gaps = ~np.isfinite(features).all(axis=0)
    assert codes.dtype == np.uint8
    assert np.array_equal(codes == 0, gaps)
    for row, col in ((5, 5), (40, 100), (89, 129)):
        assert classifier.predict(features[:, row : row + 1, col : col + 1]) == codes[row, col]
    assert (codes[~gaps] == truth[~gaps]).mean() > 0.95


def test_the_order_of_samples_and_the_workers_change_nothing(training, trained):
    classifier, card = trained
    order = np.random.default_rng(2).permutation(len(training.codes))
    turned = replace(
        training,
        features=training.features[order],
        codes=training.codes[order],
        blocks=training.blocks[order],
    )
    again, other = train(turned, seed=7, workers=2)
    assert json.dumps(other.to_json()) == json.dumps(card.to_json())
    assert again.forest.digest() == classifier.forest.digest()
    held_out = cross_validate(training, seed=7)
    assert np.array_equal(cross_validate(turned, seed=7).codes, held_out.codes[order])
    assert train(training, seed=8)[1].model_sha256 != card.model_sha256


def test_threads_get_one_answer(trained):
    classifier, _ = trained
    features = seasonal_features(looks(np.full((50, 50), RICE), 3), BANDS)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: classifier.predict(features), range(8)))
    assert all(np.array_equal(answers[0], one) for one in answers)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 6), st.integers(8, 30))
def test_no_block_is_on_both_sides(seed, folds, blocks):
    training = samples(40, seed, blocks=blocks)
    few = replace(training, features=training.features[:, :4], names=training.names[:4])
    held_out = cross_validate(few, seed=seed, folds=folds)
    for block in np.unique(few.blocks):
        assert len(np.unique(held_out.folds[few.blocks == block])) == 1
    assert (held_out.folds >= 0).all()


def test_what_is_only_true_of_a_place_is_not_taken_for_skill():
    """Every block has its own colour and a class by chance: known blocks are easy, new ones not."""
    draw = np.random.default_rng(4)
    blocks = np.repeat(np.arange(60), 20)
    codes = draw.permutation(np.arange(60) % 2 + 1)[blocks]
    colour = draw.normal(0, 1, (60, 3))[blocks] + draw.normal(0, 0.01, (1200, 3))
    training = TrainingSet(("a", "b", "c"), colour.astype(np.float32), codes, blocks)
    blind = RandomForestClassifier(20, random_state=0)
    shuffled = KFold(5, shuffle=True, random_state=0)
    assert cross_val_score(blind, colour, codes, cv=shuffled).mean() > 0.98
    assert 0.3 < train(training, seed=1)[1].overall < 0.7


def test_the_cards_numbers_are_those_of_the_held_out_samples(training, trained):
    _, card = trained
    held_out = cross_validate(training, seed=7)
    classes = sorted(SPECTRA)
    truth, called = training.codes, held_out.codes
    assert card.overall == pytest.approx(accuracy_score(truth, called))
    users = precision_score(truth, called, labels=classes, average=None)
    producers = recall_score(truth, called, labels=classes, average=None)
    stated = card.to_json()
    for row, user, producer in zip(stated["classes"], users, producers, strict=True):
        assert row["users_accuracy"] == pytest.approx(user)
        assert row["producers_accuracy"] == pytest.approx(producer)
        assert row["samples"] == 60
    matrix = stated["accuracy"]["error_matrix"]
    # scikit-learn has the reference in the rows.
    assert matrix["counts"] == confusion_matrix(truth, called, labels=classes).T.tolist()
    assert sum(stated["accuracy"]["folds"]) == len(truth)
    assert "not area-adjusted" in stated["accuracy"]["meaning"]["en"]
    assert sum(row["impurity_importance"] for row in stated["features"]) == pytest.approx(1.0)
    assert stated["settings"]["seed"] == 7
    assert {"scikit-learn", "numpy"} <= stated["versions"].keys()
    json.dumps(stated, allow_nan=False)


def test_samples_with_gaps_are_left_out_and_counted(training, trained):
    torn = training.features.copy()
    torn[::10, 5] = np.nan
    keep = np.isfinite(torn).all(axis=1)
    whole = TrainingSet(
        training.names, torn[keep], training.codes[keep], training.blocks[keep], block_m=2000.0
    )
    _, card = train(replace(training, features=torn), seed=7)
    assert card.unusable == (~keep).sum()
    assert card.training_sha256 == whole.digest() != trained[1].training_sha256
    assert card.model_sha256 == train(whole, seed=7)[1].model_sha256


def test_weights_count_in_learning(training, trained):
    weights = np.where(training.codes == RICE, 50.0, 1.0)
    _, card = train(replace(training, weights=weights), seed=7)
    assert card.model_sha256 != trained[1].model_sha256
    assert card.training_sha256 != trained[1].training_sha256


def codes_of(training, folds=5):
    with pytest.raises(InputRefusedError) as refused:
        train(training, seed=0, folds=folds)
    return {finding.code: finding for finding in refused.value.findings}


def test_what_cannot_be_learned_from_is_refused_all_at_once(training):
    one = replace(training, codes=np.full_like(training.codes, 3))
    assert codes_of(one).keys() == {"TRAINING-CLASSES"}

    few = training.codes.copy()
    few[:6] = 200
    blocks = training.blocks.copy()
    blocks[:6] = 4
    found = codes_of(replace(training, codes=few, blocks=blocks))
    assert found.keys() == {"TRAINING-SAMPLES", "TRAINING-BLOCKS"}
    assert found["TRAINING-SAMPLES"].seen == "200: 6"
    assert found["TRAINING-BLOCKS"].seen == "200: 1"

    for code in (0, 256, -1):
        beyond = np.where(training.codes == RICE, code, training.codes)
        assert codes_of(replace(training, codes=beyond)).keys() == {"TRAINING-CODE"}

    assert codes_of(training, folds=13).keys() == {"TRAINING-FOLDS"}

    empty = training.features.copy()
    empty[:, 2] = np.nan
    (gaps,) = codes_of(replace(training, features=empty)).values()
    assert (gaps.code, gaps.features) == ("TRAINING-GAPS", (training.names[2],))


def test_samples_of_no_sound_form_are_refused(training):
    names = feature_names(BANDS, SEASONS, heights=True)
    with pytest.raises(ValueError, match="features"):
        replace(training, names=names)
    with pytest.raises(ValueError, match="whole numbers"):
        replace(training, codes=training.codes.astype(float))
    with pytest.raises(ValueError, match="weight"):
        replace(training, weights=np.zeros(len(training.codes)))
    with pytest.raises(ValueError, match="folds"):
        train(training, seed=0, folds=1)


def test_the_card_tells_what_was_left_out(training):
    left_out = LeftOut(gap={3: 5}, disputed={2: 1, 1: 1})
    _, card = train(replace(training, left_out=left_out), seed=7)
    told = card.to_json()["left_out"]
    assert told == {"gap": {"3": 5}, "outside": {}, "small": {}, "disputed": {"1": 1, "2": 1}}


def test_a_classifier_wants_its_features(trained):
    classifier, _ = trained
    with pytest.raises(ValueError, match="wanted"):
        classifier.predict(np.zeros((3, 2, 2), np.float32))
    with pytest.raises(ValueError, match="feature, y, x"):
        classifier.predict(np.zeros((3, 2), np.float32))
