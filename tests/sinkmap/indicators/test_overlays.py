"""Overlays by hand: plan, panels, vacated land, corridors, canal and Taihu zones."""

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.classes import members, planned_classes
from sinkmap.figure import Status
from sinkmap.indicator import RasterAccount, Within, ZoneAreas
from sinkmap.indicators import indicators

HA = 10_000.0


def zones(by_hand, layer, hectares, **fields):
    """An account with hectares of zones."""
    extents = {ZoneAreas(layer): {zone: ha * HA for zone, ha in hectares.items()}}
    return replace(by_hand.account(**fields), extents=extents)


def values(measures):
    return {item: one.value for item, one in measures.items()}


def test_plots_by_state_and_use(by_hand):
    one = zones(
        by_hand,
        "contaminated_use",
        {"listed|residential": 2.0, "suspected|public": 1.0, "cleared|residential": 4.0,
         "listed|none": 0.5},
    )  # fmt: skip
    assert values(by_hand.measure("contaminated_use_area", "uncleared", one)) == pytest.approx(
        {
            "total": 3.5,
            "sensitive": 3.0,
            "listed_residential": 2.0,
            "suspected_public": 1.0,
            "listed_none": 0.5,
        }
    )
    register = by_hand.measure("contaminated_use_area", "register", one)
    assert (register["total"].value, register["sensitive"].value) == (2.5, 2.0)
    assert by_hand.measure("contaminated_use_area", "all", one)["total"].value == 7.5


def test_groundwater_zones_by_use(by_hand):
    one = zones(
        by_hand, "groundwater_use", {"protection|industry": 3.0, "general|residential": 5.0}
    )
    key = by_hand.measure("groundwater_use_area", "key", one)
    assert values(key) == {"total": 3.0, "sensitive": 0.0, "protection_industry": 3.0}
    assert by_hand.measure("groundwater_use_area", "all", one)["sensitive"].value == 5.0


def test_a_unit_without_plots_has_none_and_says_zero(by_hand):
    one = zones(by_hand, "contaminated_use", {})
    assert values(by_hand.measure("contaminated_use_area", "all", one)) == {
        "total": 0.0,
        "sensitive": 0.0,
    }


def test_panels_by_land(by_hand):
    ground = {"pond": 1.0, "aqua_pond": 2.0, "cropland_paddy": 3.0, "lake": 4.0, "none": 0.5}
    survey = by_hand.parcels(("0101", 98.0))
    one = zones(by_hand, "photovoltaic_land", ground, parcels=survey)
    found = by_hand.measure("photovoltaic_land_area", "survey", one)
    assert values(found) == pytest.approx(
        {"pond": 3.0, "cropland": 3.0, "garden": 0.0, "built": 0.0, "other": 4.5, "total": 10.5}
    )
    assert found["total"].coverage == pytest.approx(0.98)


def test_panels_are_summed_alike_in_whatever_order_a_set_of_groups_comes(by_hand, monkeypatch):
    ground = {name: 0.1 + 0.01 / (3 + n) for n, name in enumerate(sorted(members("BUILT")))}
    one = zones(by_hand, "photovoltaic_land", ground, parcels=by_hand.parcels(("0101", 98.0)))
    compute = indicators()["photovoltaic_land_area"].compute
    found = []
    for turned in (False, True):

        def in_order(name, turned=turned):
            return sorted(members(name), reverse=turned)

        monkeypatch.setitem(compute.__globals__, "members", in_order)
        found.append(values(by_hand.measure("photovoltaic_land_area", "survey", one)))
    assert found[0] == found[1]


@pytest.mark.parametrize("profile", ["redline", "farmland"])
def test_panels_inside_a_line(by_hand, profile):
    one = zones(by_hand, f"photovoltaic_{profile}", {"1": 2.0, "2": 0.25})
    assert by_hand.measure("photovoltaic_line_area", profile, one).value == 2.25


