"""Features by name against formulas written out, numpy's gradient, and gaps that stay gaps."""

import numpy as np
import pytest

from sinkmap.science.land_features import (
    SLOPE_HALO,
    feature_names,
    land_features,
    seasonal_features,
    terrain_features,
)
from tests.sinkmap.science.seasonal_spectra import BANDS, SEASONS, looks


@pytest.fixture
def window():
    """Composites of 9 x 7 pixels and their heights."""
    draw = np.random.default_rng(3)
    seasons = looks(draw.integers(1, 7, (9, 7)), 4)
    return seasons, draw.normal(50.0, 20.0, (9, 7)).astype(np.float32)


def by_name(seasons, heights=None, bands=BANDS):
    values = land_features(seasons, bands, heights, 10.0)
    names = feature_names(bands, tuple(seasons), heights=heights is not None)
    return dict(zip(names, values, strict=True))


def test_features_are_what_their_names_say(window):
    seasons, heights = window
    found = by_name(seasons, heights)
    _, red, nir, swir = seasons["august"]
    _, red_w, nir_w, swir_w = seasons["winter"]
    ndvi, ndvi_w = (nir - red) / (nir + red), (nir_w - red_w) / (nir_w + red_w)
    lswi, lswi_w = (nir - swir) / (nir + swir), (nir_w - swir_w) / (nir_w + swir_w)
    assert np.array_equal(found["august.nir"], nir)
    assert np.allclose(found["august.NDVI"], ndvi)
    assert np.allclose(found["winter-august.NDVI"], ndvi_w - ndvi, atol=1e-6)
    assert np.allclose(found["winter-august.LSWI"], lswi_w - lswi, atol=1e-6)
    every = np.stack([found[f"{season}.NDVI"] for season in SEASONS])
    assert np.allclose(found["range.NDVI"], np.ptp(every, axis=0), atol=1e-6)
    assert np.array_equal(found["height"], heights)


def test_no_formula_stands_twice():
    names = feature_names((*BANDS, "blue", "nir_narrow"), SEASONS, heights=True)
    indices = {name.split(".")[1] for name in names if "." in name}
    assert "LSWI" in indices
    assert not indices & {"NDMI", "NDBI", "NDRE", "EVI", "IRECI"}
    assert len(set(names)) == len(names)


def test_every_feature_tells_its_own(window):
    """No two features order the pixels alike, in the same or the opposite direction."""
    seasons, _ = window
    ranks = np.argsort(np.argsort(seasonal_features(seasons, BANDS).reshape(-1, 63)))
    seen = [r.tobytes() for r in (*ranks, *(62 - ranks))]
    assert len(set(seen)) == len(seen)


def test_an_index_given_as_a_band_is_compared_over_the_year():
    seasons = {name: np.full((1, 2, 2), 0.1 * k, np.float32) for k, name in enumerate("abcde")}
    found = by_name(seasons, bands=("NDVI",))
    assert set(found) == {
        *(f"{s}.NDVI" for s in "abcde"),
        *("b-a.NDVI", "c-b.NDVI", "d-c.NDVI", "e-d.NDVI", "e-a.NDVI", "range.NDVI"),
    }
    assert np.allclose(found["e-a.NDVI"], 0.4)


def test_a_gap_stays_a_gap_and_goes_no_further(window):
    seasons, heights = window
    whole = by_name(seasons, heights)
    seasons["june"][1, 4, 2] = np.nan
    found = by_name(seasons, heights)
    lacking = {name for name, values in found.items() if np.isnan(values[4, 2])}
    assert {"june.red", "june.NDVI", "june-spring.NDVI", "range.NDVI"} <= lacking
    assert all("june" in name or name == "range.NDVI" for name in lacking)
    for name, values in found.items():
        rest = np.ones(heights.shape, bool)
        rest[4, 2] = False
        assert np.array_equal(values[rest], whole[name][rest])


def test_an_index_without_a_denominator_is_no_gap(window):
    seasons, _ = window
    seasons["june"][1:3, 0, 0] = 0.01, -0.01
    found = by_name(seasons)
    assert found["june.NDVI"][0, 0] == 0.0
    assert not np.isnan(found["june-spring.NDVI"][0, 0])


def test_slopes_are_numpys_gradient(window):
    _, heights = window
    height, slope = terrain_features(heights, 10.0)
    down, right = np.gradient(heights.astype(np.float64), 10.0)
    assert np.allclose(slope, np.hypot(down, right), rtol=1e-5)
    assert height.dtype == slope.dtype == np.float32


def test_slopes_beside_unknown_heights_use_what_is_known():
    plane = np.add.outer(3.0 * np.arange(6), 4.0 * np.arange(6)).astype(np.float32)
    plane[2, 3] = np.nan
    _, slope = terrain_features(plane, 1.0)
    assert np.isnan(slope[2, 3])
    assert np.allclose(np.delete(slope.ravel(), 2 * 6 + 3), 5.0)


def test_a_halo_of_one_pixel_makes_slopes_seamless(window):
    _, heights = window
    whole = terrain_features(heights, 10.0)
    part = terrain_features(heights[2 - SLOPE_HALO : 6 + SLOPE_HALO], 10.0)
    assert np.array_equal(part[:, SLOPE_HALO:-SLOPE_HALO], whole[:, 2:6])


def test_pixels_may_lie_in_a_row(window):
    seasons, _ = window
    flat = {name: values.reshape(len(BANDS), -1) for name, values in seasons.items()}
    whole = seasonal_features(seasons, BANDS)
    assert np.array_equal(seasonal_features(flat, BANDS), whole.reshape(len(whole), -1))


def test_wrong_inputs_are_refused(window):
    seasons, heights = window
    with pytest.raises(ValueError, match="once each"):
        feature_names(("red", "red"), SEASONS, heights=False)
    with pytest.raises(ValueError, match="otherwise"):
        feature_names(("NDVI",), ("range", "winter"), heights=False)
    with pytest.raises(ValueError, match="5 bands"):
        seasonal_features(seasons, (*BANDS, "swir_2"))
    with pytest.raises(ValueError, match="heights"):
        land_features(seasons, BANDS, heights[1:], 10.0)
