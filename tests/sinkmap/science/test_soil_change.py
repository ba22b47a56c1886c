"""IPCC stock change: the guidelines' own examples, the signs nobody likes, and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.errors import UsageError
from sinkmap.parameters import IPCC_2006, IPCC_2019, Management, SoilClass, soc_management
from sinkmap.science.soil_change import (
    LandArea,
    equilibrium,
    inventory_change,
    measured_change,
    total_stock,
)
from sinkmap.uom import co2_from_carbon

HAC = SoilClass.HAC
VINTAGES = (IPCC_2006, IPCC_2019)
DRY = Management("long_term_cultivated", "full_tillage", "medium")
BETTER = Management("long_term_cultivated", "reduced_tillage", "high_without_manure")
PADDY = Management("paddy_rice")
FOREST = Management("native")
EVERY = (DRY, BETTER, PADDY, FOREST, Management("perennial_tree_crop"))


def dry(tillage, fed, hectares):
    return LandArea(HAC, Management("long_term_cultivated", tillage, fed), hectares)


def test_worked_example_of_the_guidelines_s5():
    """IPCC 2006 Vol 4 5.2.3.4; the page rounds its totals before it subtracts them."""
    before = [dry("full_tillage", "low", 4e5), dry("full_tillage", "medium", 6e5)]
    after = [
        dry("full_tillage", "low", 2e5),
        dry("reduced_tillage", "medium", 7e5),
        dry("no_till", "medium", 1e5),
    ]
    assert round(total_stock(IPCC_2006, before) / 1e6, 3) == 58.777
    assert round(total_stock(IPCC_2006, after) / 1e6, 3) == 64.060
    assert round(inventory_change(IPCC_2006, before, after)) == 264_132


def test_refinement_s6():
    assert round(equilibrium(IPCC_2019, HAC, DRY), 2) == 44.16
    assert round(equilibrium(IPCC_2019, HAC, BETTER), 5) == 51.46848
    change = inventory_change(IPCC_2019, [LandArea(HAC, DRY, 1.0)], [LandArea(HAC, BETTER, 1.0)])
    assert round(change, 5) == 0.36542
    assert round(co2_from_carbon(change), 5) == 1.33989
    planted = measured_change(IPCC_2019, 44.16, DRY, FOREST)
    assert round(planted, 3) == 0.992
    assert round(co2_from_carbon(planted), 5) == 3.63733
    drained = inventory_change(IPCC_2019, [LandArea(HAC, PADDY, 1)], [LandArea(HAC, FOREST, 1)])
    assert round(drained, 2) == -1.12
    assert round(co2_from_carbon(drained), 5) == -4.10667


@pytest.mark.parametrize("vintage", VINTAGES, ids=lambda v: v.id)
def test_leaving_paddy_loses_and_entering_it_gains(vintage):
    for other in (DRY, FOREST, Management("perennial_tree_crop")):
        assert measured_change(vintage, 50.0, PADDY, other) < 0.0
        assert measured_change(vintage, 50.0, other, PADDY) > 0.0


@pytest.mark.parametrize("vintage", VINTAGES, ids=lambda v: v.id)
def test_straw_manure_and_less_tillage_gain(vintage):
    levels = ["low", "medium", "high_without_manure", "high_with_manure"]
    fed = [equilibrium(vintage, HAC, Management("long_term_cultivated", "", i)) for i in levels]
    assert fed == sorted(set(fed))
    tilled = ["full_tillage", "reduced_tillage", "no_till"]
    stocks = [equilibrium(vintage, HAC, Management("long_term_cultivated", t)) for t in tilled]
    assert stocks == sorted(set(stocks))


@given(st.sampled_from(VINTAGES), st.sampled_from(EVERY), st.sampled_from(EVERY),
       st.floats(0.0, 1e6), st.floats(0.0, 80.0))  # fmt: skip
def test_there_and_back_is_nothing_and_long_times_slow_it(vintage, one, other, hectares, years):
    here, there = [LandArea(HAC, one, hectares)], [LandArea(HAC, other, hectares)]
    forth = inventory_change(vintage, here, there, years)
    assert forth == -inventory_change(vintage, there, here, years)
    assert forth * max(years, 20.0) == pytest.approx(inventory_change(vintage, here, there) * 20.0)


@given(st.sampled_from(VINTAGES), st.lists(st.tuples(st.sampled_from(EVERY), st.sampled_from(EVERY),
       st.floats(0.0, 1e5)), min_size=1, max_size=6))  # fmt: skip
def test_units_add_up(vintage, pieces):
    before = [LandArea(HAC, a, ha) for a, _, ha in pieces]
    after = [LandArea(HAC, b, ha) for _, b, ha in pieces]
    parts = [inventory_change(vintage, [a], [b]) for a, b in zip(before, after, strict=True)]
    whole = inventory_change(vintage, before, after)
    assert whole == pytest.approx(math.fsum(parts), rel=1e-9, abs=1e-6)


def test_inventories_of_different_ground_are_refused():
    with pytest.raises(ValueError):
        inventory_change(IPCC_2019, [LandArea(HAC, DRY, 1.0)], [LandArea(HAC, FOREST, 2.0)])


def test_vintages_do_not_lend_each_other_numbers():
    assert IPCC_2006.reference(SoilClass.LAC).value == 63
    assert IPCC_2019.reference(SoilClass.LAC).value == 55
    assert not IPCC_2006.covers(SoilClass.SPODIC)
    with pytest.raises(UsageError):
        IPCC_2006.reference(SoilClass.SPODIC)
    with pytest.raises(UsageError):
        IPCC_2006.factors(Management("cultivated_wetland"))


@pytest.mark.parametrize("vintage", VINTAGES, ids=lambda v: v.id)
def test_every_management_has_its_factors(vintage):
    for management in soc_management().values():
        assert 0.5 < math.prod(p.value for p in vintage.factors(management)) < 1.5
    for soil in SoilClass:
        assert vintage.covers(soil) or soil is SoilClass.SPODIC
