"""Tables of text with a comma between fields, as laboratories hand them over."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from raster_pipeline.io.encoding import TextEncoding, detect_encoding, same_codec
from raster_pipeline.io.file_soundness import Fault
from raster_pipeline.io.vector_refusal import refuse

__all__ = ["CsvRead", "read_csv", "write_csv"]

_SEPARATORS = (",", "\t", ";")
_MOST_BYTES = 512 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class CsvRead:
    """A table as it was in the file: every field as text, empty fields as None."""

    frame: pd.DataFrame
    encoding: TextEncoding


def read_csv(path: Path, *, encoding: str = "", name: str = "") -> CsvRead:
    """Read a table with a heading; the separator is a comma, tab or semicolon.

    Parameters
    ----------
    path
        The file.
    encoding
        Character set; found out if empty.
    name
        How the study names the file, for findings.

    Raises
    ------
    InputRefusedError
        ``ENCODING-*``, or ``FILE-UNREADABLE`` for a file without rows, over 512 MB, or with rows
        of different length.
    """
    label = name or path.name
    if path.stat().st_size > _MOST_BYTES:
        refuse(label, [Fault("FILE-UNREADABLE", f"{path.stat().st_size} B", f"<= {_MOST_BYTES} B")])
    raw = path.read_bytes()
    found = _encoding(raw, encoding, label)
    text = raw.decode(found.name).removeprefix("\ufeff")
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]
    lengths = {len(row) for row in rows}
    if len(rows) < 2 or len(lengths) != 1:
        seen = f"{len(rows)} rows of {', '.join(map(str, sorted(lengths)))} fields"
        refuse(label, [Fault("FILE-UNREADABLE", seen, "heading, and rows as long as it")])
    columns = [column.strip() for column in rows[0]]
    cells = [[cell.strip() or None for cell in row] for row in rows[1:]]
    return CsvRead(pd.DataFrame(cells, columns=columns, dtype="object"), found)


def write_csv(table: pd.DataFrame, path: Path, *, encoding: str = "utf-8-sig") -> None:
    """Write a table with a heading; the same table gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = table.to_csv(index=False, lineterminator="\n")
    path.write_bytes(text.encode(encoding))


def _encoding(raw: bytes, declared: str, label: str) -> TextEncoding:
    if declared:
        try:
            codec = same_codec(declared)
            raw.decode(codec)
        except (LookupError, UnicodeDecodeError) as error:
            refuse(label, [Fault("ENCODING-WRONG", declared, str(error))])
        return TextEncoding(codec, "declared")
    found = detect_encoding(set(raw.splitlines()))
    if found is None:
        refuse(label, [Fault("ENCODING-UNDECIDABLE", "", 'encoding = "…"')])
    return found
