"""What is true of the town's farmland, lines and wetland in detail, counted in pixels.

Layout of ``lands`` in ``truth/truth.json``; a *share* is as in the other parts
------------------------------------------------------------------------------
``redline_kind``      year -> kind -> partition -> unit -> share
``redline_change``    ``gained``, ``lost`` between 2023 and 2024 -> partition -> unit -> share
``farmland``          year -> partition -> unit -> share of permanent farmland
``farmland_change``   as ``redline_change``
``line_overlap``      year -> pair of layers -> partition -> unit -> share
``safe_use``          year -> class -> ``whole``, ``safe`` -> share of the town, cropland only
``natural_wetland``   year -> ``protected``, ``open`` -> partition -> unit -> share
``candidates``        year -> ``ge8``, ``ge1`` (of 1 ha to 8 ha) -> partition -> unit -> share
``small_wetland``     year -> ``patches``, ``listed`` -> partition -> unit -> share

Wetland is that of the law's classes, for the years whose codes tell aquaculture ponds apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from raster_pipeline.demo.town_lands import (
    RED_LINE_2024,
    SOIL_PLOTS,
    URBAN,
    WETLAND_SURVEY,
    farmland_rows_2024,
)
from raster_pipeline.demo.town_parcels import TownYear
from raster_pipeline.demo.town_plan import GRID
from raster_pipeline.demo.town_zones import PROTECTED, RED_LINE, UNPUBLISHED, farmland_rows
from sinkmap.grid import Window

__all__ = ["lands_truth"]

Mask = NDArray[np.bool_]
Json = dict[str, Any]

_LATE = 2024
_CROPLAND = ("0101", "0102", "0103")
_ALIKE = (
    ("0304",),
    ("0306",),
    ("0402",),
    ("1101",),
    ("1102",),
    ("1103",),
    ("1104",),
    ("1106",),
    ("1107", "1107A"),
    ("1108",),
)
"""Classes of the law's wetland that make patches together."""
_LARGE_M2, _SMALL_M2 = 80_000.0, 10_000.0


def lands_truth(
    years: Iterable[tuple[TownYear, NDArray[Any]]],
    counted: Iterable[str],
    pixel_m2: NDArray[np.float64],
    by_unit: Callable[[Callable[[Mask], Any]], Json],
    share: Callable[[Mask], Json],
) -> Json:
    """Everything of the layout above.

    ``years``: parcels and (y, x) classes of each year; ``counted``: forms of protection that count
    beside the red line; ``by_unit`` and ``share`` count masks by unit and measure them.
    """
    given = list(years)
    first = given[0][0]

    def units(mask: Mask) -> Json:
        return by_unit(lambda inside: share(inside & mask))

    lines = {town.year: _lines(first, town.year) for town, _ in given}
    forms = set(counted)
    areas = [w for form, name, w in PROTECTED if form in forms and name not in UNPUBLISHED]
    covered = {y: _within(areas) | lines[y]["eco_redline"] for y in lines}
    detailed = [(town.year, codes) for town, codes in given if town.year < _LATE]
    early, late = lines[_LATE - 1], lines[_LATE]
    natural = _within(w for kind, _, w in WETLAND_SURVEY if kind == "自然湿地")
    return {
        "redline_kind": {str(y): _kinds(_red(y), units) for y in lines},
        "redline_change": _change(early["eco_redline"], late["eco_redline"], units),
        "farmland": {str(y): units(one["permanent_farmland"]) for y, one in lines.items()},
        "farmland_change": _change(early["permanent_farmland"], late["permanent_farmland"], units),
        "line_overlap": {str(y): _overlaps(one, units) for y, one in lines.items()},
        "safe_use": {str(y): _safe_use(codes, share) for y, codes in detailed},
        "natural_wetland": {
            str(y): {"protected": units(natural & mask), "open": units(natural & ~mask)}
            for y, mask in covered.items()
        },
        "candidates": {str(y): _open(codes, covered[y], pixel_m2, units) for y, codes in detailed},
        "small_wetland": {str(y): _small(codes, pixel_m2, units) for y, codes in detailed},
    }


def _within(windows: Iterable[Window]) -> Mask:
    mask = np.zeros(GRID.shape, dtype=np.bool_)
    for window in windows:
        mask[window.slices] = True
    return mask


def _red(year: int) -> Mapping[str, tuple[str, Window]]:
    return RED_LINE if year < _LATE else RED_LINE_2024


def _lines(first: TownYear, year: int) -> dict[str, Mask]:
    rows = farmland_rows(first) if year < _LATE else farmland_rows_2024(first)
    return {
        "eco_redline": _within(window for _, window in _red(year).values()),
        "permanent_farmland": np.isin(first.number, rows),
        "urban_boundary": _within(URBAN),
    }


def _kinds(line: Mapping[str, tuple[str, Window]], units: Callable[[Mask], Json]) -> Json:
    kinds = sorted({kind for kind, _ in line.values()})
    return {kind: units(_within(w for k, w in line.values() if k == kind)) for kind in kinds}


def _change(before: Mask, after: Mask, units: Callable[[Mask], Json]) -> Json:
    return {"gained": units(after & ~before), "lost": units(before & ~after)}


def _overlaps(lines: Mapping[str, Mask], units: Callable[[Mask], Json]) -> Json:
    names = list(lines)
    return {
        f"{one}_{other}": units(lines[one] & lines[other])
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    }


def _safe_use(codes: NDArray[Any], share: Callable[[Mask], Json]) -> Json:
    cropland = np.isin(codes, _CROPLAND)
    plots = {"strict": "严格管控类", "safe": "安全利用类"}
    return {
        name: {
            "whole": share(cropland & _within(w for k, _, w in SOIL_PLOTS if k == kind)),
            "safe": share(
                cropland & _within(w for k, s, w in SOIL_PLOTS if k == kind and s == "是")
            ),
        }
        for name, kind in plots.items()
    }


def _patches(mask: Mask, pixel_m2: NDArray[np.float64]) -> NDArray[np.float64]:
    """(y, x) area of the patch each pixel of the mask belongs to, edge to edge; 0 outside."""
    number, count = ndimage.label(mask)
    area = ndimage.sum_labels(pixel_m2, number, np.arange(count + 1))
    area[0] = 0.0
    return np.asarray(area[number], dtype=np.float64)


def _open(
    codes: NDArray[Any],
    covered: Mask,
    pixel_m2: NDArray[np.float64],
    units: Callable[[Mask], Json],
) -> Json:
    size = np.zeros(GRID.shape)
    for alike in _ALIKE:
        size += _patches(np.isin(codes, alike) & ~covered, pixel_m2)
    return {
        "ge8": units(size >= _LARGE_M2),
        "ge1": units((size >= _SMALL_M2) & (size < _LARGE_M2)),
    }


def _small(
    codes: NDArray[Any], pixel_m2: NDArray[np.float64], units: Callable[[Mask], Json]
) -> Json:
    size = np.zeros(GRID.shape)
    for alike in _ALIKE:
        size += _patches(np.isin(codes, alike), pixel_m2)
    listed = _within(
        w for form, name, w in PROTECTED if form == "small_wetland" and name not in UNPUBLISHED
    )
    return {
        "patches": units((size > 0.0) & (size < _LARGE_M2)),
        "listed": units((size > 0.0) & listed),
    }
