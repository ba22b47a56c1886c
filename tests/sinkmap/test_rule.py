"""Rules of control as values."""

import pytest

from sinkmap.errors import SinkmapError
from sinkmap.rule import Rule, RuleSeverity

FARMLAND = Rule("R10", "Z3", "CROP", "BUILT", RuleSeverity.PROHIBITED, "土地管理法35")


def test_a_rule_holds_in_its_zone_and_for_its_classes() -> None:
    assert FARMLAND.applies("Z3", "cropland_paddy", "built_ind")
    assert not FARMLAND.applies("Z2", "cropland_paddy", "built_ind")
    assert not FARMLAND.applies("Z3", "lake", "built_ind")
    everywhere = Rule("R24", "ANY", "river|lake", "CROP|BUILT|aqua_pond", RuleSeverity(4), "防洪法")
    assert everywhere.applies("Z9", "lake", "aqua_pond")
    assert not everywhere.applies("Z9", "lake", "forest_arbor")


def test_unknown_groups_and_missing_basis_are_refused() -> None:
    with pytest.raises(SinkmapError):
        Rule("R1", "Z1", "NOWHERE", "BUILT", RuleSeverity.NOTE, "x")
    with pytest.raises(ValueError, match="basis"):
        Rule("R1", "Z1", "CROP", "BUILT", RuleSeverity.NOTE, "")


def test_every_severity_has_words() -> None:
    assert {severity.text.zh for severity in RuleSeverity} >= {"改善", "关注"}
