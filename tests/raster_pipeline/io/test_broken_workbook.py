"""TB12: workbooks whose XML is damaged or holds entities are refused by name."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from raster_pipeline.io.table_source import read_table_file
from sinkmap.errors import InputRefusedError

SHEET = "xl/worksheets/sheet1.xml"
GROWING = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY a0 "lol">{GROWING}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'


def spoilt(path: Path, change) -> Path:
    """A workbook of one row whose sheet is what ``change`` makes of it."""
    whole = path / "whole.xlsx"
    book = openpyxl.Workbook()
    for row in (("code", "area"), (1, 2)):
        book.active.append(row)
    book.save(whole)
    made = path / "made.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, change(text.decode()) if name == SHEET else text)
    return made


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: BOMB + xml.replace("<v>1</v>", "<v>&a9;</v>"),
        lambda xml: OUTSIDE + xml.replace("<v>1</v>", "<v>&a9;</v>"),
        lambda xml: xml[: len(xml) // 2],
        lambda xml: xml.replace("</row>", "</rov>"),
        lambda xml: xml.replace("<v>1</v>", "<v>one</v>"),
    ],
    ids=["bomb", "outside", "cut", "broken", "no number"],
)
def test_a_spoilt_sheet_is_refused_by_name(tmp_path, change):
    with pytest.raises(InputRefusedError) as refused:
        read_table_file(spoilt(tmp_path, change), "made.xlsx")
    assert [found.code for found in refused.value.findings] == ["FILE-UNREADABLE"]
    assert "passwd" not in refused.value.findings[0].say("en")


def test_a_whole_one_is_read(tmp_path):
    read = read_table_file(spoilt(tmp_path, str), "made.xlsx")
    assert read.to_dict("records") == [{"code": "1", "area": "2"}]
