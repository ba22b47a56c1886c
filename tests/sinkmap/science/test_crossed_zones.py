"""Zones crossed with the classes of another layer."""

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from sinkmap.science.crossed_zones import by_zone, crossed, ordered_zones, without

CRS = "EPSG:4549"
E, N = 500_000.0, 3_500_000.0


def at(x0, y0, x1, y1):
    return box(E + x0, N + y0, E + x1, N + y1)


def frame(column, *rows):
    names, shapes = [row[0] for row in rows], [at(*row[1]) for row in rows]
    return gpd.GeoDataFrame({column: names}, geometry=shapes, crs=CRS)


def areas(found):
    return dict(zip(found["zone"], found.geometry.area, strict=True))


GROUND = frame("kind", ("a", (0, 0, 100, 100)), ("a", (50, 0, 150, 100)), ("b", (200, 0, 300, 50)))


def test_ground_of_a_zone_by_class_and_what_is_left():
    """a: 150 x 100 with 30 m of p and 40 m of q; b: 100 x 50 with its western half p."""
    other = frame(
        "use", ("p", (-20, 0, 30, 200)), ("q", (110, 0, 190, 100)), ("p", (200, -9, 250, 99))
    )
    found = areas(crossed(GROUND, "kind", other, "use"))
    assert found == pytest.approx(
        {"a|p": 3000.0, "a|q": 4000.0, "a|none": 8000.0, "b|p": 2500.0, "b|none": 2500.0}
    )
    assert set(areas(crossed(GROUND, "kind", other, "use", rest=""))) == {"a|p", "a|q", "b|p"}


def test_overlapping_classes_each_count_and_no_ground_counts_twice_in_one():
    other = frame("use", ("p", (0, 0, 60, 100)), ("p", (40, 0, 80, 100)), ("q", (70, 0, 90, 100)))
    found = areas(crossed(GROUND, "kind", other, "use"))
    assert found["a|p"] == pytest.approx(8000.0)
    assert found["a|q"] == pytest.approx(2000.0)
    assert found["a|none"] == pytest.approx(6000.0)


def test_neighbours_that_only_touch_share_nothing():
    found = crossed(GROUND, "kind", frame("use", ("p", (150, 0, 200, 100))), "use")
    assert set(found["zone"]) == {"a|none", "b|none"}


def test_a_bar_in_a_text_names_no_other_zone():
    found = crossed(frame("kind", ("a|b", (0, 0, 10, 10))), "kind", frame("use"), "use")
    assert found["zone"].tolist() == ["a/b|none"]


def test_zones_in_order_share_no_ground():
    rows = frame("level", ("2", (0, 0, 100, 100)), ("1", (0, 0, 40, 100)), ("1", (30, 0, 60, 10)))
    found = areas(ordered_zones(rows, "level", ("1", "2", "3")))
    assert found == pytest.approx({"1": 4200.0, "2": 5800.0})
    with pytest.raises(ValueError, match="without a place"):
        ordered_zones(rows, "level", ("1",))


def test_without_leaves_the_rest():
    left = without(GROUND, frame("kind", ("x", (0, 0, 150, 60)), ("x", (190, -10, 310, 60))))
    assert left["kind"].tolist() == ["a", "a"]
    assert left.geometry.area.tolist() == pytest.approx([4000.0, 4000.0])


def test_sums_by_zone():
    extents = {"a|p": 3.0, "a|q": 4.0, "b|q": 5.0}
    assert by_zone(extents, lambda kind: kind == "p") == {"a": 3.0, "b": 0.0}


SQUARE = st.tuples(*[st.integers(0, 20) for _ in range(4)]).map(
    lambda c: (min(c[0], c[1]), min(c[2], c[3]), max(c[0], c[1]) + 1, max(c[2], c[3]) + 1)
)


@settings(max_examples=60, deadline=None)
@given(
    ground=st.lists(SQUARE, min_size=1, max_size=4),
    other=st.lists(SQUARE, max_size=4),
    more=SQUARE,
)
def test_parts_of_disjoint_classes_fill_the_zone_and_more_of_them_leave_less(ground, other, more):
    whole = frame("kind", *(("g", shape) for shape in ground))
    zone_m2 = whole.union_all().area

    def rest(shapes):
        found = areas(crossed(whole, "kind", frame("use", *(("p", one) for one in shapes)), "use"))
        assert sum(found.values()) == pytest.approx(zone_m2, rel=1e-9)
        assert all(0.0 < m2 <= zone_m2 * (1 + 1e-9) for m2 in found.values())
        return found.get("g|none", 0.0)

    assert rest([*other, more]) <= rest(other) + 1e-6
