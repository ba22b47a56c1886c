"""Geometry of one layer: what cannot be computed with is refused, or repaired as the study says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.check.crossings import MOST_CROSSINGS, crosses_beyond
from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity
from sinkmap.layer import Form
from sinkmap.study import EmptyGeometry, InvalidGeometry, Policies
from sinkmap.text import Text

__all__ = ["Repair", "Sound", "sound_geometry", "without_duplicates"]

_POLICY = Text(
    "改正该要素，或在 [policies] 中选择处理方式",
    "correct the feature, or choose a treatment under [policies]",
)
_TYPE = Kind(
    "GEOM-TYPE",
    Severity.ERROR,
    Text("面图层中有非面要素", "features that are no polygons"),
    Text("移走点和线要素", "take points and lines out of the layer"),
)
_LINE_TYPE = Kind(
    "GEOM-TYPE",
    Severity.ERROR,
    Text("线图层中有非线要素", "features that are no lines"),
    Text("移走点和面要素", "take points and polygons out of the layer"),
)
_POINT_TYPE = Kind(
    "GEOM-TYPE",
    Severity.ERROR,
    Text("点图层中有非点要素", "features that are no points"),
    Text("移走线和面要素", "take lines and polygons out of the layer"),
)
_SHORT = Kind(
    "LINE-NO-LENGTH",
    Severity.ERROR,
    Text("线要素没有长度", "lines without length"),
    Text("删去或改正这些线", "correct these lines or take them out"),
)
_EMPTY = Kind(
    "GEOM-EMPTY", Severity.ERROR, Text("要素没有图形", "features without geometry"), _POLICY
)
_NAN = Kind(
    "GEOM-NAN",
    Severity.ERROR,
    Text("图形坐标损坏或不是有限数值", "coordinates that are damaged or no finite numbers"),
    Text("改正这些要素的坐标", "correct the coordinates"),
)
_INVALID = Kind(
    "GEOM-INVALID",
    Severity.ERROR,
    Text("图形无效（自相交等）", "invalid polygons (crossing themselves and the like)"),
    _POLICY,
)
_CROSSED = Kind(
    "GEOM-CROSSED",
    Severity.ERROR,
    Text("图形自相交过多，无法修复", "polygons that cross themselves too often to be repaired"),
    Text("重新绘制或导出这些图形", "draw these polygons anew, or export them again"),
)
_REPAIRED = Kind(
    "GEOM-REPAIRED",
    Severity.WARNING,
    Text("无效图形已按方案修复", "invalid polygons were repaired as the plan says"),
    Text("核对修复后的面积", "check the area after the repair"),
)
_UNCLEAR = Kind(
    "GEOM-REPAIR-UNCLEAR",
    Severity.ERROR,
    Text(
        "两种修复方法面积不同，红线不得自动修复",
        "the two ways of repair give different areas; a red line is not repaired by itself",
    ),
    Text("由数据提供方改正图形", "have the provider correct the polygons"),
)
_DROPPED = Kind(
    "GEOM-DROPPED",
    Severity.WARNING,
    Text("已按方案舍去要素", "features were dropped as the plan says"),
    Text("核对舍去的要素", "check the features dropped"),
)
_DUPLICATE = Kind(
    "GEOM-DUPLICATE", Severity.ERROR, Text("图形重复", "the same polygon more than once"), _POLICY
)
_HEIGHTS = Kind(
    "GEOM-3D",
    Severity.NOTE,
    Text("图形带高程，按二维处理", "heights of the polygons are left aside"),
    Text("无需处理", "nothing to do"),
)

_TYPES = {
    Form.POLYGONS: (_TYPE, (3, 6)),
    Form.LINES: (_LINE_TYPE, (1, 5)),
    Form.POINTS: (_POINT_TYPE, (0, 4)),
}
"""Geometry types a form may hold (as shapely numbers them)."""
_UNCLEAR_SHARE, _UNCLEAR_M2 = 1e-4, 100.0


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair that a policy allowed; columns of :data:`sinkmap.run.REPAIR_COLUMNS`.

    ``features`` counts the features touched, ``moved_m2`` is the area they gained or lost.
    """

    code: str
    layer: str
    year: int | None
    file: str
    policy: str
    features: int
    moved_m2: float


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A layer that may be computed with, what was found on the way, and what was repaired."""

    frame: gpd.GeoDataFrame
    findings: list[Finding]
    repairs: list[Repair]


def sound_geometry(
    frame: gpd.GeoDataFrame,
    ids: pd.Series,
    policies: Policies,
    measure: AreaMeasure,
    place: Place,
    *,
    form: Form = Form.POLYGONS,
    has_z: bool = False,
    unreadable: Sequence[int] = (),
) -> Sound:
    """Check types, emptiness, coordinates and validity of shapes on the grid's CRS.

    ``unreadable``: rows whose geometry could not be decoded; it is missing here.
    Features at fault leave the frame: either the study's policy drops or repairs them, or an
    error stands in the findings and the frame is of use for further checks only.
    """
    geometry = frame.geometry.to_numpy()
    findings = [place.found(_HEIGHTS)] if has_z else []
    repairs: list[Repair] = []
    names = ids.astype("str").to_numpy(dtype=object)
    damaged = np.isin(np.arange(len(frame)), unreadable)
    empty = (shapely.is_missing(geometry) | shapely.is_empty(geometry)) & ~damaged
    kinds = shapely.get_type_id(geometry)
    kind, types = _TYPES[form]
    other = ~empty & ~damaged & ~np.isin(kinds, types)
    broken = damaged | (~empty & ~other & ~_finite(geometry))
    if other.any():
        findings.append(place.found(kind, features=names[other][:20], count=int(other.sum())))
    if broken.any():
        findings.append(place.found(_NAN, features=names[broken][:20], count=int(broken.sum())))
    if empty.any():
        dropped = policies.empty_geometry is EmptyGeometry.DROP
        said = _DROPPED if dropped else _EMPTY
        findings.append(place.found(said, features=names[empty][:20], count=int(empty.sum())))
        if dropped:
            repairs.append(_repair("GEOM-EMPTY", place, "drop", int(empty.sum()), 0.0))
    kept = ~(empty | other | broken)
    if not kept.all():
        frame, geometry, names = frame[kept], geometry[kept], names[kept]
    valid = shapely.is_valid(geometry)
    if form is Form.POLYGONS and not valid.all():
        crossed = _crossed(geometry, ~valid)
        if crossed.any():
            findings.append(_too_often(names[crossed], place))
            frame, names, valid = frame[~crossed], names[~crossed], valid[~crossed]
    if not valid.all() and form is Form.LINES:
        listed, count = names[~valid][:20], int((~valid).sum())
        findings.append(place.found(_SHORT, features=listed, count=count))
        frame = frame[valid]
    elif not valid.all():
        frame, more = _treat_invalid(frame, names, ~valid, policies, measure, place)
        findings, repairs = findings + more.findings, repairs + more.repairs
    return Sound(frame.reset_index(drop=True), findings, repairs)


def _finite(geometry: NDArray[Any]) -> NDArray[np.bool_]:
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    bad = ~np.isfinite(xy).all(axis=1)
    finite = np.ones(len(geometry), dtype=bool)
    finite[owner[bad]] = False
    return finite


def _crossed(geometry: NDArray[Any], invalid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Invalid polygons whose repair would not end."""
    found = np.zeros(len(geometry), dtype=bool)
    for row in np.flatnonzero(invalid):
        found[row] = crosses_beyond(geometry[row])
    return found


