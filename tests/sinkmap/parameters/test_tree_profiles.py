"""Tree cover profiles: the switches of each definition."""

import dataclasses

import pytest

from sinkmap.errors import UsageError
from sinkmap.parameters import tree_profile, tree_profiles


def test_the_four_profiles():
    assert [profile.id for profile in tree_profiles()] == [
        "js_tree_cover", "forest_inventory", "forest_law_2018", "gbt26424",
    ]  # fmt: skip


def test_jiangsu_statistic_counts_all_trees_over_the_whole_area():
    profile = tree_profile("js_tree_cover")
    assert profile.include_shrub
    assert profile.include_young_plantation
    assert profile.include_urban_trees
    assert profile.scattered == "all"
    assert profile.denominator == "total"


def test_inventory_counts_stands_only():
    profile = tree_profile("forest_inventory")
    assert not profile.include_shrub
    assert not profile.include_young_plantation
    assert profile.scattered == "none"
    assert not profile.include_sidetree_stems


def test_law_adds_shelterbelts_and_gbt_adds_stems():
    assert tree_profile("forest_law_2018").scattered == "shelterbelt_sidetree"
    assert not tree_profile("forest_law_2018").include_shrub
    assert tree_profile("gbt26424").include_sidetree_stems
    assert tree_profile("gbt26424").include_shrub


def test_orchards_and_tea_are_never_counted_by_default():
    assert not any(p.include_orchard or p.include_tea for p in tree_profiles())


def test_indicators_differ():
    assert {p.id: p.indicator for p in tree_profiles()} == {
        "js_tree_cover": "tree_cover_rate",
        "forest_inventory": "forest_cover_rate",
        "forest_law_2018": "forest_cover_rate",
        "gbt26424": "tree_greening_rate",
    }


def test_refusals():
    with pytest.raises(UsageError) as caught:
        tree_profile("forest_city")
    assert caught.value.findings[0].code == "TREE-PROFILE-UNKNOWN"
    for wrong in ({"scattered": "some"}, {"denominator": "land"}, {"certainty": "X"}):
        with pytest.raises(ValueError):
            dataclasses.replace(tree_profile("gbt26424"), **wrong)
