"""The table of carbon densities and the checks it must pass."""

import numpy as np
import pandas as pd
import pytest

from sinkmap.classes import group, group_ids
from sinkmap.errors import InputRefusedError
from sinkmap.parameters import POOLS, WOODY_GROUPS, carbon_pools, check_carbon_pools
from sinkmap.parameters import lint_carbon_pools as lint


def codes(table):
    return [finding.code for finding in lint(table)]


def changed(group_id, **densities):
    table = carbon_pools()
    for column, value in densities.items():
        table.loc[group_id, column] = value
    return table


def test_every_group_has_a_row():
    assert set(carbon_pools().index) == set(group_ids())


def test_soil_is_missing_exactly_where_no_soil_pool_is_accounted():
    soil = carbon_pools()["soil"]
    assert {g for g in soil.index if not np.isnan(soil[g])} == {
        g for g in group_ids() if group(g).soil_pool
    }


def test_shipped_table_passes():
    check_carbon_pools(carbon_pools())


def test_known_row():
    assert carbon_pools().loc["forest_arbor"].to_dict() == {
        "above": 24.0, "below": 5.8, "dead": 2.2, "soil": 52.0, "total": 84.0,
        "low": 58.0, "high": 120.0,
    }  # fmt: skip


def test_pond_to_mudflat_is_biomass_only():
    pools = carbon_pools()
    assert np.isnan(pools.at["pond", "soil"])
    gain = pools.loc["tidal_inland", ["above", "below", "dead"]].sum()
    assert gain - pools.loc["pond", ["above", "below", "dead"]].sum() == pytest.approx(6.6)


def test_the_table_handed_out_is_a_copy():
    mine = carbon_pools()
    mine.loc["pond", "above"] = 99.0
    assert carbon_pools().at["pond", "above"] == 0.0


def test_woody_groups_exist():
    assert WOODY_GROUPS - {"forest"} <= set(group_ids())
    assert {g for g in group_ids() if group(g).ipcc == "FL"} <= WOODY_GROUPS


@pytest.mark.parametrize(
    ("densities", "code"),
    [
        ({"above": -1.0}, "POOLS-NEGATIVE"),
        ({"below": np.nan}, "POOLS-NEGATIVE"),
        ({"below": 30.0, "total": 108.2}, "POOLS-ROOT-SHOOT"),
        ({"below": 1.0, "total": 79.2}, "POOLS-ROOT-SHOOT"),
        ({"total": 90.0}, "POOLS-TOTAL"),
        ({"high": 80.0}, "POOLS-RANGE"),
        ({"low": 85.0}, "POOLS-RANGE"),
    ],
)
def test_each_fault_is_named_with_its_group(densities, code):
    (finding,) = lint(changed("forest_arbor", **densities))
    assert finding.code == code
    assert finding.features == ("forest_arbor",)
    with pytest.raises(InputRefusedError):
        check_carbon_pools(changed("forest_arbor", **densities))


def test_grass_may_have_more_root_than_shoot():
    assert codes(changed("grass", above=1.0, total=47.8)) == []


COPIED = pd.DataFrame(
    [
        ("cropland_dry", 5.7, 80.7, 108.4, 9.8),
        ("forest_arbor", 42.4, 115.9, 158.8, 14.1),
        ("grass", 35.3, 86.5, 99.9, 7.3),
    ],
    columns=["group", "above", "below", "soil", "dead"],
).set_index("group")


def test_the_copied_table_is_refused_row_by_row():
    found = lint(COPIED)
    assert [f.features[0] for f in found if f.code == "POOLS-COPIED-TABLE"] == list(COPIED.index)
    assert "POOLS-ROOT-SHOOT" in codes(COPIED.loc[["forest_arbor"]])


def test_the_copied_table_is_known_with_another_soil_column():
    table = COPIED.assign(soil=40.0)
    assert codes(table).count("POOLS-COPIED-TABLE") == 3


def test_missing_columns():
    (finding,) = lint(carbon_pools().drop(columns=["dead"]))
    assert finding.code == "POOLS-COLUMN-MISSING"
    assert finding.wanted == "dead"
    assert POOLS == ("above", "below", "dead", "soil")
