"""Parcel overlay: cut parcels by layers of zones so that every share adds up.

Each layer is dissolved before it comes here: its zones do not overlap. Most parcels lie wholly in
or out of every zone and are never cut: cells no border touches settle them, or
``contains_properly``. The others are cut, in all layers at once, by the zone parts they cross. The
register area of a cut parcel is shared out by the geometry share of its pieces, so totals close.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.engine import Progress, silent
from raster_pipeline.steps.border_cells import UNSETTLED, BorderCells
from raster_pipeline.steps.cutting import Overlap, Pieces, Window, blocks, cut
from raster_pipeline.steps.zone_parts import OUTSIDE, Geometries, Rows, ZoneLayer, ZoneParts, Zones
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["OUTSIDE", "ZoneLayer", "overlay"]

_CHUNK = 20_000
_BLOCKS_ACROSS = 32
"""Blocks of parcels along half the shorter side of the measure's bounds."""

Floats = NDArray[np.float64]


def overlay(
    parcels: Geometries,
    layers: Sequence[ZoneLayer],
    measure: AreaMeasure,
    *,
    workers: int = 2,
    progress: Progress = silent,
    disjoint: bool = True,
    shapes: bool = False,
) -> pd.DataFrame:
    """Cut parcels by several zone layers.

    Parameters
    ----------
    parcels
        (n,) valid polygons on the CRS of ``measure``.
    layers
        Zone layers on the same CRS.
    disjoint
        Refuse zones of a layer that overlap by more than 1e-9 of a piece. If overlaps within a
        tolerance were let through before, False shares them out: such ground is in the table once
        for each zone, ``geometry_m2`` shows it, and shares are of the sum of the pieces.
    shapes
        Whether the pieces' polygons are wanted too, as the column ``geometry``.

    Returns
    -------
    One row for each piece: ``parcel`` (row number, ascending), one category column for each layer
    (zone id, empty outside), ``geometry_m2`` (additive measure) and ``share`` (of the parcel, 0 to
    1). The shares of a parcel sum to 1, and its pieces to the area of the whole parcel.

    Raises
    ------
    InputRefusedError
        ``ZONE-OVERLAP`` with the layer and its zones.
    """
    parcels = np.asarray(parcels, dtype=object)
    parts = ZoneParts.of(layers)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        whole = _measured(parcels, measure, pool)
        bounds = np.asarray(shapely.bounds(parcels), dtype=np.float64).reshape(-1, 4)
        zones = _settled(bounds, parts, len(layers), pool)
        border = np.flatnonzero((zones == UNSETTLED).any(axis=1) & np.isfinite(bounds).all(axis=1))
        zones[~np.isfinite(bounds).all(axis=1)] = OUTSIDE
        todo = [
            (border[rows], window) for rows, window in blocks(bounds[border], _block_side(measure))
        ]

        def work(task: tuple[Rows, Window]) -> tuple[Pieces, Floats, list[Overlap]]:
            rows, window = task
            found = _cut_and_measured(rows, parcels, zones, parts, window, whole, measure)
            return found if shapes else (found[0].without_shapes(), *found[1:])

        found: list[tuple[Pieces, Floats, list[Overlap]]] = []
        for block in pool.map(work, todo):
            found.append(block)
            progress("overlay", len(found) / len(todo))
    if disjoint:
        _refuse_overlaps(layers, itertools.chain.from_iterable(each for _, _, each in found))
    cuts = [(pieces, area) for pieces, area, _ in found]
    return _table(layers, zones, border, whole, cuts, parcels if shapes else None)


def _measured(parcels: Geometries, measure: AreaMeasure, pool: ThreadPoolExecutor) -> Floats:
    chunks = [parcels[k : k + _CHUNK] for k in range(0, len(parcels), _CHUNK)]
    return np.concatenate([np.empty(0), *pool.map(measure.polygons, chunks)])


