"""What only the pixels of a raster file tell: codes, range, coverage, coarseness."""

from __future__ import annotations

import math

from raster_pipeline.io.raster_facts import read_as
from raster_pipeline.io.raster_scan import RasterCensus, census_of_classes, census_of_values
from raster_pipeline.io.raster_source import class_nodata
from raster_pipeline.steps.check.raster_coverage import (
    covered_share,
    grid_pixel_area,
    pixel_area,
    unit_areas,
)
from raster_pipeline.steps.check.raster_subject import RasterSubject
from sinkmap.classes import code_system, code_system_ids
from sinkmap.errors import Severity

__all__ = ["check_content"]

_EMPTY = 0.001
"""Share of observed pixels below which a raster is taken for a half-written file."""
_COVERED = 0.999
_PIXELS_PER_UNIT = 100
"""Fewer pixels than this in the smallest unit, and its figures err by more than a percent."""


def check_content(raster: RasterSubject) -> None:
    """What only the pixels tell."""
    crs = read_as(raster.crs, raster.study.grid.crs)
    assert crs is not None, "the header was checked first"
    census = _census(raster, crs)
    if census.broken is not None:
        b = census.broken
        place = f"rows {b.row}-{b.row + b.rows - 1}, columns {b.col}-{b.col + b.cols - 1}"
        raster.say("RASTER-TRUNCATED", place)
        return
    if census.observed < _EMPTY * census.total:
        raster.say("RASTER-EMPTY", f"{census.observed:,} / {census.total:,}")
        return
    if raster.is_class:
        _codes(raster, census)
    else:
        _range(raster, census)
        _mean(raster, census)
    _coverage(raster, census, crs)
    _coarseness(raster, crs)


def _census(raster: RasterSubject, crs: str) -> RasterCensus:
    if not raster.is_class:
        low, high = raster.given.valid or (-math.inf, math.inf)
        valid = (low / raster.factor, high / raster.factor)
        return census_of_values(raster.file, raster.facts, crs, raster.nodata, valid)
    return census_of_classes(raster.file, raster.facts, crs, _unobserved(raster))


def _unobserved(raster: RasterSubject) -> frozenset[int]:
    """Stored codes that mean missing: the declared one and the code system's own."""
    assert raster.system is not None, "the header was checked first"
    stated = raster.nodata
    declared = set() if stated is None or math.isnan(stated) else {int(stated)}
    return frozenset(declared | {class_nodata(raster.system.id)})


def _codes(raster: RasterSubject, census: RasterCensus) -> None:
    assert raster.system is not None, "the header was checked first"
    fine = {int(code) for code in raster.system.codes} | _unobserved(raster)
    odd = [k for k, value in enumerate(census.values.tolist()) if value not in fine]
    if not odd:
        return
    listed = [f"{census.values[k]} ({census.area_m2[k] / 1e4:,.2f} ha)" for k in odd]
    area = float(census.area_m2[odd].sum())
    met = {str(v) for v in census.values.tolist() if v not in _unobserved(raster)}
    others = [
        other
        for other in code_system_ids()
        if other != raster.system.id
        and code_system(other).kind == "raster"
        and met <= code_system(other).codes
    ]
    code = "RASTER-CODES-OTHER" if others else "RASTER-CODES"
    raster.say(code, ", ".join(others), raster.system.id, area_m2=area, features=listed)


def _range(raster: RasterSubject, census: RasterCensus) -> None:
    if not census.outside or raster.given.valid is None:
        return
    low, high = raster.given.valid
    raster.say(
        "RASTER-RANGE",
        f"{census.smallest * raster.factor:g} … {census.largest * raster.factor:g}, "
        f"{census.outside:,} px",
        f"{low:g} … {high:g} {raster.given.uom}",
        area_m2=census.outside_m2,
    )


def _mean(raster: RasterSubject, census: RasterCensus) -> None:
    """Whether the mean is one the layer can have: a wrong unit often stays within the range."""
    if raster.given.plausible is None or raster.entry.depth_cm is None or census.outside:
        return
    low, high = raster.given.plausible(raster.entry.depth_cm)
    mean = census.mean * raster.factor
    if not low <= mean <= high:
        raster.say("RASTER-IMPLAUSIBLE", f"{mean:g}", f"{low:g} … {high:g} {raster.given.uom}")


def _coverage(raster: RasterSubject, census: RasterCensus, crs: str) -> None:
    share = covered_share(census, raster.facts, crs, raster.study.grid, raster.units)
    if share == 0.0:
        grid = raster.study.grid
        a, _, west, _, e, north = raster.facts.transform
        rows, cols = raster.facts.shape
        seen = (west, north + e * rows, west + a * cols, north)
        raster.say(
            "RASTER-ELSEWHERE", _extent(raster.crs[:40], seen), _extent(grid.crs, grid.bounds)
        )
    elif share < _COVERED:
        least = raster.study.policies.coverage_min
        # Against the grid's rectangle a gap may lie outside the city: worth a note only.
        short = bool(raster.units) and share < least
        weight = Severity.WARNING if short else Severity.NOTE
        raster.say("RASTER-COVERAGE", f"{share:.2%}", f">= {least:.0%}", severity=weight)


def _extent(crs: str, bounds: tuple[float, float, float, float]) -> str:
    west, south, east, north = bounds
    return f"{crs}: x {west:.10g}..{east:.10g}, y {south:.10g}..{north:.10g}"


def _coarseness(raster: RasterSubject, crs: str) -> None:
    grid = raster.study.grid
    own = pixel_area(raster.facts, crs)
    smallest = min(unit_areas(grid, raster.units), default=math.inf)
    if own * _PIXELS_PER_UNIT > smallest:
        seen = f"{own / 1e4:,.2f} ha"
        wanted = f"<= {smallest / _PIXELS_PER_UNIT / 1e4:,.2f} ha"
        raster.say("RASTER-COARSE", seen, wanted, severity=Severity.WARNING)
    elif own > 2.0 * grid_pixel_area(grid):
        raster.say("RASTER-COARSE", f"{own:,.1f} m2", f"{grid_pixel_area(grid):,.1f} m2")
