"""Styles and fields of an official paper in Word (GB/T 9704-2012).

Fonts are given by name; where a machine lacks them its own Chinese font stands in.
"""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

__all__ = [
    "BODY",
    "HEAD",
    "LATIN",
    "SUBHEAD",
    "TITLE",
    "field",
    "flush",
    "missing_styles",
    "official_styles",
    "set_font",
    "updated_on_opening",
]

TITLE, HEAD, SUBHEAD, BODY = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
LATIN = "Times New Roman"
_LINE_PT = 28.95
"""22 lines on 225 mm of text."""
_BODY_PT = 16.0
"""三号."""
_INK = RGBColor(0, 0, 0)
_HEADINGS = {"Heading 1": HEAD, "Heading 2": SUBHEAD}
_AFTER_UPDATE = tuple(
    f"w:{name}"
    for name in (
        "hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids",
        "attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats",
        "shapeDefaults", "decimalSymbol", "listSeparator",
    )
)  # fmt: skip
"""Settings that come after the one that updates fields (ECMA-376 part 1, 17.15.1.78)."""


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
    for name, font in _HEADINGS.items():
        _heading_style(styles[name], font)
    _caption_style(styles["Caption"])


def missing_styles(document: Any) -> None:
    """The styles a report is written in, added where a document has none of its own by that name.

    Those it has stay as they are.
    """
    styles = document.styles
    wanted = {name.lower(): name.lower() for name in (*_HEADINGS, "Caption")}
    wanted["table grid"] = "Table Grid"
    for style in styles.element.style_lst:
        name = (style.name_val or "").lower()
        if name in wanted:
            style.name_val = wanted[name]  # some programs write names in their own case
    for level, (name, font) in enumerate(_HEADINGS.items()):
        if name not in styles:
            added = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            outline = OxmlElement("w:outlineLvl")
            outline.set(qn("w:val"), str(level))
            _heading_style(added, font)
            added.element.get_or_add_pPr().append(outline)
    if "Caption" not in styles:
        _caption_style(styles.add_style("Caption", WD_STYLE_TYPE.PARAGRAPH, builtin=True))
    if "Table Grid" not in styles:
        _ruled(styles.add_style("Table Grid", WD_STYLE_TYPE.TABLE, builtin=True))


def _heading_style(style: Any, font: str) -> None:
    _style(style, font, _BODY_PT)
    heading = style.paragraph_format
    heading.space_before, heading.space_after = Pt(10), Pt(3)
    heading.keep_with_next = True
    heading.first_line_indent = Pt(2 * _BODY_PT)


def _caption_style(style: Any) -> None:
    _style(style, HEAD, 11.0, bold=False)
    caption = style.paragraph_format
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.line_spacing_rule, caption.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    caption.space_before, caption.space_after = Pt(8), Pt(4)


def _ruled(style: Any) -> None:
    """Thin rules around every cell."""
    properties, borders = OxmlElement("w:tblPr"), OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    properties.append(borders)
    style.element.append(properties)


def flush(paragraph: Any) -> None:
    """No indent of the first line, whatever the style of running text has."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLine"), "0")
    indent.set(qn("w:firstLineChars"), "0")


def updated_on_opening(document: Any) -> None:
    """Word fills every field (contents with page numbers, numbers of tables) when it opens it."""
    settings = document.settings.element
    for given in settings.findall(qn("w:updateFields")):
        settings.remove(given)
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    settings.insert_element_before(update, *_AFTER_UPDATE)


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
