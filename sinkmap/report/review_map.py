"""Maps of a review as SVG: where the project lies, and what lies on and around it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from sinkmap.control.records import Zone
from sinkmap.report.scale import nice_step
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["FONTS", "Surroundings", "detail_map", "place_map", "surround", "zone_colour"]

_WIDTH, _HEIGHT = 560.0, 400.0
FONTS = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei',sans-serif"
_PLOT = "#d7191c"
_STYLES: Mapping[str, tuple[str, float]] = {
    "Z11": ("#e8c9a8", 0.45), "Z13": ("#d9e8f5", 0.35), "Z12": ("#e6d9f0", 0.5),
    "Z4": ("#b7dca8", 0.55), "Z6": ("#bcdcee", 0.5), "Z5": ("#a9c9e8", 0.5),
    "YZ26c": ("#a9c9e8", 0.4), "PA": ("#7fc8a9", 0.5), "Z3": ("#f3e08a", 0.6),
    "Z9": ("#6fae6a", 0.5), "Z8": ("#63b7c7", 0.55), "Z7": ("#4a90c2", 0.5),
    "TH46": ("#4a90c2", 0.6), "Z2": ("#e2857c", 0.55), "Z1": ("#b03a3a", 0.6),
}  # fmt: skip
"""Zones that are drawn, lowest first, with colour and opacity; units are drawn as lines."""
_UNITS = "Z10"
_MARGIN = 0.8
"""Ground shown around a project, as a share of its larger side; at least 150 m."""
_LEAST_M = 150.0


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What the maps show, all on one plane in metres (or degrees, then without a scale).

    ``districts``: units with ``name_zh, name_en``; ``zones``: zone -> polygons clipped to
    ``bounds``; ``plots``: the project.
    """

    districts: gpd.GeoDataFrame
    zones: Mapping[str, gpd.GeoDataFrame]
    titles: Mapping[str, Zone]
    plots: gpd.GeoDataFrame
    bounds: tuple[float, float, float, float]
    metric: bool


def surround(plots: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """The rectangle of the detail map: the project with ground around it, in the map's shape."""
    west, south, east, north = (float(v) for v in plots.total_bounds)
    least = _LEAST_M if not plots.crs.is_geographic else _LEAST_M / 111_195.0
    room = max(max(east - west, north - south) * _MARGIN, least)
    width, height = east - west + 2 * room, north - south + 2 * room
    width, height = max(width, height * _WIDTH / _HEIGHT), max(height, width * _HEIGHT / _WIDTH)
    x, y = (west + east) / 2.0, (south + north) / 2.0
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


@dataclass(frozen=True, slots=True)
class _View:
    west: float
    north: float
    pixels: float
    squeeze: float = 1.0

    def path(self, shape: Any) -> str:
        thin = shapely.simplify(shape, 0.4 / self.pixels)
        kept = thin if not thin.is_empty else shape
        polygons = [p for p in shapely.get_parts(kept) if shapely.get_type_id(p) == 3]
        rings = [r for p in polygons for r in (p.exterior, *p.interiors)]
        return "".join(self._ring(shapely.get_coordinates(ring)) for ring in rings)

    def place(self, xy: np.ndarray) -> np.ndarray:
        x = (xy[:, 0] - self.west) * self.squeeze * self.pixels
        return np.column_stack([x, (self.north - xy[:, 1]) * self.pixels])

    def _ring(self, xy: np.ndarray) -> str:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in self.place(xy)[:-1])
        return f"M{points}Z"


def detail_map(around: Surroundings, language: Language) -> str:
    """The project with lines and zones around it, legend, scale and north arrow."""
    west, south, east, north = around.bounds
    squeeze = 1.0 if around.metric else float(np.cos(np.radians((south + north) / 2)))
    pixels = min(_WIDTH / ((east - west) * squeeze), _HEIGHT / (north - south))
    view = _View(west, north, pixels, squeeze)
    shown = sorted((z for z in around.zones if _kind(z) in _STYLES), key=_height)
    parts = []
    for zone in shown:
        colour, opacity = _STYLES[_kind(zone)]
        path = "".join(view.path(shape) for shape in around.zones[zone].geometry)
        parts.append(
            f'<path d="{path}" fill="{colour}" fill-opacity="{opacity}" stroke="{colour}" '
            'stroke-width="0.8" fill-rule="evenodd"/>'
        )
    if _UNITS in around.zones:
        path = "".join(view.path(shape) for shape in around.zones[_UNITS].geometry)
        parts.append(f'<path d="{path}" fill="none" stroke="#777" stroke-dasharray="5 3"/>')
    parts += [
        f'<path d="{view.path(shape)}" fill="{_PLOT}" fill-opacity="0.12" '
        f'stroke="{_PLOT}" stroke-width="2" fill-rule="evenodd"/>'
        for shape in around.plots.geometry
    ]
    legend, height = _legend(shown, around, language)
    bar = _scale_bar(view, east - west) if around.metric else ""
    return _svg([*parts, bar, _north()], legend, _HEIGHT + height)


