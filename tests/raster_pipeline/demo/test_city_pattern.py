"""The space pattern of the simulated city: one river, three lakes, five hills, five corridors."""

from collections import Counter

import shapely

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_features import features
from raster_pipeline.demo.city_pattern import PEOPLE, elements


def test_elements_lie_inside_the_city() -> None:
    found = elements(features())
    assert Counter(kind for kind, _, _ in found) == {"江": 1, "湖": 3, "山": 5, "廊道": 5}
    city = shapely.union_all([one.plane for one in districts()])
    shapely.prepare(city)
    for _, name, shape in found:
        assert shapely.area(shape) > 1e6, name
        assert shapely.area(shapely.difference(shape, city)) < 100.0, name  # drawn on millimetres


def test_people_of_districts_add_up_to_the_city() -> None:
    whole = PEOPLE["320400"]
    parts = [people for unit, people in PEOPLE.items() if unit != "320400"]
    assert tuple(map(sum, zip(*parts, strict=True))) == whole
