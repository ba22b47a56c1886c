"""Parks: sizes at their bounds, joined parts, and the ground they serve."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.science.homes import by_straight_line, by_streets, park_green_places
from sinkmap.science.park_sites import best_sites
from sinkmap.science.park_walk import walk_area
from sinkmap.science.parks import circle_deficit, joined_parks, service_area, service_rule

CRS = "EPSG:4549"
EAST, NORTH = 500_000.0, 3_500_000.0  # on the central meridian the plane's scale is 1


def frame(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(list(shapes), crs=CRS), crs=CRS)


def square(x, y, side, other=None):
    return shapely.box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + (other or side))


def parks(*rows):
    """Rows of (shape, register m²)."""
    return frame([s for s, _ in rows], area_m2=[a for _, a in rows], name=[""] * len(rows))


@pytest.mark.parametrize(
    ("profile", "area", "radius"),
    [
        ("ylcs2022", 5000.0, 500.0),
        ("ylcs2022", 4999.0, 300.0),
        ("ylcs2022", 400.0, 300.0),
        ("ylcs2022", 399.0, 0.0),
        ("cstj", 5000.0, 500.0),
        ("cstj", 4999.99, 300.0),
        ("cstj", 2000.0, 300.0),
        ("cstj", 1999.99, 0.0),
    ],
)
def test_a_bound_belongs_to_its_class(profile, area, radius):
    assert service_rule(profile).radius(area) == radius


@pytest.mark.parametrize(("area", "radius"), [(5000, 500), (4999, 300), (400, 300), (399, 0)])
def test_ground_served_by_one_square_park(area, radius):
    """Vector P1: a square widened by r has side² + 4 side r + pi r²."""
    side = math.sqrt(area)
    joined = joined_parks(parks((square(0, 0, side), float(area))))
    true = 0.0 if radius == 0 else area + 4 * side * radius + math.pi * radius**2
    ground = shapely.area(service_area(joined, "ylcs2022"))
    if radius == 0:
        assert ground == 0.0
        return
    # 1e-6: the plane's scale at 500 km east of EPSG:4549 is 1 to far better than that.
    assert true - circle_deficit(radius) - 0.01 <= ground <= true * (1 + 1e-9)


def test_drawn_circles_lack_what_is_said():
    assert circle_deficit(500.0) == pytest.approx(4.93, abs=0.005)
    assert circle_deficit(300.0) == pytest.approx(1.78, abs=0.01)
    point = shapely.buffer(shapely.Point(0, 0), 500.0, quad_segs=256)
    assert math.pi * 500**2 - shapely.area(point) == pytest.approx(circle_deficit(500.0), abs=1e-6)


def test_parts_closer_than_ten_metres_are_one_park():
    near = parks((square(0, 0, 50), 2500.0), (square(59.99, 0, 50), 2500.0))
    apart = parks((square(0, 0, 50), 2500.0), (square(60, 0, 50), 2500.0))
    assert joined_parks(near)["area_m2"].tolist() == [5000.0]
    assert joined_parks(apart)["area_m2"].tolist() == [2500.0, 2500.0]
    assert shapely.area(service_area(joined_parks(near), "cstj")) > 700_000.0


def test_parts_join_in_chains_and_overlaps_count_once():
    chain = parks(*[(square(x, 0, 50), math.nan) for x in (0, 55, 110)])
    assert joined_parks(chain)["area_m2"].tolist() == [pytest.approx(7500.0, rel=1e-4)]
    over = parks((square(0, 0, 50), 2500.0), (square(25, 0, 50), 2500.0))
    assert joined_parks(over)["area_m2"].tolist() == [pytest.approx(3750.0, rel=1e-4)]


def test_squares_and_protective_green_are_no_parks():
    rows = frame([square(0, 0, 80), square(900, 0, 80)], kind=["park", "square"], name=["a", "b"])
    assert joined_parks(rows)["park"].tolist() == ["1 a"]
    city = frame([square(-100, -100, 150, 2000)])
    places = park_green_places(rows, city)
    areas = dict(zip(places["place"], shapely.area(places.geometry), strict=True))
    assert areas == {"urban": pytest.approx(4000.0), "beyond": pytest.approx(2400.0)}


@settings(max_examples=25, deadline=None)
@given(st.floats(1.0, 200.0), st.floats(0.0, 1500.0), st.floats(0.0, 1500.0))
def test_more_parks_never_serve_less(side, x, y):
    first = (square(0, 0, 80), 6400.0)
    one = service_area(joined_parks(parks(first)), "ylcs2022")
    two = service_area(joined_parks(parks(first, (square(x, y, side), side * side))), "ylcs2022")
    # Two circles are drawn with corners at different places.
    assert shapely.area(shapely.difference(one, two)) < circle_deficit(500.0)


def homes(rows, *, street=None):
    """Frames with homes as (shape, group) and one park of 100 m at the origin."""
    frames = {
        "parks": parks((square(0, 0, 100), 10_000.0)),
        "built_up_area": frame([square(-2000, -2000, 4000)]),
        "parcels": frame([s for s, _ in rows], group=[g for _, g in rows]),
    }
    return frames | ({"street": frame(street)} if street is not None else {})


def areas(result):
    table = {}
    for name, shape in zip(result["served"], result.geometry, strict=True):
        table[name] = table.get(name, 0.0) + float(shapely.area(shape))
    return table


def test_homes_by_service():
    found = areas(
        by_straight_line(
            homes(
                [
                    (square(300, 0, 100), "built_res_urban"),  # all within 500 m of the edge
                    (square(550, 0, 100), "built_res_urban"),  # half
                    (square(1500, 0, 100), "built_res_urban"),  # none
                    (square(300, 200, 10), "built_res_rural"),
                    (square(1950, 0, 100), "built_res_urban"),  # half outside the built-up area
                    (square(0, 300, 100), "built_ind"),
                ]
            )
        )
    )
    assert found["urban|ylcs2022|cstj"] == pytest.approx(15_000.0, abs=0.1)
    assert found["urban"] == pytest.approx(20_000.0, abs=0.1)
    assert found["rural|ylcs2022|cstj"] == pytest.approx(100.0, abs=0.1)
    assert sum(found.values()) == pytest.approx(35_100.0, abs=1e-6)


def line(*points):
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in points])


def test_walking_follows_the_streets():
    """A street leaves the park's east side and turns north after 200 m."""
    street = [line((100, 50), (300, 50)), line((300, 50), (300, 900))]
    rows = [
        (square(110, 300, 20), "built_res_urban"),  # near the park as the crow flies, off street
        (square(310, 300, 20), "built_res_urban"),  # on the street, 420 m of way
        (square(310, 480, 20), "built_res_urban"),  # on the street, beyond 500 m of way
    ]
    straight = areas(by_straight_line(homes(rows)))
    walked = areas(by_streets(homes(rows, street=street)))
    assert straight == {"urban|ylcs2022|cstj": pytest.approx(1200.0)}
    # Ways start where the street is 50 m off the park: 150 m to the corner, then up to y = 400.
    assert walked["urban|ylcs2022|cstj"] == pytest.approx(400.0)
    assert walked["urban"] == pytest.approx(800.0)


