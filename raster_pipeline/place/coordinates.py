"""Coordinates as people write them: degrees, minutes and seconds, or metres of a zone."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pyproj

from raster_pipeline.place.run_layers import DEGREES
from sinkmap.grid import Grid, parse_crs
from sinkmap.text import Text

__all__ = ["Written", "read_coordinates"]

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_SIGNS = str.maketrans(
    {"º": "°", "˚": "°", "度": "°", "′": "'", "’": "'", "分": "'", "″": '"', "”": '"', "秒": '"'}
)
_ANGLE = re.compile(
    rf"([NSEW])?\s*({_NUMBER})\s*°?\s*(?:(\d+(?:\.\d+)?)\s*')?\s*(?:(\d+(?:\.\d+)?)\s*\")?\s*([NSEW])?",
    re.IGNORECASE,
)
_NAMED = rf"(?:[xyEN]\s*[=:]?\s*)?({_NUMBER})"
_PAIR = re.compile(rf"{_NAMED}\s*[,;\s]\s*{_NAMED}", re.IGNORECASE)
_FIRST_3, _FIRST_6 = (25, 45, 4513), (13, 23, 4491)
"""First and last zone of 3 and 6 degrees with the zone in front of the easting, and the EPSG code
of the first: CGCS2000 / 3-degree Gauss-Kruger zone 25, CGCS2000 / Gauss-Kruger zone 13."""
_MILLION = 1_000_000
_LONGEST = 80
"""Characters of a text that may be coordinates."""


@dataclass(frozen=True, slots=True)
class Written:
    """A point as it was written: degrees CGCS2000, and how it was understood."""

    lon: float
    lat: float
    reading: Text


def read_coordinates(text: str, grid: Grid) -> Written | None:
    """The point a text stands for, None if it is none.

    Read are ``119.97, 31.78`` in either order, ``31°46′N 119°58′E`` with minutes and seconds,
    and metres east and north in either order: of the grid's CRS, or with the number of a zone of
    3 or 6 degrees in front.
    """
    signs = text[: _LONGEST + 1].translate(_SIGNS)  # first, for NFKC would take them apart
    plain = unicodedata.normalize("NFKC", signs).strip()
    if not plain or len(plain) > _LONGEST:
        return None
    for words, letter in (("东经", "E"), ("北纬", "N"), ("西经", "W"), ("南纬", "S")):
        plain = plain.replace(words, letter)
    plain = plain.replace("、", ",")
    return _angles(plain) or _metres(plain, grid)


def _angles(text: str) -> Written | None:
    parts = [part for part in re.split(r"[,;]", text) if part.strip()]
    found = [match for part in parts for match in _ANGLE.finditer(part)]
    read = "".join(match.group(0) for match in found)
    if len(found) != 2 or re.sub(r"\s", "", read) != re.sub(r"[\s,;]", "", text):
        return None
    (one, first), (other, second) = (_degrees(match) for match in found)
    if first in ("N", "S") or second in ("E", "W"):
        lat, lon = one, other
    elif first or second or abs(one) > 90.0 or abs(other) <= 90.0 < abs(one):
        lon, lat = one, other
    else:
        lat, lon = (one, other) if abs(other) > 90.0 else (other, one)
    if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
        return None
    return Written(lon, lat, Text("经纬度", "degrees"))


def _degrees(match: re.Match[str]) -> tuple[float, str]:
    before, whole, minutes, seconds, after = match.groups()
    letter = (before or after or "").upper()
    value = float(whole)
    value += math.copysign(float(minutes or 0) / 60.0 + float(seconds or 0) / 3600.0, value)
    return (-value if letter in ("S", "W") else value), letter


def _metres(text: str, grid: Grid) -> Written | None:
    match = _PAIR.fullmatch(text)
    if match is None:
        return None
    a, b = float(match.group(1)), float(match.group(2))
    for x, y in ((a, b), (b, a)):
        for crs, reading in _systems(x, grid):
            found = _placed(x, y, crs, grid)
            if found is not None:
                return Written(*found, reading)
    return None


def _systems(x: float, grid: Grid) -> Iterator[tuple[str, Text]]:
    """CRS an easting may be in: the grid's, then that of the zone in front of it."""
    if not grid.is_geographic:
        yield grid.crs, Text("格网坐标", "metres of the grid")
    zone = int(x // _MILLION)
    for first, last, epsg in (_FIRST_3, _FIRST_6):
        if first <= zone <= last:
            yield f"EPSG:{epsg + zone - first}", Text(f"第 {zone} 带坐标", f"metres of zone {zone}")


def _placed(x: float, y: float, crs: str, grid: Grid) -> tuple[float, float] | None:
    """Degrees of a point, None if it is not on the grid."""
    source = parse_crs(crs)
    there = pyproj.Transformer.from_crs(source, parse_crs(grid.crs), always_xy=True)
    east, north = there.transform(x, y)
    west, south, end, top = grid.bounds
    if not (west <= east <= end and south <= north <= top):
        return None
    degrees = pyproj.Transformer.from_crs(source, parse_crs(DEGREES), always_xy=True)
    lon, lat = degrees.transform(x, y)
    return float(lon), float(lat)
