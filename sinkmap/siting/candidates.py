"""Candidate sites: what masks leave of the ground a type of work starts from, made into sites."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding
from sinkmap.siting.result import Dropped
from sinkmap.siting.site_merge import (
    in_metres,
    joined,
    near_groups,
    single_parts,
    twice_groups,
    wide_enough,
)

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "CONFLICT_COLUMNS",
    "EXCLUDED_COLUMNS",
    "GROUND",
    "KEPT",
    "SIZE_RULES",
    "SLIVER_M",
    "TWICE_M2",
    "Candidates",
    "GrownSites",
    "SiteSizes",
    "conflict_pairs",
    "grow_sites",
]

SLIVER_M = 1.0
"""Ground that holds no circle this wide is no ground to work on but what cutting leaves, m."""

TWICE_M2 = 1.0
"""Ground two pieces must share to be one whatever their size, m²; less is rounding of borders."""

CONFLICT_M2 = 1.0
"""Ground two candidates must share to be in each other's way, m²; less is rounding of borders."""

EXCLUDED_COLUMNS = ("type_id", "exclusion_id", "order", "removed_m2", "alone_m2")
CONFLICT_COLUMNS = ("site_a", "site_b")

GROUND, KEPT = "ground", "kept"
"""Rows of the exclusion table: ground a type starts from, and what is left as sites."""

SIZE_RULES = ("twice", "large", "narrow", "small")
"""Rows after the masks: ground of several parcels counted once, pieces above the greatest area,
parts below the least width, sites below the least area."""

