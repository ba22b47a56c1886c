"""Vectors S1-S4 of soil organic carbon density, and what must be refused."""

import pytest

from sinkmap.errors import InputRefusedError
from sinkmap.science.soil import (
    CarbonKind,
    SoilLayer,
    bulk_density,
    bulk_density_ceiling,
    check_depths,
    soc_density,
    soc_from_som,
)

SOC, SOM = CarbonKind.SOC, CarbonKind.SOM


@pytest.mark.parametrize(
    ("layer", "wanted"),
    [
        (SoilLayer(15.0, SOC, 0, 20, 1.25, 0.02), 36.75),
        (SoilLayer(16.0, SOC, 0, 30, 1.25), 60.0),
    ],
    ids=["S1", "S2"],
)
def test_density_of_one_layer(layer, wanted):
    assert soc_density([layer]) == pytest.approx(wanted, rel=1e-12)


def test_S3_bulk_density_follows_from_carbon():
    assert bulk_density(16.0) == pytest.approx(1.2752, abs=5e-5)
    assert SoilLayer(16.0, SOC, 0, 30).density == pytest.approx(48.0 * bulk_density(16.0))


def test_dense_soils_hold_little_carbon():
    """Half matter by mass: a gram takes 0.5 / 0.244 + 0.5 / 1.64 cm³."""
    half = 1000.0 / 1.724 / 2.0
    assert bulk_density_ceiling(half) == pytest.approx(1.6 / (0.5 / 0.244 + 0.5 / 1.64))
    assert bulk_density_ceiling(0.0) == pytest.approx(1.6 * 1.64)
    assert bulk_density_ceiling(100.0) < bulk_density_ceiling(15.0) < 2.65


def test_S4_layers_add_up_in_any_order():
    layers = [
        SoilLayer(18.0, SOC, 0, 5, 1.18, 0.02),
        SoilLayer(15.5, SOC, 5, 15, 1.25, 0.02),
        SoilLayer(11.0, SOC, 15, 30, 1.36, 0.03),
    ]
    assert soc_density(layers) == pytest.approx(51.1619, abs=5e-5)
    assert soc_density(layers[::-1]) == pytest.approx(soc_density(layers), rel=1e-14)


def test_organic_matter_is_not_carbon():
    assert soc_from_som(17.24) == pytest.approx(10.0)
    matter, carbon = SoilLayer(25.0, SOM, 0, 30, 1.3), SoilLayer(25.0, SOC, 0, 30, 1.3)
    assert carbon.density / matter.density == pytest.approx(1.724)


def test_mixed_depths_are_refused():
    assert check_depths([(0, 30), (0.0, 30.0)]) == (0.0, 30.0)
    with pytest.raises(InputRefusedError) as refused:
        check_depths([(0, 20), (0, 30)])
    finding = refused.value.findings[0]
    assert finding.code == "SOIL-DEPTH-MIXED"
    assert finding.seen == "0-20 cm, 0-30 cm"
    assert finding.wanted == "0-30 cm"


@pytest.mark.parametrize("bounds", [[(0, 10), (15, 30)], [(0, 20), (15, 30)], []])
def test_layers_with_gaps_or_overlaps_are_refused(bounds):
    with pytest.raises(InputRefusedError, match="SOIL-LAYERS-GAP"):
        soc_density([SoilLayer(15.0, SOC, top, bottom, 1.25) for top, bottom in bounds])


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": -1.0},
        {"content": 1200.0},
        {"bottom": 0.0},
        {"coarse": 1.0},
        {"coarse": 20.0},
        {"bulk_density": 1250.0},
    ],
)
def test_a_layer_cannot_be_built_wrong(wrong):
    with pytest.raises(ValueError):
        SoilLayer(**{"content": 15.0, "kind": SOC, "top": 0.0, "bottom": 30.0, **wrong})
