"""Practice: shares of units and practices of parcels, as areas in every unit."""

from types import SimpleNamespace

import pandas as pd
import pytest

from raster_pipeline.steps.practices import compared_practices
from sinkmap.carbon import Carbon, PracticeShare
from sinkmap.parameters import soc_management, soc_practices

USUAL = soc_management()["cropland_dry"]
STRAW = soc_practices()["straw_returned"]
CUTS = [SimpleNamespace(name="city"), SimpleNamespace(name="district")]


def parcels(*rows):
    table = pd.DataFrame(list(rows), columns=["city", "district", "practice", "area_m2"])
    return SimpleNamespace(practiced=table)


def year(at, *rows):
    return SimpleNamespace(year=at, parcels=parcels(*rows))


def stated(*rows):
    return Carbon(practices=tuple(PracticeShare(*row) for row in rows))


EAST, WEST = ("c", "e", "", 600.0), ("c", "w", "", 400.0)


def test_shares_of_a_unit_hold_in_it_and_add_up_in_the_city():
    carbon = stated(
        ("e", 2022, "straw_returned", 0.5), ("e", 2023, "straw_returned", 0.75),
        ("w", 2022, "straw_returned", 0.25),
    )  # fmt: skip
    before, now = compared_practices(
        [year(2022, EAST, WEST)], parcels(EAST, WEST), CUTS, carbon, 2023
    )
    assert before["e"] == {STRAW: 300.0, USUAL: 300.0}
    assert now["e"] == {STRAW: 450.0, USUAL: 150.0}
    assert now["w"] == before["w"] == {STRAW: 100.0, USUAL: 300.0}
    for areas in (before, now):
        for kind in (STRAW, USUAL):
            assert areas["c"][kind] == pytest.approx(areas["e"][kind] + areas["w"][kind])


def test_a_statement_that_begins_is_no_change():
    carbon = stated(("e", 2023, "straw_returned", 0.5))
    assert compared_practices([year(2022, EAST)], parcels(EAST), CUTS, carbon, 2023) == ({}, {})


def test_the_city_speaks_where_no_district_does():
    carbon = stated(("c", 2022, "straw_returned", 0.5), ("e", 2022, "straw_removed", 1.0))
    _, now = compared_practices([year(2022, EAST, WEST)], parcels(EAST, WEST), CUTS, carbon, 2023)
    assert now["e"] == {soc_practices()["straw_removed"]: 600.0, USUAL: 0.0}
    assert now["w"] == {STRAW: 200.0, USUAL: 200.0}


def test_a_parcel_speaks_before_its_unit_once_both_years_do():
    carbon = stated(("e", 2022, "straw_removed", 1.0))
    own = ("c", "e", "no_till", 100.0)
    both = compared_practices([year(2022, own)], parcels(EAST, own), CUTS, carbon, 2023)
    assert both[0]["e"] == {soc_practices()["no_till"]: 100.0}
    assert both[1]["e"][soc_practices()["no_till"]] == 100.0
    _, once = compared_practices([year(2022, EAST)], parcels(EAST, own), CUTS, carbon, 2023)
    assert soc_practices()["no_till"] not in once["e"]


def test_nothing_to_compare_with():
    carbon = stated(("e", 2022, "straw_returned", 0.5))
    assert compared_practices([], parcels(EAST), CUTS, carbon, 2022) == ({}, {})
    blank = SimpleNamespace(year=2022, parcels=None)
    assert compared_practices([blank], parcels(EAST), CUTS, carbon, 2023) == ({}, {})