def _too_often(names: NDArray[Any], place: Place) -> Finding:
    wanted = f"<= {MOST_CROSSINGS}"
    return place.found(_CROSSED, features=names[:20], count=len(names), wanted=wanted)


def _treat_invalid(
    frame: gpd.GeoDataFrame,
    names: NDArray[Any],
    invalid: NDArray[np.bool_],
    policies: Policies,
    measure: AreaMeasure,
    place: Place,
) -> tuple[gpd.GeoDataFrame, Sound]:
    """Refuse or repair; the area by both ways of repair is always told."""
    before = frame.geometry.to_numpy()[invalid]
    ways = {
        "linework": _polygons(shapely.make_valid(before, method="linework")),
        "structure": _polygons(
            shapely.make_valid(before, method="structure", keep_collapsed=False)
        ),
    }
    areas = {method: measure.polygons(made) for method, made in ways.items()}
    listed, count = names[invalid][:20], int(invalid.sum())
    said = ", ".join(f"{method} {values.sum():.2f} m²" for method, values in areas.items())
    reason = str(shapely.is_valid_reason(before[0]))
    policy = policies.invalid_geometry
    if policy is InvalidGeometry.REFUSE:
        total = float(areas["linework"].sum())
        found = place.found(
            _INVALID, features=listed, count=count, seen=f"{reason}; {said}", area_m2=total
        )
        return frame[~invalid], Sound(frame, [found], [])
    method = "linework" if policy is InvalidGeometry.LINEWORK else "structure"
    moved = float(np.abs(areas[method] - measure.polygons(before)).sum())
    found = place.found(
        _REPAIRED,
        features=listed,
        count=count,
        seen=f"{reason}; {said}",
        wanted=method,
        area_m2=moved,
    )
    findings = [found]
    apart = np.abs(areas["linework"] - areas["structure"])
    unclear = apart > np.minimum(_UNCLEAR_M2, _UNCLEAR_SHARE * areas[method])
    if place.layer == "eco_redline" and unclear.any():
        findings.append(
            place.found(
                _UNCLEAR,
                features=names[invalid][unclear][:20],
                count=int(unclear.sum()),
                seen=said,
                area_m2=float(apart[unclear].sum()),
            )
        )
    mended = frame.geometry.to_numpy().copy()
    mended[invalid] = ways[method]
    repaired = frame.set_geometry(gpd.GeoSeries(mended, index=frame.index, crs=frame.crs))
    kept = ~shapely.is_empty(mended)
    repair = _repair("GEOM-INVALID", place, str(policy), count, moved)
    return repaired[kept], Sound(frame, findings, [repair])


