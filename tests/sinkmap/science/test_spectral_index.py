"""Spectral indices against values computed by hand, and what no data and zeros must do."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sinkmap.science.spectral_index import BANDS, INDICES, spectral_index, spectral_index_for

# A broad-leaved canopy in July, reflectance in thousandths; formulas worked out by hand from the
# catalogue Awesome Spectral Indices.
CANOPY = {
    "B": 30, "G": 60, "R": 40, "RE1": 100, "RE2": 280, "RE3": 350, "N": 400, "S1": 200, "S2": 90,
}  # fmt: skip
BY_HAND = {
    "NDVI": Fraction(360, 440),
    "EVI": Fraction(900_000, 400 + 240 - 225 + 1000) / 1000,
    "EVI2": Fraction(900_000, 400 + 96 + 1000) / 1000,
    "NDWI": Fraction(-340, 460),
    "MNDWI": Fraction(-140, 260),
    "NBR": Fraction(310, 490),
    "NDMI": Fraction(200, 600),
    "LSWI": Fraction(200, 600),
    "NDREI": Fraction(300, 500),
    "NDVI705": Fraction(180, 380),
    "IRECI": Fraction(310 * 280, 100 * 1000),
    "NDBI": Fraction(-200, 600),
    "BI": Fraction(240 - 430, 240 + 430),
}


def pixel(**values):
    return {k: np.full((1, 1), v, dtype=np.float32) for k, v in values.items()}


def test_the_table_is_complete():
    assert {one.id for one in INDICES} == set(BY_HAND)
    names = [name for one in INDICES for name in (one.id, *one.aliases)]
    assert len(set(names)) == len(names)
    for one in INDICES:
        assert set(one.bands) <= set(BANDS)
        assert one.reference


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_values_by_hand(name):
    found = spectral_index_for(name, pixel(**{k: v / 1000 for k, v in CANOPY.items()}))
    assert found.dtype == np.float32
    assert found[0, 0] == pytest.approx(float(BY_HAND[name]), rel=1e-6)


@pytest.mark.parametrize(("alias", "name"), [("NDRE", "NDREI"), ("BSI", "BI")])
def test_other_names_in_use(alias, name):
    assert spectral_index(alias).id == name


REFLECTANCE = st.one_of(
    st.just(np.nan), st.just(0.0), st.floats(-0.25, 1.5, width=32), st.just(np.inf)
)


@settings(deadline=None)
@given(values=hnp.arrays(np.float32, (len(BANDS), 3, 4), elements=REFLECTANCE))
def test_no_data_stays_no_data_and_nothing_is_infinite(values):
    bands = dict(zip(BANDS, values, strict=True))
    for one in INDICES:
        found = spectral_index_for(one.id, bands)
        assert found.shape == (3, 4)
        assert not np.isinf(found).any()
        blind = ~np.all([np.isfinite(bands[b]) for b in one.bands], axis=0)
        assert np.isnan(found[blind]).all()


@settings(deadline=None)
@given(values=hnp.arrays(np.float32, (len(BANDS), 2, 2), elements=st.floats(0.0625, 1.0, width=32)))
def test_reflectances_stay_in_the_declared_range(values):
    bands = dict(zip(BANDS, values, strict=True))
    for one in INDICES:
        low, high = one.valid
        found = spectral_index_for(one.id, bands)
        assert (found >= (-np.inf if low is None else low - 1e-6)).all()
        assert (found <= (np.inf if high is None else high + 1e-6)).all()


def test_a_zero_denominator_is_no_data():
    assert np.isnan(spectral_index_for("NDVI", pixel(N=0.0, R=0.0))).all()
    assert np.isnan(spectral_index_for("NDVI", pixel(N=0.1, R=-0.1))).all()


def test_dark_pixels_are_not_clipped():
    assert spectral_index_for("NDVI", pixel(N=0.03, R=-0.01))[0, 0] == pytest.approx(2.0, rel=1e-6)


def test_the_bands_given_are_left_alone():
    bands = pixel(N=0.4, R=np.nan)
    spectral_index_for("NDVI", bands)
    assert bands["N"][0, 0] == np.float32(0.4)


@pytest.mark.parametrize(
    ("name", "bands", "message"),
    [
        ("NDXX", pixel(N=0.4, R=0.1), "there are NDVI, EVI"),
        ("NDRE", pixel(N=0.4, R=0.1), "needs band RE1"),
        ("NDVI", {"N": np.array([[4000]]), "R": np.array([[400]])}, "fraction in float"),
        ("NDVI", {"N": np.ones((1, 2)), "R": np.ones((2, 1))}, "shape"),
    ],
)
def test_what_is_refused(name, bands, message):
    with pytest.raises(ValueError, match=message):
        spectral_index_for(name, bands)
