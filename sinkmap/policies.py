"""Decisions of a study that are the user's to make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sinkmap.plan import Reader

__all__ = [
    "CoverChange",
    "EmptyGeometry",
    "InvalidGeometry",
    "ParcelArea",
    "Policies",
    "parse_policies",
]


class InvalidGeometry(StrEnum):
    """What to do with polygons that break the rules of simple features."""

    REFUSE = "refuse"
    LINEWORK = "make_valid_linework"
    STRUCTURE = "make_valid_structure"


class EmptyGeometry(StrEnum):
    """What to do with features without, or with the same, geometry."""

    REFUSE = "refuse"
    DROP = "drop"


class ParcelArea(StrEnum):
    """Which area a parcel counts with: its register area shared out, or its geometry's."""

    REGISTER = "register"
    GEOMETRY = "geometry"


class CoverChange(StrEnum):
    """Which land cover is judged for change by rule, patch by patch: interpreted, or any."""

    INTERPRETED = "interpreted"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Policies:
    """Decisions that are the user's to make, each with its default.

    ``coverage_min``: share of a unit that must be seen for a figure to have a value;
    ``pixels_min``: number of source pixels a unit must hold for the same.
    """

    invalid_geometry: InvalidGeometry = InvalidGeometry.REFUSE
    empty_geometry: EmptyGeometry = EmptyGeometry.REFUSE
    duplicate_geometry: EmptyGeometry = EmptyGeometry.REFUSE
    overlap_tolerance_m2: float = 1.0
    coverage_min: float = 0.98
    pixels_min: float = 100.0
    closure_tolerance: float = 1e-9
    area_tolerance: float = 0.005
    parcel_area: ParcelArea = ParcelArea.REGISTER
    cover_change: CoverChange = CoverChange.INTERPRETED


def parse_policies(row: Reader) -> Policies:
    """The policies of a plan's ``[policies]``; faults go to the reader."""
    default = Policies()
    return Policies(
        row.choice("invalid_geometry", InvalidGeometry, default.invalid_geometry),
        row.choice("empty_geometry", EmptyGeometry, default.empty_geometry),
        row.choice("duplicate_geometry", EmptyGeometry, default.duplicate_geometry),
        row.number("overlap_tolerance_m2", default.overlap_tolerance_m2, low=0.0),
        row.number("coverage_min", default.coverage_min, low=0.0, high=1.0),
        row.number("pixels_min", default.pixels_min, low=0.0),
        row.number("closure_tolerance", default.closure_tolerance, low=0.0, high=0.01),
        row.number("area_tolerance", default.area_tolerance, low=0.0, high=1.0),
        row.choice("parcel_area", ParcelArea, default.parcel_area),
        row.choice("cover_change", CoverChange, default.cover_change),
    )