def _polygons(geometries: NDArray[Any]) -> NDArray[Any]:
    """Only the polygons of what a repair made; lines and points have no area."""
    made = np.asarray(geometries, dtype=object).copy()
    for row in np.flatnonzero(shapely.get_type_id(made) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(shapely.get_parts(made[row]))
        areal = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        made[row] = shapely.multipolygons(areal)
    lines = ~np.isin(shapely.get_type_id(made), (3, 6))
    made[lines] = shapely.from_wkt("MULTIPOLYGON EMPTY")
    return made


def without_duplicates(
    frame: gpd.GeoDataFrame,
    ids: pd.Series,
    policies: Policies,
    place: Place,
    *,
    also: Sequence[str] = (),
) -> Sound:
    """Find polygons that occur again, in every file of the layer; the first one is kept.

    ``also`` names columns that must be equal too: one park may be protected in two forms.
    """
    geometry = frame.geometry.to_numpy()
    bounds = pd.DataFrame(shapely.bounds(geometry))
    for name in also:
        bounds[name] = frame[name].to_numpy()
    rows = np.flatnonzero(bounds.duplicated(keep=False).to_numpy())
    if not len(rows):
        return Sound(frame, [], [])
    outlines = pd.DataFrame({"wkb": shapely.to_wkb(shapely.normalize(geometry[rows]))})
    for name in also:
        outlines[name] = frame[name].to_numpy()[rows]
    double = np.zeros(len(frame), dtype=bool)
    double[rows[outlines.duplicated(keep="first").to_numpy()]] = True
    if not double.any():
        return Sound(frame, [], [])
    listed, count = ids[double].astype("str").head(20), int(double.sum())
    dropped = policies.duplicate_geometry is EmptyGeometry.DROP
    found = place.found(_DROPPED if dropped else _DUPLICATE, features=listed, count=count)
    moved = float(frame.loc[double, "geometry_m2"].sum()) if "geometry_m2" in frame else 0.0
    repairs = [_repair("GEOM-DUPLICATE", place, "drop", count, moved)] if dropped else []
    return Sound(frame[~double].reset_index(drop=True), [found], repairs)


def _repair(code: str, place: Place, policy: str, features: int, moved: float) -> Repair:
    return Repair(code, place.layer, place.year, place.file, policy, features, moved)
