"""What is true of the invented town, counted from the pixels it was drawn with.

Nothing here calls the science or the accounting of the product: areas are numbers of pixels,
weighted by the areal scale of the projection as PROJ states it (``pyproj.Proj.get_factors``).

Layout of ``truth/truth.json``
------------------------------
``grid``            the analysis grid
``parcel_count``    year -> number of parcels
``units``           partition -> unit -> share of the whole unit
``parcels``         year -> partition -> unit -> third-survey class -> share
``land_cover``      year -> partition -> unit -> WorldCover class -> share (raster as planted)
``tree_cover``      year -> partition -> unit -> tree-mask value -> share (raster as planted)
``stands``          year -> partition -> unit -> ``outline`` and ``trees`` of stands of arbor and
                    bamboo (8-connected, closed by 3 x 3, holes under 666.67 m² filled, at least
                    666.67 m²): share of the outline, and of the tree pixels in it
``register``        year -> village -> class -> sum of TBDLMJ in m²; class ``1203`` holds the
                    ridges deducted (KCMJ); 2024 under its third-survey classes
``wetland``         year -> profile (``sd8``, ``law``, ``stat_js``, ``gbt21010``) -> partition ->
                    unit -> ``total``; ``protected`` (by the forms on by default in the protected
                    areas); ``protected_with_red_line`` (red line joined to them);
                    ``naive_sum`` (areas of the same forms added up without dissolving);
                    ``by_form`` (exclusive, each pixel to its first form in the fixed order)
``eco_redline``, ``permanent_farmland``  partition -> unit -> share, the line as it was in 2022
``soil_carbon``     partition -> unit -> ``mean`` (t C/ha over covered pixels), ``stock`` (t C),
                    ``covered`` share
``sub_compartments``  partition -> unit -> species (as written) -> ``area_m2`` (ellipsoidal) and
                    ``volume_m3`` of growing stock (0 where none is measured)
``balance``         "2022-2023" -> class -> ``opening, decrease, increase, closing`` in pixels
``pattern, patches, homes, park_green``, ``lands``  see ``town_pattern_truth``, ``town_lands_truth``
``projects``        year -> project number -> WorldCover class -> share (footprint, as planted)
``turns``           "2022-2023" -> "before>after" class -> pixels that changed
``tree_cases``      name -> list of [first row, first column, rows, columns]
``shoreline``, ``shoreline_change``, ``shelterbelt``  as ``town_lines.line_truth`` says

Classes of 2024 are those drawn, before the codes of 2023 join 1104, 1104A and 1104K in 1704.

A *share* is ``{"pixels": n, "plain_m2": n x 100, "area_m2": ellipsoidal area}``. The city is
partition ``city``, unit ``320499``.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from raster_pipeline.demo.land import LAND
from raster_pipeline.demo.pixel_area import pixel_area
from raster_pipeline.demo.town_forest import forest_rows, town_stands
from raster_pipeline.demo.town_lands import RED_LINE_2024
from raster_pipeline.demo.town_lands_truth import lands_truth
from raster_pipeline.demo.town_parcels import COUNTY, YEARS, TownYear, parcel_table
from raster_pipeline.demo.town_pattern_truth import pattern_truth
from raster_pipeline.demo.town_plan import CONTROL_UNITS, GRID, VILLAGES, ZONE
from raster_pipeline.demo.town_projects import project_cover
from raster_pipeline.demo.town_rasters import TREE_CASES
from raster_pipeline.demo.town_zones import PROTECTED, RED_LINE, UNPUBLISHED, farmland_rows
from sinkmap.grid import Window

__all__ = ["pixel_area", "town_truth"]

_STAND_M2 = 2000.0 / 3.0
_LAW = ["0304", "0306", "0402", "1101", "1102", "1103", "1104", "1106", "1107", "1107A", "1108"]
_POND = ["1104A", "1104K"]
PROFILES = {
    "sd8": ["0304", "0306", "0402", "1106", "1108"],
    "law": _LAW,
    "stat_js": _LAW + _POND,
    "gbt21010": [*_LAW, *_POND, "0101"],
}
FORM_ORDER = (
    "nr",
    "npk_wetland",
    "imp_wetland",
    "wetland_plot",
    "fish_reserve",
    "water_source",
    "eco_redline",
)
"""Protection forms that count by default, in the order a pixel is credited to them."""

Json = dict[str, Any]


def town_truth(years: list[tuple[TownYear, Any, Any]], soil: NDArray[np.float32]) -> Json:
    """Everything of the layout above.

    Parameters
    ----------
    years
        For each year the parcels, the (y, x) tree mask and the (y, x) land cover.
    soil
        (y, x) soil carbon on the grid of five pixels a side.
    """
    count = _Counter()
    first = years[0][0]
    return {
        "simulated": True,
        "grid": GRID.to_json(),
        "pixel_m2": GRID.resolution**2,
        "parcel_count": {str(town.year): len(town.kind) for town, _, _ in years},
        "units": count.by_unit(count.share),
        "parcels": {str(t.year): count.classes(_codes(t)) for t, _, _ in years},
        "land_cover": {str(t.year): count.classes(cover.astype(str)) for t, _, cover in years},
        "tree_cover": {str(t.year): count.classes(mask.astype(str)) for t, mask, _ in years},
        "stands": {str(t.year): _stands(count, mask) for t, mask, _ in years},
        "register": {str(t.year): _register(t) for t, _, _ in years},
        "wetland": {str(t.year): _wetland(count, _codes(t), t.year) for t, _, _ in years},
        "eco_redline": count.by_unit(lambda inside: count.share(inside & _red_line(first.year))),
        "permanent_farmland": count.by_unit(
            lambda inside: count.share(inside & np.isin(first.number, farmland_rows(first)))
        ),
        "soil_carbon": _soil(count, soil),
        "lands": lands_truth(
            [(t, _codes(t)) for t, _, _ in years],
            FORM_ORDER,
            count.pixel_m2,
            count.by_unit,
            count.share,
        ),
        "sub_compartments": _forest(count, first),
        "balance": {
            f"{a[0].year}-{b[0].year}": _balance(_codes(a[0]), _codes(b[0]))
            for a, b in pairwise(years)
        },
        **pattern_truth(count, [town for town, _, _ in years]),
        "projects": {str(t.year): project_cover(cover, count.share) for t, _, cover in years},
        "turns": {
            f"{a[0].year}-{b[0].year}": _turns(_codes(a[0]), _codes(b[0]))
            for a, b in pairwise(years)
        },
        "tree_cases": {name: [list(p) for p in pieces] for name, pieces in TREE_CASES.items()},
    }


class _Counter:
    """Counts pixels of masks by unit of every partition."""

    def __init__(self) -> None:
        self.pixel_m2 = pixel_area(GRID)
        villages = {code: _inside(w) for code, (_, w) in VILLAGES.items()}
        zone = _inside(ZONE[2])
        carved = {code: inside & ~zone for code, inside in villages.items()}
        self.units: dict[str, dict[str, NDArray[np.bool_]]] = {
            "city": {COUNTY: np.ones(GRID.shape, dtype=np.bool_)},
            "village": villages,
            "village_kfq": {**carved, ZONE[0]: zone},
            "control_unit": {code: _inside(w) for code, (_, w) in CONTROL_UNITS.items()},
        }

    def share(self, mask: NDArray[np.bool_]) -> Json:
        pixels = int(np.count_nonzero(mask))
        return {
            "pixels": pixels,
            "plain_m2": pixels * GRID.resolution**2,
            "area_m2": float(self.pixel_m2[mask].sum()),
        }

    def by_unit(self, answer: Any) -> Json:
        return {
            partition: {code: answer(inside) for code, inside in units.items()}
            for partition, units in self.units.items()
        }

    def classes(self, codes: NDArray[Any]) -> Json:
        names, index = np.unique(codes, return_inverse=True)
        index = index.reshape(codes.shape)

        def answer(inside: NDArray[np.bool_]) -> Json:
            pixels = np.bincount(index[inside], minlength=len(names))
            area = np.bincount(index[inside], self.pixel_m2[inside], minlength=len(names))
            return {
                str(name): {
                    "pixels": int(n),
                    "plain_m2": int(n) * GRID.resolution**2,
                    "area_m2": float(a),
                }
                for name, n, a in zip(names, pixels, area, strict=True)
                if n
            }

        return self.by_unit(answer)


def _inside(window: Window) -> NDArray[np.bool_]:
    mask = np.zeros(GRID.shape, dtype=np.bool_)
    mask[window.slices] = True
    return mask


def _codes(town: TownYear) -> NDArray[Any]:
    return np.array([land.code for land in LAND])[town.kind[town.number]]


def _red_line(year: int) -> NDArray[np.bool_]:
    line = RED_LINE if year < YEARS[-1] else RED_LINE_2024
    inside = np.array([_inside(window) for _, window in line.values()])
    return np.asarray(inside.any(axis=0))


def _stands(count: _Counter, mask: NDArray[np.uint8]) -> Json:
    trees = np.isin(mask, (1, 2))
    edge = np.pad(trees, 1)
    closed = ndimage.binary_closing(edge, np.ones((3, 3)))[1:-1, 1:-1] | trees
    holes, n_holes = ndimage.label(~closed)
    small = ndimage.sum_labels(count.pixel_m2, holes, np.arange(n_holes + 1)) < _STAND_M2
    on_edge = np.unique(np.concatenate([holes[0], holes[-1], holes[:, 0], holes[:, -1]]))
    small[on_edge] = False
    small[0] = False
    filled = closed | small[holes]
    groups, n_groups = ndimage.label(filled, np.ones((3, 3)))
    numbers = np.arange(n_groups + 1)
    size = ndimage.sum_labels(count.pixel_m2, groups, numbers)
    density = ndimage.sum_labels(count.pixel_m2 * trees, groups, numbers) / np.maximum(size, 1.0)
    stand = (size >= _STAND_M2) & (density >= 0.20)
    stand[0] = False
    outline = stand[groups]
    return count.by_unit(
        lambda inside: {
            "outline": count.share(inside & outline),
            "trees": count.share(inside & outline & trees),
        }
    )


def _register(town: TownYear) -> Json:
    table: gpd.GeoDataFrame = parcel_table(town)
    table["code"] = [LAND[k].code for k in town.kind]
    table["unit"] = [list(VILLAGES)[v] for v in town.village]
    result: Json = {}
    for unit, rows in table.groupby("unit"):
        sums = rows.groupby("code")["TBDLMJ"].sum().to_dict()
        sums["1203"] = float(rows["KCMJ"].sum())
        result[str(unit)] = {code: float(np.round(value, 2)) for code, value in sums.items()}
    return result


def _wetland(count: _Counter, codes: NDArray[Any], year: int) -> Json:
    layers = [
        (form, _inside(window))
        for form, name, window in PROTECTED
        if form in FORM_ORDER and name not in UNPUBLISHED
    ]
    by_form = {form: np.zeros(GRID.shape, dtype=np.bool_) for form in FORM_ORDER}
    for form, inside in layers:
        by_form[form] |= inside
    areas = np.any([inside for _, inside in layers], axis=0)
    by_form["eco_redline"] = _red_line(year)

    def answer(wet: NDArray[np.bool_]) -> Json:
        left, exclusive = wet.copy(), {}
        for form in FORM_ORDER:
            exclusive[form] = count.share(left & by_form[form])
            left &= ~by_form[form]
        return {
            "total": count.share(wet),
            "protected": count.share(wet & areas),
            "protected_with_red_line": count.share(wet & (areas | by_form["eco_redline"])),
            "naive_sum_m2": float(sum(count.pixel_m2[wet & inside].sum() for _, inside in layers)),
            "by_form": exclusive,
        }

    result: Json = {}
    for profile, members in PROFILES.items():
        wet = np.isin(codes, members)
        result[profile] = {
            partition: {code: answer(inside & wet) for code, inside in units.items()}
            for partition, units in count.units.items()
        }
    return result


def _soil(count: _Counter, soil: NDArray[np.float32]) -> Json:
    value = np.kron(soil.astype(np.float64), np.ones((5, 5)))
    seen = value != -9999.0

    def answer(inside: NDArray[np.bool_]) -> Json:
        mask = inside & seen
        stock = float((value[mask] * count.pixel_m2[mask]).sum() / 1e4)
        area = float(count.pixel_m2[mask].sum())
        return {"mean": stock / area * 1e4, "stock": stock, "covered": count.share(mask)}

    return count.by_unit(answer)


def _forest(count: _Counter, town: TownYear) -> Json:
    stands, rows = town_stands(town), forest_rows(town)
    species = np.full(len(town.kind), "-", dtype=object)
    species[rows] = stands.species
    volume = np.zeros(len(town.kind))
    volume[rows] = np.nan_to_num(stands.volume)
    cubic_metres = volume[town.number] * count.pixel_m2 / 1e4
    grown = species[town.number].astype(str)
    names = [name for name in np.unique(grown) if name not in {"", "-"}]

    def answer(inside: NDArray[np.bool_]) -> Json:
        return {
            str(name): {
                "area_m2": float(count.pixel_m2[inside & (grown == name)].sum()),
                "volume_m3": float(cubic_metres[inside & (grown == name)].sum()),
            }
            for name in names
        }

    return count.by_unit(answer)


def _balance(before: NDArray[Any], after: NDArray[Any]) -> Json:
    moved = before != after
    return {
        str(code): {
            "opening": int(np.count_nonzero(before == code)),
            "decrease": int(np.count_nonzero((before == code) & moved)),
            "increase": int(np.count_nonzero((after == code) & moved)),
            "closing": int(np.count_nonzero(after == code)),
        }
        for code in np.union1d(before, after)
    }


def _turns(before: NDArray[Any], after: NDArray[Any]) -> Json:
    moved = before != after
    pairs = np.char.add(np.char.add(before[moved], ">"), after[moved])
    names, counts = np.unique(pairs, return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))
