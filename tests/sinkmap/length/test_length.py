"""Lengths on the ellipsoid, against geodesics found another way."""

from itertools import pairwise

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.length import geodesic_length

GEOD = pyproj.Geod(ellps="GRS80")  # the ellipsoid of CGCS2000 to 0.1 mm in the semi-minor axis
PLANE = "EPSG:4549"


def test_a_quarter_of_the_meridian():
    """Quadrant of GRS 80: 10 001 965.729 m (Moritz 2000)."""
    line = shapely.linestrings([(119.0, lat) for lat in np.linspace(0.0, 90.0, 10)])
    assert geodesic_length([line], "EPSG:4490")[0] == pytest.approx(10_001_965.729, abs=0.01)


def test_a_degree_of_the_equator():
    line = shapely.linestrings([(119.0, 0.0), (120.0, 0.0)])
    assert geodesic_length([line], "EPSG:4490")[0] == pytest.approx(
        6_378_137.0 * np.pi / 180.0, abs=1e-6
    )


points = st.tuples(st.floats(119.0, 120.5), st.floats(31.0, 32.2))


@given(st.lists(points, min_size=2, max_size=8))
def test_a_line_is_the_sum_of_its_geodesics(degrees):
    to_plane = pyproj.Transformer.from_crs(4490, 4549, always_xy=True)
    x, y = to_plane.transform(*np.array(degrees).T)
    expected = sum(GEOD.inv(*a, *b)[2] for a, b in pairwise(degrees))
    found = geodesic_length([shapely.linestrings(np.column_stack([x, y]))], PLANE)[0]
    assert found == pytest.approx(expected, rel=1e-8, abs=1e-4)


def test_only_lines_have_a_length():
    line = shapely.linestrings([(480_000.0, 3_500_000.0), (480_000.0, 3_501_000.0)])
    several = shapely.multilinestrings([line, shapely.transform(line, lambda xy: xy + 5000.0)])
    mixed = shapely.geometrycollections([line, shapely.points(1.0, 1.0), several])
    one, two, three, none, nothing = geodesic_length(
        [line, several, mixed, shapely.box(480_000, 3_500_000, 480_100, 3_500_100), None], PLANE
    )
    assert one == pytest.approx(1000.0, rel=1e-4)
    assert three == pytest.approx(one + two, rel=1e-12)
    assert none == nothing == 0.0
