"""The page of a Word document: how wide its text is at a place."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from docx.shared import Cm

from sinkmap.report.annual.layout import TEXT_CM

__all__ = ["NARROWEST_CM", "paged", "width_at"]

NARROWEST_CM = 12.0
"""Width below which the report's tables cannot be set in type that can be read."""
_CM_A_TWIP = 2.54 / 1440.0


def width_at(body: Any, paragraph: Any) -> float:
    """Width in cm of the text where a paragraph of the body stands; of one column where there are
    several."""
    section = _section(body, paragraph)
    size, margins = (section.find(qn(f"w:{one}")) if section is not None else None
                     for one in ("pgSz", "pgMar"))  # fmt: skip
    if size is None or margins is None:
        return TEXT_CM
    sides = (_twips(margins, "left"), _twips(margins, "right"), _twips(margins, "gutter"))
    width = (_twips(size, "w") - sum(sides)) * _CM_A_TWIP
    columns = section.find(qn("w:cols"))
    number = int(columns.get(qn("w:num"), "1")) if columns is not None else 1
    if number < 2:
        return width
    gap = float(columns.get(qn("w:space"), "720")) * _CM_A_TWIP
    return (width - gap * (number - 1)) / number


def _section(body: Any, paragraph: Any) -> Any:
    """Properties of the section: those at its end."""
    for one in (paragraph, *paragraph.itersiblings()):
        if one.tag == qn("w:sectPr"):
            return one
        closing = one.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if closing is not None:
            return closing
    return body.find(qn("w:sectPr"))


def _twips(element: Any, name: str) -> float:
    return float(element.get(qn(f"w:{name}"), "0"))


def paged(document: Any) -> None:
    """Give a document that states no page the A4 page of an official paper."""
    document.element.body.get_or_add_sectPr()
    section = document.sections[-1]
    if section.page_width is None or section.left_margin is None or section.right_margin is None:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
        section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
