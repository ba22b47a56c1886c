"""Credit of ground to zones: exclusive parts sum to the whole, and order does not matter."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.classes import group_ids
from sinkmap.control import NO_RULE, RuleBook, ZoneKinds, judge_patches
from sinkmap.control.encroachment import Judged
from sinkmap.rule import ANY_ZONE

BOOK = RuleBook.default()
KINDS = {
    "Z1": "core", "Z2": "redline", "Z3": "farmland", "Z4": "eco_space", "Z5": "near",
    "Z7": "second", "Z8": "important", "Z9": "public",
}  # fmt: skip
ZONES = [ZoneKinds(zone, {"in": kind}) for zone, kind in KINDS.items()]
UDB = ZoneKinds("Z11", {"in": "inside"}, "outside_UDB")


def world(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 30))
    patches = pd.DataFrame(
        {
            "before": rng.choice(group_ids(), count),
            "after": rng.choice(group_ids(), count),
            "evidence": rng.choice(["DLTB", "RS", "both", "issued"], count),
        }
    )
    owner = np.concatenate([np.arange(count), rng.integers(0, count, 4 * count)])
    pieces = pd.DataFrame({"patch": owner, "area_m2": rng.uniform(1.0, 3_000.0, len(owner))})
    for zone in [*KINDS, "Z11"]:
        pieces[zone] = rng.choice(["in", ""], len(owner), p=[0.4, 0.6])
    return patches, pieces


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_exclusive_credit_sums_to_the_patch(seed: int) -> None:
    patches, pieces = world(seed)
    found = judge_patches(patches, pieces, [*ZONES, UDB], BOOK)
    total = pieces.groupby("patch")["area_m2"].sum()
    credit = found.areas.groupby("patch")["exclusive_m2"].sum()
    np.testing.assert_allclose(credit.to_numpy(), total.to_numpy(), rtol=1e-9)
    named = found.areas[~found.areas["zone_id"].isin([ANY_ZONE, NO_RULE])]
    assert (named["exclusive_m2"] <= named["area_m2"] * (1.0 + 1e-12)).all()


def plain(found: Judged, order: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Patches and areas in the first order of the patches."""
    patches = found.patches.reset_index(drop=True).iloc[np.argsort(order)].reset_index(drop=True)
    areas = found.areas.assign(patch=order[found.areas["patch"]])
    return patches, areas.sort_values(["patch", "zone_id"]).reset_index(drop=True)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_order_of_zones_patches_and_pieces_does_not_matter(seed: int) -> None:
    patches, pieces = world(seed)
    rng = np.random.default_rng(seed + 1)
    order = rng.permutation(len(patches))
    shuffled = pieces.sample(frac=1.0, random_state=seed)
    shuffled = shuffled.assign(patch=np.argsort(order)[shuffled["patch"]]).reset_index(drop=True)
    zones = [[*ZONES, UDB][k] for k in rng.permutation(len(ZONES) + 1)]
    one = judge_patches(patches, pieces, [*ZONES, UDB], BOOK)
    other = judge_patches(patches.iloc[order].reset_index(drop=True), shuffled, zones, BOOK)
    first, again = plain(one, np.arange(len(patches))), plain(other, order)
    pd.testing.assert_frame_equal(first[0], again[0])
    pd.testing.assert_frame_equal(first[1], again[1], rtol=1e-12)


def test_ground_goes_to_the_gravest_rule_and_then_to_the_strictest_zone() -> None:
    patches = pd.DataFrame({"before": ["forest_arbor"], "after": ["built_pub"], "evidence": "both"})
    pieces = pd.DataFrame(
        {
            "patch": 0,
            "Z2": ["in", "in", "", "", ""],
            "Z4": ["in", "", "in", "", ""],
            "Z8": ["in", "", "in", "in", ""],
            "area_m2": [100.0, 200.0, 400.0, 800.0, 1_600.0],
        }
    )
    zones = [zone for zone in ZONES if zone.zone in ("Z2", "Z4", "Z8")]
    found = judge_patches(patches, pieces, zones, BOOK)
    areas = found.areas.set_index("zone_id")
    # Z2 by R03 (4); Z4 by R15 and everywhere by R23 (3): the zone before ANY; no rule of Z8 is met.
    assert areas["exclusive_m2"].to_dict() == {"Z2": 300.0, "Z8": 0.0, "Z4": 400.0, "ANY": 2_400.0}
    assert areas["area_m2"].to_dict() == {"Z2": 300.0, "Z8": 1_300.0, "Z4": 500.0, "ANY": 3_100.0}
    assert found.patches.iloc[0].to_dict() == {
        "zone_ids": "Z2|Z8|Z4",
        "rule_ids": "R03|R15|R23",
        "severity": 4,
        "severity_of_rules": 4,
        "top_zone": "Z2",
    }


def test_slivers_of_a_zone_do_not_count_and_are_stated() -> None:
    patches = pd.DataFrame({"before": ["cropland_dry"], "after": ["built_ind"], "evidence": "both"})
    pieces = pd.DataFrame({"patch": [0, 0], "Z3": ["in", ""], "area_m2": [9.0, 991.0]})
    found = judge_patches(patches, pieces, [ZoneKinds("Z3", {"in": "farmland"})], BOOK)
    assert found.patches["rule_ids"].iloc[0] == ""
    assert found.slivers.to_dict("records") == [{"zone_id": "Z3", "patches": 1, "area_m2": 9.0}]
    wide = pieces.assign(area_m2=[11.0, 989.0])
    found = judge_patches(patches, wide, [ZoneKinds("Z3", {"in": "farmland"})], BOOK)
    assert found.patches["rule_ids"].iloc[0] == "R10"
    long = pieces.assign(area_m2=[11.0, 49_989.0])  # under a thousandth of the patch
    found = judge_patches(patches, long, [ZoneKinds("Z3", {"in": "farmland"})], BOOK)
    assert found.patches["rule_ids"].iloc[0] == ""


def test_a_strange_zone_or_piece_is_refused() -> None:
    patches = pd.DataFrame({"before": ["lake"], "after": ["built_ind"], "evidence": "both"})
    pieces = pd.DataFrame({"patch": [1], "Z99": ["in"], "area_m2": [1.0]})
    with pytest.raises(ValueError, match="no patch"):
        judge_patches(patches, pieces, [], BOOK)
    with pytest.raises(ValueError, match="no zone Z99"):
        judge_patches(patches, pieces.assign(patch=0), [ZoneKinds("Z99", {"in": "x"})], BOOK)


def test_every_hit_has_its_law_and_ground() -> None:
    patches = pd.DataFrame({"before": ["lake"], "after": ["aqua_pond"], "evidence": "both"})
    pieces = pd.DataFrame(
        {"patch": 0, "Z2": ["in", ""], "Z8": ["in", "in"], "area_m2": [300.0, 700.0]}
    )
    zones = [zone for zone in ZONES if zone.zone in ("Z2", "Z8")]
    hits = judge_patches(patches, pieces, zones, BOOK).hits.set_index("rule_id")
    assert hits["area_m2"].to_dict() == {"R05": 300.0, "R21": 1_000.0, "R24": 1_000.0}
    assert hits["zone_id"].to_dict() == {"R05": "Z2", "R21": "Z8", "R24": "ANY"}
    assert "142" in hits.loc["R05", "basis"]
    assert (hits["severity"] == 4).all()
