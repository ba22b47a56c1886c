"""Units of measure: vectors U1 and U2, and conversions that invert."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.text import Text
from sinkmap.uom import (
    HECTARE,
    MU,
    SQUARE_KILOMETRE,
    SQUARE_METRE,
    TEN_THOUSAND_MU,
    TONNE_CARBON,
    Uom,
    co2_from_carbon,
    convert,
    uom,
)

AREAS = (SQUARE_METRE, HECTARE, SQUARE_KILOMETRE, MU, TEN_THOUSAND_MU)


def test_U1_one_mu_is_a_ratio():
    assert convert(1.0, MU, SQUARE_METRE) == 2000 / 3
    assert convert(1.0, HECTARE, MU) == 15.0
    assert convert(117_781.68, HECTARE, TEN_THOUSAND_MU) == pytest.approx(176.6725, abs=5e-5)
    assert convert(1.0, TEN_THOUSAND_MU, SQUARE_KILOMETRE) == pytest.approx(20 / 3, rel=1e-15)


def test_U2_carbon_to_carbon_dioxide():
    assert co2_from_carbon(10.0) == pytest.approx(36.6667, abs=5e-5)
    assert co2_from_carbon(12.0) == 44.0


@given(st.floats(1e-9, 1e15), st.sampled_from(list(product(AREAS, AREAS))))
def test_conversions_invert(value, pair):
    source, target = pair
    there = convert(value, source, target)
    assert convert(there, target, source) == pytest.approx(value, rel=1e-15)


@given(st.floats(0, 1e12), st.floats(0, 1e12), st.sampled_from(AREAS), st.sampled_from(AREAS))
def test_larger_stays_larger(a, b, source, target):
    small, large = sorted((a, b))
    assert convert(small, source, target) <= convert(large, source, target)


def test_kinds_do_not_mix():
    with pytest.raises(ValueError, match="tC"):
        convert(1.0, HECTARE, TONNE_CARBON)


def test_units_are_found_by_symbol():
    assert all(uom(unit.symbol) is unit for unit in AREAS)
    with pytest.raises(KeyError):
        uom("acre")


@pytest.mark.parametrize("size", [(0, 1), (1, 0), (-1, 1)])
def test_a_unit_has_a_size(size):
    with pytest.raises(ValueError):
        Uom("x", "area", *size, Text("某", "some"))
