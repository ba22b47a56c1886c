"""Groups: stable order, valid colours, sets as the control rules need them."""

import re

import numpy as np
import pytest

from sinkmap.classes import (
    CLASS_SETS,
    expand,
    group,
    group_at,
    group_ids,
    groups,
    member_mask,
    members,
)
from sinkmap.errors import UsageError

# Class rasters of finished runs hold these numbers: append only, never reorder.
ORDER = [
    "cropland_paddy",
    "cropland_dry",
    "orchard",
    "tea",
    "garden_other",
    "forest_arbor",
    "forest_bamboo",
    "shrub",
    "woodland_other",
    "swamp_forest",
    "swamp_shrub",
    "marsh_meadow",
    "marsh",
    "tidal_inland",
    "grass",
    "park",
    "river",
    "lake",
    "reservoir",
    "pond",
    "aqua_pond",
    "ditch",
    "built_com",
    "built_ind",
    "built_mine",
    "salt_pan",
    "built_res_urban",
    "built_res_rural",
    "built_pub",
    "built_special",
    "transport",
    "rural_road",
    "hydro_struct",
    "vacant",
    "facility_ag",
    "ridge",
    "bare_soil",
    "bare_rock",
    "saline",
    "sand",
    "ice",
]


def test_order_is_stable_and_starts_at_one():
    assert list(group_ids()) == ORDER
    assert [one.index for one in groups()] == list(range(1, len(ORDER) + 1))


def test_colours_are_valid_and_distinct():
    colours = [one.colour for one in groups()]
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours)
    assert len(set(colours)) == len(colours)


def test_names_are_translated_and_distinct():
    assert len({one.title.zh for one in groups()}) == len(ORDER)
    assert len({one.title.en for one in groups()}) == len(ORDER)
    assert all(one.title.en.isascii() for one in groups())


def test_group_at_is_the_inverse_of_index():
    assert group_at(0) is None
    assert group_at(200) is None
    assert all(group_at(one.index) is one for one in groups())


def test_sets():
    assert members("CROP") == {"cropland_paddy", "cropland_dry"}
    assert members("POND") == {"pond", "aqua_pond"}
    assert members("WET") == {
        "swamp_forest", "swamp_shrub", "marsh_meadow", "marsh", "tidal_inland",
        "river", "lake", "reservoir", "pond", "ditch",
    }  # fmt: skip
    assert "aqua_pond" not in members("WET")


def test_holes_of_the_sets_are_closed():
    assert "park" in members("BUILT")
    assert "rural_road" in members("FAC")
    assert "ditch" in members("NAT")


def test_main_sets_do_not_overlap():
    main = [members(name) for name in CLASS_SETS if name != "WET"]
    assert sum(len(one) for one in main) == len(frozenset().union(*main))


def test_only_open_water_has_no_soil_pool():
    without = {one.id for one in groups() if not one.soil_pool}
    assert without == {"river", "lake", "reservoir", "pond", "aqua_pond", "ditch", "ice"}


def test_expand_and_mask():
    assert expand("CROP|GARDEN|aqua_pond") == members("CROP") | members("GARDEN") | {"aqua_pond"}
    assert expand("ANY") == set(ORDER)
    mask = member_mask("CROP")
    assert mask.shape == (256,)
    assert np.flatnonzero(mask).tolist() == [1, 2]


@pytest.mark.parametrize("call", [lambda: group("paddy"), lambda: members("WATER"),
                                  lambda: expand("CROP|nope")])  # fmt: skip
def test_unknown_names_are_refused_with_the_known_ones(call):
    with pytest.raises(UsageError) as caught:
        call()
    assert caught.value.findings[0].code == "CLASS-GROUP-UNKNOWN"
    assert caught.value.findings[0].wanted
