import dataclasses

import pytest

from sinkmap.errors import UsageError
from sinkmap.figure import DataState
from sinkmap.report import report_tables
from sinkmap.report.table import Cell, Column, Row, RowKind, Table
from sinkmap.text import Language, Text

CITY = "320400"


@pytest.fixture
def report(results):
    return report_tables(results, 2024)


def row_of(table, first, kind=None):
    for row in table.rows:
        value = row.cells[0].value
        name = value.zh if isinstance(value, Text) else value
        if name == first and kind in (None, row.kind):
            return row
    raise AssertionError(f"{table.id} has no row {first}")


def value_of(table, first, column):
    return row_of(table, first).cells[table.column(column)].value


def test_a_year_the_run_does_not_hold_is_refused(results):
    with pytest.raises(UsageError, match="REPORT-YEAR"):
        report_tables(results, 2019)


def test_targets_compare_with_assess(report):
    table = report.table("targets")
    shown = list(table.shown(Language.ZH))
    verdict = table.column("verdict")
    assert [row[verdict] for row in shown] == ["未评估（无区间）", "未达标", "无法判定"]
    tree = table.rows[0]
    now = tree.cells[table.column("value")].value
    assert tree.cells[table.column("gap")].value == pytest.approx(now - 28.94, abs=1e-12)
    assert tree.cells[table.column("path")].value == pytest.approx(27.1 + 1.84 * 2 / 8)
    assert tree.cells[table.column("pace")].value == pytest.approx((28.94 - now) / 6)


def test_a_report_before_national_confirmation_is_a_draft(results, report):
    assert not report.final
    assert any("国家确认" in warning.zh for warning in report.warnings)
    study = dataclasses.replace(results.study, simulated=False)
    figures = results.figures.assign(data_state=str(DataState.NATIONAL))
    confirmed = dataclasses.replace(results, study=study, figures=figures)
    assert report_tables(confirmed, 2024).final


def test_units_in_official_order_city_first_and_both_partitions_apart(report):
    table = report.table("tree_cover_rate")
    names = [(row.cells[0].value.zh, row.kind) for row in table.rows]
    assert names == [
        ("常州市", RowKind.TOTAL),
        ("行政区", RowKind.HEADING),
        ("溧阳市", RowKind.BODY),
        ("武进区", RowKind.BODY),
        ("天宁区", RowKind.BODY),
        ("经开区单列", RowKind.HEADING),
        ("武进区（不含经开区）", RowKind.BODY),
        ("常州经开区", RowKind.BODY),
    ]
    note = next(n for n in table.notes if "不得相加" in n.zh)
    assert "后者单列常州经开区" in note.zh
    assert "武进区（不含经开区）在两者中范围不同" in note.zh


def test_districts_add_up_to_the_city(report):
    table = report.table("tree_cover_rate")
    for column in ("numerator", "denominator"):
        parts = [value_of(table, n, column) for n in ("溧阳市", "武进区", "天宁区")]
        assert sum(parts) == pytest.approx(value_of(table, "常州市", column), rel=1e-12)


def test_areas_are_hectares_and_red_lines_square_kilometres(results, report):
    table = report.table("tree_cover_rate")
    stored = results.figures.set_index("id").loc[f"tree_cover_rate/{CITY}/2024/js_tree_cover"]
    assert value_of(table, "常州市", "numerator") == pytest.approx(stored["numerator"] / 1e4)
    mu = [c.id for c in table.columns].index("also_10,000 mu")
    assert row_of(table, "常州市").cells[mu].value == pytest.approx(stored["numerator"] * 3 / 2e7)
    redline = report.table("redline_area")
    assert redline.columns[redline.column("value")].header.zh.endswith("（平方公里）")
    assert value_of(redline, "常州市", "value") == pytest.approx(2756.0 * 0.08)


def test_missing_and_zero_are_told_apart(report):
    redline = list(report.table("redline_area").shown(Language.ZH))
    assert next(row for row in redline if row[0] == "天宁区")[1] == "0"
    density = report.table("soc_density")
    row = row_of(density, "天宁区")
    assert row.cells[density.column("value")].value is None
    assert row.cells[density.column("status")].value.zh == "无法判定"
    assert row.cells[density.column("interval")].value.zh == "无法判定：数据覆盖不足"


def test_profiles_side_by_side_with_the_hectares_between(report):
    table = report.table("profiles")
    other = row_of(table, "含果园口径")
    assert other.cells[table.column("between")].value == pytest.approx(275_600 * 0.013)
    assert other.cells[table.column("points")].value == pytest.approx(1.3)


def test_items_without_area_are_left_out_and_said(report):
    table = report.table("class_area")
    names = [row.cells[0].value.zh for row in table.rows]
    assert names == ["乔木林", "湖泊水面", "合计"]
    assert any("不列" in note.zh for note in table.notes)


def test_overlapping_forms_are_never_added(results):
    from sinkmap.indicators import indicators

    declared = indicators()["wetland_protected_area"]
    pattern = results.figures[results.figures["indicator"] == "class_area.lake"]
    rows = []
    for profile, areas in (("exclusive", (30.0, 20.0)), ("non_exclusive", (30.0, 40.0))):
        for item, hectares in zip(("npk_wetland", "eco_redline"), areas, strict=True):
            name = f"wetland_protected_area.{item}"
            part = pattern.assign(indicator=name, profile=profile, value=hectares)
            part["id"] = [
                f"{name}/{u}/{y}/{profile}"
                for u, y in zip(part["statunit"], part["year"], strict=True)
            ]
            rows.append(part)
    import pandas as pd

    figures = pd.concat([results.figures, *rows], ignore_index=True)
    with_forms = dataclasses.replace(
        results,
        figures=figures,
        indicators={**results.indicators, declared.id: declared},
    )
    table = report_tables(with_forms, 2024).table("wetland_protected_area")
    total = row_of(table, "合计")
    assert total.cells[table.column("value_exclusive")].value == pytest.approx(50.0)
    assert total.cells[table.column("value_non_exclusive")].value is None
    assert any("70.00 公顷，重复计算 20.00 公顷" in note.zh for note in table.notes)


def test_balance_closes_and_totals(report):
    table = report.table("balance")
    total = row_of(table, "合计")
    opening, decrease, increase, closing = (
        total.cells[table.column(name)].value
        for name in ("opening", "decrease", "increase", "closing")
    )
    assert opening - decrease + increase == pytest.approx(closing, rel=1e-12)
    assert all(row.cells[table.column("residual")].value == 0 for row in table.rows)
    assert len(report.table("balance.units").rows) == 3 * 4


def test_computed_reported_and_confirmed(report):
    table = report.table("reported")
    (row,) = table.shown(Language.ZH)
    assert row[0] == "2023"
    assert row[table.column("reported")] == "27.01"
    assert row[table.column("confirmed")] == "26.98"
    computed = table.rows[0].cells[table.column("computed")]
    assert computed.figure == f"tree_cover_rate/{CITY}/2023/js_tree_cover"
    gap = table.rows[0].cells[table.column("less_reported")].value
    assert gap == pytest.approx(computed.value - 27.01)


def test_what_does_not_close_comes_first_and_is_warned_of(report):
    table = report.table("reconciliation")
    results = [row.cells[table.column("ok")].value.zh for row in table.rows]
    assert results == ["超出容差", "闭合", "仅报告"]
    assert any("核对表有 1 行" in warning.zh for warning in report.warnings)


def test_a_change_of_code_system_is_said(results):
    from sinkmap.study import InputEntry

    inputs = (
        InputEntry("parcels", ("a.shp",), (2022, 2023), code_system="sd3"),
        InputEntry("parcels", ("b.shp",), (2024,), code_system="ydyh2023"),
    )
    study = dataclasses.replace(results.study, inputs=inputs)
    report = report_tables(dataclasses.replace(results, study=study), 2024)
    said = [w.zh for w in report.warnings if "sd3 → ydyh2023" in w.zh]
    assert len(said) == 1
    assert "2023年与2024年之间，6 项指标" in said[0]
    (note,) = [n.zh for n in report.table("trend").notes if "sd3 → ydyh2023" in n.zh]
    assert "林木覆盖率" in note


def test_every_number_walks_back(results, report):
    known = set(results.figures["id"])
    cited = {name for table in report.tables for row in table.rows for name in row.figures}
    assert cited
    assert cited <= known
    assert set(report.figures) == cited


def test_cells_hold_full_precision(results, report):
    table = report.table("tree_cover_rate")
    stored = results.figures.set_index("id").loc[f"tree_cover_rate/{CITY}/2024/js_tree_cover"]
    assert value_of(table, "常州市", "value") == stored["value"]


def test_the_first_year_has_no_year_before(results):
    table = report_tables(results, 2022).table("tree_cover_rate")
    assert "before" not in [column.id for column in table.columns]


def test_a_table_refuses_rows_of_another_width():
    column = Column("a", Text("甲", "a"))
    with pytest.raises(ValueError, match="row of 2 cells"):
        Table("t", Text("表", "t"), (column,), (Row((Cell(1), Cell(2))),))
    with pytest.raises(ValueError, match="finite"):
        Cell(float("nan"))


def test_paper_does_without_the_rows_of_a_very_long_table():
    column = Column("a", Text("甲", "a"))
    rows = tuple(Row((Cell(n),)) for n in range(301))
    title = Text("表", "table")
    assert Table("long", title, (column,), rows, ()).is_bulk
    assert not Table("short", title, (column,), rows[:300], ()).is_bulk
