"""The return template of a batch as a workbook."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

from sinkmap.errors import CannotFinishError, Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["write_return"]

_WIDTHS = (20, 12, 48, 60)
"""Widths of the columns, in characters."""
_MADE = datetime(2000, 1, 1)
_SHEET = "反馈表"


def write_return(table: pd.DataFrame, path: Path) -> None:
    """Write 编号, 判定, 说明, 举证: one row a patch; the file is replaced whole.

    Text is written as text: nothing anybody typed is read as a formula or a link.

    Raises
    ------
    UsageError
        ``RETURN-ENDING`` if the file's name does not end in ``.xlsx``.
    CannotFinishError
        ``RETURN-FILE`` if the disk does not allow it.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            Finding(
                "RETURN-ENDING",
                Severity.ERROR,
                Text("反馈表只写为 xlsx", "the return is written as xlsx"),
                Text("文件名以 .xlsx 结尾", "let the name of the file end in .xlsx"),
                seen=path.name,
                wanted=f"{path.stem}.xlsx",
            )
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".return-") as scratch:
            made = Path(scratch) / path.name
            _write(table, made)
            made.replace(path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise CannotFinishError(
            Finding(
                "RETURN-FILE",
                Severity.ERROR,
                Text("反馈表不能写入", "the return could not be written"),
                Text("检查文件夹与权限", "check the folder and its rights"),
                file=path.name,
                seen=str(getattr(error, "strerror", None) or error),
            )
        ) from error


def _write(table: pd.DataFrame, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _MADE})
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#e7efeb"})
        body = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_SHEET)
        for column, (name, width) in enumerate(zip(table.columns, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, str(name), head)
        for row, values in enumerate(table.itertuples(index=False), start=1):
            for column, value in enumerate(values):
                sheet.write_string(row, column, str(value), body)
        sheet.freeze_panes(1, 0)