Shapes = NDArray[Any]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Sites that could be chosen.

    Parameters
    ----------
    sites
        One row each, on the grid's CRS; see :class:`sinkmap.siting.result.Siting`.
    excluded
        :data:`EXCLUDED_COLUMNS`; of each type the rows add up: ground less what every mask and
        rule of size removed is what is kept.
    conflicts
        :data:`CONFLICT_COLUMNS`; pairs of sites of different types that share ground.
    dropped
        Masks and factors whose layer the run lacks.
    findings
        What else a reader must know of them.
    """

    sites: gpd.GeoDataFrame
    excluded: pd.DataFrame
    conflicts: pd.DataFrame
    dropped: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteSizes:
    """What a site must measure: m², m² and m. No greatest area is ``inf``; a width of 0 asks for
    :data:`SLIVER_M`. Neighbours up to ``near_m`` metres apart are one site, as long as that is no
    more than ``merged_m2``; one parcel may be larger."""

    min_m2: float = 0.0
    max_m2: float = np.inf
    min_width_m: float = 0.0
    near_m: float = 0.0
    merged_m2: float = np.inf

    @property
    def most_merged_m2(self) -> float:
        """Area up to which neighbours are merged."""
        return min(self.max_m2, self.merged_m2)


@dataclass(frozen=True, slots=True, eq=False)
class GrownSites:
    """Sites of one type.

    ``shapes``, ``units``, ``area_m2``: (n,) polygons, unit and m² of each; ``ids``: of content;
    ``site_of_piece``: (piece,) row of the site a piece went into, -1 of none; ``removed``: rule
    of :data:`SIZE_RULES` -> m² it took.
    """

    shapes: Shapes
    units: Shapes
    ids: tuple[str, ...]
    area_m2: Floats
    site_of_piece: Rows
    removed: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """Shapes on the way to sites; ``row``: (piece,) shape a piece is in, -1 of none."""

    shapes: Shapes
    units: Shapes
    m2: Floats
    row: Rows

    def without(self, gone: NDArray[np.bool_]) -> tuple[_Stage, float]:
        """The stage less some shapes, and the ground that goes with them in m²."""
        number = np.where(gone, -1, np.cumsum(~gone) - 1)
        row = np.where(self.row >= 0, number[self.row], -1) if len(number) else self.row
        kept = _Stage(self.shapes[~gone], self.units[~gone], self.m2[~gone], row)
        return kept, float(self.m2[gone].sum())

    def merged(
        self, near_m: float, most_m2: float, measure: AreaMeasure, metres: tuple[float, float]
    ) -> tuple[_Stage, float]:
        """Neighbours of a unit as one shape, and what rounding of borders had made twice, m²."""
        if not len(self.shapes):
            return self, 0.0
        plane = in_metres(self.shapes, metres)
        group = near_groups(plane, self.units, self.m2, near_m, most_m2)
        return self._grouped(group, measure)

    def once(self, measure: AreaMeasure) -> tuple[_Stage, float]:
        """Shapes that share ground as one, and what they shared in m²."""
        if not len(self.shapes):
            return self, 0.0
        return self._grouped(twice_groups(self.shapes, measure.polygons, TWICE_M2), measure)

    def _grouped(self, group: Rows, measure: AreaMeasure) -> tuple[_Stage, float]:
        shapes = joined(self.shapes, group)
        first = np.unique(group, return_index=True)[1]
        several = np.bincount(group) > 1
        area = self.m2[first].copy()
        area[several] = measure.polygons(shapes[several])
        row = np.where(self.row >= 0, group[self.row], -1)
        found = _Stage(shapes, self.units[first], area, row)
        return found, float(self.m2.sum() - area.sum())

    def parted(self, pieces: Shapes, measure: AreaMeasure) -> _Stage:
        """Every polygon by itself."""
        parts, of = single_parts(self.shapes)
        if len(parts) == len(self.shapes):
            return _Stage(parts, self.units, self.m2, self.row)
        own = np.flatnonzero(self.row >= 0)
        part, piece = shapely.STRtree(parts).query(
            shapely.point_on_surface(pieces[own]), predicate="intersects"
        )[::-1]
        row = np.full(len(self.row), -1, dtype=np.int64)
        row[own[piece]] = part
        return _Stage(parts, self.units[of], measure.polygons(parts), row)


def grow_sites(
    type_id: str,
    pieces: Shapes,
    units: Sequence[str],
    sizes: SiteSizes,
    measure: AreaMeasure,
    metres: tuple[float, float] = (1.0, 1.0),
) -> GrownSites:
    """Merge pieces of ground into sites.

    The result does not depend on the order of the pieces: they are taken in the order of their
    coordinates.

    Parameters
    ----------
    pieces
        (n,) valid single polygons on the measure's CRS.
    units
        (n,) unit each lies in; a site never reaches over two.
    sizes
        What a site must measure. A part whose widest circle is narrower than the least width is
        left out whole; one that holds such a circle stays whole.
    metres
        Metres of ground for a unit of the CRS, from west to east and from south to north.
    """
    order = _by_content(pieces, units)
    shapes = pieces[order]
    area = measure.polygons(shapes) if len(shapes) else np.empty(0)
    stage = _Stage(
        shapes,
        np.asarray(units, dtype=object)[order],
        area,
        np.arange(len(shapes), dtype=np.int64),
    )
    removed = dict.fromkeys(SIZE_RULES, 0.0)
    stage, removed["twice"] = stage.once(measure)
    stage, removed["large"] = stage.without(stage.m2 > sizes.max_m2)
    stage, twice = stage.merged(0.0, sizes.most_merged_m2, measure, metres)
    removed["twice"] += twice
    stage = stage.parted(shapes, measure)
    wide = wide_enough(in_metres(stage.shapes, metres), max(sizes.min_width_m, SLIVER_M))
    stage, removed["narrow"] = stage.without(~wide)
    stage, twice = stage.merged(sizes.near_m, sizes.most_merged_m2, measure, metres)
    removed["twice"] += twice
    stage, removed["small"] = stage.without(stage.m2 < sizes.min_m2)
    row = np.empty(len(shapes), dtype=np.int64)
    row[order] = stage.row
    ids = tuple(_site_id(type_id, shape) for shape in stage.shapes)
    return GrownSites(stage.shapes, stage.units, ids, stage.m2, row, removed)


def conflict_pairs(sites: gpd.GeoDataFrame, measure: AreaMeasure) -> pd.DataFrame:
    """Pairs of candidates of different types that share more ground than rounding.

    Returns
    -------
    :data:`CONFLICT_COLUMNS`, each pair once with the lesser id first, in order.
    """
    shapes = np.asarray(sites.geometry.to_numpy(), dtype=object)
    ids = sites["site_id"].to_numpy(dtype=object)
    types = sites["type_id"].to_numpy(dtype=object)
    if not len(shapes):
        return pd.DataFrame(columns=list(CONFLICT_COLUMNS))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    asked = (one < other) & (types[one] != types[other])
    one, other = one[asked], other[asked]
    common, of = single_parts(shapely.intersection(shapes[one], shapes[other]))
    met = np.bincount(of, weights=measure.polygons(common), minlength=len(one)) > CONFLICT_M2
    pairs = sorted(
        (min(ids[a], ids[b]), max(ids[a], ids[b]))
        for a, b in zip(one[met], other[met], strict=True)
    )
    return pd.DataFrame(pairs, columns=list(CONFLICT_COLUMNS))


def _by_content(shapes: Shapes, units: Sequence[str]) -> Rows:
    """Order by unit and coordinates, whatever order and start the rings were drawn in."""
    keys: Any = shapely.to_wkb(shapely.normalize(shapes)) if len(shapes) else []
    rows = sorted(range(len(shapes)), key=lambda row: (units[row], keys[row]))
    return np.asarray(rows, dtype=np.int64)


def _site_id(type_id: str, shape: Any) -> str:
    digest = hashlib.sha256(type_id.encode() + shapely.to_wkb(shapely.normalize(shape)))
    return f"{type_id}-{digest.hexdigest()[:10]}"
