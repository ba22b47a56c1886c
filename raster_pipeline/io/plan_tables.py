"""Tables of texts a plan names: CSV files as a bureau writes them, every cell a text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["read_plan_table"]

_MOST_BYTES = 16 << 20
_ENCODINGS = ("utf-8-sig", "gb18030")
_MESSAGES = {
    "TABLE-TOO-LARGE": Text("表格文件过大", "the table is too large"),
    "TABLE-ENCODING": Text("表格文件的文字编码无法识别", "the table's text cannot be decoded"),
    "TABLE-EMPTY": Text("表格文件没有列名", "the table has no names of columns"),
    "TABLE-COLUMN-DOUBLE": Text("表格中列名重复", "two columns have the same name"),
    "TABLE-ROW": Text(
        "表格中有行的列数不对", "rows have more or fewer cells than there are columns"
    ),
}
_CURE = Text("另存为 UTF-8 的 CSV 并改正", "save it as CSV in UTF-8 and correct it")


def read_plan_table(path: Path, name: str) -> pd.DataFrame:
    """A CSV file with a line of names, all cells as stripped texts; empty lines are left out.

    Parameters
    ----------
    name
        The file as the plan writes it, for findings.

    Raises
    ------
    InputRefusedError
        ``TABLE-TOO-LARGE``, ``TABLE-ENCODING``, ``TABLE-EMPTY``, ``TABLE-COLUMN-DOUBLE`` or
        ``TABLE-ROW``.
    """
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise _refusal("TABLE-TOO-LARGE", name, f"{size} B", f"≤ {_MOST_BYTES} B")
    lines = [row for row in csv.reader(io.StringIO(_text(path, name))) if any(map(str.strip, row))]
    if not lines:
        raise _refusal("TABLE-EMPTY", name)
    head, *rows = ([cell.strip() for cell in row] for row in lines)
    twice = sorted({column for column in head if head.count(column) > 1})
    if twice or "" in head:
        raise _refusal("TABLE-COLUMN-DOUBLE", name, ", ".join(twice) or "—")
    wrong = [place for place, row in enumerate(rows, start=2) if len(row) != len(head)]
    if wrong:
        places = ", ".join(map(str, wrong[:20]))
        raise _refusal("TABLE-ROW", name, places, f"{len(head)}")
    return pd.DataFrame(rows, columns=head, dtype=object)


def _text(path: Path, name: str) -> str:
    raw = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise _refusal("TABLE-ENCODING", name, wanted=" | ".join(_ENCODINGS))


def _refusal(code: str, name: str, seen: str = "", wanted: str = "") -> InputRefusedError:
    return InputRefusedError(
        Finding(code, Severity.ERROR, _MESSAGES[code], _CURE, file=name, seen=seen, wanted=wanted)
    )
