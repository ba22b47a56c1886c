"""Biomass: examples of the guidelines, the table at 60 m³/ha, and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.classes import Stand, species_of, tree_species
from sinkmap.parameters import parameter_table
from sinkmap.science.forest_biomass import (
    annual_gain,
    dead_wood,
    disturbance_loss,
    fang_carbon,
    litter,
    mean_carbon,
    removal_loss,
    volume_carbon,
)

ARBOR = [one for one in tree_species().values() if one.stand is Stand.ARBOR]
AT_60 = {
    "杨树": 20.0, "马尾松": 18.3, "杉木": 19.5, "湿地松": 26.5, "柏木": 30.9, "水杉": 16.6,
    "樟树": 24.4, "栎类": 35.5, "硬阔类": 37.6, "软阔类": 26.4, "针叶混": 24.9, "阔叶混": 27.1,
    "针阔混": 30.0,
}  # fmt: skip


def test_worked_examples_b1_to_b3():
    assert annual_gain(100_000, 4.0, 0.29, 0.47) == pytest.approx(242_520, rel=1e-12)
    assert removal_loss(1_000, 1.11, 0.29, 0.1, 0.47) == pytest.approx(725.163, abs=0.005)
    assert disturbance_loss(2_000, 4.0, 0.29, 0.47, 0.3) == pytest.approx(1_455.12, rel=1e-12)


@pytest.mark.parametrize(("name", "carbon"), AT_60.items())
def test_stock_volume_method_at_sixty_cubic_metres_b4(name, carbon):
    found = volume_carbon(species_of(name), 60.0)
    assert found.total == pytest.approx(carbon, abs=0.15)


def test_fang_at_sixty_cubic_metres():
    found = {name: fang_carbon(species_of(name), 60.0) for name in ("杨树", "杉木", "樟树")}
    assert {name: round(value, 1) for name, value in found.items()} == {
        "杨树": 29.6, "杉木": 23.3, "樟树": 35.1,
    }  # fmt: skip


@pytest.mark.parametrize("species", ARBOR, ids=lambda one: one.id)
@given(one=st.floats(0.0, 600.0), more=st.floats(0.01, 100.0))
def test_more_wood_is_more_carbon(species, one, more):
    assert volume_carbon(species, one + more).total > volume_carbon(species, one).total
    assert fang_carbon(species, one + more) > fang_carbon(species, one)
    below = volume_carbon(species, one)
    assert 0.0 <= below.below <= below.above
    assert volume_carbon(species, 2 * one).total == pytest.approx(2 * below.total)


def test_means_are_for_what_has_no_volume():
    assert mean_carbon(Stand.BAMBOO).above == pytest.approx(22.645)
    assert mean_carbon(Stand.BAMBOO).below == pytest.approx(12.32)
    with pytest.raises(ValueError):
        mean_carbon(Stand.ARBOR)
    with pytest.raises(ValueError):
        volume_carbon(species_of("毛竹"), 60.0)


def test_dead_matter():
    assert dead_wood(100.0) == pytest.approx(4.0)
    assert litter(100.0) == pytest.approx(1.48)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("马尾松", "masson_pine"), ("220", "masson_pine"), ("马尾松林", "masson_pine"),
        ("毛竹", "bamboo"), ("杨树", "poplar"), ("水杉", "dawn_redwood"), ("麻栎", "oak"),
        (" 杉木 ", "chinese_fir"), ("竹林", "bamboo"), ("桉树", None), ("", None),
    ],
)  # fmt: skip
def test_species_as_bureaux_write_them(written, known):
    found = species_of(written)
    assert (found.id if found else None) == known


def test_every_species_has_its_parameters():
    volumes = {row.id.split(".")[0] for row in parameter_table("tree_volume")} - {"volume_error"}
    fangs = {row.id.split(".")[0] for row in parameter_table("fang_biomass")}
    assert {one.volume for one in ARBOR} == volumes
    assert {one.fang for one in ARBOR} | {"carbon_fraction"} == fangs
    for one in tree_species().values():
        assert (one.stand is Stand.ARBOR) == bool(one.volume) == bool(one.fang)
