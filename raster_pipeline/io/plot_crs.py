"""The CRS of boundary points: what the text states, what the numbers show, what was declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.io.plot_findings import PlotFindings, PlotKind
from sinkmap.errors import Severity
from sinkmap.grid import parse_crs
from sinkmap.text import Text

__all__ = ["GaussKruger", "crs_of_points", "gauss_kruger"]

_THREE = range(25, 46)
_SIX = range(13, 24)
"""Zone numbers of China by width in degrees; no number is in both."""
_PREFIXED_3, _PLAIN_3, _PREFIXED_6, _PLAIN_6 = 4513, 4534, 4491, 4502
"""EPSG codes of the first zone: CGCS2000 Gauss-Krüger, with and without zone number."""
_NORTHINGS = (1.9e6, 6.1e6)
"""Northings of China's land, metres."""
_EASTINGS = (1.0e5, 9.0e5)
"""Eastings of a zone with the false easting of 500 km, metres."""


def _error(code: str, message: Text, cure: Text) -> PlotKind:
    return PlotKind(code, Severity.ERROR, message, cure)


_DECLARE = Text(
    "在 [属性描述] 中写明坐标系与带号，或用 --crs 声明（如 EPSG:4528）",
    "state 坐标系 and 带号 in [属性描述], or declare it with --crs (as EPSG:4528)",
)
_MISSING = _error(
    "PLOT-CRS-MISSING", Text("未写明坐标系", "the coordinate system is not stated"), _DECLARE
)
_UNKNOWN = _error(
    "PLOT-CRS-UNKNOWN", Text("坐标系无法识别", "the coordinate system is not known"), _DECLARE
)
_LEGACY = _error(
    "PLOT-CRS-LEGACY",
    Text(
        "西安80、北京54 或地方独立坐标不能直接使用",
        "Xian 1980, Beijing 1954 and local systems cannot be used as they are",
    ),
    Text(
        "用法定参数转换为 2000 国家大地坐标系后重新提交",
        "convert it to CGCS2000 by the official parameters and hand it in again",
    ),
)
_CONFLICT = _error(
    "PLOT-CRS-CONFLICT",
    Text("声明的坐标系与文件不一致", "the CRS declared and the file's own disagree"),
    Text("核对二者，改正其一", "check both and correct one"),
)
_ZONE_MISSING = _error(
    "PLOT-ZONE-MISSING",
    Text("Y 坐标不带带号，文件也未写带号", "Y carries no zone number and the file states none"),
    _DECLARE,
)
_ZONE_MIXED = _error(
    "PLOT-ZONE-MIXED",
    Text("同一文件中 Y 坐标的带号不一", "points of one file lie in several zones"),
    Text("换带到同一投影带后提交", "bring all points into one zone"),
)
_ZONE_CONFLICT = _error(
    "PLOT-ZONE-CONFLICT",
    Text("带号、分带与坐标不一致", "zone number, zone width and coordinates disagree"),
    Text("核对带号与几度分带", "check 带号 and 几度分带"),
)
_SWAPPED = _error(
    "PLOT-AXES-SWAPPED",
    Text("X、Y 坐标互换：X 应为北方向", "X and Y are swapped: X is north"),
    Text("交换两列坐标后提交", "swap the two columns"),
)
_RANGE = _error(
    "PLOT-RANGE",
    Text("坐标不在高斯投影的合理范围", "the coordinates are no Gauss-Krüger coordinates in metres"),
    Text(
        "经纬度请用 GeoJSON 提交；文本坐标以米为单位，X 为北",
        "hand in degrees as GeoJSON; a text has metres, X is north",
    ),
)
_UNIT = _error(
    "PLOT-UNIT",
    Text("计量单位不是米", "the unit is not the metre"),
    Text("换算为米后提交", "convert it to metres"),
)
_PROJECTION = _error(
    "PLOT-PROJECTION",
    Text("投影类型不是高斯—克吕格", "the projection is not Gauss-Krüger"),
    Text("换算为高斯—克吕格投影后提交", "convert it to Gauss-Krüger"),
)


@dataclass(frozen=True, slots=True)
class GaussKruger:
    """A zone of CGCS2000 Gauss-Krüger: zone number, width in degrees (3 or 6), and whether
    eastings carry the number."""

    zone: int
    width: int
    prefixed: bool

    @property
    def epsg(self) -> int:
        """Its EPSG code."""
        first = _THREE[0] if self.width == 3 else _SIX[0]
        codes = (_PLAIN_3, _PREFIXED_3) if self.width == 3 else (_PLAIN_6, _PREFIXED_6)
        return codes[self.prefixed] + self.zone - first

    @property
    def meridian(self) -> int:
        """Central meridian, degrees east."""
        return 3 * self.zone if self.width == 3 else 6 * self.zone - 3


