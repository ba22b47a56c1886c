"""Soil of converted ground: what the map holds, and sums of a unit against the plain formula."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.classes import group, groups
from sinkmap.parameters import IPCC_2006, IPCC_2019, SoilClass, soc_management, soc_practices
from sinkmap.science.propagation import propagate
from sinkmap.science.soil_change import LandArea, inventory_change, measured_change
from sinkmap.science.soil_conversion import (
    UNESTIMATED,
    conversion_pixels,
    conversions_by_soil,
    management_pairs,
    measured_soil_terms,
    soil_terms,
)

HAC = SoilClass.HAC
VINTAGES = st.sampled_from([IPCC_2006, IPCC_2019])
VALUES = st.sampled_from(sorted(management_pairs()))
SOILS = st.sampled_from([one for one in SoilClass if one is not SoilClass.SPODIC])
AREAS = st.dictionaries(st.tuples(SOILS, VALUES), st.floats(0.0, 1e8), max_size=8)


def value(terms, seed=1):
    return propagate(terms.formula, terms.inputs, seed=seed)


def index(name):
    return group(name).index


def test_every_pair_of_groups_has_its_value():
    all_groups = np.array([0, *(one.index for one in groups())], dtype=np.uint8)
    before, after = np.meshgrid(all_groups, all_groups, indexing="ij")
    found = conversion_pixels(before, after)
    assert (found[0] == 0).all()
    assert (found[:, 0] == 0).all()
    for row, one in enumerate(groups(), start=1):
        for column, other in enumerate(groups(), start=1):
            pair = management_pairs().get(int(found[row, column]))
            expected = (soc_management().get(one.id), soc_management().get(other.id))
            assert pair == (None if None in expected else expected)
            assert pair or found[row, column] == UNESTIMATED


@given(VINTAGES, AREAS, st.floats(1.0, 30.0))
def test_sum_of_a_unit_is_that_of_two_inventories(vintage, areas, years):
    before = [LandArea(s, management_pairs()[v][0], m2 / 1e4) for (s, v), m2 in areas.items()]
    after = [LandArea(s, management_pairs()[v][1], m2 / 1e4) for (s, v), m2 in areas.items()]
    plain = inventory_change(vintage, before, after, years) if areas else 0.0
    found = value(soil_terms(vintage, areas, years=years))
    assert found.value == pytest.approx(plain, rel=1e-9, abs=1e-9 * sum(areas.values(), 1.0))
    assert found.low <= found.value <= found.high


def test_land_that_stays_changes_nothing():
    same = {(HAC, v): 1e6 for v, (a, b) in management_pairs().items() if a == b}
    found = value(soil_terms(IPCC_2019, {**same, (HAC, UNESTIMATED): 5e6}))
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_paddy_to_forest_loses_with_certainty():
    (paddy,) = (
        v
        for v, (a, b) in management_pairs().items()
        if (a.land_use, b.land_use) == ("paddy_rice", "native")
    )
    found = value(soil_terms(IPCC_2019, {(HAC, paddy): 1e4}))
    assert found.value == pytest.approx(-1.12)
    assert found.high < 0.0
    assert set(found.shares) == {
        "ipcc_soc_2019.SOCref.HAC", "ipcc_soc_2019.FLU.paddy_rice", "interaction",
    }  # fmt: skip


def test_measured_stock_moves_by_the_ratio_of_factors():
    pairs = management_pairs()
    stocks = {v: 1000.0 * v for v in pairs} | {UNESTIMATED: 9e9, 0: 9e9}
    expected = sum(measured_change(IPCC_2019, 1000.0 * v, *pairs[v]) for v in pairs)
    assert value(measured_soil_terms(IPCC_2019, stocks)).value == pytest.approx(expected)


def test_ground_without_a_reference_stock_is_named():
    areas = {(SoilClass.SPODIC, 2): 7e4, (HAC, 2): 1e4}
    assert soil_terms(IPCC_2006, areas).unknown_m2 == 7e4
    assert soil_terms(IPCC_2019, areas).unknown_m2 == 0.0
    known = value(soil_terms(IPCC_2006, {(HAC, 2): 1e4}))
    assert value(soil_terms(IPCC_2006, areas)).value == known.value


def test_more_straw_and_manure_is_a_gain():
    usual = soc_management()["cropland_dry"]
    straw = soc_practices()["straw_returned"]
    before, now = {usual: 8e5, straw: 2e5}, {usual: 3e5, straw: 7e5}
    found = value(soil_terms(IPCC_2019, {}, practice=now, practice_before=before))
    # 50 ha from 44.16 to 44.16 x 1.11 tC/ha in 20 years
    assert found.value == pytest.approx(50 * 44.16 * 0.11 / 20)
    unchanged = value(soil_terms(IPCC_2019, {}, practice=now, practice_before=now))
    assert unchanged.value == 0.0


def test_soil_map_takes_its_part_and_the_default_the_rest():
    lac = SoilClass.LAC.raster_value
    found = conversions_by_soil({2: 10.0, 3: 5.0}, {(2, lac): 4.0, (2, 0): 1.0})
    assert found == {(SoilClass.LAC, 2): 4.0, (HAC, 2): 6.0, (HAC, 3): 5.0}
    assert conversions_by_soil({3: 5.0}, {}, SoilClass.WETLAND) == {(SoilClass.WETLAND, 3): 5.0}
