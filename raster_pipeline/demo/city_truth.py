"""What is true of the simulated city: counted while it was drawn, not computed by the product.

Layout of ``truth/truth.json``
------------------------------
``grid``             the analysis grid
``parcel_count``     year -> number of parcels
``pixels``           ``class`` (parcel classes under third-survey codes), ``land_cover`` and
                     ``tree_cover`` (rasters as written) -> year -> unit -> value -> pixels, by
                     the pixel-centre rule; units are the six districts and the city ``320400``
``register``         year -> district -> class -> sum of TBMJ in m², third-survey codes
``shares``           year -> class group -> share of the register area, %
``changes``          year -> ``parcels`` changed or new, ``area_m2``, ``encroachments``
``sub_compartments`` district -> species (as written) -> ``area_m2`` (register) and ``volume_m3``
``eco_redline_m2``, ``permanent_farmland_m2``  areas as drawn (plane of the grid; register)
``wetland``          profile ``law`` of 2022: ``total_m2``, ``protected_m2``, ``rate`` (%) by
                     shapely unions on the plane of the grid, with the red line as a form
``shoreline``, ``shoreline_change``  as ``city_lines.city_line_truth`` says
``pattern_m2``       area of each element of the space pattern, plane of the grid
``built_up_m2``, ``park_green_m2``  built-up area, and the parks inside it, plane of the grid
``lands``            contaminated cropland of 2022 by district and class; red line inside the
                     urban boundary (:mod:`raster_pipeline.demo.city_lands`)
``canal_m2``, ``taihu_m2``  zones of the canal and levels of the lake, plane of the grid
``parcels_planted``  median and mean of TBMJ in m², share of parcels under 400 m²
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_forest import city_stands, forest_rows
from raster_pipeline.demo.city_ground import GRID
from raster_pipeline.demo.city_years import YEARS, City
from raster_pipeline.demo.land import LAND
from sinkmap.area import plane_area

__all__ = ["city_truth"]

_CITY = "320400"
_WET = ("0304", "0306", "0402", "1106", "1108")
_LAW = (*_WET, "1101", "1102", "1103", "1104", "1107", "1107A")
_DEFAULT_OFF = ("eco_space", "small_wetland")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "cropland": ("01",),
    "garden": ("02",),
    "forest": ("0301", "0302", "0305", "0307"),
    "grass": ("0404",),
    "wetland_00": _WET,
    "built": ("05", "06", "07", "08", "09"),
    "transport": ("10",),
    "water": ("1101", "1102", "1103", "1104", "1107", "1109"),
    "ponds": ("1104",),
    "other": ("12",),
}

Json = dict[str, Any]


def city_truth(
    city: City,
    counts: Mapping[str, NDArray[np.int64]],
    red: Any,
    protected: gpd.GeoDataFrame,
    farmland: NDArray[np.int64],
) -> Json:
    """Everything of the layout above; ``red`` and the parcels lie in the plane of the grid."""
    alive = city.kind >= 0
    area = city.register_m2[alive[:, 0]]
    return {
        "simulated": True,
        "grid": GRID.to_json(),
        "parcel_count": {str(y): int(alive[:, i].sum()) for i, y in enumerate(YEARS)},
        "pixels": {
            layer: {str(year): _pixels(counts[f"{layer}_{year}"], layer) for year in YEARS}
            for layer in ("class", "land_cover", "tree_cover")
        },
        "register": {str(year): _register(city, step) for step, year in enumerate(YEARS)},
        "shares": {str(year): _shares(city, step) for step, year in enumerate(YEARS)},
        "changes": {str(year): _changes(city, step) for step, year in enumerate(YEARS) if step},
        "sub_compartments": _forest(city),
        "eco_redline_m2": float(plane_area([red])[0]),
        "permanent_farmland_m2": float(city.register_m2[farmland].sum()),
        "wetland": _wetland(city, red, protected),
        "parcels_planted": {
            "median_m2": float(np.median(area)),
            "mean_m2": float(area.mean()),
            "under_400_m2": float((area < 400.0).mean()),
        },
    }


def _pixels(table: NDArray[np.int64], layer: str) -> Json:
    """Unit -> value -> pixels; classes of parcels by code, values of rasters as they are."""
    names = [d.code for d in districts()]
    rows = {**dict(zip(names, table, strict=True)), _CITY: table.sum(axis=0)}

    def word(value: int) -> str:
        return LAND[value].code if layer == "class" and value < len(LAND) else str(value)

    return {
        unit: {word(int(v)): int(row[v]) for v in np.flatnonzero(row)} for unit, row in rows.items()
    }


def _register(city: City, step: int) -> Json:
    result: Json = {}
    for index, district in enumerate(districts()):
        rows = (city.district == index) & (city.kind[:, step] >= 0)
        sums = np.bincount(city.kind[rows, step], city.register_m2[rows], minlength=len(LAND))
        result[district.code] = {
            land.code: round(float(value), 2)
            for land, value in zip(LAND, sums, strict=True)
            if value
        }
    return result


def _forest(city: City) -> Json:
    rows, stands = forest_rows(city), city_stands(city)
    result: Json = {}
    for index, district in enumerate(districts()):
        here = (city.district[rows] == index) & (stands.species != "")
        area = city.register_m2[rows]
        wood = np.nan_to_num(stands.volume) * area / 1e4
        result[district.code] = {
            str(name): {
                "area_m2": round(float(area[here & (stands.species == name)].sum()), 2),
                "volume_m3": round(float(wood[here & (stands.species == name)].sum()), 2),
            }
            for name in sorted(set(stands.species[here]))
        }
    return result


def _shares(city: City, step: int) -> Json:
    rows = city.kind[:, step] >= 0
    sums = np.bincount(city.kind[rows, step], city.register_m2[rows], minlength=len(LAND))
    return {
        group: round(
            100.0
            * sum(v for land, v in zip(LAND, sums, strict=True) if land.code.startswith(starts))
            / float(sums.sum()),
            4,
        )
        for group, starts in _GROUPS.items()
    }


def _changes(city: City, step: int) -> Json:
    now, before = city.kind[:, step], city.kind[:, step - 1]
    born = (before < 0) & (now >= 0)
    turned = (now >= 0) & (before >= 0) & (now != before)
    taken = born & np.r_[np.diff(city.parent) == 0, False]
    return {
        "parcels": int((born | turned).sum()),
        "area_m2": float(city.register_m2[turned | taken].sum()),
        "encroachments": int(taken.sum()),
    }


def _wetland(city: City, red: Any, protected: gpd.GeoDataFrame) -> Json:
    law = [index for index, land in enumerate(LAND) if land.code in _LAW]
    wet = city.shape[np.isin(city.kind[:, 0], law)]
    unpublished = protected["FORM"].eq("wetland_plot") & protected["GBWH"].eq("")
    counted = protected[~protected["FORM"].isin(_DEFAULT_OFF) & ~unpublished].to_crs(GRID.crs)
    cover = shapely.union_all([*counted.geometry, red])
    shapely.prepare(cover)
    inside = shapely.contains_properly(cover, wet)
    crossing = ~inside & shapely.intersects(cover, wet)
    held = plane_area(wet[inside]).sum()
    held += plane_area(shapely.intersection(wet[crossing], cover)).sum()
    total = float(plane_area(wet).sum())
    return {
        "total_m2": total,
        "protected_m2": float(held),
        "rate": round(100.0 * float(held) / total, 4),
    }
