"""Soil maps of a run: points of profiles, blocks, and two vintages compared."""

from types import SimpleNamespace

import pytest

from raster_pipeline.steps.soil_map import MappedSoil, vintage_rows
from sinkmap.science.soil import CarbonKind, SoilLayer

SOC = CarbonKind.SOC


def mapped(year, profiles):
    model = SimpleNamespace(depth=(0.0, 30.0))
    return MappedSoil(year, model, len(profiles), 0, (), (), profiles)


def even(content, density):
    return (SoilLayer(content, SOC, 0, 60, density),)


def test_vintages_are_compared_on_equal_mass_beside_the_fixed_depth():
    before = mapped(2012, {"a": even(15.0, 1.2), "b": even(15.0, 1.2), "c": even(15.0, None)})
    after = mapped(2022, {"a": even(15.0, 1.4), "b": even(15.0, 1.4), "c": even(15.0, None)})
    mass, fixed, left = vintage_rows(before, after)
    assert mass[:4] == (2012, 2022, "equal_mass", 2)
    assert mass[4:] == pytest.approx((0.0, 0.0), abs=1e-9)
    assert fixed[:4] == (2012, 2022, "fixed_depth", 2)
    assert fixed[4] == pytest.approx(9.0)
    assert left == (2012, 2022, "bulk_density", 1, None, None)
