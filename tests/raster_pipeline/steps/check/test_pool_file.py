"""A study's own carbon densities, named in its plan: taken, or refused with every fault."""

import pytest

from raster_pipeline.steps.intake import check_study
from sinkmap.parameters import carbon_pools, shipped_pools

HEAD = "group,above,below,dead,soil_0_30,total,low,high,source,certainty"
COPIED = {
    "cropland_dry": (5.7, 80.7, 9.8, 108.4),
    "forest_arbor": (42.4, 115.9, 14.1, 158.8),
    "grass": (35.3, 86.5, 7.3, 99.9),
}
"""Rows of the table copied from paper to paper."""


def rows(**changed):
    """Lines of the shipped table; ``changed``: group -> line in its place, None for none."""
    frame = carbon_pools()
    lines = []
    for group, row in frame.iterrows():
        cells = ["" if value != value else f"{value:g}" for value in row]  # noqa: PLR0124
        line = ",".join([group, *cells, "local survey", "B"])
        line = changed.get(group, line)
        lines += [] if line is None else [line]
    return "\n".join([HEAD, *lines]) + "\n"


@pytest.fixture
def examined(square):
    def examine(text, encoding="utf-8"):
        root = square.plan()
        (root / "pools.csv").write_text(text, encoding=encoding)
        plan = root / "study.toml"
        plan.write_text(plan.read_text("utf-8") + '[carbon]\npools = "pools.csv"\n', "utf-8")
        return check_study(root)[1]

    return examine


def codes(found):
    return {finding.code for finding in found.findings if finding.file == "pools.csv"}


def test_a_table_of_the_study_stands_in_for_the_shipped_one(examined):
    line = "grass,1.3,4.5,0.3,50,56.1,40,72,样地调查,A"
    found = examined(rows(grass=line), "gb18030")
    assert not found.refused
    assert found.carbon.pools.of("grass").soil == 50.0
    assert found.carbon.pools.of("grass").certainty == "A"
    assert found.carbon.pools.of("lake").soil is None
    assert {r.file for r in found.inputs if r.layer == "carbon"} == {"pools.csv"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"grass": None}, "POOLS-GROUP-MISSING"),
        ({"grass": "grass,-1.3,4.5,0.3,42,45.5,32,64,s,B"}, "POOLS-NEGATIVE"),
        ({"grass": "grass,1.3,4.5,0.3,-42,-36,-50,64,s,B"}, "POOLS-NEGATIVE"),
        ({"grass": "grass,1.3,4.5,0.3,42,48.1,32,64,,B"}, "POOLS-CERTAINTY"),
        ({"grass": "grass,1.3,4.5,0.3,42,48.1,50,64,s,B"}, "POOLS-RANGE"),
        ({"grass": "grass,1.3"}, "TABLE-ROW"),
    ],
)
def test_a_fault_refuses_the_study_by_name(examined, changed, code):
    found = examined(rows(**changed))
    assert found.refused
    assert code in codes(found)
    assert found.carbon.pools is shipped_pools()


def test_the_copied_table_is_refused(examined):
    changed = {
        group: f"{group},{a},{b},{d},{s},{a + b + d + s:g},0,999,a paper,C"
        for group, (a, b, d, s) in COPIED.items()
    }
    found = examined(rows(**changed))
    copied = [f.features for f in found.findings if f.code == "POOLS-COPIED-TABLE"]
    assert copied == [("cropland_dry",), ("forest_arbor",), ("grass",)]
    assert "POOLS-ROOT-SHOOT" in codes(found)


def test_rows_of_two_vintages_are_refused(examined):
    head, *lines = rows().splitlines()
    text = "\n".join([f"{head},vintage", f"{lines[0]},2006", *(f"{one},2019" for one in lines[1:])])
    assert codes(examined(text)) == {"POOLS-VINTAGE-MIXED"}


def test_a_table_of_one_metre_is_refused(examined):
    assert codes(examined(rows().replace("soil_0_30", "soil_0_100"))) == {"POOLS-DEPTH"}