def gauss_kruger(crs: str) -> GaussKruger | None:
    """The zone of a CRS; None if it is no CGCS2000 Gauss-Krüger zone of China."""
    epsg = parse_crs(crs).to_epsg() or 0
    every = ((zone, width) for width, zones in ((3, _THREE), (6, _SIX)) for zone in zones)
    zones = (GaussKruger(*one, prefixed) for one in every for prefixed in (True, False))
    return next((zone for zone in zones if zone.epsg == epsg), None)


def crs_of_points(
    keys: Mapping[str, tuple[int, str]],
    north: NDArray[np.float64],
    east: NDArray[np.float64],
    declared: str,
    found: PlotFindings,
) -> str:
    """EPSG code of the points of a text, empty if an error was found.

    Parameters
    ----------
    keys
        ``[属性描述]`` as (line, value).
    north, east
        (point,) X and Y of the text.
    declared
        CRS declared by the caller, empty if none.
    """
    _only_metres(keys, found)
    stated = _datum(keys, found)
    shown = _shown_zone(north, east, found)
    zone = _zone(keys, shown, declared, found)
    if found.refused or zone is None:
        return ""
    own = f"EPSG:{zone.epsg}"
    if not stated and not declared:
        found.add(_MISSING, seen="坐标系=?", wanted=f"{own} ?")
        return ""
    if declared and parse_crs(declared).to_epsg() != zone.epsg:
        found.add(_CONFLICT, seen=own, wanted=declared)
        return ""
    return own


def _only_metres(keys: Mapping[str, tuple[int, str]], found: PlotFindings) -> None:
    line, unit = keys.get("计量单位", (0, ""))
    if unit and unit.lower() not in ("米", "m", "meter", "metre"):
        found.add(_UNIT, place=line, seen=unit, wanted="米")
    line, projection = keys.get("投影类型", (0, ""))
    plain = projection.replace("-", "").replace("—", "").replace("·", "").lower()
    if projection and not any(word in plain for word in ("高斯", "gauss", "tm")):
        found.add(_PROJECTION, place=line, seen=projection, wanted="高斯克吕格")


def _datum(keys: Mapping[str, tuple[int, str]], found: PlotFindings) -> bool:
    """Whether CGCS2000 is stated."""
    line, words = keys.get("坐标系", (0, ""))
    plain = words.replace(" ", "").upper()
    if not plain:
        return False
    if "2000" in plain:
        if re.search(r"独立|地方|城建|城市", plain):
            found.add(_LEGACY, place=line, seen=words, wanted="2000国家大地坐标系")
        return True
    legacy = re.search(r"80|54|西安|北京|独立|地方", plain) is not None
    found.add(_LEGACY if legacy else _UNKNOWN, place=line, seen=words, wanted="2000国家大地坐标系")
    return False


def _shown_zone(
    north: NDArray[np.float64], east: NDArray[np.float64], found: PlotFindings
) -> int | None:
    """Zone number the eastings carry, 0 if none; None if the numbers cannot be used."""
    if not len(north):
        return None
    prefix = np.floor(east / 1e6).astype(np.int64)
    plain = east - prefix * 1e6
    if _all_within(north, _NORTHINGS) and _all_within(plain, _EASTINGS):
        zones = np.unique(prefix)
        if len(zones) > 1:
            found.add(_ZONE_MIXED, seen=", ".join(map(str, zones[:5])))
            return None
        return int(zones[0])
    seen = f"X {north.min():.0f}…{north.max():.0f}, Y {east.min():.0f}…{east.max():.0f}"
    swapped = _all_within(east, _NORTHINGS) and _all_within(north % 1e6, _EASTINGS)
    found.add(_SWAPPED if swapped else _RANGE, seen=seen, wanted="X 3517458.847, Y 40495264.096")
    return None


def _all_within(values: NDArray[np.float64], limits: tuple[float, float]) -> bool:
    return bool(((values >= limits[0]) & (values <= limits[1])).all())


def _zone(
    keys: Mapping[str, tuple[int, str]], shown: int | None, declared: str, found: PlotFindings
) -> GaussKruger | None:
    if shown is None:
        return None
    line, number = keys.get("带号", (0, ""))
    stated = int(number) if number.isascii() and number.isdigit() else None
    width_line, width_text = keys.get("几度分带", (0, ""))
    asked = next((int(digit) for digit in width_text if digit in "36"), None)
    declared_zone = gauss_kruger(declared) if declared else None
    zone = shown or stated or (declared_zone.zone if declared_zone else 0)
    if not zone:
        found.add(_ZONE_MISSING, place=line or "", seen=number or "—", wanted="带号=40")
        return None
    width = 3 if zone in _THREE else 6
    if stated is not None and stated != zone:
        found.add(_ZONE_CONFLICT, place=line, seen=f"带号={stated}", wanted=f"{zone} (Y)")
    if (zone not in _THREE and zone not in _SIX) or (asked is not None and asked != width):
        found.add(
            _ZONE_CONFLICT, place=width_line or line or "", seen=f"{width_text or '?'}°, {zone}"
        )
        return None
    return GaussKruger(zone, width, bool(shown))
