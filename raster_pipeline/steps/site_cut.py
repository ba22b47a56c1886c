"""Ground of one type of work, cut by its exclusions and by units, and what each took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.overlay import ZoneLayer, overlay
from raster_pipeline.steps.site_masks import MaskGround
from sinkmap.area import AreaMeasure
from sinkmap.siting.candidates import GROUND
from sinkmap.siting.records import RestorationType

__all__ = ["CutGround", "cut_ground", "mask_layer"]

_UNIT = "unit"

Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class CutGround:
    """What masks leave of the ground of a type.

    ``parcel``, ``shapes``, ``units``: (piece,) row of the parcel, single polygon and unit;
    ``ground_m2``; ``removed``: (exclusion, m² in order, m² alone) in the order of the book.
    """

    parcel: NDArray[np.int64]
    shapes: Shapes
    units: Shapes
    ground_m2: float
    removed: tuple[tuple[str, float, float], ...]

    def rows(self, type_id: str) -> list[tuple[str, str, int, float, float]]:
        """Rows of the exclusion table, the ground first."""
        named = enumerate(self.removed, start=1)
        ground = (type_id, GROUND, 0, self.ground_m2, self.ground_m2)
        return [ground, *((type_id, name, k, m2, alone) for k, (name, m2, alone) in named)]


def mask_layer(name: str, shapes: Shapes) -> ZoneLayer:
    """Polygons as one zone, in the order of their coordinates."""
    keys: Any = shapely.to_wkb(shapes) if len(shapes) else []
    order = sorted(range(len(shapes)), key=lambda row: keys[row])
    return ZoneLayer(name, ("in",) * len(shapes), shapes[order])


def cut_ground(
    parcels: gpd.GeoDataFrame,
    kind: RestorationType,
    masks: Sequence[MaskGround],
    units: ZoneLayer,
    measure: AreaMeasure,
    *,
    workers: int = 2,
) -> CutGround:
    """Take the ground of exclusions out of parcels; what lies in no unit is no ground at all.

    Parameters
    ----------
    parcels
        Ground the type starts from.
    masks
        Exclusions that take ground out, in the order of the book.
    units
        Units that sites keep to, on the measure's CRS; its zones share no ground.
    """
    shapes = np.asarray(parcels.geometry.to_numpy(), dtype=object)
    drawn = [one for one in masks if one.shapes is not None and len(one.shapes)]
    layers = [mask_layer(one.exclusion.id, one.shapes) for one in drawn]  # type: ignore[arg-type]
    by_unit = ZoneLayer(_UNIT, units.ids, units.geometries)
    # What several features of a mask cover was dissolved; rounding of borders is shared out.
    pieces = overlay(
        shapes, [by_unit, *layers], measure, workers=workers, disjoint=False, shapes=True
    )
    pieces = pieces[pieces[_UNIT].astype(str) != ""].reset_index(drop=True)
    area = pieces["geometry_m2"].to_numpy()
    parcel = pieces["parcel"].to_numpy()
    taken = np.zeros(len(pieces), dtype=np.bool_)
    removed = []
    for one in masks:
        hit = _hit(one, pieces, parcel, parcels, kind)
        removed.append((one.exclusion.id, float(area[hit & ~taken].sum()), float(area[hit].sum())))
        taken |= hit
    parts, of = shapely.get_parts(pieces["geometry"].to_numpy()[~taken], return_index=True)
    left = np.flatnonzero(~taken)[of]
    return CutGround(
        parcel[left],
        np.asarray(parts, dtype=object),
        pieces[_UNIT].astype(str).to_numpy(dtype=object)[left],
        float(area.sum()),
        tuple(removed),
    )


def _hit(
    mask: MaskGround,
    pieces: pd.DataFrame,
    parcel: NDArray[np.int64],
    parcels: gpd.GeoDataFrame,
    kind: RestorationType,
) -> NDArray[np.bool_]:
    """(piece,) whether a mask takes it."""
    if mask.shapes is None:
        return mask.rows(parcels, kind.from_groups)[parcel]
    name = mask.exclusion.id
    inside = (
        (pieces[name].astype(str) != "").to_numpy()
        if name in pieces
        else np.zeros(len(pieces), dtype=np.bool_)
    )
    spared = np.zeros(len(pieces), dtype=np.bool_)
    if mask.exclusion.spares_start:
        spared = parcels["group"].isin(list(kind.from_groups)).to_numpy()[parcel]
    return np.asarray((inside ^ mask.outside) & ~spared)
