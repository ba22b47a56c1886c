"""Two vintages on equal soil mass: compaction is no gain, and what cannot be compared is said."""

import pytest

from sinkmap.science.soil import CarbonKind, SoilLayer
from sinkmap.science.soil_mass import (
    NotCompared,
    compare_vintages,
    equivalent_mass_stock,
    mineral_mass,
)
from sinkmap.science.soil_profiles import density_over

SOC = CarbonKind.SOC


def profile(content, density, bottom=60.0):
    return [
        SoilLayer(content, SOC, 0, bottom / 2, density),
        SoilLayer(content, SOC, bottom / 2, bottom, density),
    ]


def test_compaction_of_an_even_soil_is_no_gain():
    loose, dense = profile(15.0, 1.2), profile(15.0, 1.4)
    found = compare_vintages({"a": loose}, {"a": dense}, (0, 30))
    before, after = found.pairs["a"]
    assert after == pytest.approx(before, rel=1e-12)
    fixed = found.fixed_depth["a"]
    assert fixed[1] - fixed[0] == pytest.approx(15.0 * 0.2 * 30 * 0.1)


def test_carbon_that_came_is_seen_whatever_the_density():
    """Even profiles: carbon per tonne of mineral soil is c / (1 - 1.724 c)."""
    old, new = profile(15.0, 1.2), profile(18.0, 1.45)
    found = compare_vintages({"a": old, "b": old}, {"a": new, "b": old}, (0, 30))
    mass = 1.2 * 30 * 100 * (1 - 1.724 * 0.015)
    wanted = mass * 0.018 / (1 - 1.724 * 0.018)
    assert found.pairs["a"][1] == pytest.approx(wanted)
    gained = wanted - found.pairs["a"][0]
    assert found.mean == pytest.approx(gained / 2)
    assert found.se == pytest.approx(gained / 2)


def test_mineral_mass_leaves_matter_and_stones_out():
    assert mineral_mass(SoilLayer(0.0, SOC, 0, 10, 1.3, 0.2)) == pytest.approx(1040.0)
    matter = SoilLayer(100.0, CarbonKind.SOM, 0, 10, 1.3)
    assert mineral_mass(matter) == pytest.approx(1300.0 * 0.9)
    with pytest.raises(ValueError, match="follows from the carbon"):
        mineral_mass(SoilLayer(10.0, SOC, 0, 10))


def test_the_curve_goes_through_the_horizons_and_never_falls():
    layers = [
        SoilLayer(20.0, SOC, 0, 10, 1.1),
        SoilLayer(12.0, SOC, 10, 30, 1.3),
        SoilLayer(5.0, SOC, 30, 60, 1.5),
    ]
    masses = [mineral_mass(one) for one in layers]
    at = [sum(masses[: n + 1]) for n in range(3)]
    for bottom, mass in zip((10, 30, 60), at, strict=True):
        assert equivalent_mass_stock(layers, mass) == pytest.approx(
            density_over(layers, (0, bottom))
        )
    steps = [equivalent_mass_stock(layers, at[-1] * share / 50) for share in range(1, 51)]
    assert steps == sorted(steps)
    assert equivalent_mass_stock(layers, at[-1] * 1.01) is None


def test_what_is_not_compared_is_said_with_its_reason():
    fine = profile(15.0, 1.3)
    unmeasured = [SoilLayer(15.0, SOC, 0, 60)]
    shallow = profile(15.0, 1.3, bottom=24.0)
    found = compare_vintages(
        {"one": fine, "bd": fine, "old": shallow, "new": fine},
        {"bd": unmeasured, "old": fine, "new": shallow},
        (0, 30),
    )
    assert found.not_compared == {
        "one": NotCompared.ONE_VINTAGE,
        "bd": NotCompared.BULK_DENSITY,
        "old": NotCompared.TOO_SHALLOW,
        "new": NotCompared.TOO_SHALLOW,
    }
    assert found.pairs == {}
    assert found.mean is None
    assert found.se is None
    assert all(reason.text.zh for reason in NotCompared)
    with pytest.raises(ValueError, match="from the surface"):
        compare_vintages({}, {}, (10, 30))
