"""Why a vector file is not read, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from raster_pipeline.io.file_soundness import FORMATS, Fault
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["refuse", "unreadable"]

_CURE = Text(
    "请重新导出该文件，或改正方案中对它的声明", "export the file again, or correct the plan's entry"
)
_MESSAGES = {
    "FILE-FORMAT": Text("文件格式不受支持或与扩展名不符", "not a format that is read, or misnamed"),
    "FILE-PART-MISSING": Text("Shapefile 缺少组成文件", "a part of the shapefile is missing"),
    "FILE-TRUNCATED": Text("文件不完整，末尾被截断", "the file is cut off"),
    "FILE-COUNTS": Text(
        "Shapefile 各部分记录数不一致", "parts of the shapefile count different rows"
    ),
    "FILE-DAMAGED": Text("文件已损坏", "the file is damaged"),
    "FILE-ROWS-DELETED": Text(
        "属性表中有标记删除、图形尚在的行", "rows marked deleted whose shapes are still there"
    ),
    "FILE-UNSAVED": Text("GeoPackage 旁有未合并的改动", "the GeoPackage has edits beside it"),
    "FILE-UNREADABLE": Text("文件无法读取", "the file cannot be read"),
    "TABLE-AMBIGUOUS": Text(
        "文件含多个图层，方案未指明", "several tables, and the plan names none"
    ),
    "TABLE-UNKNOWN": Text("文件中没有该图层", "the file has no table of that name"),
    "TABLE-EMPTY": Text("表格文件没有列名", "the table has no names of columns"),
    "TABLE-TOO-LARGE": Text("表格文件过大", "the table is too large"),
    "TABLE-COLUMN-DOUBLE": Text(
        "表格中列名重复或为空", "columns of the same name, or without a name"
    ),
    "ENCODING-UNDECIDABLE": Text("字符编码无法判定", "the character set cannot be told"),
    "ENCODING-WRONG": Text("声明的字符编码与内容不符", "the declared character set does not fit"),
}


def refuse(label: str, faults: Iterable[Fault]) -> NoReturn:
    """Raise InputRefusedError with a finding for each fault of the file the study calls so."""
    raise InputRefusedError(
        [
            Finding(
                fault.code,
                Severity.ERROR,
                _MESSAGES[fault.code],
                _CURE,
                file=label,
                seen=fault.seen,
                wanted=fault.wanted,
            )
            for fault in faults
        ]
    )


def unreadable(error: Exception, path: Path) -> Fault:
    """What a driver said, without where the file lies and its advice to force a driver."""
    said = str(error).partition("; It might help")[0].replace(f"{path.parent}/", "")
    return Fault("FILE-UNREADABLE", " ".join(said.split()), FORMATS[path.suffix.lower()])
