"""Reading of the CSV tables that ship with this package."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pandas as pd

from sinkmap.text import Text

__all__ = ["TableSource", "read_table", "table_source", "table_sources", "table_version"]


@dataclass(frozen=True, slots=True)
class TableSource:
    """Where a class table comes from; one row of ``sources.csv``.

    ``kind`` is ``text`` or ``raster`` for code systems and the table's own name for the others.
    ``certainty`` is A (read in the source) to D (placeholder).
    """

    table: str
    title: Text
    kind: str
    nodata: int | None
    source: str
    certainty: str
    note: str


def _content(name: str) -> bytes:
    raw = resources.files("sinkmap.classes").joinpath(f"{name}.csv").read_bytes()
    # A checkout with CRLF line ends must not change the version of a table.
    return raw.replace(b"\r\n", b"\n")


@cache
def table_version(name: str) -> str:
    """First twelve digits of the SHA-256 of the table's content."""
    return hashlib.sha256(_content(name)).hexdigest()[:12]


def read_table(name: str) -> pd.DataFrame:
    """Read a shipped table; every cell is text, an empty cell is ``""``."""
    text = _content(name).decode("utf-8")
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


@cache
def table_sources() -> dict[str, TableSource]:
    """All rows of ``sources.csv`` by table name, in file order."""
    rows = read_table("sources").to_dict("records")
    return {
        row["table"]: TableSource(
            table=row["table"],
            title=Text(row["title_zh"], row["title_en"]),
            kind=row["kind"],
            nodata=int(row["nodata"]) if row["nodata"] else None,
            source=row["source"],
            certainty=row["certainty"],
            note=row["note"],
        )
        for row in rows
    }


def table_source(name: str) -> TableSource:
    """The source of one shipped table.

    Raises
    ------
    KeyError
        If the table is not listed: a fault of ours.
    """
    return table_sources()[name]
