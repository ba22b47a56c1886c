"""Whether layers cover what they must: partitions the city once, parcels the city, at its place."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity
from sinkmap.grid import Grid, parse_crs
from sinkmap.text import Text

__all__ = [
    "features_outside",
    "gcj02_shift",
    "parcel_cover_findings",
    "place_findings",
    "tiling_findings",
]

_OVERLAP = Kind(
    "PARTITION-OVERLAP",
    Severity.ERROR,
    Text("统计单元互相重叠", "units of a partition lie over each other"),
    Text("消除重叠，使单元恰好铺满全市", "make the units cover the city exactly once"),
)
_GAP = Kind(
    "PARTITION-GAP",
    Severity.ERROR,
    Text("统计单元未铺满全市", "units of a partition leave part of the city uncovered"),
    Text("补齐缺口，使单元恰好铺满全市", "make the units cover the city exactly once"),
)
_BEYOND = Kind(
    "PARTITION-BEYOND",
    Severity.ERROR,
    Text("统计单元超出全市范围", "units of a partition reach beyond the city"),
    Text("裁去超出部分，使单元恰好铺满全市", "make the units cover the city exactly once"),
)
_PARTIAL = Kind(
    "COVERAGE-PARTIAL",
    Severity.WARNING,
    Text("图斑未覆盖全市", "parcels cover only part of the city"),
    Text("补充缺少的县区数据，或声明研究范围", "supply the parts that are missing"),
)
_PARCEL_GAP = Kind(
    "PARCEL-GAP",
    Severity.WARNING,
    Text("图斑总面积与全市面积不等", "the parcels' area is not the city's"),
    Text("核对图斑缝隙、重叠与行政界线", "check gaps, overlaps and the boundary"),
)
_OUTSIDE = Kind(
    "PLACE-OUTSIDE-CITY",
    Severity.WARNING,
    Text("图层大部分不在全市范围内", "most of the layer lies outside the city"),
    Text("核对文件与坐标系", "check the file and its CRS"),
)
_FEATURES = Kind(
    "FEATURES-OUTSIDE-CITY",
    Severity.WARNING,
    Text("有要素完全在全市范围之外，不参与统计", "features wholly outside the city do not count"),
    Text("核对这些要素的坐标", "check the coordinates of these features"),
)
_SHIFTED = Kind(
    "CRS-GCJ02-SUSPECTED",
    Severity.ERROR,
    Text(
        "坐标疑似经互联网地图加密偏移（GCJ-02/BD-09）",
        "coordinates look shifted as web maps in China are (GCJ-02 or BD-09)",
    ),
    Text("向数据提供方索取未偏移的数据", "ask the provider for data that were not shifted"),
)

_TILE_SHARE = 1e-6
_SAMPLE = 4000
_LEAST_OUTSIDE = 0.002
_LEFT_OVER = 0.2
_BD09_STEP = (0.0065, 0.006)
"""Further shift of BD-09 against GCJ-02 in degrees, to about 50 m."""
_NEAR = {False: 60.0, True: 0.0006}
"""How far outside the city a vertex must lie to count, in metres and in degrees."""


def tiling_findings(
    units: NDArray[Any],
    names: NDArray[Any],
    city: Any,
    measure: AreaMeasure,
    tolerance: float,
    place: Place,
) -> list[Finding]:
    """Whether (n,) units cover the city once, to ``tolerance`` of the city's area."""
    whole = float(measure.polygons([city])[0])
    most = max(tolerance * whole, 0.01)
    areas = measure.polygons(units)
    union = shapely.union_all(units)
    covered = float(measure.polygons([union])[0])
    inside = float(measure.polygons([_areal(shapely.intersection(union, city))])[0])
    told = f"Σ {areas.sum():.2f} m², ∪ {covered:.2f} m²"
    wanted = f"{whole:.2f} m²"
    findings = []
    for kind, amount in (
        (_OVERLAP, float(areas.sum()) - covered),
        (_GAP, whole - inside),
        (_BEYOND, covered - inside),
    ):
        if amount > most:
            concerned = _overlapping(units, names) if kind is _OVERLAP else []
            findings.append(
                place.found(kind, features=concerned, seen=told, wanted=wanted, area_m2=amount)
            )
    return findings


def _areal(geometry: Any) -> Any:
    parts = shapely.get_parts(geometry)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])


def _overlapping(units: NDArray[Any], names: NDArray[Any]) -> list[str]:
    one, other = shapely.STRtree(units).query(units, predicate="intersects")
    pairs = one < other
    one, other = one[pairs], other[pairs]
    over = ~shapely.touches(units[one], units[other])
    return [f"{names[a]} × {names[b]}" for a, b in zip(one[over], other[over], strict=True)][:20]


