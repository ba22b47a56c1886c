"""Whether a layer's coordinates and its CRS belong together, and to the place of the study."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pyproj
from pyproj.exceptions import CRSError, ProjError

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.errors import Finding, Severity
from sinkmap.grid import Grid, parse_crs
from sinkmap.text import Text

__all__ = ["Bounds", "crs_findings", "same_frame"]

Bounds = tuple[float, float, float, float]
"""West, south, east, north in the CRS of the layer."""


def _kind(code: str, zh: str, en: str, severity: Severity = Severity.ERROR) -> Kind:
    cure = Text(
        "改正 .prj 或用正确坐标系重新导出；文件无坐标系时可声明 assume_crs",
        "correct the .prj or export again in the right CRS; declare assume_crs if it has none",
    )
    return Kind(code, severity, Text(zh, en), cure)


_MISSING = _kind("CRS-MISSING", "文件没有坐标系", "the file states no CRS")
_UNKNOWN = _kind("CRS-UNKNOWN", "坐标系无法识别", "the CRS is not known")
_ASSUMED = _kind(
    "CRS-ASSUMED",
    "按方案声明的坐标系读取",
    "the CRS is the one the plan declares",
    Severity.WARNING,
)
_MERCATOR = _kind(
    "CRS-WEB-MERCATOR",
    "网络墨卡托只能显示，不能量算",
    "Web Mercator is for display, not for measuring",
)
_LEGACY = _kind(
    "CRS-DATUM-LEGACY",
    "西安80/北京54 坐标须先用法定参数转换到 CGCS2000",
    "Xian 1980 and Beijing 1954 need the official parameters to become CGCS2000",
)
_DATUM = _kind(
    "CRS-DATUM-UNKNOWN",
    "没有从该坐标系到研究坐标系的已知转换",
    "there is no known transformation from this CRS to the study's",
)
_FRAME = _kind(
    "CRS-FRAME-EQUATED",
    "WGS84 与 CGCS2000 按同一框架处理（差异小于 1 米）",
    "WGS 84 and CGCS2000 are taken as one frame (they differ by less than a metre)",
    Severity.NOTE,
)
_SWAPPED = _kind("CRS-AXES-SWAPPED", "X、Y 坐标互换", "x and y are swapped")
_PREFIX = _kind(
    "CRS-PREFIX-UNEXPECTED",
    "坐标带带号，坐标系却不带带号",
    "eastings carry a zone number, the CRS does not",
)
_NO_PREFIX = _kind(
    "CRS-PREFIX-MISSING",
    "坐标系带带号，坐标却不带带号",
    "the CRS asks for a zone number, the eastings have none",
)
_ZONE = _kind("CRS-ZONE-WRONG", "3 度带分带错误", "the wrong 3-degree zone")
_DEGREES = _kind("CRS-NOT-DEGREES", "坐标是米，坐标系却是经纬度", "metres under a geographic CRS")
_METRES = _kind("CRS-NOT-METRES", "坐标是经纬度，坐标系却是投影", "degrees under a projected CRS")
_OUTSIDE = _kind("PLACE-OUTSIDE", "图层不在研究范围内", "the layer lies outside the study's grid")

_EQUAL_FRAMES = (
    "China 2000",
    "China Geodetic Coordinate System 2000",
    "World Geodetic System 1984",
)
_LEGACY_DATUMS = ("xian", "beijing")
_HALF_ZONE = 1.5
_WIDE_HALF_ZONE = 3.0
_MARGIN = 0.3
_FIRST_MERIDIAN, _FIRST_PLAIN, _FIRST_PREFIXED = 75, 4534, 4513


def same_frame(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    """Whether two CRS share a datum, or are CGCS2000 and WGS 84, which are taken as one.

    Both frames follow the ITRS within centimetres at their epochs; the difference today is plate
    motion since 2000.0, below a metre (domain notes 2.6).
    """
    names = {_datum(one), _datum(other)}
    return len(names) == 1 or all(_is_equal_frame(name) for name in names)


def _datum(crs: pyproj.CRS) -> str:
    geodetic = crs.geodetic_crs
    datum = geodetic.datum if geodetic is not None else None
    return datum.name.replace("_", " ") if datum is not None else ""


def _is_equal_frame(name: str) -> bool:
    plain = name.removeprefix("D ").removesuffix(" ensemble")
    return plain in _EQUAL_FRAMES or plain in ("WGS 1984", "WGS 84")


def crs_findings(
    crs: str, assumed: bool, bounds: Bounds, grid: Grid, place: Place
) -> list[Finding]:
    """Every fault of a layer's CRS, with the CRS its numbers would fit where one does.

    Parameters
    ----------
    crs, assumed
        CRS of the file (empty if none), and whether the study declared it.
    bounds
        Extent of the finite coordinates as they are in the file.
    grid
        Where the layer must lie.
    """
    if not crs:
        fits = next((f"{name}?" for name in _fitting(bounds, grid)), "assume_crs")
        return [place.found(_MISSING, seen=_numbers(bounds), wanted=fits)]
    try:
        system = parse_crs(crs)
    except CRSError:
        return [place.found(_UNKNOWN, seen=crs[:80])]
    findings = [place.found(_ASSUMED, seen=crs[:80])] if assumed else []
    findings += _datum_findings(system, parse_crs(grid.crs), place)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return findings
    if not _lies_on(system, bounds, grid):
        return [*findings, _misplaced(system, bounds, grid, place)]
    return findings + _zone_findings(system, bounds, grid, place)


def _datum_findings(system: pyproj.CRS, target: pyproj.CRS, place: Place) -> list[Finding]:
    if system.to_epsg() == 3857 or "mercator auxiliary" in system.name.lower().replace("_", " "):
        return [place.found(_MERCATOR, seen=system.name)]
    if not (system.is_geographic or system.is_projected):
        return [place.found(_UNKNOWN, seen=system.name)]
    if any(word in _datum(system).lower() for word in _LEGACY_DATUMS):
        return [place.found(_LEGACY, seen=system.name)]
    if _datum(system) == _datum(target):
        return []
    if same_frame(system, target):
        return [place.found(_FRAME, seen=system.name, wanted=target.name)]
    try:
        pyproj.Transformer.from_crs(system, target, always_xy=True, allow_ballpark=False)
    except ProjError:
        return [place.found(_DATUM, seen=system.name, wanted=target.name)]
    return []


def _lies_on(system: pyproj.CRS, bounds: Bounds, grid: Grid) -> bool:
    """Whether the extent, read in this CRS, meets the grid."""
    target = parse_crs(grid.crs)
    try:
        transformer = pyproj.Transformer.from_crs(system, target, always_xy=True)
        west, south, east, north = transformer.transform_bounds(*bounds)
    except ProjError:
        return False
    if not all(math.isfinite(value) for value in (west, south, east, north)):
        return False
    # Half the world meets every grid: the middle must be near, too.
    wide, high = grid.east - grid.west, grid.north - grid.south
    x, y = (west + east) / 2, (south + north) / 2
    near = abs(x - (grid.west + grid.east) / 2) < 10 * wide
    near = near and abs(y - (grid.south + grid.north) / 2) < 10 * high
    meets = west < grid.east and east > grid.west and south < grid.north and north > grid.south
    return bool(near and meets)


def _misplaced(system: pyproj.CRS, bounds: Bounds, grid: Grid, place: Place) -> Finding:
    west, south, east, north = bounds
    said, numbers = f"{system.name}: {_numbers(bounds)}", max(abs(west), abs(east)) > 400
    if system.is_geographic and numbers:
        fits = next((name for name in _fitting(bounds, grid)), "")
        return place.found(_DEGREES, seen=said, wanted=fits)
    if system.is_projected and not numbers and max(abs(south), abs(north)) <= 90:
        return place.found(_METRES, seen=said, wanted="EPSG:4490")
    if _lies_on(system, (south, west, north, east), grid):
        return place.found(_SWAPPED, seen=said, wanted=_numbers((south, west, north, east)))
    shift = math.floor(west / 1e6) * 1e6
    if shift and system.is_projected and _lies_on(system, _moved(bounds, -shift), grid):
        fits = next((name for name in _fitting(bounds, grid)), "")
        return place.found(_PREFIX, seen=said, wanted=fits)
    prefix = math.floor(_false_easting(system) / 1e6) * 1e6
    if prefix and west < 1e6 and _lies_on(system, _moved(bounds, prefix), grid):
        fits = next((name for name in _fitting(bounds, grid)), "")
        return place.found(_NO_PREFIX, seen=said, wanted=fits)
    fits = next((name for name in _fitting(bounds, grid)), "")
    if fits and system.is_projected:
        return place.found(_ZONE, seen=said, wanted=fits)
    return place.found(_OUTSIDE, seen=said, wanted=_numbers(grid.bounds))


def _zone_findings(system: pyproj.CRS, bounds: Bounds, grid: Grid, place: Place) -> list[Finding]:
    """The central meridian must be the one of the layer's place."""
    meridian = _parameter(system, "Longitude of natural origin")
    if meridian is None or not system.is_projected or "Transverse Mercator" not in _method(system):
        return []
    geographic = system.geodetic_crs
    assert geographic is not None
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    lon, _ = pyproj.Transformer.from_crs(system, geographic, always_xy=True).transform(x, y)
    narrow = "3 degree" in system.name.lower().replace("-", " ").replace("_", " ")
    half = _HALF_ZONE if narrow else _WIDE_HALF_ZONE
    if abs(lon - meridian) <= half + _MARGIN:
        return []
    return [place.found(_ZONE, seen=f"{system.name}, {lon:.3f}°", wanted=f"{meridian}° ± {half}°")]