def test_vacated_land(by_hand):
    one = zones(by_hand, "greening_candidate", {"green": 1.0, "unclean": 2.0, "building": 4.0})
    candidate = by_hand.measure("greening_candidate_area", "candidate", one)
    assert values(candidate) == {"green": 1.0, "undecided": 0.0, "total": 1.0}
    assert by_hand.measure("greening_candidate_area", "all", one)["total"].value == 7.0


def test_built_share_of_corridors(by_hand):
    ground = {"ventilation|open": 6.0, "ventilation|built_ind": 1.0, "ventilation|park": 3.0}
    one = zones(by_hand, "corridor_ground", ground, parcels=by_hand.parcels(("0101", 100.0)))
    built = by_hand.measure("corridor_built_share", "built", one)
    assert built["ventilation"].value == pytest.approx(10.0)
    assert built["ecological"].status is Status.NOT_ESTIMATED
    wider = by_hand.measure("corridor_built_share", "construction", one)
    assert wider["ventilation"].value == pytest.approx(40.0)


def test_new_building_in_corridors(by_hand):
    ground = {
        "ecological|built_ind>open": 1.0,
        "ecological|built_ind>vacant": 2.0,
        "ecological|park>open": 4.0,
        "ecological|transport>built_ind": 8.0,
    }
    one = zones(by_hand, "corridor_building", ground, parcels=by_hand.parcels(("0101", 100.0)))
    built = by_hand.measure("corridor_new_building", "built", one)
    assert values(built) == {"ventilation": 0.0, "ecological": 3.0}
    assert by_hand.measure("corridor_new_building", "construction", one)["ecological"].value == 5.0


@pytest.mark.parametrize(
    ("name", "layer", "zone"),
    [("canal_zone_area", "canal_zone", "riverside"), ("taihu_zone_area", "taihu_zone", "first")],
)
def test_land_inside_zones(by_hand, name, layer, zone):
    index = by_hand.classes({"lake": 1.0, "pond": 1.0, "built_ind": 1.0, "marsh": 1.0}).classes
    hectares = dict(zip(index, (3.0, 2.0, 1.0, 0.5), strict=True))
    inside = RasterAccount(
        {(zone, value): ha * HA for value, ha in hectares.items()}, unseen=0.1 * HA
    )
    one = by_hand.account(rasters={Within("land_use", layer): inside})
    found = by_hand.measure(name, "land_use", one)
    assert values(found) == pytest.approx(
        {
            "total": 6.5,
            f"{zone}_water": 3.0,
            f"{zone}_pond": 2.0,
            f"{zone}_built": 1.0,
            f"{zone}_wetland": 0.5,
        }
    )
    assert found["total"].coverage == pytest.approx(6.5 / 6.6)


ITEMS = [
    f"{state}|{use.id}"
    for state in ("suspected", "listed", "controlled", "remediating", "cleared")
    for use in planned_classes()
]
PLOTS = st.dictionaries(st.sampled_from(ITEMS), st.floats(0.0, 1e6), max_size=12)


@settings(max_examples=60, deadline=None)
@given(left=PLOTS, right=PLOTS)
def test_plots_add_up_and_stay_inside_their_total(left, right):
    indicator = indicators()["contaminated_use_area"]
    both = {name: left.get(name, 0.0) + right.get(name, 0.0) for name in {*left, *right}}

    def told(extents, profile):
        account = SimpleNamespace(zone_areas=lambda _: extents)
        found = indicator.evaluate(account, indicator.profile(profile))
        return {one.item: one.numerator for one in found}

    for profile in ("register", "uncleared", "all"):
        a, b, ab = (told(extents, profile) for extents in (left, right, both))
        assert ab["total"] == pytest.approx(a["total"] + b["total"])
        assert ab["total"] >= max(a["total"], b["total"]) - 1e-6
        assert 0.0 <= ab["sensitive"] <= ab["total"] + 1e-6
        parts = math.fsum(v for item, v in ab.items() if item not in ("total", "sensitive"))
        assert parts == pytest.approx(ab["total"])
    totals = [told(both, profile)["total"] for profile in ("register", "uncleared", "all")]
    assert totals == sorted(totals)
