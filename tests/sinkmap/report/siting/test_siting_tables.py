"""Tables of a siting's report, against sums made here."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from sinkmap.report.book import open_book
from sinkmap.report.siting_choice import (
    excluded_table,
    frontier_chart,
    frontier_table,
    portfolios_table,
    stability_table,
)
from sinkmap.report.siting_forecast import forecast_table, has_target
from sinkmap.report.siting_form import siting_report
from sinkmap.report.siting_parameters import exclusions_table, factors_table, types_table
from sinkmap.report.siting_projects import PLACE_COLUMNS, WORTH_COLUMNS, project_table
from sinkmap.report.siting_reasons import reasons_table, refused_table, soil_table
from sinkmap.report.siting_sums import conclusions, district_table, moves_table, type_table
from sinkmap.report.siting_weights import dropped_table, judgement_table, weights_table
from sinkmap.report.table import RowKind

BUREAU = ("编号", "项目名称", "图斑号", "类型", "所在区县/镇村", "面积（公顷）",
          "面积（亩）", "现状地类", "权属", "涉红线（公顷）",
          "涉生态空间（公顷）", "涉耕地（公顷）", "涉永农（公顷）",
          "涉林地（公顷）", "综合得分", "等级", "建设内容", "投资估算（万元）",
          "年固碳量（吨CO₂/年）", "林木覆盖率贡献（百分点）", "湿地保护率贡献（百分点）",
          "实施年份", "制约与需办手续")  # fmt: skip


def values(table, column):
    place = table.column(column)
    return [row.cells[place].value for row in table.rows if row.kind is RowKind.BODY]


def total(table, column):
    (row,) = [row for row in table.rows if row.kind is RowKind.TOTAL]
    return row.cells[table.column(column)].value


def test_the_project_list_has_every_column_of_the_bureau(siting, book):
    table = project_table(siting, book)
    heads = [column.header.zh for column in table.columns]
    assert [head for head in BUREAU if head not in heads] == []
    shown = {*PLACE_COLUMNS, *WORTH_COLUMNS}
    assert {c.id for c in table.columns if not c.detail} == shown


def test_the_project_list_tells_the_chosen_sites(siting, book):
    table = project_table(siting, book)
    hectares = [1.0 + 0.25 * n for n in (0, 2, 5, 7)]
    assert values(table, "number") == [1, 2, 3, 4]
    assert values(table, "area") == pytest.approx(hectares)
    assert values(table, "mu") == pytest.approx([15.0 * one for one in hectares])
    assert total(table, "area") == pytest.approx(7.5)
    assert total(table, "cost") == pytest.approx(45.0)
    assert total(table, "carbon") == pytest.approx(41.25)
    assert total(table, "redline") == pytest.approx(0.1234)
    assert values(table, "work")[2].zh == "湿地修复 2.25 公顷，坑塘水面→沼泽地"
    assert values(table, "parcels")[1].en == "320402001000, 320402001001, 320402001002"
    assert "土壤碳损失 2.5 吨碳" in values(table, "papers")[1].zh
    assert book.exclusion("redline").document.zh in values(table, "papers")[2].zh


def test_refused_sites_say_why_and_what_would_change(siting, book):
    refused, chosen = refused_table(siting, book), reasons_table(siting, book)
    assert len(refused.rows) + len(chosen.rows) == 12
    assert all(value is not None for value in values(refused, "reason") + values(refused, "change"))
    scores = values(refused, "score")
    assert scores == sorted(scores, reverse=True)


def test_soil_that_loses_carbon_is_warned_of(siting, book):
    table = soil_table(siting, book)
    assert values(table, "number") == [2]
    assert values(table, "loss") == [2.5]


def test_sums_by_type_and_district_are_alike(siting):
    types, districts = type_table(siting), district_table(siting)
    for column in ("count", "ground", "chosen", "area", "cost", "carbon", "ch4", "tree", "wetland"):
        assert sum(values(types, column)) == pytest.approx(total(types, column))
        assert sum(values(districts, column)) == pytest.approx(total(types, column))
    assert [v for v in values(districts, "least") if v is not None] == pytest.approx([1.0])


def test_what_is_left_after_the_masks_is_what_is_kept(siting):
    table = excluded_table(siting)
    left = values(table, "left")
    kept = [r.cells[table.column("left")].value for r in table.rows if r.kind is RowKind.TOTAL]
    assert kept == pytest.approx([500.0, 330.0, 800.0, 630.0])
    assert [left[2], left[5]] == pytest.approx([kept[1], kept[3]])


def test_the_matrix_tells_how_consistent_it_is(siting, book):
    table = judgement_table(siting)
    assert values(table, "weight") == pytest.approx(
        [0.3327, 0.1947, 0.1947, 0.1072, 0.1072, 0.0636], abs=5e-5
    )
    assert "λmax = 6.0368" in table.notes[0].zh
    assert "CR = 0.0059" in table.notes[0].en
    assert values(weights_table(siting, book), "N")[1] is None
    assert values(dropped_table(siting), "reason")[0].en == "no layer of corridors"


def test_weights_by_hand_have_no_matrix(siting):
    assert judgement_table(replace(siting, judgement={})).rows == ()


def test_the_forecast_moves_by_the_points(siting, results):
    table = forecast_table(siting, open_book(results, 2024))
    plain, moved, points = (values(table, c) for c in ("forecast", "with", "points"))
    assert len(plain) == 2
    assert [b - a for a, b in zip(plain, moved, strict=True)] == pytest.approx(points, rel=1e-9)
    assert points == pytest.approx([3e-4, 0.012])


def test_points_of_another_definition_are_said_to_be(siting, results):
    moves = replace(siting.moves, wetland_rate="wetland_protection_rate/320400/2024/stat_js")
    table = forecast_table(replace(siting, moves=moves), open_book(results, 2024))
    reasons = values(table, "reason")
    assert "统计口径" not in reasons[0].zh
    assert "贡献按“统计口径”计" in reasons[1].zh
    assert values(table, "profile")[1].zh == "湿地保护法口径"


def test_without_a_target_the_table_says_that_nothing_is_forecast(siting, results):
    bare = replace(results, study=replace(results.study, targets=()))
    table = forecast_table(siting, open_book(bare, 2024))
    assert not has_target(table)
    assert values(table, "points") == pytest.approx([3e-4, 0.012])
    assert "没有预测" in table.notes[0].zh


def test_portfolios_tell_what_they_share(siting):
    table = portfolios_table(siting)
    assert values(table, "shared") == [4, 3]
    assert values(table, "all") == ["", "WET-0009"]
    assert values(table, "worth") == pytest.approx([100.0, 99.0])
    assert table.notes[1].zh.startswith("无悔地块 2 个，2.50 公顷，项目清单编号：1、2")


def test_the_frontier_is_drawn_where_there_is_a_line(siting):
    assert len(frontier_table(siting).rows) == 8
    drawn = ElementTree.fromstring(frontier_chart(siting, "zh"))
    lines = [one for one in drawn.iter() if one.tag.endswith("polyline")]
    assert len(lines) == 4
    assert all(len(line.attrib["points"].split()) == 8 for line in lines)
    assert frontier_chart(replace(siting, frontier=siting.frontier.iloc[:1]), "zh") is None


def test_parameters_name_source_and_certainty(siting, book):
    for table in (types_table(siting, book), factors_table(siting, book),
                  exclusions_table(siting, book)):  # fmt: skip
        assert table.rows
        assert all(values(table, "source"))
        assert set(values(table, "certainty")) <= set("ABCD")
    assert values(types_table(siting, book), "id") == ["AFF", "WET"]


def test_the_whole_report(siting, book, results):
    report = siting_report(siting, book, open_book(results, 2024))
    names = [table.id for table in report.tables]
    assert len(names) == len(set(names)) == 19
    assert len(stability_table(siting).rows) == 12
    said = " ".join(text.zh for text in conclusions(siting))
    assert "差距 0.0400%" in said
    assert "高出 7.53%" in said
    assert moves_table(siting).rows[2].cells[2].value == 900.0


def test_english_has_no_chinese_but_names_of_places(siting, book, results):
    report = siting_report(siting, book, open_book(results, 2024))
    for table in report.tables:
        words = [column.header.en for column in table.columns] + [n.en for n in table.notes]
        assert all(one.isascii() or not any("一" <= c <= "鿿" for c in one) for one in words)


def test_ranking_that_chooses_nothing_holds_the_limits_all_the_same(siting):
    nothing = replace(siting, choice=replace(siting.choice, greedy_value=0.0))
    said = conclusions(nothing)[1]
    assert "按性价比排序选取得 0.0000" in said.zh
    assert f"{siting.choice.value:,.4f} above" in said.en
    unheld = replace(siting, choice=replace(siting.choice, greedy_value=None))
    assert "cannot hold the limits" in conclusions(unheld)[1].en
