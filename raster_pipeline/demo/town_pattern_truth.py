"""What is true of the town's space pattern, patches and parks, counted from its pixels.

``pattern``       year -> element -> partition -> unit -> ``area``, ``natural``, ``wetland``,
                  ``built`` (without parks): shares
``patches``       year -> partition -> unit -> ``count``, ``largest_m2``, ``squares_m4``,
                  ``natural_m2``, ``edge_m`` (plane length): patches of natural pixels, 8-connected
``homes``         year -> ``whole_m2``, ``ylcs2022``, ``cstj``: residential pixels (0701) of the
                  built-up area, and m² of them within the service radius by 25 points a pixel
``park_green``    partition -> unit -> m² of public parks inside the built-up area
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from raster_pipeline.demo.land import LAND
from raster_pipeline.demo.town_parcels import TownYear
from raster_pipeline.demo.town_pattern import BUILT_UP, ELEMENTS, PARKS
from raster_pipeline.demo.town_plan import GRID
from sinkmap.grid import Window

__all__ = ["pattern_truth"]

_NATURAL = frozenset(
    [
        "0301",
        "0302",
        "0305",
        "0307",
        "0304",
        "0306",
        "0402",
        "1106",
        "1108",
        "0401",
        "0404",
        "1101",
        "1102",
        "1103",
        "1107",
        "1107A",
    ]
)
_WET = frozenset(
    ["0304", "0306", "0402", "1101", "1102", "1103", "1104", "1106", "1107", "1107A", "1108"]
)
_PUBLIC = ("G11", "G12", "G14")
_RADII = {
    "ylcs2022": {"清溪公园": 500, "东门社区公园": 300, "西街口袋公园": 300, "南苑公园": 500},
    "cstj": {"清溪公园": 500, "东门社区公园": 300, "南苑公园": 500},
}
"""Metres each park serves, worked out by hand from the register."""
_POINTS = 5

Json = dict[str, Any]
Mask = NDArray[np.bool_]


def pattern_truth(count: Any, years: list[TownYear]) -> Json:
    """Everything of the layout above; ``count`` counts pixels by unit."""
    return {
        "pattern": {str(town.year): _pattern(count, _codes(town)) for town in years},
        "patches": {str(town.year): _patches(count, _codes(town)) for town in years},
        "homes": {str(town.year): _homes(count, _codes(town)) for town in years},
        "park_green": _green(count),
    }


def _codes(town: TownYear) -> NDArray[Any]:
    return np.array([land.code for land in LAND])[town.kind[town.number]]


def _inside(window: Window) -> Mask:
    mask = np.zeros(GRID.shape, dtype=np.bool_)
    mask[window.slices] = True
    return mask


def _pattern(count: Any, codes: NDArray[Any]) -> Json:
    natural, wet = np.isin(codes, list(_NATURAL)), np.isin(codes, list(_WET))
    built = np.isin(codes, [one.code for one in LAND if _is_built(one.code)])
    places = {name: _inside(window) for _, name, window in ELEMENTS}
    places["all"] = np.any(list(places.values()), axis=0)
    return {
        name: count.by_unit(
            lambda inside, place=place: {
                "area": count.share(inside & place),
                "natural": count.share(inside & place & natural),
                "wetland": count.share(inside & place & wet),
                "built": count.share(inside & place & built),
            }
        )
        for name, place in places.items()
    }


def _is_built(code: str) -> bool:
    """Built land of the third survey, but for parks, rural roads and farm facilities."""
    if code in ("1006", "0810", "0810A"):
        return False
    return code[:2] in ("05", "06", "07", "08", "09", "10") or code in ("1109", "1201", "0603")


def _patches(count: Any, codes: NDArray[Any]) -> Json:
    natural = np.isin(codes, list(_NATURAL))
    labels, number = ndimage.label(natural, np.ones((3, 3)))
    right, down = natural[:, 1:] != natural[:, :-1], natural[1:] != natural[:-1]

    def answer(inside: Mask) -> Json:
        areas = np.bincount(labels[inside], count.pixel_m2[inside], minlength=number + 1)[1:]
        sides = right & inside[:, 1:], right & inside[:, :-1], down & inside[1:], down & inside[:-1]
        return {
            "count": int(np.count_nonzero(areas)),
            "largest_m2": float(areas.max(initial=0.0)),
            "squares_m4": float((areas**2).sum()),
            "natural_m2": float(areas.sum()),
            # A side between two units is half in each.
            "edge_m": sum(int(np.count_nonzero(s)) for s in sides) / 2 * GRID.resolution,
        }

    return dict(count.by_unit(answer))


def _homes(count: Any, codes: NDArray[Any]) -> Json:
    homes = (codes == "0701") & _inside(BUILT_UP)
    rows, cols = np.nonzero(homes)
    step = (np.arange(_POINTS) + 0.5) / _POINTS
    y = rows[:, None, None] + step[None, :, None]
    x = cols[:, None, None] + step[None, None, :]
    weight = count.pixel_m2[homes]
    result: Json = {"whole_m2": float(weight.sum())}
    for profile, radii in _RADII.items():
        served = np.zeros((len(rows), _POINTS, _POINTS), dtype=np.bool_)
        for _, name, _, (col, row, wide, high) in PARKS:
            radius = radii.get(name.split("（")[0], 0) / GRID.resolution
            if radius:
                across = np.maximum(np.maximum(col - x, x - col - wide), 0.0)
                along = np.maximum(np.maximum(row - y, y - row - high), 0.0)
                served |= np.hypot(across, along) <= radius
        result[profile] = float((weight * served.mean(axis=(1, 2))).sum())
    return result


def _green(count: Any) -> Json:
    """Green of the public parks; all lie inside the built-up area and inside one village."""

    def answer(inside: Mask) -> float:
        total = 0.0
        for kind, _, _, (col, row, wide, high) in PARKS:
            middle = int(row + high / 2), int(col + wide / 2)
            if kind in _PUBLIC and inside[middle]:
                total += wide * high * count.pixel_m2[middle]
        return total

    return dict(count.by_unit(answer))