def _fitting(bounds: Bounds, grid: Grid) -> Iterator[str]:
    """CRS under which the numbers would lie on the grid, likeliest first."""
    names = [grid.crs, "EPSG:4490"]
    for zone in range(21):
        names += [f"EPSG:{_FIRST_PLAIN + zone}", f"EPSG:{_FIRST_PREFIXED + zone}"]
    names += [f"EPSG:{code}" for code in range(32643, 32654)]
    x = max(abs(bounds[0]), abs(bounds[2]))
    for name in names:
        system = parse_crs(name)
        if system.is_geographic != (x <= 400):
            continue
        if _lies_on(system, bounds, grid):
            yield name


def _moved(bounds: Bounds, shift: float) -> Bounds:
    return (bounds[0] + shift, bounds[1], bounds[2] + shift, bounds[3])


def _method(system: pyproj.CRS) -> str:
    operation = system.coordinate_operation
    return operation.method_name if operation is not None else ""


def _parameter(system: pyproj.CRS, name: str) -> float | None:
    operation = system.coordinate_operation
    values = {p.name: p.value for p in operation.params} if operation is not None else {}
    return float(values[name]) if name in values else None


def _false_easting(system: pyproj.CRS) -> float:
    return _parameter(system, "False easting") or 0.0


def _numbers(bounds: Bounds) -> str:
    return "x {:.6g}..{:.6g}, y {:.6g}..{:.6g}".format(*(bounds[i] for i in (0, 2, 1, 3)))