def _settled(bounds: Floats, parts: ZoneParts, layers: int, pool: ThreadPoolExecutor) -> Zones:
    """(parcel, layer) zones of parcels far from every border of a layer, else UNSETTLED."""
    cells = BorderCells.over(bounds)

    def one(layer: int) -> Zones:
        own = parts.layer == layer
        return cells.settled(bounds, parts.geometry[own], parts.zone[own])

    zones = np.empty((len(bounds), layers), dtype=np.int32)
    for layer, column in enumerate(pool.map(one, range(layers))):
        zones[:, layer] = column
    return zones


def _block_side(measure: AreaMeasure) -> float:
    """Side of a block in CRS units: a power of two that depends on the measure's bounds alone."""
    return float(2.0 ** round(math.log2(min(measure.half) / _BLOCKS_ACROSS)))


def _cut_and_measured(
    rows: Rows,
    parcels: Geometries,
    zones: Zones,
    parts: ZoneParts,
    window: Window,
    whole: Floats,
    measure: AreaMeasure,
) -> tuple[Pieces, Floats, list[Overlap]]:
    """Pieces of a block's parcels, and the area of each."""
    pieces, overlaps = cut(parcels[rows], zones[rows], parts, window)
    parcel = rows[pieces.parcel]
    area = whole[parcel].copy()
    several = np.bincount(pieces.parcel, minlength=len(rows))[pieces.parcel] > 1
    area[several] = measure.polygons(pieces.geometry[several])
    return Pieces(parcel, pieces.geometry, pieces.zones), area, overlaps


def _table(
    layers: Sequence[ZoneLayer],
    zones: Zones,
    border: Rows,
    whole: Floats,
    cuts: Sequence[tuple[Pieces, Floats]],
    parcels: Geometries | None,
) -> pd.DataFrame:
    """Whole parcels and pieces as one table in the order of the parcels."""
    alone = np.ones(len(whole), dtype=bool)
    alone[border] = False
    kept = np.flatnonzero(alone)
    parcel = np.concatenate([kept, *(pieces.parcel for pieces, _ in cuts)])
    area = np.concatenate([whole[kept], *(areas for _, areas in cuts)])
    zones = np.concatenate([zones[kept], *(pieces.zones for pieces, _ in cuts)])
    order = np.argsort(parcel, kind="stable")
    parcel, area, zones = parcel[order], area[order], zones[order]
    total = np.bincount(parcel, weights=area, minlength=len(whole))
    share = np.divide(area, total[parcel], out=np.ones_like(area), where=total[parcel] > 0.0)
    closes = total <= whole * (1.0 + 1e-9)
    columns: dict[str, Any] = {"parcel": parcel}
    for place, layer in enumerate(layers):
        columns[layer.name] = _category(layer, zones[:, place])
    columns["geometry_m2"] = np.where(closes[parcel], share * whole[parcel], area)
    columns["share"] = share
    if parcels is not None:
        pieces = [parcels[kept], *(cut.geometry for cut, _ in cuts)]
        columns["geometry"] = np.concatenate(pieces)[order]
    return pd.DataFrame(columns)


def _category(layer: ZoneLayer, zone: Zones) -> pd.Categorical[str]:
    """Zone ids of pieces; zones that carry the same id become one category."""
    code_of_id = {name: code for code, name in enumerate(dict.fromkeys(("", *layer.ids)))}
    code_of_zone = np.array([0, *(code_of_id[name] for name in layer.ids)])
    return pd.Categorical.from_codes(code_of_zone[zone + 1], pd.Index(list(code_of_id)))


def _refuse_overlaps(layers: Sequence[ZoneLayer], overlaps: Iterable[Overlap]) -> None:
    by_layer: dict[int, list[Overlap]] = {}
    for overlap in overlaps:
        by_layer.setdefault(overlap.layer, []).append(overlap)
    findings = [
        Finding(
            "ZONE-OVERLAP",
            Severity.ERROR,
            Text("同一图层的区域互相重叠", "zones of one layer overlap"),
            Text("先融合重叠区域再计算", "dissolve the zones before anything is counted"),
            layer=layers[place].name,
            features=tuple(
                dict.fromkeys(layers[place].ids[zone] for each in found for zone in each.zones)
            ),
            seen=f"{len(found)}",
            wanted="0",
        )
        for place, found in sorted(by_layer.items())
    ]
    if findings:
        raise InputRefusedError(findings)
