import re
import time

import openpyxl
import pytest

from sinkmap.report import report_tables, write_xlsx
from sinkmap.report.table import RowKind
from sinkmap.report.tables import SIMULATED
from sinkmap.text import Language

HEADER = 4  # the row of the headers, counted from 1


@pytest.fixture
def workbook(results, tmp_path):
    path = tmp_path / "report.xlsx"
    write_xlsx(results, 2024, path, Language.ZH)
    return openpyxl.load_workbook(path)


def test_one_sheet_for_each_table(results, workbook):
    tables = report_tables(results, 2024).tables
    assert len(workbook.sheetnames) == len(tables) + 2  # cover and all figures
    assert len({name.casefold() for name in workbook.sheetnames}) == len(workbook.sheetnames)


def test_numbers_are_numbers_at_full_precision(results, workbook):
    for number, table in enumerate(report_tables(results, 2024).tables, start=1):
        sheet = workbook.worksheets[number]
        for line, row in enumerate(table.rows, start=HEADER + 1):
            if row.kind is RowKind.HEADING:
                continue
            for position, cell in enumerate(row.cells, start=1):
                if isinstance(cell.value, int | float):
                    shown = sheet.cell(line, position)
                    assert shown.data_type == "n"
                    assert shown.value == pytest.approx(cell.value, rel=1e-15, abs=0)


def test_units_stand_in_the_header_and_the_header_stays(results, workbook):
    table = report_tables(results, 2024).table("tree_cover_rate")
    sheet = next(s for s in workbook if "林木覆盖率" in s.title)
    headers = [cell.value for cell in sheet[HEADER]]
    assert headers[: len(table.columns)] == [c.header.zh for c in table.columns]
    assert "林木覆盖率分子（公顷）" in headers
    assert sheet.freeze_panes == "B5"
    assert sheet.cell(HEADER + 1, headers.index("林木覆盖率2024年（%）") + 1).number_format == (
        "#,##0.00;-#,##0.00;0"
    )


def test_each_row_names_its_figures(workbook):
    sheet = next(s for s in workbook if "林木覆盖率" in s.title)
    headers = [cell.value for cell in sheet[HEADER]]
    named = sheet.cell(HEADER + 1, headers.index("数值编号") + 1).value
    ids = {row[0].value for row in workbook["全部数值"].iter_rows(min_row=HEADER + 1)}
    assert named.split("; ")[0] == "tree_cover_rate/320400/2024/js_tree_cover"
    assert set(named.split("; ")) <= ids


def test_text_is_never_a_formula_or_a_link(workbook):
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
    inside = {f"'{name}'!A1" for name in workbook.sheetnames}
    links = [cell.hyperlink for cell in cells if cell.hyperlink is not None]
    assert all(link.target is None and link.location in inside for link in links)


def test_the_contents_lead_to_every_table(results, workbook):
    cover = workbook.worksheets[0]
    links = [cell.hyperlink for row in cover.iter_rows() for cell in row if cell.hyperlink]
    led = [link.location.removeprefix("'").removesuffix("'!A1") for link in links]
    assert led == workbook.sheetnames[1:-1]
    assert len(led) == len(report_tables(results, 2024).tables)


def test_every_sheet_says_that_it_is_simulated(workbook):
    for sheet in workbook:
        assert sheet["A3"].value == SIMULATED.zh
        assert SIMULATED.zh in sheet.oddHeader.right.text


def test_the_same_results_give_the_same_bytes(results, tmp_path):
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_xlsx(results, 2024, first, Language.EN)
    time.sleep(2.1)  # longer than the clock of a zip file
    write_xlsx(results, 2024, second, Language.EN)
    assert first.read_bytes() == second.read_bytes()
    assert list(tmp_path.glob("*.part")) == []


def test_english_has_no_chinese_headers(results, tmp_path):
    path = tmp_path / "report.xlsx"
    write_xlsx(results, 2024, path, Language.EN)
    book = openpyxl.load_workbook(path)
    headers = [str(cell.value) for sheet in book for cell in sheet[HEADER] if cell.value]
    assert not [header for header in headers if any("一" <= sign <= "鿿" for sign in header)]


def test_paper_shows_the_table_without_the_ids_of_its_figures(results, workbook):
    for number, table in enumerate(report_tables(results, 2024).tables, start=1):
        sheet = workbook.worksheets[number]
        last = openpyxl.utils.get_column_letter(len(table.columns))
        assert re.search(rf"\$A\$1:\${last}\$\d+$", sheet.print_area)


def test_rows_are_as_high_as_their_wrapped_texts(results, workbook):
    number = [t.id for t in report_tables(results, 2024).tables].index("findings") + 1
    sheet = workbook.worksheets[number]
    row = sheet[HEADER + 1]
    width = sheet.column_dimensions[row[2].column_letter].width
    lines = -(-2 * len(row[2].value) // int(width))
    assert sheet.row_dimensions[HEADER + 1].height >= 15 * lines
    assert row[2].alignment.wrap_text