def parcel_cover_findings(
    total_m2: float, city_m2: float, coverage_min: float, place: Place
) -> list[Finding]:
    """Total geometric area of the parcels against the city's."""
    apart = total_m2 - city_m2
    seen, wanted = f"{total_m2 / city_m2:.4%}", f"{city_m2:.2f} m²"
    if total_m2 < coverage_min * city_m2:
        return [place.found(_PARTIAL, seen=seen, wanted=f"≥ {coverage_min:.0%}", area_m2=-apart)]
    if abs(apart) > _TILE_SHARE * city_m2:
        return [place.found(_PARCEL_GAP, seen=seen, wanted=wanted, area_m2=abs(apart))]
    return []


def place_findings(geometries: NDArray[Any], city: Any, grid: Grid, place: Place) -> list[Finding]:
    """Whether vertices of a layer lie in the city, or would if a web-map shift were undone.

    A layer that reaches the city's border shows the shift by what falls outside; one that lies
    well inside the city cannot show it.
    """
    step = max(1, len(geometries) // _SAMPLE)
    xy = shapely.get_coordinates(geometries[::step])
    if not len(xy):
        return []
    xy = xy[:: max(1, len(xy) // _SAMPLE)]
    shapely.prepare(city)
    outside = _share_outside(xy, city, grid)
    if outside >= _LEAST_OUTSIDE and outside * len(xy) >= 3:
        for name, moved in _unshifted(xy, grid):
            left = _share_outside(moved, city, grid)
            if left <= _LEFT_OVER * outside:
                seen = f"{outside:.1%} → {left:.1%} ({name})"
                return [place.found(_SHIFTED, seen=seen)]
    if outside > 0.5:
        return [place.found(_OUTSIDE, seen=f"{outside:.1%}", wanted="0 %")]
    return []


def features_outside(
    frame: gpd.GeoDataFrame, ids: pd.Series, city: Any, place: Place
) -> list[Finding]:
    """Features that touch the city nowhere; of polygons, with ``geometry_m2``, their area too."""
    geometry = frame.geometry.to_numpy()
    shapely.prepare(city)
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    first = xy[np.searchsorted(owner, np.arange(len(geometry)))]
    del xy, owner
    # Whose first vertex lies in the city touches it; only the others need the whole question.
    outside = ~shapely.intersects_xy(city, first[:, 0], first[:, 1])
    outside[outside] = ~shapely.intersects(geometry[outside], city)
    if not outside.any():
        return []
    area = float(frame["geometry_m2"].to_numpy()[outside].sum()) if "geometry_m2" in frame else None
    listed = ids.to_numpy()[outside][:20]
    return [place.found(_FEATURES, features=listed, count=int(outside.sum()), area_m2=area)]


def _share_outside(xy: NDArray[np.float64], city: Any, grid: Grid) -> float:
    near = _NEAR[grid.is_geographic]
    return float(np.mean(~shapely.dwithin(shapely.points(xy), city, near)))


def _unshifted(xy: NDArray[np.float64], grid: Grid) -> list[tuple[str, NDArray[np.float64]]]:
    """The points as they would be if they had been GCJ-02 or BD-09; empty outside China."""
    there = pyproj.Transformer.from_crs(parse_crs(grid.crs), "EPSG:4490", always_xy=True)
    lon, lat = there.transform(xy[:, 0], xy[:, 1])
    if not (72 < np.median(lon) < 137.9 and 0.8 < np.median(lat) < 55.9):
        return []
    d_lon, d_lat = gcj02_shift(lon, lat)
    found = []
    for name, (more_lon, more_lat) in (("GCJ-02", (0.0, 0.0)), ("BD-09", _BD09_STEP)):
        moved = there.transform(lon - d_lon - more_lon, lat - d_lat - more_lat, direction="INVERSE")
        found.append((name, np.column_stack(moved)))
    return found


def gcj02_shift(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shift in degrees (longitude, latitude) that GCJ-02 adds at points in China.

    The widely known approximation on Krasovsky's ellipsoid (a = 6378245 m,
    e² = 0.00669342162296594), good to some metres.
    """
    a, e2 = 6378245.0, 0.00669342162296594
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    w2 = 1.0 - e2 * np.sin(np.radians(lat)) ** 2
    meridian = a * (1.0 - e2) / w2**1.5
    parallel = a / np.sqrt(w2) * np.cos(np.radians(lat))
    return np.degrees(east / parallel), np.degrees(north / meridian)
