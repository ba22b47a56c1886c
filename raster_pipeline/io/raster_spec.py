"""What a raster layer is read from, and how."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sinkmap.classes import code_system
from sinkmap.layer import Form

__all__ = ["CLASS_RESAMPLING", "VALUE_RESAMPLING", "RasterSpec", "class_nodata", "empty_value"]

CLASS_RESAMPLING = ("nearest", "mode")
"""Ways to resample classes: none that could make a class no pixel had."""
VALUE_RESAMPLING = ("nearest", "bilinear", "average")
"""Ways to resample measurements."""


@dataclass(frozen=True, slots=True)
class RasterSpec:
    """One raster layer of one year: the files and how they are to be read.

    Parameters
    ----------
    paths
        Files with the same kind of pixels; where they overlap the first that has data wins.
    layer, year
        Given layer and survey year.
    form
        ``class_raster`` or ``value_raster``.
    code_system
        System of the class codes; empty for values and for the classes of a derived layer.
    nodata
        Value in the files that means "not observed"; None if every value is data. NaN is never
        data.
    resampling
        How a raster off the grid is brought onto it; empty if it must lie on the grid.
    unit
        Unit of the values after ``scale`` and ``offset``.
    scale, offset
        value = stored x scale + offset, applied once, when the pixels are read.
    assume_crs
        CRS of files that state none.
    precise
        Whether values are read as ``float64``: sums of them must equal a table's.

    Raises
    ------
    ValueError
        If classes would be averaged, or scaled.
    """

    paths: tuple[Path, ...]
    layer: str
    year: int
    form: Form
    code_system: str = ""
    nodata: float | None = None
    resampling: str = ""
    unit: str = ""
    scale: float = 1.0
    offset: float = 0.0
    assume_crs: str = ""
    precise: bool = False

    def __post_init__(self) -> None:
        if not self.paths or not self.form.is_raster:
            raise ValueError(f"layer {self.layer}: a raster needs files and a raster form")
        allowed = CLASS_RESAMPLING if self.is_class else VALUE_RESAMPLING
        if self.resampling and self.resampling not in allowed:
            raise ValueError(f"layer {self.layer}: {self.resampling} is not one of {allowed}")
        if self.nodata is not None and math.isnan(self.nodata):
            # NaN is missing anyway, and two of them would never compare equal.
            object.__setattr__(self, "nodata", None)
        if self.is_class and (self.scale, self.offset) != (1.0, 0.0):
            raise ValueError(f"layer {self.layer}: class codes have no scale or offset")

    @property
    def is_class(self) -> bool:
        """Whether the pixels are class codes."""
        return self.form is Form.CLASS_RASTER

    @property
    def dtype(self) -> str:
        """Type of the pixels that are read: ``uint8`` classes, ``float32`` or precise values."""
        if self.is_class:
            return "uint8"
        return "float64" if self.precise else "float32"

    @classmethod
    def joined(cls, specs: Iterable[RasterSpec]) -> RasterSpec:
        """One spec for the files of one layer and year.

        Raises
        ------
        ValueError
            If anything but the files differs: codes, nodata, unit, scale.
        """
        first, *others = specs
        for other in others:
            if replace(other, paths=first.paths) != first:
                names = f"{first.paths[0].name}, {other.paths[0].name}"
                raise ValueError(f"layer {first.layer}: files of two kinds: {names}")
        return replace(first, paths=tuple(p for spec in (first, *others) for p in spec.paths))


def class_nodata(system: str) -> int:
    """The uint8 value for "not observed" of a raster code system: never one of its classes."""
    known = code_system(system)
    if known.nodata is not None:
        return known.nodata
    taken = {int(code) for code in known.codes}
    return next(value for value in range(255, -1, -1) if value not in taken)


def empty_value(spec: RasterSpec) -> float:
    """What "not observed" is when read: NaN for values, a code that is no class for classes."""
    if not spec.is_class:
        return math.nan
    if spec.code_system:
        return float(class_nodata(spec.code_system))
    if spec.nodata is None:
        raise ValueError(f"layer {spec.layer}: classes of no code system must name their nodata")
    return float(spec.nodata)
