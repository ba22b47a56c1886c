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
    "Lengths",
    "ParcelShares",
    "RasterAccount",
    "Rows",
    "Sums",
    "Tally",
    "Transition",
    "Within",
    "ZoneAreas",
]


@dataclass(frozen=True, slots=True)
class ClassAreas:
    """Area of each class of a class raster in each unit."""

    layer: str

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return (self.layer,)


@dataclass(frozen=True, slots=True)
class Compartments:
    """Pieces of forest sub-compartments in each unit, with what is stated of them."""

    layer: str = "sub_compartments"

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return (self.layer,)


COMPARTMENT_COLUMNS = ("species", "volume", "age", "harvest", "area_m2")
"""Columns of the pieces in a unit: species id (empty without a stand), growing stock and wood taken
in m³/ha (a year), age in years, m² of the additive measure."""


@dataclass(frozen=True, slots=True)
class Cross:
    """Area of each pair of classes of two class rasters in each unit."""

    layer: str
    by: str

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return (self.layer, self.by)


@dataclass(frozen=True, slots=True)
class Sums:
    """Area-weighted sum and valid area of a value raster in each unit, by the class of another."""

    layer: str
    by: str

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return (self.layer, self.by)


@dataclass(frozen=True, slots=True)
class ParcelShares:
    """Parcel areas by class code and by the zones of derived polygon layers, in each unit."""

    zones: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return ("parcels", *self.zones)


@dataclass(frozen=True, slots=True)
class Transition:
    """Area of each pair of classes of one class raster: in the earlier year, and in this one.

    The earlier year is the last study year before this one that has the layer.
    """

    layer: str

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return (self.layer,)

    @property
    def earlier(self) -> str:
        """Name of the layer in the earlier year among the rasters of an account."""
        return f"{self.layer}@earlier"


@dataclass(frozen=True, slots=True)
class Within:
    """Area of each class of a class raster inside each zone of a polygon layer, in each unit.

    A zone is all features of one text in the layer's ``zone_field``, ground they share counted
    once. Zones that overlap count each for itself.
    """

    layer: str
    zones: str

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return (self.layer, self.zones)


@dataclass(frozen=True, slots=True)
class ZoneAreas:
    """Area of each zone of a polygon layer in each unit; zones as in :class:`Within`."""

    zones: str

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return (self.zones,)


@dataclass(frozen=True, slots=True)
class Lengths:
    """Geodesic length (CGCS2000) of the lines of a layer in each unit, by ``zone_field``.

    Stretches that lines of one zone share count once. What runs along the border of two units of
    a partition counts half in each, so that the units add up to the city.
    """

    lines: str

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return (self.lines,)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a given table that are of a unit and year."""

    table: str

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers it is taken of."""
        return (self.table,)


Tally = (
    ClassAreas
    | Compartments
    | Cross
    | Sums
    | ParcelShares
    | Transition
    | Within
    | ZoneAreas
    | Lengths
    | Rows
)


@dataclass(frozen=True, slots=True)
class RasterAccount:
    """What one tally found in one unit, all in m² of the additive measure.

    ``classes``: class value -> m² (ClassAreas), or (value, value) -> m² (Cross, Transition), or
    (zone, class value) -> m² (Within), or class value -> m² with a valid value (Sums);
    ``total``: class value -> Σ value x m² (Sums only); ``unseen``: m² of the unit, or of its zones
    (Within), where a layer has no data or does not reach; ``unseen_by``: class value of the other
    layer -> m² of it without a valid value (Sums), or pair of values of which one means no data ->
    m² (Cross, Transition), or zone -> m² of it without data (Within); ``extremes``: class value ->
    least and greatest value among the pixels the unit has any share of (Sums only).
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

    @property
    def coverage(self) -> float:
        """Share with data of what was measured; 1 where there was nothing to measure."""
        whole = self.seen + self.unseen
        return self.seen / whole if whole > 0.0 else 1.0

    def area_of(self, *values: Hashable) -> float:
        """m² of these class values together; a value that does not occur has none."""
        return float(sum(self.classes.get(value, 0.0) for value in values))
