"""Tallies: what is measured of a layer in every statistical unit, and what one of them found."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "COMPARTMENT_COLUMNS",
    "ClassAreas",
    "Compartments",
    "Cross",
    "ParcelShares",
    "RasterAccount",
    "Sums",
    "Tally",
    "Transition",
]


@dataclass(frozen=True, slots=True)
class ClassAreas:
    """Area of each class of a class raster in each unit."""

    layer: str


@dataclass(frozen=True, slots=True)
class Compartments:
    """Pieces of forest sub-compartments in each unit, with what is stated of them."""

    layer: str = "sub_compartments"


COMPARTMENT_COLUMNS = ("species", "volume", "age", "harvest", "area_m2")
"""Columns of the pieces in a unit: species id (empty without a stand), growing stock and wood taken
in m³/ha (a year), age in years, m² of the additive measure."""


@dataclass(frozen=True, slots=True)
class Cross:
    """Area of each pair of classes of two class rasters in each unit."""

    layer: str
    by: str


@dataclass(frozen=True, slots=True)
class Sums:
    """Area-weighted sum and valid area of a value raster in each unit, by the class of another."""

    layer: str
    by: str


@dataclass(frozen=True, slots=True)
class ParcelShares:
    """Parcel areas by class code and by the zones of derived polygon layers, in each unit."""

    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transition:
    """Area of each pair of classes of one class raster: in the earlier year, and in this one.

    The earlier year is the last study year before this one that has the layer.
    """

    layer: str

    @property
    def earlier(self) -> str:
        """Name of the layer in the earlier year among the rasters of an account."""
        return f"{self.layer}@earlier"


Tally = ClassAreas | Compartments | Cross | Sums | ParcelShares | Transition


@dataclass(frozen=True, slots=True)
class RasterAccount:
    """What one tally found in one unit, all in m² of the additive measure.

    ``classes``: class value -> m² (ClassAreas), or (value, value) -> m² (Cross, Transition), or
    class value -> m² with a valid value (Sums); ``total``: class value -> Σ value x m² (Sums only);
    ``unseen``: m² of the unit where a layer has no data or does not reach; ``unseen_by``: class
    value of the other layer -> m² of it without a valid value (Sums), or pair of values of which
    one means no data -> m² (Cross, Transition); ``extremes``: class value -> least and greatest
    value among the pixels the unit has any share of (Sums only).
    """

    classes: Mapping[Any, float]
    unseen: float
    total: Mapping[int, float] = field(default_factory=dict)
    unseen_by: Mapping[Any, float] = field(default_factory=dict)
    extremes: Mapping[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def seen(self) -> float:
        """m² of the unit with data."""
        return float(sum(self.classes.values()))

    def area_of(self, *values: Hashable) -> float:
        """m² of these class values together; a value that does not occur has none."""
        return float(sum(self.classes.get(value, 0.0) for value in values))
