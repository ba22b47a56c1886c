"""Ground of the exclusions of a siting book, found in the layers of a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.site_layers import LOW_FOREST, SiteLayers
from sinkmap.control import buffer_frame
from sinkmap.control.records import Buffer, Side
from sinkmap.siting.records import Exclusion, MaskKind
from sinkmap.siting.result import Dropped
from sinkmap.text import Text

__all__ = ["BOUND", "MaskGround", "Masks", "dissolved", "find_masks"]

BOUND = frozenset({"not_low", "off_bank", "off_lake", "not_vacated"})
"""Exclusions that say where a type of work is done at all: without their layer it is nowhere."""

Shapes = NDArray[Any]

_GIVEN = {LOW_FOREST: "sub_compartments"}
"""Layer made here -> the given layer it is made of, which is what a study can add."""


@dataclass(frozen=True, slots=True, eq=False)
class MaskGround:
    """Ground of one exclusion: disjoint polygons, or None where parcels themselves say it."""

    exclusion: Exclusion
    shapes: Shapes | None

    @property
    def outside(self) -> bool:
        """Whether what lies outside the polygons is meant."""
        return self.exclusion.side == "outside"

    def rows(self, parcels: pd.DataFrame, starts: Collection[str]) -> NDArray[np.bool_]:
        """(n,) parcels it speaks of by group or code, those a type starts from spared if told."""
        asked = self.exclusion.where
        if self.exclusion.kind is MaskKind.GROUP:
            hit = parcels["group"].isin(asked).to_numpy()
        elif self.exclusion.kind is MaskKind.CODE:
            hit = parcels["code"].str.endswith(tuple(asked)).to_numpy()
        else:
            hit = np.zeros(len(parcels), dtype=np.bool_)
        spared = parcels["group"].isin(list(starts)).to_numpy()
        return np.asarray(hit & ~spared if self.exclusion.spares_start else hit)


@dataclass(frozen=True, slots=True, eq=False)
class Masks:
    """Exclusions whose ground is known, in their order, and those that cannot be used."""

    grounds: tuple[MaskGround, ...]
    dropped: tuple[Dropped, ...]

    def of_type(self, type_id: str) -> tuple[MaskGround, ...]:
        """Those that hold for a type."""
        return tuple(one for one in self.grounds if one.exclusion.concerns(type_id))


def find_masks(exclusions: Iterable[Exclusion], layers: SiteLayers) -> Masks:
    """Ground of exclusions, each in the order of the book.

    An exclusion none of whose layers the run has is dropped and said; of :data:`BOUND` nothing
    is left then.
    """
    grounds, dropped = [], []
    for one in sorted(exclusions, key=lambda exclusion: exclusion.order):
        if one.kind in (MaskKind.GROUP, MaskKind.CODE):
            grounds.append(MaskGround(one, None))
            continue
        shapes = _shapes(one, layers)
        if shapes is None:
            bound = one.id in BOUND
            dropped.append(Dropped("", one.id, _missing(one, bound=bound)))
            if not bound:
                continue
            shapes = np.empty(0, dtype=object)
        grounds.append(MaskGround(one, shapes))
    return Masks(tuple(grounds), tuple(dropped))


def _shapes(one: Exclusion, layers: SiteLayers) -> Shapes | None:
    if one.kind is MaskKind.SLOPE:
        return layers.steep(one.slope_from, one.slope_to)
    if one.kind is MaskKind.ZONE:
        frames = list(layers.zones(one.where).values())
        return dissolved(frames) if len(frames) != 1 else _polygons(frames[0])
    found = [_features(one, layer, layers) for layer in one.where]
    known = [frame for frame in found if frame is not None]
    return dissolved(known) if known else None


def _features(one: Exclusion, layer: str, layers: SiteLayers) -> gpd.GeoDataFrame | None:
    """Features of a layer the exclusion speaks of, with its distance around them."""
    frame = layers.frame(layer)
    if frame is None:
        return None
    around = Buffer(
        one.id, one.title, layer, one.field, one.words, one.buffer_m, Side.AROUND, False,
        one.title, one.basis.zh,
    )  # fmt: skip
    return buffer_frame({layer: frame}, around, layers.grid.crs)


def dissolved(frames: Sequence[gpd.GeoDataFrame]) -> Shapes | None:
    """Ground of several frames as single polygons that share none; None of no frames."""
    if not frames:
        return None
    shapes = np.concatenate([np.asarray(one.geometry.to_numpy(), dtype=object) for one in frames])
    parts = shapely.get_parts(shapely.union_all(shapes))
    return np.asarray(parts[shapely.get_dimensions(parts) == 2])


def _polygons(frame: gpd.GeoDataFrame) -> Shapes:
    return np.asarray(frame.geometry.to_numpy(), dtype=object)


def _missing(one: Exclusion, *, bound: bool) -> Text:
    names = "、".join(_GIVEN.get(layer, layer) for layer in one.where) or "dem"
    if bound:
        return Text(
            f"该类型没有候选：本次运行没有所需图层（{names}）",
            "the type has no candidates: the run has no layer that says where it is done "
            f"({names.replace('、', ', ')})",
        )
    return Text(
        f"未排除：本次运行没有所需图层（{names}）",
        f"not taken out: the run has no layer it is found in ({names.replace('、', ', ')})",
    )