def place_map(around: Surroundings, language: Language) -> str:
    """The study's districts with a mark where the project lies."""
    west, south, east, north = (float(v) for v in around.districts.total_bounds)
    squeeze = 1.0 if around.metric else float(np.cos(np.radians((south + north) / 2)))
    pixels = min((_WIDTH - 20) / ((east - west) * squeeze), (_HEIGHT - 20) / (north - south))
    shift = (_WIDTH / pixels / squeeze - (east - west)) / 2
    view = _View(west - shift, north + 10 / pixels, pixels, squeeze)
    parts = [
        f'<path d="{view.path(row.geometry)}" fill="#f1f4ee" stroke="#8a958f" fill-rule="evenodd"/>'
        for row in around.districts.itertuples()
    ]
    for row in around.districts.itertuples():
        point = shapely.point_on_surface(row.geometry)
        x, y = view.place(shapely.get_coordinates(point))[0]
        name = str(Text(row.name_zh, row.name_en).say(language))
        parts.append(_words(x, y, name, size=12, anchor="middle"))
    middle = shapely.centroid(shapely.union_all(around.plots.geometry.to_numpy()))
    x, y = view.place(shapely.get_coordinates(middle))[0]
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none" stroke="{_PLOT}"/>')
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_PLOT}"/>')
    bar = _scale_bar(view, east - west) if around.metric else ""
    return _svg([*parts, bar, _north()], "", _HEIGHT)


def zone_colour(zone: str) -> str:
    """Colour a zone is drawn in, #rrggbb; of units, which are drawn as lines, that of the line."""
    return _STYLES.get(_kind(zone), ("#777777", 0.0))[0]


def _kind(zone: str) -> str:
    """Protected areas of every form are drawn alike."""
    return zone.partition("_")[0] if zone.startswith("PA_") else zone


def _height(zone: str) -> tuple[int, str]:
    return list(_STYLES).index(_kind(zone)), zone


def _svg(inside: Iterable[str], below: str, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height:.0f}" '
        f'width="{_WIDTH:.0f}" height="{height:.0f}" font-family="{FONTS}">'
        f'<defs><clipPath id="frame"><rect width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}"/>'
        f'</clipPath></defs><rect width="{_WIDTH:.0f}" height="{height:.0f}" fill="#fff"/>'
        f'<g clip-path="url(#frame)">{"".join(inside)}</g>{below}'
        f'<rect x="0.5" y="0.5" width="{_WIDTH - 1:.0f}" height="{_HEIGHT - 1:.0f}" fill="none" '
        'stroke="#444"/></svg>'
    )


def _words(x: float, y: float, text: str, *, size: int = 11, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
        f'fill="#333" stroke="#fff" stroke-width="2.5" paint-order="stroke">'
        f"{html.escape(text)}</text>"
    )


def _scale_bar(view: _View, width: float) -> str:
    length = nice_step(width / 4.0, 1)
    pixels = length * view.pixels
    said = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    y = _HEIGHT - 14
    return (
        f'<path d="M14,{y - 5} v5 h{pixels:.1f} v-5" fill="none" stroke="#222" '
        f'stroke-width="1.5"/>{_words(14 + pixels / 2, y - 7, said, anchor="middle")}'
    )


def _north() -> str:
    x, y = _WIDTH - 24, 16
    return (
        f'<path d="M{x},{y} l7,22 l-7,-5 l-7,5 Z" fill="#222"/>'
        f"{_words(x, y + 34, 'N', anchor='middle')}"
    )


def _legend(shown: list[str], around: Surroundings, language: Language) -> tuple[str, float]:
    """Swatches below the map in three columns, and how high they are."""
    entries = [(_PLOT, 0.12, _PLOT, Text("用地范围", "project").say(language))]
    for zone in reversed(shown):
        colour, opacity = _STYLES[_kind(zone)]
        entries.append((colour, opacity, colour, around.titles[zone].title.say(language)))
    if _UNITS in around.zones:
        words = Text("环境管控单元界", "border of control units").say(language)
        entries.append(("#fff", 0.0, "#777", words))
    parts = []
    for number, (fill, opacity, line, words) in enumerate(entries):
        x, y = 10 + (number % 2) * _WIDTH / 2, _HEIGHT + 12 + number // 2 * 17
        parts.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="18" height="10" fill="{fill}" '
            f'fill-opacity="{opacity}" stroke="{line}"/>{_words(x + 24, y + 9, words)}'
        )
    return "".join(parts), 14.0 + (len(entries) + 1) // 2 * 17
