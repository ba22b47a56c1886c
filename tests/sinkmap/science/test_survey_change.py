"""Polygons of change between two vintages."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid
from sinkmap.science.change_rule import ChangeKind, ChangeRule, ChangeVerdict
from sinkmap.science.survey_change import judge_polygons

X, Y = 500_000.0, 3_500_000.0
MEASURE = AreaMeasure.of_grid(Grid("EPSG:4549", X - 5000.0, Y + 5000.0, 10.0, (1000, 1000)))
RULE = ChangeRule.of_survey(0.5)
BUILT, FARM, OTHER = ChangeKind.BUILT, ChangeKind.FARM, ChangeKind.OTHER
KEPT, TOLERANCE, SLIVER, SMALL = (
    ChangeVerdict.KEPT,
    ChangeVerdict.TOLERANCE,
    ChangeVerdict.SLIVER,
    ChangeVerdict.SMALL,
)


def at(x, y, width, height):
    return box(X + x, Y + y, X + x + width, Y + y + height)


@pytest.mark.parametrize(
    ("polygon", "kind", "verdict"),
    [
        (at(0, 0, 300, 1.9), BUILT, TOLERANCE),  # a boundary 1.9 m off
        (at(0, 0, 300, 2.2), BUILT, KEPT),  # 660 m2: thin, but too large for a sliver
        (at(0, 0, 200, 2.2), BUILT, SLIVER),  # 440 m2, compactness 0.034
        (at(0, 0, 14, 14), BUILT, SMALL),
        (at(0, 0, 15, 14), BUILT, KEPT),
        (at(0, 0, 15, 14), FARM, SMALL),
        (at(0, 0, 20, 21), FARM, KEPT),
        (at(0, 0, 20, 21), OTHER, SMALL),
        (at(0, 0, 25, 25), OTHER, KEPT),
    ],
)
def test_each_rule(polygon, kind, verdict):
    found = judge_polygons([polygon], [kind], RULE, MEASURE)
    assert found.verdict.tolist() == [verdict]
    assert found.m2.sum() == pytest.approx(MEASURE.polygons([polygon])[0], rel=1e-12)


def test_an_arm_is_taken_off_and_the_patch_stays():
    polygon = shapely.union_all([at(0, 0, 30, 30), at(30, 0, 50, 1.5)])
    found = judge_polygons([polygon], [BUILT], RULE, MEASURE)
    by = dict(zip(found.verdict.tolist(), found.m2.tolist(), strict=True))
    assert by == pytest.approx({int(KEPT): 900.0, int(TOLERANCE): 75.0}, rel=1e-3)
    assert found.tally.ignored_m2[TOLERANCE] == by[int(TOLERANCE)]


def test_a_bridge_within_the_tolerance_parts_two_patches():
    polygon = shapely.union_all([at(0, 0, 20, 20), at(20, 5, 40, 1), at(60, 0, 10, 10)])
    found = judge_polygons([at(0, 500, 20, 20), polygon], [BUILT, BUILT], RULE, MEASURE)
    verdicts = sorted(found.verdict[found.owner == 1].tolist())
    assert verdicts == sorted([KEPT, SMALL, TOLERANCE])


corner = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 40), st.integers(1, 40))


@settings(max_examples=60, deadline=None)
@given(boxes=st.lists(corner, min_size=1, max_size=6), turn=st.floats(0.0, 90.0))
def test_the_pieces_are_the_polygons(boxes, turn):
    union = shapely.union_all([at(*(0.6 * v for v in one)) for one in boxes])
    polygon = shapely.affinity.rotate(union, turn, origin=(X, Y))
    found = judge_polygons([polygon], [BUILT], RULE, MEASURE)
    all_change = MEASURE.polygons([polygon])[0]
    assert found.tally.all_m2 == pytest.approx(all_change, rel=1e-9)
    assert found.tally.kept_m2 == pytest.approx(found.m2[found.verdict == KEPT].sum())
    kept = found.geometry[found.verdict == KEPT]
    assert shapely.area(shapely.difference(kept, polygon.buffer(1e-6))).sum() == 0.0
    overlap = shapely.area(kept).sum() - shapely.union_all(kept).area
    assert overlap == pytest.approx(0.0, abs=1e-6)


def test_nothing_gives_nothing():
    found = judge_polygons([], [], RULE, MEASURE)
    assert (found.geometry.size, found.tally.all_m2) == (0, 0.0)


def test_what_is_refused():
    bow = Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])
    with pytest.raises(ValueError, match=r"invalid: rows \[1\]"):
        judge_polygons([at(0, 0, 9, 9), bow], [BUILT, BUILT], RULE, MEASURE)
    with pytest.raises(ValueError, match="kinds"):
        judge_polygons([MultiPolygon([at(0, 0, 9, 9)])], [ChangeKind.NONE], RULE, MEASURE)
    with pytest.raises(ValueError, match="1 polygons, 2 kinds"):
        judge_polygons([at(0, 0, 9, 9)], np.array([1, 2]), RULE, MEASURE)
    with pytest.raises(ValueError, match="resolution"):
        ChangeRule.of_survey(0.0)
