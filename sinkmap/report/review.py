"""The review form written: Word, HTML and PDF, beside the figures as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sinkmap.control.review_result import ReviewResult
from sinkmap.report.review_docx import review_docx
from sinkmap.report.review_form import review_form
from sinkmap.report.review_html import review_html
from sinkmap.report.review_map import Surroundings
from sinkmap.report.review_typst import review_pdf
from sinkmap.report.whole_file import write_whole
from sinkmap.text import Language

__all__ = ["REVIEW_FORMATS", "write_review"]

REVIEW_FORMATS = ("docx", "html", "pdf")


def write_review(
    result: ReviewResult,
    around: Surroundings,
    folder: Path,
    formats: Sequence[str],
    language: Language,
) -> list[str]:
    """Write the form of a review, each file whole or not at all.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    formats
        Of :data:`REVIEW_FORMATS`.

    Returns
    -------
    The files, named ``review_ID.FORMAT``.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if a document with maps is asked for and no font with Chinese letters is
        there.
    """
    if not formats:
        return []
    form = review_form(result, around, language)
    made = {
        "docx": lambda: review_docx(form),
        "html": lambda: review_html(form).encode(),
        "pdf": lambda: review_pdf(form),
    }
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"review_{result.review}.{name}" for name in formats]
    for name, path in zip(formats, paths, strict=True):
        write_whole(path, made[name]())
    return [str(path) for path in paths]
