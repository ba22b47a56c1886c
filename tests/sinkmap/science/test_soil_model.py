"""Models of soil carbon: laws, scores by hand, the choice, and truth they have not seen."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from sinkmap.errors import InputRefusedError, Severity
from sinkmap.science.conformal import Band, Margins, margins_of
from sinkmap.science.soil_methods import ClassMean, InverseDistance
from sinkmap.science.soil_model import SoilMethod, choose_soil_model
from sinkmap.science.soil_points import SoilPoints
from sinkmap.science.soil_score import chosen, score
from tests.sinkmap.science.soil_fields import simulated

BLOCK = 6000.0
METHODS = tuple(SoilMethod)


def told(model, points):
    found = model.predict(points.x, points.y, points.covariates, points.soil_class)
    return np.stack([found.value, found.low, found.high])


@pytest.fixture(scope="module")
def points():
    return simulated(1, 150)


@pytest.fixture(scope="module")
def places():
    return simulated(9, 500)


@pytest.fixture(scope="module")
def models(points):
    """Each method by itself."""
    chosen_of = {}
    for method in METHODS:
        chosen_of[method] = choose_soil_model(points, seed=5, block_m=BLOCK, methods=[method])
    return chosen_of


def test_the_mean_of_a_class_by_hand():
    density = np.array([10.0, 20, 30, 40, 50, 100, 200, 5, 5, 5])
    soil = np.array([1, 1, 1, 1, 1, 2, 2, -1, -1, -1])
    zeros = np.zeros(10)
    some = SoilPoints(zeros, zeros, density, soil, np.zeros((10, 0)), (), (0, 30))
    fitted = ClassMean.fit(some)
    assert fitted.means == {1: 30.0}
    assert fitted.fallen == (2,)
    # 465 / 10 for the class of two, one never seen, and an unknown one.
    asked = replace(some, soil_class=np.array([1, 2, 7, -1, 1, 1, 1, 1, 1, 1])).places
    assert fitted.band(asked).value[:4].tolist() == [30.0, 46.5, 46.5, 46.5]


def test_the_power_of_distance_is_that_of_the_least_error(points):
    folds = points.blocks(BLOCK) % 4
    errors = {}
    for power in (1.0, 2.0, 3.0):
        total = 0.0
        for fold in range(4):
            held, learned = points.taken(folds == fold), points.taken(folds != fold)
            distance = np.hypot(held.x[:, None] - learned.x, held.y[:, None] - learned.y)
            near = np.argsort(distance, axis=1)[:, :24]
            weights = np.take_along_axis(distance, near, axis=1) ** -power
            said = (weights * learned.density[near]).sum(axis=1) / weights.sum(axis=1)
            total += ((said - held.density) ** 2).sum()
        errors[power] = total
    assert InverseDistance.fit(points, folds).power == min(errors, key=errors.get)
    assert InverseDistance.fit(points, np.zeros(150, dtype=int)).power == 2.0


@pytest.mark.parametrize("method", METHODS)
def test_intervals_are_ordered_and_hold_the_value(models, places, method):
    value, low, high = told(models[method], places)
    assert ((low <= value) & (value <= high) & (low >= 0.0)).all()
    assert (high > low).any()


@pytest.mark.parametrize("method", METHODS)
def test_neither_block_nor_thread_changes_a_value(models, places, method):
    whole = told(models[method], places)
    cuts = [slice(0, 7), slice(7, 300), slice(300, 500)]
    parts = [places.taken(np.arange(500)[cut]) for cut in cuts]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda part: told(models[method], part), parts))
    np.testing.assert_array_equal(np.concatenate(found, axis=1), whole)


def test_neither_the_order_nor_the_origin_counts(points, places):
    draw = np.random.default_rng(3)
    other = points.taken(draw.permutation(len(points)))
    other = replace(other, x=other.x + 400_000.0, y=other.y - 70_000.0)
    moved = replace(places, x=places.x + 400_000.0, y=places.y - 70_000.0)
    here = choose_soil_model(points, seed=5, block_m=BLOCK)
    there = choose_soil_model(other, seed=5, block_m=BLOCK)
    assert here.scores == there.scores
    assert (here.method, here.settings) == (there.method, there.settings)
    np.testing.assert_array_equal(told(here, places), told(there, moved))


def test_a_constant_field_is_told_without_width(points, places):
    flat = replace(points, density=np.full(150, 52.5))
    model = choose_soil_model(flat, seed=1, block_m=BLOCK)
    assert model.method is SoilMethod.CLASS_MEAN
    assert [one.efficiency for one in model.scores] == [None] * len(model.scores)
    assert max(one.rmse + one.width for one in model.scores) < 1e-9
    np.testing.assert_allclose(told(model, places), 52.5)
    (note,) = [one for one in model.findings if one.code == "SOIL-MODEL-VARIOGRAM"]
    assert "the values do not differ" in note.message.en


def test_missing_covariates(models, places):
    """One takes its median; of five, three missing leave a forest blind, and it says so."""
    one, three = places.covariates.copy(), places.covariates.copy()
    one[:, 0] = np.nan
    three[:, :3] = np.nan
    for method, model in models.items():
        assert np.isfinite(told(model, replace(places, covariates=one))).all()
        blind = told(model, replace(places, covariates=three))
        forest = method in (SoilMethod.QUANTILE_FOREST, SoilMethod.FOREST_KRIGING)
        assert np.isnan(blind).all() if forest else np.isfinite(blind).all()
    medians = np.broadcast_to(np.median(simulated(1, 150).covariates[:, 0]), 500)
    filled = np.column_stack([medians, places.covariates[:, 1:]])
    model = models[SoilMethod.QUANTILE_FOREST]
    np.testing.assert_array_equal(
        told(model, replace(places, covariates=filled)),
        told(model, replace(places, covariates=one)),
    )


def test_places_that_are_nowhere(models, places):
    x = places.x.copy()
    x[0] = np.nan
    for model in models.values():
        found = model.predict(x, places.y, places.covariates, places.soil_class)
        assert np.isnan(found.value[0])
        assert np.isfinite(found.value[1:]).all()
    with pytest.raises(ValueError, match="wanted 5"):
        model.predict(x, places.y, places.covariates[:, :3], places.soil_class)
    with pytest.raises(ValueError, match="shapes"):
        model.predict(x[:5], places.y, places.covariates, places.soil_class)


def test_the_score_by_hand():
    truth = np.array([10.0, 20.0, 30.0, 40.0])
    band = Band.bare(np.array([12.0, 20.0, 27.0, 41.0]))
    folds = blocks = np.array([0, 0, 1, 1])
    found = score(SoilMethod.CLASS_MEAN, band, truth, folds, blocks)
    assert found.rmse == pytest.approx(np.sqrt(14 / 4))
    assert (found.mae, found.bias) == (1.5, 0.0)
    assert found.efficiency == pytest.approx(1 - 14 / 500)
    # Fold 0 has errors 2, 0, fold 1 -3, 1; each takes its margins from the other.
    # Fold 0: 11 to 15 and 19 to 23 hold 20, not 10; fold 1: 25 to 27 and 39 to 41 hold 40.
    assert found.coverage == 0.5
    assert found.width == pytest.approx((4 + 4 + 2 + 2) / 4)
    # Squares 4, 0 | 9, 1 off their mean 3.5: -3 and +3 by block.
    spread = np.sqrt((9 + 9) * 2 / 1) / 4
    assert found.rmse_error == pytest.approx(spread / (2 * found.rmse))


def test_margins_are_ranks_of_held_out_errors():
    truth = np.arange(1.0, 40.0)
    band = Band.bare(np.zeros(39))
    found = margins_of(band, truth)
    # Rank ceil(40 x 0.95) = 38 of 39: next to largest of the errors above, of those below likewise.
    assert found == Margins(below=-2.0, above=38.0)
    low, high = found.widened(band)
    assert (low[0], high[0]) == (0.0, 38.0)


def test_a_simpler_method_is_taken_within_one_standard_error():
    truth, blocks = np.full(200, 50.0), np.arange(200) // 10
    # Squares 4.5 and 3.6 by turns over 20 blocks: 0.05 above 4, with a standard error of 0.10.
    by_turns = np.sqrt(np.where(blocks % 2, 4.5, 3.6))
    bands = {
        SoilMethod.CLASS_MEAN: Band.bare(truth + 3.0),
        SoilMethod.INVERSE_DISTANCE: Band.bare(truth + by_turns),
        SoilMethod.QUANTILE_FOREST: Band.bare(truth + 2.0),
    }
    taken = chosen(bands, truth, blocks)
    assert taken == (SoilMethod.INVERSE_DISTANCE, SoilMethod.QUANTILE_FOREST)
    # As much above, and everywhere alike: no chance.
    bands[SoilMethod.INVERSE_DISTANCE] = Band.bare(truth + np.sqrt(4.05))
    assert chosen(bands, truth, blocks) == (SoilMethod.QUANTILE_FOREST,) * 2


def test_what_is_refused(points):
    with pytest.raises(InputRefusedError) as few:
        choose_soil_model(points.taken(np.arange(15)), seed=1, block_m=1e9)
    assert [one.code for one in few.value.findings] == ["SOIL-MODEL-SAMPLES", "SOIL-MODEL-BLOCKS"]
    bare = replace(
        points, covariates=np.zeros((150, 0)), covariate_names=(), soil_class=np.full(150, -1)
    )
    with pytest.raises(InputRefusedError) as blind:
        choose_soil_model(bare, seed=1, block_m=BLOCK, methods=[SoilMethod.QUANTILE_FOREST])
    assert [one.code for one in blind.value.findings] == ["SOIL-MODEL-FEATURES"]
    with pytest.raises(InputRefusedError) as scatter:
        choose_soil_model(
            points.taken(np.arange(40)), seed=1, block_m=BLOCK, methods=[SoilMethod.FOREST_KRIGING]
        )
    assert [one.code for one in scatter.value.findings] == ["SOIL-MODEL-VARIOGRAM"]
    for wrong in ({"folds": 1}, {"folds": 21}, {"methods": []}, {"block_m": 0.0}):
        with pytest.raises(ValueError):
            choose_soil_model(points, **{"seed": 1, "block_m": BLOCK, **wrong})


def test_without_covariates_the_rest_is_tried_and_said(points):
    soil = np.full(150, -1)
    soil[:3] = 4
    bare = replace(points, covariates=np.zeros((150, 0)), covariate_names=(), soil_class=soil)
    model = choose_soil_model(bare, seed=1, block_m=BLOCK)
    assert [one.method for one in model.scores] == list(METHODS[:2])
    assert {one.code: one.severity for one in model.findings} == {
        "SOIL-MODEL-FEATURES": Severity.WARNING,
        "SOIL-MODEL-CLASS": Severity.NOTE,
    }
    assert model.findings[1].features == ("4",)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_covariates_beat_the_class_mean_and_intervals_hold(seed):
    everything = simulated(seed, 2300)
    learned, unseen = everything.taken(np.arange(300)), everything.taken(np.arange(300, 2300))
    model = choose_soil_model(learned, seed=seed, block_m=BLOCK)
    scores = {one.method: one for one in model.scores}
    assert model.method in (SoilMethod.QUANTILE_FOREST, SoilMethod.FOREST_KRIGING)
    assert scores[SoilMethod.QUANTILE_FOREST].rmse < 0.95 * scores[SoilMethod.CLASS_MEAN].rmse
    assert all(0.85 <= one.coverage <= 0.95 for one in model.scores)
    value, low, high = told(model, unseen)
    assert 0.85 <= ((low <= unseen.density) & (unseen.density <= high)).mean() <= 0.95
    off = np.sqrt(((value - unseen.density) ** 2).mean())
    means = choose_soil_model(learned, seed=seed, block_m=BLOCK, methods=[SoilMethod.CLASS_MEAN])
    assert off < 0.95 * np.sqrt(((told(means, unseen)[0] - unseen.density) ** 2).mean())
