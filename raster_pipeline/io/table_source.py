"""Tables without shapes read: CSV, Excel, and tables of a GeoPackage or file geodatabase."""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import pyogrio
from openpyxl.utils.exceptions import InvalidFileException
from pyogrio.errors import DataLayerError, DataSourceError

from raster_pipeline.io.file_soundness import Fault, faults_of
from raster_pipeline.io.plan_tables import read_plan_table
from raster_pipeline.io.vector_refusal import refuse

__all__ = ["TABLE_ENDINGS", "read_table_file"]

TABLE_ENDINGS = (".csv", ".xlsx", ".gpkg", ".gdb")
"""File name endings a table may have."""

_MOST_BYTES = 16 << 20
_MOST_UNPACKED = 512 << 20
"""Bytes an Excel file may be, and may unpack to: more is no register a bureau keeps by hand."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, InvalidFileException, KeyError, ValueError, OSError,
    SyntaxError,
)  # fmt: skip
"""What a workbook that is damaged, or holds entities that grow, ends the reading of it with; both
parsers of XML call it a syntax error."""


def read_table_file(path: Path, name: str, table: str = "") -> pd.DataFrame:
    """A table with every cell as a stripped text, None where it is empty; empty rows are left out.

    Whole numbers and dates of Excel read as one would write them: ``320402``, ``2024-05-01``.

    Parameters
    ----------
    path
        File, or ``.gdb`` folder.
    name
        How the study names the file, for findings.
    table
        Sheet or table; may be empty if there is one.

    Raises
    ------
    InputRefusedError
        ``FILE-*`` or ``TABLE-*``.
    """
    ending = path.suffix.lower()
    if ending not in TABLE_ENDINGS:
        seen = path.suffix or path.name
        refuse(name, [Fault("FILE-FORMAT", seen, ", ".join(TABLE_ENDINGS))])
    if ending == ".csv":
        read = read_plan_table(path, name)
    elif ending == ".xlsx":
        read = _headed(_sheet(path, name, table), name)
    else:
        read = _of_container(path, name, table)
    blank = read.map(lambda cell: None if cell is None or not str(cell).strip() else cell)
    return blank.astype(object).where(blank.notna(), None)


def _sheet(path: Path, name: str, table: str) -> list[list[str]]:
    """Rows of one sheet, values and not formulas."""
    size = path.stat().st_size
    if size > _MOST_BYTES:
        refuse(name, [Fault("TABLE-TOO-LARGE", f"{size} B", f"≤ {_MOST_BYTES} B")])
    try:
        with zipfile.ZipFile(path) as packed:
            whole = sum(part.file_size for part in packed.infolist())
        if whole > _MOST_UNPACKED:
            refuse(name, [Fault("TABLE-TOO-LARGE", f"{whole} B", f"≤ {_MOST_UNPACKED} B")])
        with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
            sheet = _chosen(table, book.sheetnames, name)
            cells = book[sheet].iter_rows(values_only=True)
            rows = [[_text(cell) for cell in row] for row in cells]
    except _BROKEN as error:
        refuse(name, [Fault("FILE-UNREADABLE", type(error).__name__, "Excel (.xlsx)")])
    return [row for row in rows if any(row)]


def _headed(rows: list[list[str]], name: str) -> pd.DataFrame:
    """Rows under the names in the first; columns without a name and without a cell fall away."""
    if not rows:
        refuse(name, [Fault("TABLE-EMPTY", "", "")])
    width = max(map(len, rows))
    whole = [row + [""] * (width - len(row)) for row in rows]
    used = [k for k in range(width) if any(row[k] for row in whole)]
    head = [whole[0][k] for k in used]
    twice = sorted({column for column in head if head.count(column) > 1})
    if twice or "" in head:
        refuse(name, [Fault("TABLE-COLUMN-DOUBLE", ", ".join(twice) or "—", "")])
    return pd.DataFrame([[row[k] for k in used] for row in whole[1:]], columns=head, dtype=object)


def _of_container(path: Path, name: str, table: str) -> pd.DataFrame:
    faults = faults_of(path)
    if faults:
        refuse(name, faults)
    try:
        listed = [str(row[0]) for row in pyogrio.list_layers(path)]
        chosen = _chosen(table, listed, name)
        read = pyogrio.read_dataframe(path, layer=chosen, read_geometry=False)
    except (DataSourceError, DataLayerError) as error:
        refuse(name, [Fault("FILE-UNREADABLE", type(error).__name__, path.suffix)])
    return pd.DataFrame(
        {str(column): [_text(cell) for cell in read[column]] for column in read}, dtype=object
    )


def _chosen(table: str, listed: Iterable[str], name: str) -> str:
    tables = list(listed)
    if table and table not in tables:
        refuse(name, [Fault("TABLE-UNKNOWN", table, ", ".join(tables))])
    if not table and len(tables) != 1:
        refuse(name, [Fault("TABLE-AMBIGUOUS", ", ".join(tables), 'table = "…"')])
    return table or tables[0]


def _text(cell: Any) -> str:
    """A cell as one would write it."""
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and cell != cell):  # noqa: PLR0124
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
