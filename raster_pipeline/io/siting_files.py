"""The siting book of a study: the shipped tables, or its own in their place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from raster_pipeline.io.book_tables import book_texts
from sinkmap.errors import Finding, Severity
from sinkmap.siting.siting_book import SitingBook
from sinkmap.text import Text

__all__ = ["read_siting_book"]


def read_siting_book(root: Path, folder: str, zones: Iterable[str] | None = None) -> SitingBook:
    """Read the siting tables of a study.

    Parameters
    ----------
    root
        Folder of the study.
    folder
        What the plan names, ``[siting] tables``: a folder with CSV files named after the shipped
        tables; those it lacks are the shipped ones. Empty: the shipped book.
    zones
        Ids of the zones of the study's rule book; those of the shipped one if None.

    Raises
    ------
    InputRefusedError
        ``SITING-FOLDER-MISSING``, ``SITING-TABLE-ENCODING``; every finding of the tables.
    """
    if not folder:
        return SitingBook.default()
    texts = book_texts(root / folder, _missing(folder), _encoding)
    return SitingBook.of_tables(texts, label=Path(folder).name, zones=zones)


def _missing(folder: str) -> Finding:
    return Finding(
        "SITING-FOLDER-MISSING",
        Severity.ERROR,
        Text("找不到选址参数表文件夹", "the folder of siting tables is not there"),
        Text("改正 [siting] tables", "correct [siting] tables"),
        file=folder,
    )


def _encoding(name: str) -> Finding:
    return Finding(
        "SITING-TABLE-ENCODING",
        Severity.ERROR,
        Text("选址参数表不是 UTF-8", "a siting table is not UTF-8"),
        Text("另存为 UTF-8", "save it as UTF-8"),
        file=name,
    )
