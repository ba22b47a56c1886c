"""Pieces of SVG that charts and maps for print are made of."""

from __future__ import annotations

import html
from collections.abc import Iterable

from sinkmap.report.annual.printable import printable

__all__ = ["FONTS", "INK", "MUTED", "line", "page", "words"]

FONTS = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei',sans-serif"
INK, MUTED = "#1f2a28", "#5b6966"


def page(width: float, height: float, parts: Iterable[str]) -> str:
    """A drawing on white."""
    size = f"{width:.0f} {height:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{width:.0f}" '
        f'height="{height:.0f}" font-family="{FONTS}">'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>{"".join(parts)}</svg>'
    )


def words(
    x: float,
    y: float,
    text: str,
    *,
    size: float = 11,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
    halo: bool = False,
) -> str:
    """A line of text; ``halo`` keeps it readable on a coloured ground."""
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"{weight}'
    said = html.escape(printable(text))
    glow = ""
    if halo:
        glow = (
            f'<text {place} fill="#fff" stroke="#fff" stroke-width="2.6" '
            f'stroke-linejoin="round">{said}</text>'
        )
    return f'{glow}<text {place} fill="{fill}">{said}</text>'


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, more: str = "") -> str:
    """A straight stroke."""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" {more}/>'
    )
