"""Corridors, panels and vacated land on ground that a plan keeps for something."""

import geopandas as gpd
import pytest
from shapely.geometry import box

from sinkmap.classes import members
from sinkmap.science.kept_ground import (
    BUILT_SETS,
    corridor_ground,
    greening_candidates,
    is_new,
    new_buildings,
    panels_on_land,
    under_plan,
)

CRS = "EPSG:4549"


def frame(column, *rows):
    names, shapes = [row[0] for row in rows], [box(*row[1]) for row in rows]
    return gpd.GeoDataFrame({column: names}, geometry=shapes, crs=CRS)


def areas(found):
    return dict(zip(found["zone"], found.geometry.area, strict=True))


CORRIDOR = frame("kind", ("ventilation", (0, 0, 100, 50)), ("ecological", (50, 0, 150, 50)))


def test_corridors_are_built_or_open_and_overlap_as_they_do():
    parcels = frame(
        "group",
        ("built_ind", (40, 0, 60, 50)),
        ("cropland_dry", (60, 0, 150, 50)),
        ("park", (0, 0, 10, 50)),
    )
    assert areas(corridor_ground(CORRIDOR, parcels)) == pytest.approx(
        {
            "ventilation|built_ind": 1000.0,
            "ventilation|park": 500.0,
            "ventilation|open": 3500.0,
            "ecological|built_ind": 500.0,
            "ecological|open": 4500.0,
        }
    )


def test_new_building_is_what_was_something_else():
    """60-80 m is built on open land, 40-60 m turned from vacant, 0-10 m stayed."""
    before = frame("group", ("vacant", (40, 0, 60, 50)), ("transport", (0, 0, 10, 50)))
    now = frame(
        "group",
        ("built_ind", (40, 0, 60, 50)),
        ("built_com", (60, 0, 80, 50)),
        ("transport", (0, 0, 10, 50)),
    )
    corridor = CORRIDOR[:1]
    found = areas(new_buildings(corridor_ground(corridor, now), corridor_ground(corridor, before)))
    assert found == pytest.approx(
        {"ventilation|built_com>open": 1000.0, "ventilation|built_ind>vacant": 1000.0}
    )
    built, all_construction = BUILT_SETS["built"], BUILT_SETS["construction"]
    assert is_new("built_ind>vacant", built)
    assert not is_new("built_ind>vacant", all_construction)
    assert is_new("built_com>open", all_construction)
    assert not is_new("park>open", built)
    assert built < all_construction == members("BUILT")


def test_nothing_new_is_an_empty_layer_with_its_column():
    ground = corridor_ground(CORRIDOR, frame("group", ("transport", (0, 0, 10, 50))))
    found = new_buildings(ground, ground)
    assert len(found) == 0
    assert "zone" in found


def test_panels_by_the_land_under_them():
    panels = frame("name", ("x", (0, 0, 100, 10)))
    parcels = frame("group", ("aqua_pond", (-50, 0, 30, 10)), ("cropland_paddy", (30, 0, 90, 10)))
    assert areas(panels_on_land(panels, parcels)) == pytest.approx(
        {"aqua_pond": 300.0, "cropland_paddy": 600.0, "none": 100.0}
    )


def test_plan_codes_of_any_level_are_read_by_their_first():
    plan = frame(
        "code", ("07", (0, 0, 10, 10)), ("0801", (10, 0, 20, 10)), ("080401", (20, 0, 30, 10))
    )
    plots = frame("state", ("listed", (0, 0, 40, 10)))
    assert areas(under_plan(plots, "state", plan)) == pytest.approx(
        {"listed|residential": 100.0, "listed|public": 200.0, "listed|none": 100.0}
    )


def test_vacated_land_is_of_one_state_each():
    """A cleared plot is clean; a listed one goes before any plan."""
    vacated = frame("name", ("x", (0, 0, 100, 10)), ("y", (90, 0, 120, 10)))
    plan = frame(
        "code", ("1401", (0, 0, 40, 10)), ("1001", (40, 0, 60, 10)), ("16", (60, 0, 70, 10))
    )
    plots = frame("state", ("listed", (30, 0, 50, 10)), ("cleared", (0, 0, 5, 10)))
    assert areas(greening_candidates(vacated, plan, plots)) == pytest.approx(
        {"unclean": 200.0, "green": 300.0, "building": 100.0, "undecided": 600.0}
    )
