"""Styles and fields of an official paper in Word (GB/T 9704-2012).

Fonts are given by name; where a machine lacks them its own Chinese font stands in.
"""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

__all__ = ["BODY", "HEAD", "LATIN", "SUBHEAD", "TITLE", "field", "official_styles", "set_font"]

TITLE, HEAD, SUBHEAD, BODY = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
LATIN = "Times New Roman"
_LINE_PT = 28.95
"""22 lines on 225 mm of text."""
_BODY_PT = 16.0
"""三号."""
_INK = RGBColor(0, 0, 0)


def official_styles(document: Any) -> None:
    """Page, text and headings."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(2.8)
    styles = document.styles
    _style(styles["Normal"], BODY, _BODY_PT)
    _speak(styles["Normal"])
    body = styles["Normal"].paragraph_format
    body.space_before = body.space_after = Pt(0)
    body.line_spacing_rule, body.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE_PT)
    body.widow_control = True
    _style(styles["Title"], TITLE, 22.0)
    _unruled(styles["Title"])
    title = styles["Title"].paragraph_format
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.line_spacing_rule, title.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(34)
    title.space_before, title.space_after = Pt(60), Pt(30)
    for name, font in (("Heading 1", HEAD), ("Heading 2", SUBHEAD)):
        _style(styles[name], font, _BODY_PT)
        heading = styles[name].paragraph_format
        heading.space_before, heading.space_after = Pt(10), Pt(3)
        heading.keep_with_next = True
        heading.first_line_indent = Pt(2 * _BODY_PT)
    _style(styles["Caption"], HEAD, 11.0, bold=False)
    caption = styles["Caption"].paragraph_format
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.line_spacing_rule, caption.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    caption.space_before, caption.space_after = Pt(8), Pt(4)


def _style(style: Any, font: str, points: float, *, bold: bool = False) -> None:
    style.font.size = Pt(points)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = _INK
    set_font(style.element.get_or_add_rPr(), font)


def set_font(properties: Any, font: str) -> None:
    """The Chinese font of a style or run, and the Latin one beside it."""
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), LATIN)
    fonts.set(qn("w:eastAsia"), font)


def _speak(style: Any) -> None:
    """Chinese as the mainland writes it, where another font stands in."""
    properties = style.element.get_or_add_rPr()
    for given in properties.findall(qn("w:lang")):
        properties.remove(given)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-US")
    spoken.set(qn("w:eastAsia"), "zh-CN")
    properties.append(spoken)


def _unruled(style: Any) -> None:
    """The style's own blue rule below the title goes."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def field(paragraph: Any, code: str, shown: str, *, dirty: bool = False) -> None:
    """A field with the text it shows until Word updates it."""
    begin = _mark("begin")
    if dirty:
        begin.set(qn("w:dirty"), "true")
    words = OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {code} "
    for element in (begin, words, _mark("separate")):
        paragraph.add_run()._r.append(element)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(_mark("end"))


def _mark(kind: str) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark
