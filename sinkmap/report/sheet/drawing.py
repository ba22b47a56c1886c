"""Inside the frame: layers, borders, names, a drawn shape; on the frame: ticks and coordinates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sinkmap.layer import Form
from sinkmap.report.annual.svg import INK, MUTED, line, words
from sinkmap.report.scale import nice_step
from sinkmap.report.sheet.content import DrawnLayer, DrawnUnit, SheetContent
from sinkmap.report.sheet.plane import UNITS, SheetPlane
from sinkmap.text import Language

__all__ = ["MARK", "UNIT_BORDER", "drawn_map", "stroke_of", "ticks"]

MARK, UNIT_BORDER = "#d7191c", "#5b3a6b"
_FILL = 0.22
"""Opacity of a polygon over the ground below it."""
_SOLID = 0.75
"""Opacity of a polygon whose colour is its class."""
_POINT = 9.0
_NAME = 30.0
"""Height of a unit's name, in units of the drawing (0.1 mm)."""
_SPACING_MM = 42.0
"""Most millimetres between two ticks."""
_LEAST_NAME_MM2 = 60.0
"""Ground of a unit on the sheet below which its name would only hide it."""


def drawn_map(content: SheetContent, language: Language) -> Iterator[str]:
    """Pieces of SVG, lowest first."""
    for layer in content.layers:
        yield from _layer(layer, content.plane)
    yield from _borders(content.units, content.plane)
    yield from _names(content.units, content.plane, language)
    if content.mark is not None:
        yield from _mark(content)


def stroke_of(layer: DrawnLayer) -> float:
    """Width of a layer's lines, in units of the drawing."""
    if layer.form is Form.LINES:
        return 5.0
    return 1.2 if layer.legend else 3.0


def _layer(layer: DrawnLayer, plane: SheetPlane) -> Iterator[str]:
    """Shapes of a layer, those of one kind as one path."""
    colours = {str(entry.value): entry.colour for entry in layer.legend}
    kinds = layer.kinds.astype(str) if len(layer.kinds) else np.full(len(layer.shapes), "")
    for kind in dict.fromkeys(kinds.tolist()):
        shapes = plane.near(layer.shapes[kinds == kind])
        colour = colours.get(kind, layer.colour)
        if layer.form is Form.POINTS:
            yield from _points(shapes, colour, plane)
            continue
        path = "".join(plane.path(shape) for shape in shapes)
        if not path:
            continue
        if layer.form is Form.LINES:
            width = stroke_of(layer)
            yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
            continue
        opacity = (_SOLID if colours else _FILL) if layer.is_filled else 0.0
        ink = "#6b6b6b" if colours else colour
        yield (
            f'<path d="{path}" fill="{colour}" fill-opacity="{opacity}" fill-rule="evenodd" '
            f'stroke="{ink}" stroke-width="{stroke_of(layer)}" stroke-linejoin="round"/>'
        )


def _points(shapes: NDArray[Any], colour: str, plane: SheetPlane) -> Iterator[str]:
    for x, y in plane.place(shapely.get_coordinates(shapes)):
        yield (
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{_POINT}" fill="{colour}" '
            'stroke="#fff" stroke-width="1.5"/>'
        )


def _borders(units: Sequence[DrawnUnit], plane: SheetPlane) -> Iterator[str]:
    """Borders as lines, each once though two units share it."""
    if not units:
        return
    lines = shapely.union_all([shapely.boundary(unit.shape) for unit in units])
    path = "".join(plane.path(one) for one in plane.near(np.array([lines], dtype=object)))
    if path:
        yield (
            f'<path d="{path}" fill="none" stroke="#fff" stroke-opacity="0.75" stroke-width="9"/>'
            f'<path d="{path}" fill="none" stroke="{UNIT_BORDER}" stroke-width="4" '
            'stroke-dasharray="26 7 5 7"/>'
        )


def _names(units: Sequence[DrawnUnit], plane: SheetPlane, language: Language) -> Iterator[str]:
    """Names within what is seen of each unit."""
    for unit in units:
        seen = plane.near(np.array([unit.shape], dtype=object), 0.0)
        if not len(seen):
            continue
        parts = shapely.get_parts(seen[0])
        largest = max(parts, key=shapely.minimum_bounding_radius)
        west, south, east, north = shapely.bounds(largest)
        if (east - west) * (north - south) * plane.per_m**2 < _LEAST_NAME_MM2:
            continue
        circle = shapely.maximum_inscribed_circle(largest, (east - west + north - south) / 200)
        place = shapely.get_coordinates(shapely.get_point(circle, 0))
        x, y = plane.place(place)[0]
        said = unit.name.say(language)
        yield words(x, y + _NAME / 3, said, size=_NAME, anchor="middle", bold=True, halo=True)


def _mark(content: SheetContent) -> Iterator[str]:
    plane = content.plane
    cut = plane.near(np.array([content.mark], dtype=object))
    path = "".join(plane.path(shape) for shape in cut)
    if path:
        areal = shapely.get_dimensions(content.mark) == 2
        yield (
            f'<path d="{path}" fill="{MARK if areal else "none"}" fill-opacity="0.12" '
            f'fill-rule="evenodd" stroke="{MARK}" stroke-width="6" stroke-linejoin="round"/>'
        )
    elif len(cut):
        yield from _points(cut, MARK, plane)
    if len(cut) and content.mark_name:
        top = shapely.bounds(cut[0])
        x, y = plane.place(np.array([[(top[0] + top[2]) / 2, top[3]]]))[0]
        yield words(x, y - 12, content.mark_name, size=28, anchor="middle", bold=True, halo=True)


def ticks(plane: SheetPlane) -> Iterator[str]:
    """Ticks with coordinates around the frame, and crosses where their lines meet."""
    west, south, east, north = plane.bounds
    step = nice_step(_SPACING_MM / plane.per_m, 1)
    frame = plane.frame
    left, top = frame.x * UNITS, frame.y * UNITS
    right, bottom = frame.right * UNITS, frame.bottom * UNITS
    eastings, northings = _steps(west, east, step), _steps(south, north, step)
    for easting in eastings:
        x = plane.place(np.array([[easting, north]]))[0][0]
        yield line(x, top, x, top - 15, INK, 'stroke-width="1.5"')
        yield line(x, bottom, x, bottom + 15, INK, 'stroke-width="1.5"')
        yield words(x, top - 20, _label(easting, step), size=20, anchor="middle", fill=MUTED)
        yield words(x, bottom + 36, _label(easting, step), size=20, anchor="middle", fill=MUTED)
    for northing in northings:
        y = plane.place(np.array([[west, northing]]))[0][1]
        yield line(left, y, left - 15, y, INK, 'stroke-width="1.5"')
        yield line(right, y, right + 15, y, INK, 'stroke-width="1.5"')
        yield _upright(left - 20, y, _label(northing, step))
        yield _upright(right + 36, y, _label(northing, step))
    for easting in eastings:
        for x, y in plane.place(np.array([[easting, northing] for northing in northings])):
            yield line(x - 12, y, x + 12, y, INK, 'stroke-width="1"')
            yield line(x, y - 12, x, y + 12, INK, 'stroke-width="1"')


def _upright(x: float, y: float, text: str) -> str:
    turned = words(0, 0, text, size=20, anchor="middle", fill=MUTED)
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate(-90)">{turned}</g>'


def _steps(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)]


def _label(metres: float, step: float) -> str:
    """Kilometres where every tick is a whole one, else metres."""
    return f"{metres / 1000:.0f} km" if step % 1000 == 0 else f"{metres:.0f}"
