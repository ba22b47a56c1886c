"""Every rule on one hand-made change that meets it, and on a neighbour that does not."""

from datetime import date

import pandas as pd
import pytest

from sinkmap.control import RuleBook, ZoneKinds, judge_patches
from sinkmap.control.encroachment import Judged

BOOK = RuleBook.default().in_force(date(2026, 6, 30))

MET = [
    # rule, zone, kind, before, after, severity of the rule, industry
    ("R01", "Z1", "core", "forest_arbor", "built_pub", 4, "unknown"),
    ("R01", "Z1", "core", "built_pub", "transport", 4, "unknown"),
    ("R02", "Z1", "core", "marsh", "aqua_pond", 4, "unknown"),
    ("R02", "Z1", "core", "grass", "rural_road", 4, "unknown"),
    ("R03", "Z2", "redline", "forest_bamboo", "built_res_rural", 4, "unknown"),
    ("R03", "Z2", "redline", "lake", "park", 4, "unknown"),
    ("R03", "Z2", "redline", "ditch", "built_ind", 4, "unknown"),
    ("R04", "Z2", "redline", "forest_arbor", "tea", 4, "unknown"),
    ("R04", "Z2", "redline", "grass", "facility_ag", 4, "unknown"),
    ("R05", "Z2", "redline", "lake", "aqua_pond", 4, "unknown"),
    ("R06", "Z2", "redline", "orchard", "built_com", 4, "unknown"),
    ("R07", "Z2", "redline", "built_res_rural", "built_com", 2, "unknown"),
    ("R08", "Z2", "redline", "shrub", "bare_soil", 3, "unknown"),
    ("R09", "Z2", "redline", "bare_soil", "forest_arbor", -1, "unknown"),
    ("R10", "Z3", "farmland", "cropland_paddy", "built_ind", 4, "unknown"),
    ("R10", "Z3", "farmland", "cropland_paddy", "park", 4, "unknown"),
    ("R11", "Z3", "farmland", "cropland_paddy", "forest_arbor", 4, "unknown"),
    ("R12", "Z3", "farmland", "cropland_dry", "aqua_pond", 4, "unknown"),
    ("R13", "Z3", "farmland", "cropland_dry", "facility_ag", 3, "unknown"),
    ("R13", "Z3", "farmland", "cropland_dry", "rural_road", 3, "unknown"),
    ("R14", "Z3", "farmland", "cropland_paddy", "lake", 4, "unknown"),
    ("R15", "Z4", "eco_space", "forest_arbor", "transport", 3, "unknown"),
    ("R16", "Z4", "eco_space", "marsh", "aqua_pond", 3, "unknown"),
    ("R17a", "Z5", "near", "cropland_dry", "built_ind", 4, "chemical"),
    ("R17b", "Z5", "near", "cropland_dry", "built_ind", 3, "unknown"),
    ("R18", "Z6", "lake", "cropland_dry", "facility_ag", 3, "unknown"),
    ("R18", "Z6", "inflow", "river", "aqua_pond", 3, "unknown"),
    ("R19a", "Z7", "first", "grass", "built_pub", 4, "unknown"),
    ("R19b", "Z7", "second", "grass", "built_pub", 3, "unknown"),
    ("R20a", "Z8", "important", "marsh", "built_com", 4, "unknown"),
    ("R20b", "Z8", "ordinary", "pond", "built_com", 3, "unknown"),
    ("R21", "Z8", "ordinary", "marsh", "cropland_paddy", 4, "unknown"),
    ("R22", "Z9", "public", "shrub", "orchard", 4, "unknown"),
    ("R23", "", "", "forest_arbor", "bare_soil", 3, "unknown"),
    ("R24", "", "", "lake", "cropland_paddy", 4, "unknown"),
    ("R24", "", "", "lake", "park", 4, "unknown"),
    ("R24", "", "", "river", "hydro_struct", 4, "unknown"),
    ("R25", "", "", "cropland_dry", "forest_arbor", 2, "unknown"),
    ("R26", "outside_UDB", "", "cropland_dry", "built_res_rural", 2, "unknown"),
    ("R27", "", "", "built_ind", "grass", -1, "unknown"),
    ("R28", "Z3", "farmland", "cropland_paddy", "bare_soil", 3, "unknown"),
    ("R29", "Z5", "far", "forest_arbor", "built_mine", 3, "unknown"),
    ("R30", "Z12", "riverside", "grass", "built_ind", 3, "unknown"),
    ("R31", "Z13", "first", "cropland_dry", "built_ind", 3, "unknown"),
]

