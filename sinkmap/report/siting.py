"""The report of a siting written: Word, Excel, HTML and PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sinkmap.report.book import open_book
from sinkmap.report.review_docx import review_docx
from sinkmap.report.review_html import review_html
from sinkmap.report.review_typst import review_pdf
from sinkmap.report.siting_form import siting_form, siting_report
from sinkmap.report.whole_file import write_whole
from sinkmap.report.xlsx import write_workbook
from sinkmap.text import Language

if TYPE_CHECKING:
    from sinkmap.report.siting_map import SitingGround
    from sinkmap.run import RunResults
    from sinkmap.siting.result import Siting
    from sinkmap.siting.siting_book import SitingBook

__all__ = ["SITING_FORMATS", "write_siting"]

SITING_FORMATS = ("docx", "xlsx", "html", "pdf")


def write_siting(
    siting: Siting,
    book: SitingBook,
    results: RunResults,
    ground: SitingGround | None,
    folder: Path,
    formats: Sequence[str],
    language: Language,
) -> list[str]:
    """Write the report of a siting, each file whole or not at all.

    Parameters
    ----------
    book
        The siting book it was made with.
    results
        The run it was made on.
    ground
        What its maps show; None for a report without maps.
    folder
        Where to; made if it is not there.
    formats
        Of :data:`SITING_FORMATS`.

    Returns
    -------
    The files, named ``siting_ID.FORMAT``.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if a document with maps is asked for and no font with Chinese letters is
        there.
    """
    if not formats:
        return []
    report = siting_report(siting, book, open_book(results, siting.year))
    folder.mkdir(parents=True, exist_ok=True)
    stem, files = f"siting_{siting.siting or 'unkept'}", []
    writers: dict[str, Callable[[], bytes]] = {}
    documents = [name for name in formats if name != "xlsx"]
    if documents:
        form = siting_form(siting, report, ground, language)
        writers = {
            "docx": lambda: review_docx(form),
            "html": lambda: review_html(form).encode(),
            "pdf": lambda: review_pdf(form),
        }
    for name in formats:
        path = folder / f"{stem}.{name}"
        if name == "xlsx":
            write_workbook(report, path, language)
        else:
            write_whole(path, writers[name]())
        files.append(str(path))
    return files
