"""The return of a batch as a workbook: text as text, the same table the same bytes."""

import openpyxl
import pandas as pd
import pytest

from sinkmap.errors import CannotFinishError, UsageError
from sinkmap.ledger import RETURN_COLUMNS
from sinkmap.report.case_return import write_return

ROWS = [("007", "属实", "=HYPERLINK(1)", "http://a.example/b"), ("W8", "待核实", "", "")]


@pytest.fixture
def table():
    return pd.DataFrame(ROWS, columns=list(RETURN_COLUMNS))


def test_every_cell_is_the_text_it_was(table, tmp_path):
    write_return(table, tmp_path / "b.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").active
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert cells == [list(RETURN_COLUMNS), *map(list, ROWS)]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_the_same_table_gives_the_same_bytes_and_replaces_the_file(table, tmp_path):
    path = tmp_path / "b.xlsx"
    path.write_bytes(b"older")
    write_return(table, path)
    first = path.read_bytes()
    write_return(table, path)
    assert path.read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == ["b.xlsx"]


def test_another_ending_or_a_folder_that_cannot_be_is_refused(table, tmp_path):
    with pytest.raises(UsageError) as caught:
        write_return(table, tmp_path / "b.xls")
    assert caught.value.findings[0].code == "RETURN-ENDING"
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotFinishError) as refused:
        write_return(table, tmp_path / "file" / "b.xlsx")
    assert refused.value.findings[0].code == "RETURN-FILE"
