"""The sheet as SVG, as PDF with its fonts, and as PNG that knows its resolution."""

from __future__ import annotations

import struct
import zlib

from sinkmap.report.annual.svg import FONTS, INK, words
from sinkmap.report.sheet.content import SheetContent
from sinkmap.report.sheet.drawing import drawn_map, ticks
from sinkmap.report.sheet.furniture import legend, notes, scale_and_north
from sinkmap.report.sheet.plane import UNITS
from sinkmap.report.typeset import typeset
from sinkmap.text import Language

__all__ = ["PNG_DPI", "sheet_pdf", "sheet_png", "sheet_svg"]

PNG_DPI = 300
"""Dots per inch of a sheet as a picture."""
_INCH_M = 0.0254
_AFTER_HEADER = 33
"""Length of a PNG's signature and first chunk (PNG specification, 5.2 and 11.2.2)."""


def sheet_svg(content: SheetContent, language: Language) -> str:
    """The sheet but for its raster, tenths of a millimetre."""
    layout, frame = content.layout, content.layout.frame
    width, height = layout.width * UNITS, layout.height * UNITS
    x, y = layout.title
    neat = (
        f'x="{frame.x * UNITS:.2f}" y="{frame.y * UNITS:.2f}" '
        f'width="{frame.width * UNITS:.2f}" height="{frame.height * UNITS:.2f}"'
    )
    outer = (
        f'x="{frame.x * UNITS - 6:.2f}" y="{frame.y * UNITS - 6:.2f}" '
        f'width="{frame.width * UNITS + 12:.2f}" height="{frame.height * UNITS + 12:.2f}"'
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{layout.width:g}mm" height="{layout.height:g}mm" font-family="{FONTS}">',
        f'<defs><clipPath id="frame"><rect {neat}/></clipPath></defs>',
        words(x * UNITS, y * UNITS, content.title.say(language), size=52, anchor="middle",
              bold=True),
        '<g clip-path="url(#frame)">', *drawn_map(content, language), "</g>",
        *ticks(content.plane),
        f'<rect {neat} fill="none" stroke="{INK}" stroke-width="1.5"/>',
        f'<rect {outer} fill="none" stroke="{INK}" stroke-width="4"/>',
        *scale_and_north(content, language),
        *legend(content, language),
        *notes(content, language),
        "</svg>",
    ]  # fmt: skip
    return "".join(parts)


def sheet_pdf(content: SheetContent, language: Language) -> bytes:
    """The sheet as PDF.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if the system has no font with Chinese letters.
    """
    made = typeset(_source(content), _files(content, language), "pdf")
    assert isinstance(made, bytes), "a document is one file"
    return made


def sheet_png(content: SheetContent, language: Language) -> bytes:
    """The sheet as PNG of :data:`PNG_DPI`, which the file states (chunk ``pHYs``).

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING``.
    """
    made = typeset(_source(content), _files(content, language), "png", float(PNG_DPI))
    assert isinstance(made, bytes), "a sheet is one page"
    per_metre = round(PNG_DPI / _INCH_M)
    chunk = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    length, check = struct.pack(">I", len(chunk) - 4), struct.pack(">I", zlib.crc32(chunk))
    return made[:_AFTER_HEADER] + length + chunk + check + made[_AFTER_HEADER:]


def _files(content: SheetContent, language: Language) -> dict[str, bytes]:
    return {"sheet.svg": sheet_svg(content, language).encode(), **content.files}


def _source(content: SheetContent) -> str:
    """The page: the raster at its place, clipped by the frame, and the drawing over it."""
    layout, frame = content.layout, content.layout.frame
    page = f"#set page(width: {layout.width}mm, height: {layout.height}mm, margin: 0pt)"
    drawing = f'#place(top + left, image("sheet.svg", width: {layout.width}mm))'
    if content.raster is None:
        return f"{page}\n{drawing}\n"
    west, south, east, north = content.raster.bounds
    left, _, _, top = content.plane.bounds
    per = content.plane.per_m
    picture = (
        f"#place(top + left, dx: {(west - left) * per:.5f}mm, dy: {(top - north) * per:.5f}mm, "
        f'image("raster.png", width: {(east - west) * per:.5f}mm, '
        f'height: {(north - south) * per:.5f}mm, fit: "stretch", scaling: "pixelated"))'
    )
    clipped = (
        f"#place(top + left, dx: {frame.x}mm, dy: {frame.y}mm, box(width: {frame.width}mm, "
        f"height: {frame.height}mm, clip: true)[{picture}])"
    )
    return f"{page}\n{clipped}\n{drawing}\n"