NOT_MET = [
    ("R05", "Z2", "redline", "aqua_pond", "aqua_pond", "unknown"),  # ZV2: existing scale
    ("R03", "Z3", "farmland", "forest_arbor", "built_pub", "unknown"),
    ("R10", "Z2", "redline", "cropland_paddy", "built_ind", "unknown"),
    ("R11", "Z3", "farmland", "orchard", "forest_arbor", "unknown"),
    ("R17a", "Z5", "near", "cropland_dry", "built_ind", "other"),
    ("R17b", "Z5", "near", "cropland_dry", "built_ind", "other"),
    ("R17b", "Z5", "far", "cropland_dry", "built_ind", "unknown"),
    ("R18", "Z6", "lake", "cropland_dry", "rural_road", "unknown"),
    ("R19a", "Z7", "second", "grass", "built_pub", "unknown"),
    ("R20a", "Z8", "ordinary", "marsh", "built_com", "unknown"),
    ("R20b", "Z8", "important", "marsh", "built_com", "unknown"),
    ("R24", "", "", "river", "transport", "unknown"),  # a bridge
    ("R30", "Z12", "built_up", "grass", "built_ind", "unknown"),
    ("R31", "Z13", "first", "cropland_dry", "built_ind", "other"),
    ("R31", "Z13", "third", "cropland_dry", "built_ind", "unknown"),
]


def judge(
    zone: str, kind: str, before: str, after: str, industry: str = "unknown", **more: str
) -> Judged:
    """A patch of 1,000 m² that lies wholly in one zone."""
    patch = {"before": before, "after": after, "industry": industry, "evidence": "both", **more}
    looked = ZoneKinds(zone, {"here": kind})
    label = "here"
    if zone in ("", "outside_UDB"):
        looked, label = ZoneKinds("Z11", {"here": "inside"}, "outside_UDB"), ""
    pieces = pd.DataFrame({"patch": [0], looked.zone: [label], "area_m2": [1_000.0]})
    return judge_patches(pd.DataFrame([patch]), pieces, [looked], BOOK)


def rules(found: Judged) -> set[str]:
    return set(found.patches["rule_ids"].iloc[0].split("|"))


@pytest.mark.parametrize(("rule", "zone", "kind", "before", "after", "severity", "industry"), MET)
def test_a_rule_is_met(
    rule: str, zone: str, kind: str, before: str, after: str, severity: int, industry: str
) -> None:
    found = judge(zone, kind, before, after, industry)
    assert rule in rules(found)
    (own,) = (one.severity for one in BOOK.rules if one.id == rule)
    assert own == severity
    assert found.patches["severity"].iloc[0] >= severity


@pytest.mark.parametrize(("rule", "zone", "kind", "before", "after", "industry"), NOT_MET)
def test_a_rule_is_not_met(
    rule: str, zone: str, kind: str, before: str, after: str, industry: str
) -> None:
    assert rule not in rules(judge(zone, kind, before, after, industry))


def test_every_rule_of_the_book_has_a_change_that_meets_it() -> None:
    assert {rule.id for rule in BOOK.rules} == {row[0] for row in MET}


@pytest.mark.parametrize(
    ("zone", "before", "after", "wanted", "severity"),
    [
        ("Z3", "cropland_paddy", "forest_arbor", {"R11", "R25"}, 4),  # ZV1
        ("Z2", "aqua_pond", "aqua_pond", {""}, 0),  # ZV2
        ("Z2", "lake", "aqua_pond", {"R05", "R24"}, 4),  # ZV3
        ("Z2", "bare_soil", "forest_arbor", {"R09", "R27"}, -1),  # ZV4
    ],
)
def test_vectors(zone: str, before: str, after: str, wanted: set[str], severity: int) -> None:
    kind = {"Z2": "redline", "Z3": "farmland"}[zone]
    found = judge(zone, kind, before, after)
    assert rules(found) == wanted
    assert found.patches["severity"].iloc[0] == severity


def test_the_restoration_of_a_red_line_needs_a_document() -> None:
    (rule,) = (one for one in BOOK.rules if one.id == "R09")
    assert "文件" in rule.note
    assert "八" in rule.basis


@pytest.mark.parametrize(
    ("evidence", "before", "after", "severity"),
    [
        ("both", "cropland_paddy", "built_ind", 4),
        ("DLTB", "cropland_paddy", "built_ind", 3),
        ("RS", "cropland_paddy", "built_ind", 3),
        ("issued", "cropland_paddy", "built_ind", 4),
        ("DLTB", "cropland_paddy", "bare_soil", 2),
        ("DLTB", "built_ind", "forest_arbor", -1),
        ("DLTB", "orchard", "tea", 0),
    ],
)
def test_one_source_alone_lowers_the_severity(
    evidence: str, before: str, after: str, severity: int
) -> None:
    found = judge("Z3", "farmland", before, after, evidence=evidence)
    assert found.patches["severity"].iloc[0] == severity


def test_the_lowering_stops_at_a_note() -> None:
    found = judge("", "", "cropland_dry", "forest_arbor", evidence="RS")
    assert (found.patches["severity_of_rules"].iloc[0], found.patches["severity"].iloc[0]) == (2, 1)


def test_a_class_the_code_system_does_not_tell_needs_a_look() -> None:
    found = judge("Z2", "redline", "lake", "pond", after_may_be="aqua_pond")
    assert rules(found) == {"R05", "R24"}
    assert found.patches["severity"].iloc[0] == 3
