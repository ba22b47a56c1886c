import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash_app.view.choropleth import ClassBreaks, ramp_of

RAMP = ramp_of("ratio")


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dimension", ["ratio", "area", "carbon", "carbon_density", "other"])
def test_ramps_grow_darker_so_that_they_read_in_grey(dimension):
    lights = [luminance(colour) for colour in ramp_of(dimension)]
    steps = [a / b for a, b in pairwise(lights)]
    assert min(steps) > 1.2


def test_classes_hold_about_as_many_values_each():
    values = [float(v) for v in range(100)]
    breaks = ClassBreaks.of(values, RAMP)
    assert breaks.inner == (20.0, 40.0, 60.0, 80.0)
    assert breaks.counts(values) == (20, 20, 20, 20, 20)


def test_limits_are_plain_numbers():
    breaks = ClassBreaks.of([18.375 + 2.417 * n for n in range(6)], RAMP)
    assert all(limit == round(limit, 1) for limit in breaks.inner)


def test_a_class_takes_in_its_lower_limit():
    breaks = ClassBreaks((10.0, 20.0), RAMP[:3])
    assert [breaks.index(v) for v in (9.9, 10.0, 19.9, 20.0)] == [0, 1, 1, 2]


def test_one_value_gives_one_class():
    assert ClassBreaks.of([], RAMP).colours == (RAMP[2],)
    assert ClassBreaks.of([3.0, 3.0], RAMP).inner == ()


def test_many_equal_values_and_one_other_are_told_apart():
    breaks = ClassBreaks.of([0.0] * 20 + [35.1], RAMP)
    assert breaks.counts([0.0] * 20 + [35.1]) == (20, 1)


def test_refuses_limits_that_do_not_rise():
    with pytest.raises(ValueError, match="rise"):
        ClassBreaks((2.0, 2.0), RAMP[:3])
    with pytest.raises(ValueError, match="one colour a class"):
        ClassBreaks((2.0,), RAMP[:3])


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40))
def test_every_value_falls_into_a_class(values):
    breaks = ClassBreaks.of(values, RAMP)
    assert sum(breaks.counts(values)) == len(values)
    assert all(math.isfinite(limit) for limit in breaks.inner)
