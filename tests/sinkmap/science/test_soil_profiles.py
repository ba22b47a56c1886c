"""Profiles brought to one depth: parts by thickness, nothing below, nothing across a gap."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.science.soil import CarbonKind, SoilLayer
from sinkmap.science.soil_profiles import DEPTHS, density_over, gaps_of, overlaps_of

SOC = CarbonKind.SOC


def layer(top, bottom, content=15.0, density=1.25, coarse=0.0):
    return SoilLayer(content, SOC, top, bottom, density, coarse)


def by_the_centimetre(layers, depth):
    """An oracle that adds up slices of a millimetre."""
    step = 0.1
    middles = np.arange(depth[0] + step / 2, depth[1], step)
    total = 0.0
    for middle in middles:
        (one,) = [one for one in layers if one.top < middle < one.bottom]
        total += one.content * one.bulk_density * step * (1 - one.coarse) / 10.0
    return total


def test_a_horizon_across_the_bound_gives_its_share():
    profile = [layer(0, 20, 18.0, 1.2), layer(20, 40, 9.0, 1.4, 0.1), layer(40, 100, 4.0, 1.5)]
    for depth in DEPTHS:
        assert density_over(profile, depth) == pytest.approx(by_the_centimetre(profile, depth))
    assert density_over(profile, (0, 20)) == pytest.approx(43.2)


def test_nothing_is_extrapolated_and_no_gap_is_bridged():
    assert density_over([layer(0, 25)], (0, 30)) is None
    assert density_over([layer(5, 40)], (0, 30)) is None
    assert density_over([layer(0, 10), layer(15, 40)], (0, 30)) is None
    assert density_over([], (0, 30)) is None
    assert density_over([layer(0, 10), layer(15, 40)], (15, 40)) is not None
    below = [layer(0, 30), layer(50, 60)]
    assert density_over(below, (0, 30)) == pytest.approx(56.25)


def test_overlapping_horizons_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        density_over([layer(0, 20), layer(15, 40)], (0, 30))


def test_gaps_and_overlaps_are_named_by_their_depths():
    assert gaps_of([(0, 20), (30, 40), (5, 10)]) == [(20, 30)]
    assert gaps_of([(5, 10)]) == [(0.0, 5)]
    assert overlaps_of([(0, 20), (15, 40)]) == [(15, 20)]
    assert gaps_of([(0, 20), (20, 50)]) == overlaps_of([(0, 20), (20, 50)]) == []


@given(st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True))
def test_cutting_horizons_changes_no_density(cuts):
    whole = [layer(0, 100, 11.0, 1.3, 0.05)]
    edges = [0, *sorted(cuts), 100]
    parts = [layer(a, b, 11.0, 1.3, 0.05) for a, b in pairwise(edges)]
    for depth in DEPTHS:
        assert density_over(parts[::-1], depth) == pytest.approx(density_over(whole, depth))
