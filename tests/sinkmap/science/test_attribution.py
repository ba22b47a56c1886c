import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.science.attribution import attribute

numbers = st.floats(-1e9, 1e9, allow_nan=False)


@given(numbers, numbers, numbers, numbers)
def test_the_three_parts_are_the_whole(filed, by_method, restated, now):
    split = attribute(filed, restated, now, by_method=by_method)
    parts = math.fsum((split.method, split.data, split.land))
    largest = max(map(abs, (filed, by_method, restated, now)), default=0.0)
    assert abs(parts - split.whole) <= 1e-9 * max(1.0, largest)
    assert split.whole == now - filed


def test_each_cause_alone():
    land = attribute(26.5, 26.5, 26.9, same_method=True, same_data=True)
    assert (land.method, land.data, land.land) == (0.0, 0.0, pytest.approx(0.4))
    data = attribute(26.5, 26.1, 26.1, same_method=True)
    assert (data.method, data.data, data.land) == (0.0, pytest.approx(-0.4), 0.0)
    method = attribute(26.5, 27.0, 27.0, same_data=True)
    assert (method.method, method.data, method.land) == (pytest.approx(0.5), 0.0, 0.0)


def test_the_order_is_method_then_data_then_land():
    split = attribute(20.0, 23.0, 24.0, by_method=22.0)
    assert (split.method, split.data, split.land) == (2.0, 1.0, 1.0)


def test_two_causes_at_once_are_not_told_apart():
    split = attribute(20.0, 23.0, 24.0)
    assert split.method is None
    assert split.data is None
    assert (split.recalculated, split.land, split.whole) == (3.0, 1.0, 4.0)


def test_a_year_that_moved_by_itself_is_refused():
    with pytest.raises(ValueError, match="nothing changed"):
        attribute(20.0, 20.1, 21.0, same_method=True, same_data=True)
    with pytest.raises(ValueError, match="finite"):
        attribute(math.nan, 1.0, 2.0)
