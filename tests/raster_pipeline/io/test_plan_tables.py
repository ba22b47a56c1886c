"""CSV tables of a plan: texts as written, in the encodings of a bureau, or refused by name."""

import pytest

from raster_pipeline.io.plan_tables import read_plan_table
from sinkmap.errors import InputRefusedError


def written(folder, text, encoding="utf-8"):
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_cells_are_texts_in_any_encoding_of_a_bureau(tmp_path, encoding):
    path = written(tmp_path, '编号,金额\r\n001, 1.50 \r\n\r\n"甲,乙",\r\n', encoding)
    table = read_plan_table(path, "table.csv")
    assert table.columns.tolist() == ["编号", "金额"]
    assert table.to_numpy().tolist() == [["001", "1.50"], ["甲,乙", ""]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "TABLE-EMPTY"),
        ("a,b,a\n1,2,3\n", "TABLE-COLUMN-DOUBLE"),
        ("a,,b\n1,2,3\n", "TABLE-COLUMN-DOUBLE"),
        ("a,b\n1\n", "TABLE-ROW"),
        ("a,b\n1,2,3\n", "TABLE-ROW"),
    ],
)
def test_each_fault_is_named(tmp_path, text, code):
    with pytest.raises(InputRefusedError) as caught:
        read_plan_table(written(tmp_path, text), "table.csv")
    (finding,) = caught.value.findings
    assert (finding.code, finding.file) == (code, "table.csv")


def test_bytes_of_no_text_are_refused(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"\xff\xff\x80,\x81\n")
    with pytest.raises(InputRefusedError) as caught:
        read_plan_table(path, "table.csv")
    assert caught.value.findings[0].code == "TABLE-ENCODING"
