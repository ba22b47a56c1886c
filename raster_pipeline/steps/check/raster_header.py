"""What the header of a raster file alone tells."""

from __future__ import annotations

import math

import numpy as np
from pyproj.exceptions import CRSError

from raster_pipeline.io.raster_facts import lie_on, read_as
from raster_pipeline.io.raster_source import CLASS_RESAMPLING, VALUE_RESAMPLING
from raster_pipeline.steps.check.raster_subject import RasterSubject
from sinkmap.classes import code_system, code_system_ids
from sinkmap.errors import Severity
from sinkmap.grid import parse_crs

__all__ = ["check_header"]

_WEB_MERCATOR = frozenset({3857, 3785, 900913, 102100})
_MOST_PIXELS = 20_000_000_000
_MOST_EDGE = 400_000
_PICTURE = frozenset({"red", "green", "blue", "alpha", "cyan", "magenta", "yellow", "black"})


def check_header(raster: RasterSubject) -> None:
    """What the header alone tells."""
    facts = raster.facts
    rows, cols = facts.shape
    if rows * cols > _MOST_PIXELS or max(rows, cols) > _MOST_EDGE:
        raster.say("RASTER-SIZE", f"{rows} x {cols}", f"<= {_MOST_EDGE}, <= {_MOST_PIXELS:,}")
    picture = facts.bands > 1 and bool(_PICTURE & set(facts.colours))
    if facts.bands != 1:
        kind = ", ".join(facts.colours) if picture else str(facts.bands)
        raster.say("RASTER-BANDS", kind, "1")
    kinds = "ui" if raster.is_class else "uif"
    if np.dtype(facts.dtype).kind not in kinds:
        raster.say("RASTER-TYPE", facts.dtype, "int" if raster.is_class else "int, float")
    if facts.side:
        stated = ", ".join(f"{name} {text}" for name, text in facts.side)
        raster.say("RASTER-SIDE-FILE", stated, ", ".join(facts.side_files))
    _scaling(raster)
    if raster.is_class:
        _code_system(raster)
    else:
        _unit(raster)
    _nodata_value(raster)
    _place(raster)


def _scaling(raster: RasterSubject) -> None:
    stated = (raster.facts.scale, raster.facts.offset)
    if stated != (1.0, 0.0):
        code = "RASTER-SCALED-CLASSES" if raster.is_class else "RASTER-SCALED"
        raster.say(code, f"x {stated[0]} + {stated[1]}")


def _code_system(raster: RasterSubject) -> None:
    allowed = raster.given.code_systems
    stated = raster.entry.code_system or (allowed[0] if len(allowed) == 1 else "")
    fits = stated in code_system_ids() and (not allowed or stated in allowed)
    if not fits or code_system(stated).kind != "raster":
        usable = [s for s in allowed or code_system_ids() if code_system(s).kind == "raster"]
        raster.say("RASTER-SYSTEM", stated, ", ".join(usable))
        return
    raster.system = code_system(stated)


def _unit(raster: RasterSubject) -> None:
    depth, stated = raster.given.depth_cm, raster.entry.depth_cm
    if depth and stated and depth != stated:
        raster.say("RASTER-DEPTH", "{}-{} cm".format(*stated), "{}-{} cm".format(*depth))
    try:
        factor = raster.factor
    except ValueError as error:
        wanted = raster.given.uom if raster.given.factor is None else str(error)
        raster.say("RASTER-UNIT", raster.entry.unit, wanted)
        return
    if factor != 1.0:
        raster.say("RASTER-CONVERTED", f"{raster.entry.unit} x {factor:g}", raster.given.uom)


def _nodata_value(raster: RasterSubject) -> None:
    if raster.entry.nodata is None and raster.facts.nodata is None:
        used = "" if raster.nodata is None else str(raster.nodata)
        sure = raster.is_class or np.dtype(raster.facts.dtype).kind == "f"
        raster.say(
            "RASTER-NODATA-UNDECLARED", used, severity=Severity.WARNING if sure else Severity.ERROR
        )
    empty = raster.nodata
    if raster.system is None or empty is None or math.isnan(empty):
        return
    if str(int(empty)) in raster.system.codes:
        label = raster.system.name(str(int(empty))).zh
        raster.say("RASTER-NODATA-CLASH", f"{empty:g} = {label}", raster.system.id)


def _place(raster: RasterSubject) -> None:
    facts = raster.facts
    if not raster.crs or not facts.georeferenced:
        raster.say("RASTER-CRS-MISSING", raster.crs, raster.study.grid.crs)
        return
    if not _is_crs(raster.crs):
        raster.say("RASTER-CRS-UNKNOWN", raster.crs, "EPSG:…", severity=Severity.ERROR)
        return
    assumed = raster.entry.assume_crs
    if facts.crs and assumed and assumed != f"EPSG:{facts.epsg}":
        raster.say("RASTER-CRS-UNUSED", facts.crs[:80], assumed)
    if parse_crs(raster.crs).to_epsg() in _WEB_MERCATOR:
        raster.say("RASTER-CRS-MERCATOR", raster.crs, raster.study.grid.crs)
        return
    if parse_crs(raster.crs).to_epsg() is None:
        raster.say("RASTER-CRS-UNKNOWN", parse_crs(raster.crs).name)
    if facts.is_rotated:
        raster.say("RASTER-ROTATED", ", ".join(f"{v:g}" for v in facts.transform))
        return
    if read_as(raster.crs, raster.study.grid.crs) is None:
        raster.say("RASTER-CRS-FRAME", parse_crs(raster.crs).name, raster.study.grid.crs)
        return
    if facts.is_south_up:
        raster.say("RASTER-SOUTH-UP")
    _alignment(raster)


def _alignment(raster: RasterSubject) -> None:
    lie = lie_on(raster.facts, raster.crs, raster.study.grid)
    allowed = CLASS_RESAMPLING if raster.is_class else VALUE_RESAMPLING
    declared = raster.entry.resampling
    if declared and declared not in allowed:
        raster.say("RASTER-RESAMPLING", declared, " | ".join(allowed))
    if lie.aligned:
        return
    wide, high = raster.facts.pixel
    off = "" if lie.misfit is None else f", {lie.misfit:.6g} px off"
    seen = f"{raster.crs[:40]}, {wide:.10g} x {high:.10g}{off}"
    grid = raster.study.grid
    wanted = f"{grid.crs}, {grid.resolution:.10g}, [{grid.west:.10g}, {grid.north:.10g}]"
    if not declared:
        raster.say("RASTER-OFF-GRID", seen, f"{wanted}; resampling = {' | '.join(allowed)}")
    elif declared in allowed:
        raster.say("RASTER-RESAMPLED", f"{seen}; {declared}", wanted)


def _is_crs(text: str) -> bool:
    try:
        parse_crs(text)
    except CRSError:
        return False
    return True
