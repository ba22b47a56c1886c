"""Sources of uncertainty in a line and in the report."""

from dataclasses import replace

from sinkmap.report.tables import report_tables
from sinkmap.report.uncertainty import LARGEST, shares_text

SHARES = (("a", 0.4), ("interaction", 0.3), ("b", 0.1), ("c", 0.08), ("d", 0.07), ("e", 0.05))


def test_the_largest_by_name_and_the_rest_as_one():
    assert shares_text(SHARES, "en") == (
        "a 40.0%; sources together 30.0%; b 10.0%; c 8.0%; d 7.0%; the rest 5.0%"
    )
    assert shares_text(SHARES[:1], "zh") == "a 40.0%"
    assert shares_text((), "en") == ""


def test_sources_are_named_for_people():
    known = (
        ("carbon_pools.cropland_paddy", 0.5),
        ("sink_coeff.default.forest_arbor", 0.3),
        ("soil_map.error", 0.2),
    )
    assert shares_text(known, "zh") == (
        "碳密度：水田 50.0%; 年碳汇系数：乔木林 30.0%; 土壤碳图的模型误差 20.0%"
    )
    assert shares_text((("ipcc_soc_2019.FI.low", 1.0),), "en") == "ipcc_soc_2019.FI.low 100.0%"


def test_the_report_lists_those_of_the_city_in_its_year(results):
    figures = results.figures
    city = results.partitions[0].members[0]
    year = int(figures["year"].max())
    mine = figures[(figures["statunit"] == city) & (figures["year"] == year)]
    others = figures[(figures["statunit"] != city) | (figures["year"] != year)]
    shares = {mine["id"].iloc[0]: SHARES, others["id"].iloc[0]: SHARES}
    report = report_tables(replace(results, shares=shares), year)
    tables = [t for s in report.sections for t in s.tables if t.id == "uncertainty"]
    (table,) = tables
    assert len(table.rows) == LARGEST + 1
    assert sum(row.cells[-1].value for row in table.rows) == 100.0


def test_no_table_without_shares(results):
    report = report_tables(results, int(results.figures["year"].max()))
    assert "uncertainty" not in {t.id for s in report.sections for t in s.tables}
