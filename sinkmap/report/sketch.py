"""A sketch map of districts: polygons of degrees drawn as SVG paths, with a scale bar."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sinkmap.report.book import Book
from sinkmap.report.numbers import show
from sinkmap.report.quantity import quantity_of
from sinkmap.report.scale import Scale, nice_step, scale_of
from sinkmap.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

    from sinkmap.indicator import Indicator
    from sinkmap.run import MapContent

__all__ = ["Region", "Sketch", "sketch"]

WIDTH = 440.0
_MARGIN = 10.0
_KM_A_DEGREE = 111.195
"""Kilometres of a degree of latitude on a sphere of 6371 km: enough for a scale bar."""


@dataclass(frozen=True, slots=True)
class Region:
    """One unit on the sketch: outline, colour, and where its name and value stand (pixels)."""

    unit: str
    name: Text
    path: str
    colour: str
    x: float
    y: float
    label: str

    @property
    def tip(self) -> Text:
        """What is said of it when it is pointed at."""
        return Text(f"{self.name.zh}：{self.label}", f"{self.name.en}: {self.label}")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A coloured sketch of one indicator by district."""

    title: Text
    unit: Text | None
    regions: tuple[Region, ...]
    scale: Scale
    bar_km: float
    bar_length: float
    height: float
    width: float = WIDTH

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """Colour and range of each class."""
        return tuple(zip(self.scale.colours, self.scale.labels, strict=True))


@dataclass(frozen=True, slots=True)
class _View:
    """Degrees onto pixels, a degree of longitude shortened by the cosine of the middle latitude."""

    west: float
    north: float
    squeeze: float
    pixels: float

    def place(self, degrees: np.ndarray) -> np.ndarray:
        """(n, 2) longitudes and latitudes to (n, 2) pixels."""
        x = (degrees[:, 0] - self.west) * self.squeeze * self.pixels + _MARGIN
        y = (self.north - degrees[:, 1]) * self.pixels + _MARGIN
        return np.column_stack([x, y])


def sketch(book: Book, indicator: Indicator, content: MapContent) -> Sketch | None:
    """A rate or density in the first partition; None for an amount, which would only show size,
    and where no unit has a value in the report's year."""
    if not book.partitions or not quantity_of(indicator).is_rate:
        return None
    shapes = content.shapes.get(book.partitions[0].id)
    if shapes is None or shapes.empty:
        return None
    return _sketch(book, indicator, shapes)


def _sketch(book: Book, indicator: Indicator, shapes: gpd.GeoDataFrame) -> Sketch | None:
    profile, part = book.profiles(indicator)[0], quantity_of(indicator).value
    units = [str(unit) for unit in shapes["unit_id"]]
    years = book.results.study.years
    every = [book.find(indicator.id, u, y, profile.id) for u in units for y in years]
    values = [f.value for f in every if f is not None and f.value is not None]
    if not any(f.year == book.year and f.value is not None for f in every if f is not None):
        return None
    scale = scale_of(indicator.id, values, part)
    west, south, east, north = (float(v) for v in shapes.total_bounds)
    squeeze = math.cos(math.radians((south + north) / 2.0))
    pixels = (WIDTH - 2 * _MARGIN) / max(1e-9, (east - west) * squeeze)
    view = _View(west, north, squeeze, pixels)
    regions = []
    for unit, outline in zip(units, shapes.geometry, strict=True):
        figure = book.find(indicator.id, unit, book.year, profile.id)
        value = part.of(figure.value) if figure else None
        regions.append(_region(view, outline, (unit, book.unit_name(unit)), scale, value))
    kilometres = nice_step((east - west) * squeeze * _KM_A_DEGREE / 4.0, 1)
    return Sketch(
        indicator.title,
        part.shown_as.unit,
        tuple(regions),
        scale,
        kilometres,
        kilometres / _KM_A_DEGREE * pixels,
        (north - south) * pixels + 2 * _MARGIN,
    )


def _region(
    view: _View,
    outline: shapely.Geometry,
    unit: tuple[str, Text],
    scale: Scale,
    value: float | None,
) -> Region:
    thin = shapely.simplify(outline, 0.7 / view.pixels)
    rings = [
        shapely.get_coordinates(ring)
        for polygon in shapely.get_parts(thin)
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    path = "".join(_ring(view.place(ring)) for ring in rings if len(ring) > 3)
    point = shapely.point_on_surface(thin)
    middle = view.place(shapely.get_coordinates(point))[0]
    label = show(value, scale.shown_as)
    x, y = (float(one) for one in middle)
    return Region(*unit, path, scale.colour(value), x, y, label)


def _ring(pixels: np.ndarray) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in pixels[:-1])
    return f"M{points}Z"
