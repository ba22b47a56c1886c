"""Biomass of a unit's sub-compartments against sums over its stands, and laws."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.classes import Stand, tree_species
from sinkmap.science.compartment_carbon import (
    dead_matter_carbon,
    fang_biomass_carbon,
    stock_volume_carbon,
    yearly_gain,
)
from sinkmap.science.forest_biomass import (
    dead_wood,
    fang_carbon,
    litter,
    mean_carbon,
    volume_carbon,
)
from sinkmap.tally import COMPARTMENT_COLUMNS

SPECIES = tree_species()
METHODS = (stock_volume_carbon, fang_biomass_carbon, dead_matter_carbon, yearly_gain)


def rows(*records):
    return pd.DataFrame(list(records), columns=list(COMPARTMENT_COLUMNS))


STAND = st.tuples(
    st.sampled_from(sorted(SPECIES)),
    st.floats(0.0, 400.0),
    st.floats(1.0, 80.0),
    st.floats(0.0, 2.0),
    st.floats(1.0, 1e6),
)
STANDS = st.lists(STAND, min_size=1, max_size=8)


def by_stand(method, stands):
    total = 0.0
    for name, volume, _, _, m2 in stands:
        one, hectares = SPECIES[name], m2 / 1e4
        if one.stand is not Stand.ARBOR:
            total += mean_carbon(one.stand).total * hectares
        elif method is stock_volume_carbon:
            total += volume_carbon(one, volume).total * hectares
        else:
            total += fang_carbon(one, volume) * hectares
    return total


@settings(deadline=None)
@given(STANDS)
@pytest.mark.parametrize("method", METHODS[:2])
def test_total_is_the_sum_over_stands(method, stands):
    found = method(rows(*stands), seed=1)
    assert found.carbon.value == pytest.approx(by_stand(method, stands), rel=1e-9)
    assert found.carbon.low <= found.carbon.value <= found.carbon.high
    assert found.coverage == 1.0
    assert found.certainty == "C"


@settings(deadline=None)
@given(STANDS, st.randoms())
@pytest.mark.parametrize("method", METHODS)
def test_units_add_up_in_any_order(method, stands, random):
    whole = method(rows(*stands), seed=1).carbon.value
    parts = [method(rows(one), seed=1).carbon.value for one in stands]
    assert whole == pytest.approx(math.fsum(parts), rel=1e-9, abs=1e-9)
    shuffled = random.sample(stands, len(stands))
    assert method(rows(*shuffled), seed=1).carbon.value == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("method", METHODS[:3])
def test_more_volume_is_more_carbon(method):
    found = [
        method(rows(("oak", volume, 20.0, 0.0, 1e4)), seed=1).carbon.value
        for volume in (20.0, 60.0, 200.0)
    ]
    assert found == sorted(set(found))


def test_dead_matter_is_a_share_of_what_stands_above():
    found = dead_matter_carbon(rows(("poplar", 60.0, 9.0, 0.0, 1e4)), seed=1)
    above = 60.0 * 0.378 * 1.446
    assert found.carbon.value == pytest.approx(dead_wood(above) + litter(above))


def test_gain_and_loss_by_hand():
    young, old = ("poplar", 60.0, 8.0, 0.0, 1e4), ("oak", 120.0, 45.0, 0.0, 1e4)
    unknown = ("oak", 120.0, np.nan, np.nan, 1e4)
    found = [yearly_gain(rows(one), seed=1).carbon.value for one in (young, old, unknown)]
    # 120 m³/ha of oak weigh 110 t/ha above ground: still light
    assert found == pytest.approx([5.0 * 1.2 * 0.47, 1.5 * 1.2 * 0.47, 1.5 * 1.2 * 0.47])
    heavy = yearly_gain(rows(("oak", 150.0, 45.0, 0.0, 1e4)), seed=1).carbon.value
    assert heavy == pytest.approx(1.5 * 1.24 * 0.47)
    logged = yearly_gain(rows(("poplar", 60.0, 8.0, 3.0, 1e4)), seed=1).carbon.value
    assert logged == pytest.approx(5.0 * 1.2 * 0.47 - 3.0 * 1.11 * 1.3 * 0.47)
    assert logged < found[0]


def test_bamboo_is_taken_as_steady():
    assert yearly_gain(rows(("bamboo", np.nan, 5.0, 0.0, 1e4)), seed=1).carbon.value == 0.0


def test_stands_without_volume_are_not_seen_and_bare_land_is_no_stand():
    table = rows(
        ("oak", np.nan, 20.0, np.nan, 1e4), ("oak", 60.0, 20.0, 0.0, 3e4),
        ("", np.nan, np.nan, np.nan, 9e4),
    )  # fmt: skip
    found = stock_volume_carbon(table, seed=1)
    assert found.coverage == 0.75
    assert found.carbon.value == pytest.approx(3 * volume_carbon(SPECIES["oak"], 60.0).total)


def test_no_forest_is_no_carbon():
    for method in METHODS:
        found = method(rows(), seed=1)
        assert (found.carbon.value, found.coverage) == (0.0, 1.0)
