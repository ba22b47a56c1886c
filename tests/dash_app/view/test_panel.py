import pytest

from dash_app.context import Context
from dash_app.view.parameter_sheet import parameter_sheets
from sinkmap.figure import Verdict
from sinkmap.text import Language


@pytest.fixture(scope="module")
def context(town):
    return Context(town)


def write(context, language=Language.ZH, **wanted):
    return context.panels(language).write(context.catalogue.settle(wanted))


def test_value_numerator_and_denominator_are_the_figures(context):
    panel = write(context, unit="320402", year=2023)
    facts = dict(panel.facts)
    assert panel.figure_id == "tree_cover_rate/320402/2023/js_tree_cover"
    assert panel.value == "21.13 %"
    assert facts["分子"].startswith("8,450.00 公顷 (12.67 万亩)")
    assert facts["分母"].startswith("40,000.00 公顷")
    assert facts["数据覆盖"] == "99.87 %"
    assert facts["数据状态"] == "国家确认"
    assert facts["数据版本"] == "2023 年度国土变更调查"


def test_no_interval_gives_its_reason_and_no_verdict(context):
    panel = write(context)
    assert dict(panel.facts)["区间"] == "无区间：无参考样本"
    assert [goal.verdict for goal in panel.goals] == [Verdict.NOT_ASSESSED]
    assert "26.94 %" in panel.goals[0].text


def test_an_interval_is_shown_and_judged(context):
    panel = write(context, Language.EN, profile="gbt26424")
    assert dict(panel.facts)["Interval"].startswith("16.04 to 19.04 · interval propagated")
    assert panel.goals[0].verdict is Verdict.MET
    assert panel.goals[0].text == "Target for 2030: 10.00 % · baseline 2020: 9.50 %"


def test_reported_stands_beside_computed(context):
    panel = write(context)
    assert [row[:2] for row in panel.issued.rows] == [("测算", "19.04 %"), ("上报", "26.61 %")]
    assert write(context, year=2023).issued is None


def test_all_years_and_all_profiles(context):
    panel = write(context, unit="320402", year=2023)
    assert [row[0] for row in panel.years.rows] == ["2022", "2023", "2024"]
    assert panel.years.rows[panel.years.current][1] == panel.value
    assert [row[1] for row in panel.profiles.rows] == ["21.13 %", "19.63 %"]
    assert panel.profiles.current == 0
    assert panel.trend.count("<circle") == 3


def test_the_column_of_intervals_is_left_out_where_there_is_none(context):
    assert "区间" not in write(context).years.headings
    years = write(context, profile="gbt26424").years
    assert years.rows[0][years.headings.index("区间")] == "15.38 至 18.38"


def test_the_years_stand_on_the_path_to_the_target(context):
    years = write(context, profile="gbt26424").years
    on_path = years.headings.index("路径值")
    # From 9.5 in 2020 to 10 in 2030: a twentieth of a point a year.
    assert [row[on_path] for row in years.rows] == ["9.60 %", "9.65 %", "9.70 %", "10.00 %"]
    assert years.rows[-1][0] == "2030 目标"
    assert "路径值" not in write(context, unit="320402").years.headings


def test_the_drawing_has_the_path_the_target_and_the_band(context):
    panel = write(context, profile="gbt26424")
    assert panel.trend.count("stroke-dasharray") == 1
    assert panel.trend.count("<polygon") == 1
    assert "2020 年至 2030 年的目标路径" in panel.trend_told
    plain = write(context, unit="320402")
    assert "stroke-dasharray" not in plain.trend
    assert "<polygon" not in plain.trend
    assert "路径" not in plain.trend_told


def test_definitions_stand_with_the_hectares_between_them(context):
    profiles = write(context, unit="320402", year=2023).profiles
    # One and a half percent of 40,000 hectares.
    assert [row[-1] for row in profiles.rows] == ["—", "-600.00"]


def test_numbers_lead_to_their_figures(context):
    panel = write(context, unit="320402", year=2023)
    read = context.catalogue.read
    assert [read(query).year for query in panel.years.queries] == [2022, 2023, 2024]
    assert [read(q).profile for q in panel.profiles.queries] == ["js_tree_cover", "gbt26424"]
    for query in (*panel.years.queries, *panel.profiles.queries):
        assert read(query).unit == "320402"
        assert "run=run0123456789" in query


def test_parameters_of_a_figure_are_listed_with_range_and_source():
    (sheet,) = parameter_sheets(("carbon_account", "no_such_table"), Language.EN)
    rows = {row[0]: row for row in sheet.grid.rows}
    assert sheet.title.startswith("carbon_account · ")
    assert rows["co2_price"][1:3] == ("80 CNY/tCO2", "45 – 100")
    assert rows["oxygen_per_co2"][1:3] == ("0.727273 1", "—")
    assert rows["co2_price"][4] == "D"


def test_sources_carry_files_and_hashes(context):
    panel = write(context)
    assert panel.sources[0].layer == "parcels 2024"
    assert panel.sources[0].files == (("layers/parcels_2024.gpkg", "ab" * 32),)
    assert panel.sources[0].about == "2024年度国土变更调查 · 国家确认 · 模拟数据"
    assert "RASTER-SOUTH-UP" in panel.findings[0]
    assert panel.derived == "土地利用"


def test_a_figure_that_cannot_tell_says_so(context):
    panel = write(context, theme="wetland_protection_rate", unit="320413")
    assert panel.value == "无法判定"
    assert not panel.is_estimated
    assert dict(panel.facts)["区间"] == "无法判定：数据覆盖不足"
    assert panel.trend.count("<circle") == 2


def test_amounts_are_shown_in_both_units(context):
    panel = write(context, Language.EN, theme="class_area.forest", unit="320402")
    assert panel.value == "2,001.00 ha"
    assert panel.also == "3.00 × 10,000 mu"


def test_no_figure_gives_no_panel(open_town):
    run = open_town()
    figures = run.results.figures
    gone = figures["statunit"] != "320402"
    object.__setattr__(run.results, "figures", figures[gone])
    assert write(Context(run), unit="320402") is None
