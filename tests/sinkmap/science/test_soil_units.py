"""Units of soil carbon maps, SoilGrids' mapped units among them."""

import numpy as np
import pytest

from sinkmap.science.soil import CarbonKind, SoilLayer
from sinkmap.science.soil_units import density_factor, plausible_mean, soilgrids_density


@pytest.mark.parametrize(
    ("unit", "depth", "value", "wanted"),
    [
        ("t/ha", (0, 30), 48.0, 48.0),
        ("tC/ha", None, 48.0, 48.0),
        ("kg/m2", None, 4.8, 48.0),
        # 160 hg/m³ are 16 kg/m³; 0.3 m of it hold 4.8 kg/m².
        ("hg/m3", (0, 30), 160.0, 48.0),
        ("hg/m3", (0, 100), 160.0, 160.0),
    ],
)
def test_densities_become_tonnes_per_hectare(unit, depth, value, wanted):
    assert value * density_factor(unit, depth) == pytest.approx(wanted)


def test_a_content_is_no_density_and_a_volume_needs_its_depth():
    with pytest.raises(ValueError, match="none of"):
        density_factor("dg/kg", (0, 30))
    with pytest.raises(ValueError, match="needs the depth"):
        density_factor("hg/m3", None)


def test_plausible_means_grow_with_the_depth():
    assert plausible_mean((0, 30)) == (10.0, 150.0)
    assert plausible_mean((0, 20)) == pytest.approx((20 / 3, 100.0))
    assert plausible_mean((0, 100)) == pytest.approx((10.0, 500.0))


def test_three_maps_of_soilgrids_are_one_layer():
    found = soilgrids_density(
        np.array([150.0, np.nan]), np.array([125.0, 125.0]), np.array([20.0, 20.0]), (0, 20)
    )
    layer = SoilLayer(15.0, CarbonKind.SOC, 0, 20, 1.25, 0.02)
    assert found[0] == pytest.approx(layer.density)
    assert np.isnan(found[1])
