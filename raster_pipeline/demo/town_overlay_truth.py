"""Truth of the layers laid over the invented town: counted from the pixels they were drawn on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.demo.land import LAND
from raster_pipeline.demo.town_overlays import (
    CANAL,
    CORRIDORS,
    GROUNDWATER,
    PANELS,
    PLAN,
    PLOTS,
    TAIHU,
    VACATED,
    Rows,
)
from raster_pipeline.demo.town_parcels import COUNTY, TownYear
from raster_pipeline.demo.town_plan import GRID, VILLAGES
from raster_pipeline.demo.town_zones import RED_LINE, farmland_rows
from sinkmap.grid import Window

__all__ = ["write_overlay_truth"]

Json = dict[str, Any]

_USES = {
    "07": "residential",
    "08": "public",
    "10": "industry",
    "14": "green",
    "16": "reserved",
    "01": "cropland",
    "": "none",
}
_STATES = {"列入": "listed", "风险": "controlled", "疑似": "suspected", "移出": "cleared"}
_POND = ("1104", "1104A", "1104K")
_CROP = ("0101", "0102", "0103")
_BUILT = (
    "05H1", "0508", "0601", "0602", "0701", "0702", "08H1", "08H2", "08H2A", "0809", "09",
    "1001", "1003", "1004", "1005", "1008", "1109",
)  # fmt: skip
_CONSTRUCTION = (*_BUILT, "0810", "0810A", "1201")


def write_overlay_truth(
    folder: Path, years: Sequence[TownYear], pixel_m2: NDArray[np.float64]
) -> None:
    """Write ``truth/overlays.json``; ``pixel_m2``: (y, x) area of the grid's pixels."""
    text = json.dumps(_truth(years, pixel_m2), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth/overlays.json").write_text(text + "\n", encoding="utf-8")


def _truth(years: Sequence[TownYear], pixel_m2: NDArray[np.float64]) -> dict[str, dict[str, Json]]:
    """Year -> figure -> unit (the town and its villages) -> item -> m², counted from pixels."""
    first, found = years[0], {}
    use, state = _names(PLAN), _names(PLOTS)
    masks = _Masks(pixel_m2)
    redline = np.any([_inside(w) for _, w in RED_LINE.values()], axis=0)
    farmland = np.isin(first.number, farmland_rows(first))
    panels = _any(PANELS)
    unclean = (state != "") & (state != "移出名录")
    vacated = _any(VACATED)
    green, open_plan = np.isin(use, ("1401", "0101")), np.isin(use, ("16", ""))
    before: NDArray[np.bool_] | None = None
    for town in years:
        codes = np.array([land.code for land in LAND])[town.kind[town.number]]
        built, made = np.isin(codes, _BUILT), np.isin(codes, _CONSTRUCTION)
        kinds = {"ventilation": _inside(CORRIDORS[0][1]), "ecological": _inside(CORRIDORS[1][1])}
        found[str(town.year)] = {
            "contaminated_use": masks.crossed(PLOTS, _STATES, use),
            "groundwater_use": masks.crossed(
                GROUNDWATER,
                {"保护": "protection", "一级": "control_first", "一般": "general"},
                use,
            ),
            "photovoltaics": masks.units(
                {
                    "pond": panels & np.isin(codes, _POND),
                    "cropland": panels & np.isin(codes, _CROP),
                    "total": panels,
                    "redline": panels & redline,
                    "farmland": panels & farmland,
                }
            ),
            "vacated": masks.units(
                {
                    "unclean": vacated & unclean,
                    "green": vacated & ~unclean & green,
                    "undecided": vacated & ~unclean & open_plan,
                    "building": vacated & ~unclean & ~green & ~open_plan,
                }
            ),
            "corridor_area": masks.units(kinds),
            "corridor_built": masks.units({k: m & built for k, m in kinds.items()}),
            "corridor_construction": masks.units({k: m & made for k, m in kinds.items()}),
            "canal": masks.units(_ordered(CANAL, ("built_up", "riverside", "other"))),
            "taihu": masks.units(_ordered(TAIHU, ("first", "second", "third"))),
        }
        if before is not None:
            new = built & ~before
            found[str(town.year)]["corridor_new"] = masks.units(
                {k: m & new for k, m in kinds.items()}
            )
        before = built
    return found


class _Masks:
    """m² of masks in the town and its villages."""

    def __init__(self, pixel_m2: NDArray[np.float64]) -> None:
        self._m2 = pixel_m2
        villages = {code: _inside(window) for code, (_, window) in VILLAGES.items()}
        self._units = {COUNTY: np.ones(GRID.shape, dtype=np.bool_), **villages}

    def units(self, masks: Mapping[str, NDArray[np.bool_]]) -> Json:
        return {
            unit: {item: float(self._m2[inside & mask].sum()) for item, mask in masks.items()}
            for unit, inside in self._units.items()
        }

    def crossed(self, rows: Rows, names: Mapping[str, str], use: NDArray[Any]) -> Json:
        planned = {item: np.char.startswith(use, code) for code, item in _USES.items() if code}
        planned["none"] = use == ""
        return self.units(
            {
                f"{names[name[:2]]}_{item}": _inside(window) & mask
                for name, window in rows
                for item, mask in planned.items()
            }
        )


def _inside(window: Window) -> NDArray[np.bool_]:
    mask = np.zeros(GRID.shape, dtype=np.bool_)
    mask[window.slices] = True
    return mask


def _any(rows: Rows) -> NDArray[np.bool_]:
    return np.asarray(np.any([_inside(window) for _, window in rows], axis=0))


def _names(rows: Rows) -> NDArray[Any]:
    """(y, x) name of the row a pixel is in; rows do not overlap."""
    names = np.full(GRID.shape, "", dtype="U12")
    for name, window in rows:
        names[window.slices] = name
    return names


def _ordered(rows: Rows, items: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
    """Ground of each row less that of the rows before it."""
    left, found = np.ones(GRID.shape, dtype=np.bool_), {}
    for item, (_, window) in zip(items, rows, strict=True):
        found[item] = left & _inside(window)
        left = left & ~_inside(window)
    return found
