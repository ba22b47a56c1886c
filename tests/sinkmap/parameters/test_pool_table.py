"""A study's own table of carbon densities: what is taken, and what is refused by name."""

import pandas as pd
import pytest

from sinkmap.classes import group_ids
from sinkmap.errors import InputRefusedError
from sinkmap.parameters import OWN_COLUMNS, carbon_pools, own_pools, shipped_pools

FILE = "pools.csv"


def given(**columns):
    """The shipped table as a study would hand it over, all texts."""
    frame = carbon_pools().rename(columns={"soil": "soil_0_30"}).reset_index()
    texts = frame.astype(object).where(frame.notna(), "").map(str)
    return texts.assign(source="local survey", certainty="B", **columns)


def codes(table):
    with pytest.raises(InputRefusedError) as caught:
        own_pools(table, FILE, group_ids())
    assert all(finding.file == FILE for finding in caught.value.findings)
    return [finding.code for finding in caught.value.findings]


def changed(row, **cells):
    table = given()
    for column, value in cells.items():
        table.loc[given()["group"] == row, column] = value
    return table


def test_the_shipped_table_comes_back():
    table = own_pools(given(), FILE, group_ids())
    for group in group_ids():
        ours, theirs = table.of(group), shipped_pools().of(group)
        assert ours.total == theirs.total
        assert (ours.low, ours.high, ours.soil) == (theirs.low, theirs.high, theirs.soil)
        assert ours.certainty == "B"
    assert table.source == FILE
    assert len(table.version) == 12


def test_total_is_not_needed_and_rows_may_come_in_any_order():
    table = own_pools(given().drop(columns="total"), FILE, group_ids())
    other = given().drop(columns="total").iloc[::-1]
    assert own_pools(other, FILE, group_ids()).version == table.version
    assert table.of("forest_arbor").total == pytest.approx(84.0)
    assert table.frame()["certainty"].unique().tolist() == ["B"]


def test_a_missing_class_is_named():
    table = given()
    table = table[table["group"] != "grass"]
    with pytest.raises(InputRefusedError) as caught:
        own_pools(table, FILE, group_ids())
    (finding,) = caught.value.findings
    assert (finding.code, finding.features) == ("POOLS-GROUP-MISSING", ("grass",))


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (given().drop(columns="certainty"), "POOLS-OWN-COLUMN"),
        (given().rename(columns={"soil_0_30": "soil_0_100"}), "POOLS-DEPTH"),
        (given().rename(columns={"soil_0_30": "soil"}), "POOLS-DEPTH"),
        (changed("grass", above="much"), "POOLS-NUMBER"),
        (changed("grass", above="inf"), "POOLS-NUMBER"),
        (changed("grass", low=""), "POOLS-NUMBER"),
        (changed("grass", above="-1.3"), "POOLS-NEGATIVE"),
        (changed("grass", above=""), "POOLS-NEGATIVE"),
        (changed("grass", group="steppe"), "POOLS-GROUP-UNKNOWN"),
        (pd.concat([given(), given().iloc[:1]]), "POOLS-GROUP-DOUBLE"),
        (changed("grass", certainty="E"), "POOLS-CERTAINTY"),
        (changed("grass", source=" "), "POOLS-CERTAINTY"),
        (given(vintage=["2006"] + ["2019"] * 40), "POOLS-VINTAGE-MIXED"),
        (changed("forest_arbor", below="30", total="108.2"), "POOLS-ROOT-SHOOT"),
    ],
)  # fmt: skip
def test_each_fault_is_named(table, code):
    assert code in codes(table)


def test_the_copied_table_is_refused():
    table = changed("forest_arbor", above="42.4", below="115.9", dead="14.1", total="", high="400")
    assert "POOLS-COPIED-TABLE" in codes(table.drop(columns="total"))


def test_a_table_of_one_metre_is_seen_by_its_size():
    table = given().drop(columns="total")
    deep = pd.to_numeric(table["soil_0_30"]) * 2.1
    table = table.assign(soil_0_30=deep.map(str), high="400", low="0")
    assert codes(table.replace("nan", "")) == ["POOLS-DEPTH"]


def test_columns_are_documented():
    assert set(OWN_COLUMNS) <= set(given().columns)
