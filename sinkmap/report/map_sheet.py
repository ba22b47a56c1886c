"""The sheet of a map: drawing in its frame, scale, north arrow, legend; sheets side by side."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Sequence

from sinkmap.report.mercator import Frame
from sinkmap.report.review_map import FONTS
from sinkmap.report.scale import nice_step

__all__ = ["LegendRow", "map_sheet", "side_by_side", "tallness", "words_at"]

LegendRow = tuple[str, float, str, str]
"""Fill, opacity, line and words of a row of the legend."""
_NARROW = 500.0
"""Pixels below which a legend has two columns."""
_GAP = 16
"""Pixels between maps on one sheet."""
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')


def tallness(svg: str) -> float:
    """Height of a drawing as a share of its width."""
    size = _SIZE.search(svg)
    return float(size[2]) / float(size[1]) if size else 1.0


def side_by_side(maps: Sequence[str]) -> str:
    """Maps of one size in two columns on one sheet."""
    sizes = [_SIZE.search(one) for one in maps]
    found = [(float(size[1]), float(size[2])) for size in sizes if size]
    width, height = (max(side) for side in zip(*found, strict=True))
    rows = math.ceil(len(maps) / 2)
    whole = f"{width * 2 + _GAP:.0f} {(height + _GAP) * rows - _GAP:.0f}"
    parts = [
        one.replace(
            "<svg ", f'<svg x="{n % 2 * (width + _GAP)}" y="{n // 2 * (height + _GAP)}" ', 1
        )
        for n, one in enumerate(maps)
    ]
    across, down = whole.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole}" width="{across}" '
        f'height="{down}"><rect width="{across}" height="{down}" fill="#fff"/>'
        f"{''.join(parts)}</svg>"
    )


def words_at(
    x: float, y: float, text: str, *, size: int = 11, anchor: str = "start", bold: bool = False
) -> str:
    """Words at a place, with a white rim so that they are read on any ground."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"{weight} '
        f'fill="#2b2b2b" stroke="#fff" stroke-width="2.5" paint-order="stroke">'
        f"{html.escape(text)}</text>"
    )


def map_sheet(parts: Iterable[str], legend: Sequence[LegendRow], frame: Frame) -> str:
    """The sheet: drawing, scale, north arrow, frame, and the legend below."""
    columns = 3 if frame.width > _NARROW else 2
    rows = math.ceil(len(legend) / columns)
    height = frame.height + (14.0 + rows * 17 if rows else 0.0)
    entries = []
    for number, (fill, opacity, line, words) in enumerate(legend):
        x, y = (
            10 + (number % columns) * frame.width / columns,
            frame.height + 12 + number // columns * 17,
        )
        entries.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="18" height="10" fill="{fill}" '
            f'fill-opacity="{opacity}" stroke="{line}"/>{words_at(x + 24, y + 9, words)}'
        )
    sheet = f'width="{frame.width:.0f}" height="{height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width:.0f} {height:.0f}" '
        f'{sheet} font-family="{FONTS}"><defs><clipPath id="frame"><rect '
        f'width="{frame.width:.0f}" height="{frame.height:.0f}"/></clipPath></defs>'
        f'<rect {sheet} fill="#fff"/><g clip-path="url(#frame)">{"".join(parts)}'
        f"{_scale_bar(frame)}{_north(frame)}</g>{''.join(entries)}"
        f'<rect x="0.5" y="0.5" width="{frame.width - 1:.0f}" height="{frame.height - 1:.0f}" '
        'fill="none" stroke="#444"/></svg>'
    )


def _scale_bar(frame: Frame) -> str:
    length = nice_step(frame.width / frame.pixels * frame.ground / 5.0, 1)
    pixels = length / frame.ground * frame.pixels
    said = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    y = frame.height - 14
    return (
        f'<path d="M14,{y - 5} v5 h{pixels:.1f} v-5" fill="none" stroke="#222" '
        f'stroke-width="1.5"/>{words_at(14 + pixels / 2, y - 7, said, anchor="middle")}'
    )


def _north(frame: Frame) -> str:
    x, y = frame.width - 24, 16
    return (
        f'<path d="M{x},{y} l7,22 l-7,-5 l-7,5 Z" fill="#222"/>'
        f"{words_at(x, y + 34, 'N', anchor='middle')}"
    )
