"""A scene: one product of one tile and date, described by its files and how to read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.io.scene.bands import BAND_NAMES

__all__ = ["BandFile", "BandSource", "MaskSource", "Observation", "Scene", "observations"]

Driver = Literal["GTiff", "JP2OpenJPEG"]


@dataclass(frozen=True, slots=True)
class BandFile:
    """One file of pixels: its path as GDAL takes it, the one driver that may open it.

    ``url`` is the address of a remote file, empty for one on disk. ``name`` is what findings call
    the file.
    """

    path: str
    driver: Driver
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class BandSource:
    """One band: reflectance = stored x ``scale`` + ``offset``, applied once, when it is read.

    ``index`` counts from 1. ``invalid`` are stored numbers that are no measurement (no data,
    saturated).
    """

    file: BandFile
    index: int
    scale: float
    offset: float
    invalid: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class MaskSource:
    """One mask: ``states`` (65536,) uint8 gives the :class:`Seen` state of every stored number."""

    file: BandFile
    index: int
    states: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One product.

    Parameters
    ----------
    id
        Name of the product.
    sensor
        ``sentinel-2``, ``landsat-8`` …, or what a GeoTIFF is declared to be.
    date
        Day of acquisition, UTC.
    tile
        Tile (``T50RQV``) or path and row (``119038``); empty if there is none.
    bands
        Common name -> where it is and how it is read.
    masks
        The first gives the state, the others only add defects; none: clear where observed.
    crs
        EPSG code or WKT of the pixels.
    baseline, produced
        Version of the processing, and when it was done (ISO text that sorts).
    cloud_share
        Share of cloud the producer states, 0 to 1; None if unknown.
    stated_crs
        CRS the metadata state, empty if none.
    file
        What findings call the product.
    """

    id: str
    sensor: str
    date: date
    tile: str
    bands: Mapping[str, BandSource]
    masks: tuple[MaskSource, ...]
    crs: str
    baseline: str = ""
    produced: str = ""
    cloud_share: float | None = None
    stated_crs: str = ""
    file: str = field(default="")

    def __post_init__(self) -> None:
        unknown = sorted(set(self.bands) - set(BAND_NAMES))
        if unknown or not self.bands:
            raise ValueError(f"scene {self.id}: unknown bands {unknown}, or none")
        if self.cloud_share is not None and not 0.0 <= self.cloud_share <= 1.0:
            raise ValueError(f"scene {self.id}: a cloud share of {self.cloud_share}")
        object.__setattr__(self, "bands", MappingProxyType(dict(self.bands)))

    @property
    def order(self) -> tuple[str, str, str, str]:
        """What scenes are sorted by: date, sensor, tile, id."""
        return (self.date.isoformat(), self.sensor, self.tile, self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """Scenes of one sensor and date: one look at the ground, by tile."""

    date: date
    sensor: str
    scenes: tuple[Scene, ...]


def observations(scenes: Iterable[Scene]) -> Sequence[Observation]:
    """Scenes joined by date and sensor, by date; within one by tile, then id.

    Where tiles overlap the first scene that saw the ground clearly is taken, so this order is
    part of the result.
    """
    ordered = sorted(scenes, key=lambda scene: scene.order)
    return tuple(
        Observation(day, sensor, tuple(group))
        for (day, sensor), group in groupby(ordered, key=lambda s: (s.date, s.sensor))
    )