def test_a_street_is_reached_as_far_as_the_way_allows():
    one = joined_parks(parks((square(0, 0, 100), 10_000.0)))
    ground = walk_area(one, frame([line((100, 50), (2000, 50))]), "ylcs2022")
    # 50 m beside the street from -50 to 550 + 50, inside the 500 m of the straight radius.
    assert shapely.bounds(ground)[2] - EAST == pytest.approx(600.0, abs=0.01)
    nowhere = walk_area(one, frame([line((900, 0), (2000, 50))]), "ylcs2022")
    assert shapely.is_empty(nowhere)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-800, 800)] * 4), min_size=1, max_size=6))
def test_walking_never_serves_more_than_the_straight_radius(ends):
    one = joined_parks(parks((square(0, 0, 100), 10_000.0)))
    lines = [line((a, b), (c, d)) for a, b, c, d in ends if (a, b) != (c, d)]
    if not lines:
        return
    outside = shapely.difference(walk_area(one, frame(lines), "cstj"), service_area(one, "cstj"))
    assert shapely.area(outside) < 1e-3


def test_the_first_site_serves_most_uncovered_homes():
    rows = [
        (square(1200, 0, 200), "built_res_urban"),  # 4 ha
        (square(-1500, 0, 100), "built_res_urban"),  # 1 ha
        (square(1100, 0, 30), "vacant"),
        (square(-1380, 0, 30), "vacant"),
        (square(1150, 300, 10), "vacant"),  # 100 m²: too small
        (square(200, 200, 30), "vacant"),  # nobody left to serve
        (square(1100, 100, 30), "vacant"),  # serves the same as the first
    ]
    frames = homes(rows)
    frames["homes_served"] = by_straight_line(frames)
    found = best_sites(frames)
    assert found["site"].tolist() == ["1", "2"]
    assert found["gain_m2"].to_numpy() == pytest.approx([40_000.0, 10_000.0], rel=1e-3)
    assert found["site_m2"].to_numpy() == pytest.approx([900.0, 900.0], rel=1e-3)
    assert np.all(np.diff(found["gain_m2"]) <= 0.0)


def test_longitude_and_latitude_give_the_same_ground():
    frames = homes([(square(550, 0, 100), "built_res_urban")])
    degrees = {name: one.to_crs("EPSG:4490") for name, one in frames.items()}
    back = by_straight_line(degrees).to_crs(CRS)
    assert areas(back)["urban|ylcs2022|cstj"] == pytest.approx(5000.0, abs=0.1)
