"""The report by chapter: order, what is unfolded, and figures without a value."""

import dataclasses

import pytest

from sinkmap.chapter import Chapter
from sinkmap.figure import Status
from sinkmap.indicators import indicators
from sinkmap.report import report_tables
from sinkmap.report.book import item_title, open_book
from sinkmap.report.untold import untold_table
from sinkmap.text import Language, Text

CITY = "320400"


@pytest.fixture
def without(results):
    """The run, figures of an indicator in 2024 without a value."""

    def change(indicator, status, reason, units=None):
        figures = results.figures.copy()
        gone = (figures["indicator"] == indicator) & (figures["year"] == 2024)
        if units is not None:
            gone &= figures["statunit"].isin(units)
        figures.loc[gone, ["value", "numerator", "denominator", "ci_low", "ci_high"]] = float("nan")
        figures.loc[gone, "status"] = str(status)
        figures.loc[gone, "ci_reason"] = reason
        return dataclasses.replace(results, figures=figures)

    return change


def test_what_follows_from_another_comes_after_it(results):
    book = open_book(dataclasses.replace(results, indicators=indicators()), 2024)
    order = [one.id for one in book.indicators]
    for first, later in (
        ("tree_cover_rate", "wetland_area"),
        ("soc_density", "carbon_stock"),
        ("carbon_stock", "carbon_stock_by_class"),
        ("carbon_stock", "carbon_stock_change"),
        ("carbon_stock", "carbon_product"),
        ("carbon_flux", "carbon_product"),
        ("carbon_product", "carbon_product_value"),
        ("ecological_shoreline_share", "ecological_shoreline_change"),
    ):
        assert order.index(first) < order.index(later), (first, later)


def test_every_chapter_has_an_indicator_and_words():
    told = {one.chapter for one in indicators().values()}
    assert told == set(Chapter)
    assert len({one.text for one in Chapter}) == len(Chapter)
    assert [one.place for one in Chapter] == list(range(len(Chapter)))


def test_rates_and_overlapping_items_have_no_sum():
    unsummed = (
        one for one in indicators().values()
        if one.items and (one.uom in {"%", "1"} or "all" in one.items)
    )  # fmt: skip
    assert {one.id: one.whole for one in unsummed if one.whole == ""} == {}


def test_sections_go_by_chapter_and_targets_are_unfolded(results):
    report = report_tables(results, 2024)
    found = [section.id for section in report.sections]
    chapters = [name for name in found if name.startswith("chapter-")]
    assert chapters == [
        "chapter-cover",
        "chapter-wetland",
        "chapter-lines",
        "chapter-land",
        "chapter-soil",
    ]
    assert found.index("plan") < found.index("chapter-cover") < found.index("definitions")
    assert not report.table("tree_cover_rate").is_long
    assert report.table("redline_area").is_long
    assert report.table("redline_area").gist.en == "220.48 km²"


def test_an_indicator_that_is_nowhere_estimated_is_one_line(without):
    run = without("redline_area", Status.NOT_ESTIMATED, "missing_input")
    report = report_tables(run, 2024)
    assert "redline_area" not in {table.id for table in report.tables}
    shown = list(report.table("untold").shown(Language.EN))
    assert [row[0] for row in shown].count("an input layer is missing") == 1
    line = next(row for row in shown if row[0] == "an input layer is missing")
    assert line[1] == "not estimated"
    assert line[2].startswith("Red line area (")
    assert line[3] == "Soil carbon stock (raster/1)"
    assert not any(row[0] == "Red line area" for row in report.table("trend").shown(Language.EN))


def test_units_without_a_value_keep_the_table(without):
    run = without("redline_area", Status.CANNOT_TELL, "class_not_split", ["320481"])
    assert "redline_area" in {table.id for table in report_tables(run, 2024).tables}
    table = untold_table(open_book(run, 2024))
    line = next(row for row in table.shown(Language.EN) if "does not split" in row[0])
    assert line[2:] == ("—", "Red line area", "1")


def test_a_target_without_a_value_says_what_is_known(without):
    run = without("tree_cover_rate", Status.CANNOT_TELL, "low_coverage", [CITY])
    told = report_tables(run, 2024).conclusions[0]
    assert "没有数值（无法判定：数据覆盖不足）" in told.zh
    assert "no value (cannot tell: the data cover too little of the unit)" in told.en
    assert told.zh.endswith("判定：无法判定。")


def test_elements_of_the_pattern_go_by_their_own_names(results):
    declared = indicators()["pattern_area"]
    study = dataclasses.replace(results.study, english={"滆湖": "Lake Ge"})
    some = next(iter(open_book(results, 2024).figures.values()))
    whole = dataclasses.replace(some, method=Text("面积", "areas"))
    lake = dataclasses.replace(some, method=Text("滆湖：面积", "滆湖: areas"))
    assert item_title(study, declared, "lake_2", [None, lake]).zh == "滆湖（湖泊2）"
    assert item_title(study, declared, "lake_2", [None, lake]).en == "Lake Ge (lake 2)"
    assert item_title(study, declared, "all", [whole]).en == "all elements"
    assert item_title(study, declared, "lake_3", []).en == "lake 3"
