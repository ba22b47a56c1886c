"""Area of polygons and pixels. The only module that may turn geometry into area.

Three measures are kept apart and never mixed in one sum:

*geodesic*
    The ellipsoid's own area with geodesic edges (Karney 2013, J. Geodesy 87:43-55), on CGCS2000.
*TD/T 1055*
    The Chinese survey rule (TD/T 1055-2019, annex): trapezoids between parallels, edges straight
    in longitude and latitude.
*additive*
    The measure on the plane of a study's grid whose parts add up to the whole to the last digits:
    the integral of the density 1/k² (k² the areal scale of the projection; on a geographic grid
    the ellipsoid's area element) over the polygon with edges straight in the grid's CRS.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.polynomial import chebyshev, polynomial
from numpy.typing import NDArray

from sinkmap.compiled import compiled
from sinkmap.grid import Grid, Window, parse_crs
from sinkmap.rings import Geometries, Rings

__all__ = [
    "CGCS2000_A",
    "CGCS2000_RF",
    "AreaMeasure",
    "geodesic_area",
    "lon_lat",
    "pixel_areas",
    "plane_area",
    "tdt1055_area",
]

CGCS2000_A = 6378137.0
"""Semi-major axis of CGCS2000 in metres (GB 22021-2008)."""
CGCS2000_RF = 298.257222101
"""Inverse flattening of CGCS2000 (GB 22021-2008)."""

_DEGREES = (4, 6, 8, 10)
_FIT_TOLERANCE = 2e-10


def lon_lat(geometries: Geometries, crs: str) -> Geometries:
    """Geometries in CGCS2000 longitude and latitude; the same ones if ``crs`` is geographic."""
    source = parse_crs(crs)
    if source.is_geographic:
        return geometries
    move = pyproj.Transformer.from_crs(source, "EPSG:4490", always_xy=True).transform
    return np.asarray(shapely.transform(geometries, lambda xy: np.column_stack(move(*xy.T))))


def geodesic_area(geometries: Iterable[Any], crs: str) -> NDArray[np.float64]:
    """Ellipsoidal area on CGCS2000 with geodesic edges, m².

    Parameters
    ----------
    geometries
        (n,) polygons or multipolygons with coordinates x, y in ``crs``.
    crs
        CRS of the coordinates; geographic coordinates are taken as CGCS2000 longitude, latitude.
    """
    rings = Rings.of(lon_lat(np.asarray(geometries, dtype=object), crs))
    geod = pyproj.Geod(a=CGCS2000_A, rf=CGCS2000_RF)
    values = np.array(
        [
            geod.polygon_area_perimeter(rings.x[a:b], rings.y[a:b])[0]
            for a, b in zip(rings.start[:-1], rings.start[1:], strict=True)
        ],
        dtype=np.float64,
    )
    return rings.total(values)


def tdt1055_area(
    geometries: Iterable[Any], crs: str, *, central_meridian: float = 120.0
) -> NDArray[np.float64]:
    """Area by the trapezoid formula of TD/T 1055-2019 on CGCS2000, m².

    The result does not depend on ``central_meridian`` (degrees); it is there because the rule
    names one. Shapes and CRS as in :func:`geodesic_area`.
    """
    rings = Rings.of(lon_lat(np.asarray(geometries, dtype=object), crs))
    if not len(rings.x):
        return np.zeros(rings.count)
    lon, lat = np.radians(rings.x - central_meridian), np.radians(rings.y)
    d_lon = (lon[:-1] + lon[1:]) / 2.0
    half, mean = (lat[1:] - lat[:-1]) / 2.0, (lat[1:] + lat[:-1]) / 2.0
    f = 1.0 / CGCS2000_RF
    e2 = f * (2.0 - f)
    series = (
        1 + 3 / 6 * e2 + 30 / 80 * e2**2 + 35 / 112 * e2**3 + 630 / 2304 * e2**4,
        -(1 / 6 * e2 + 15 / 80 * e2**2 + 21 / 112 * e2**3 + 420 / 2304 * e2**4),
        3 / 80 * e2**2 + 7 / 112 * e2**3 + 180 / 2304 * e2**4,
        -(1 / 112 * e2**3 + 45 / 2304 * e2**4),
        5 / 2304 * e2**4,
    )
    edges = sum(
        c * np.sin((2 * i + 1) * half) * np.cos((2 * i + 1) * mean) for i, c in enumerate(series)
    )
    b = CGCS2000_A * (1.0 - f)
    edges = 2.0 * b * b * d_lon * edges
    edges = np.append(edges, 0.0)
    edges[rings.start[1:] - 1] = 0.0
    return rings.total(np.add.reduceat(edges, rings.start[:-1]))


def plane_area(geometries: Iterable[Any]) -> NDArray[np.float64]:
    """Area in squared CRS units, for slenderness tests and ratios only; never a published area."""
    return np.asarray(shapely.area(np.asarray(geometries, dtype=object)), dtype=np.float64)


@compiled
def _polynomial(c: NDArray[np.float64], u: float, v: float) -> float:
    """Horner's value at (u, v); c[i, j] are the coefficients of u^i v^j."""
    value = 0.0
    for i in range(c.shape[0] - 1, -1, -1):
        inner = 0.0
        for j in range(c.shape[1] - 1, -1, -1):
            inner = inner * v + c[i, j]
        value = value * u + inner
    return value


@compiled
def _ring_integrals(
    u: NDArray[np.float64],
    v: NDArray[np.float64],
    start: NDArray[np.int64],
    c: NDArray[np.float64],
    nodes: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Line integral of F(u, v) dv around each ring; c[i, j] are F's coefficients of u^i v^j."""
    result = np.zeros(start.size - 1)
    for ring in range(start.size - 1):
        total = 0.0
        for k in range(start[ring], start[ring + 1] - 1):
            dv = v[k + 1] - v[k]
            if dv == 0.0:
                continue
            du = u[k + 1] - u[k]
            edge = 0.0
            for q in range(nodes.size):
                edge += weights[q] * _polynomial(c, u[k] + nodes[q] * du, v[k] + nodes[q] * dv)
            total += edge * dv
        result[ring] = total
    return result


@dataclass(frozen=True, slots=True, eq=False)
class AreaMeasure:
    """The additive area measure of a plane.

    ``density`` holds the coefficients of the polynomial (u, v) -> m² of ellipsoid per unit of
    ``u`` and ``v``, where u = (x - x0) / half_width and v = (y - y0) / half_height. Because it is
    a polynomial, the line integral along a straight edge is exact, and so parts add up.
    """

    crs: str
    centre: tuple[float, float]
    half: tuple[float, float]
    density: NDArray[np.float64]

    @classmethod
    def of(cls, crs: str, bounds: tuple[float, float, float, float]) -> AreaMeasure:
        """Fit the measure of a CRS over bounds (west, south, east, north in CRS units).

        Raises
        ------
        ValueError
            If the density of the projection is no smooth function there (relative misfit above
            2e-10), as near a projection's edge.
        """
        west, south, east, north = bounds
        centre = ((west + east) / 2.0, (south + north) / 2.0)
        half = ((east - west) / 2.0 * 1.02, (north - south) / 2.0 * 1.02)
        misfit = math.inf
        for degree in _DEGREES:
            fitted, misfit = _fit_density(crs, centre, half, degree)
            if misfit < _FIT_TOLERANCE:
                return cls(crs, centre, half, fitted * half[0] * half[1])
        raise ValueError(f"no smooth area density for {crs} over {bounds}: misfit {misfit:.1e}")

    @classmethod
    def of_grid(cls, grid: Grid) -> AreaMeasure:
        """The measure of a grid's CRS over the grid."""
        return cls.of(grid.crs, grid.bounds)

    def polygons(self, geometries: Iterable[Any]) -> NDArray[np.float64]:
        """Area of (n,) polygons or multipolygons in the measure's CRS, m²."""
        rings = Rings.of(geometries)
        if not len(rings.x):
            return np.zeros(rings.count)
        primitive = polynomial.polyint(self.density, axis=0)
        terms = primitive.shape[0] + primitive.shape[1] - 1
        nodes, weights = np.polynomial.legendre.leggauss((terms + 1) // 2)
        values = _ring_integrals(
            (rings.x - self.centre[0]) / self.half[0],
            (rings.y - self.centre[1]) / self.half[1],
            rings.start,
            np.ascontiguousarray(primitive),
            (nodes + 1.0) / 2.0,
            weights / 2.0,
        )
        return rings.total(values)

    def pixels(self, grid: Grid, window: Window) -> NDArray[np.float64]:
        """Area of each pixel of a window of a grid in the measure's CRS: (rows, cols), m²."""
        across, down = self.steps(grid, window)
        return pixel_areas(self.density, across, down)

    def steps(self, grid: Grid, window: Window) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Integrals of the powers of u over each column and of v over each row of a window.

        (terms, cols) and (terms, rows); :func:`pixel_areas` makes areas of them.
        """
        u = (grid.column_edges(window) - self.centre[0]) / self.half[0]
        v = (grid.row_edges(window) - self.centre[1]) / self.half[1]
        across = _power_steps(u, self.density.shape[0], grid.resolution / self.half[0])
        down = _power_steps(v, self.density.shape[1], grid.resolution / self.half[1])
        return across, down


@compiled
def pixel_areas(
    density: NDArray[np.float64], across: NDArray[np.float64], down: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(rows, cols) sums of density[i, j] across[i, col] down[j, row], m².

    In an order of its own, not that of a matrix library: the same on every machine.
    """
    terms = density.shape[0]
    areas = np.empty((down.shape[1], across.shape[1]))
    factor = np.empty(terms)
    for row in range(areas.shape[0]):
        for i in range(terms):
            factor[i] = 0.0
            for j in range(density.shape[1]):
                factor[i] += density[i, j] * down[j, row]
        _pixel_line(areas[row], factor, across)
    return areas


@compiled
def _pixel_line(
    line: NDArray[np.float64], factor: NDArray[np.float64], across: NDArray[np.float64]
) -> None:
    """One row of pixels; the terms, always an odd number, are taken three and then two at once."""
    f0, f1, f2 = factor[0], factor[1], factor[2]
    for column in range(line.size):
        line[column] = f0 * across[0, column] + f1 * across[1, column] + f2 * across[2, column]
    for i in range(3, factor.size, 2):
        f0, f1 = factor[i], factor[i + 1]
        for column in range(line.size):
            line[column] += f0 * across[i, column] + f1 * across[i + 1, column]


@compiled
def _power_steps(edges: NDArray[np.float64], terms: int, step: float) -> NDArray[np.float64]:
    """Integrals of edge^i between neighbouring edges ``step`` apart: (terms, edges - 1).

    The difference of the powers is taken as the step times the sum of high^k low^(i-k): of two
    edges close together nothing cancels.
    """
    steps = np.empty((terms, edges.size - 1))
    for column in range(edges.size - 1):
        low, high = edges[column], edges[column + 1]
        power, total = 1.0, 1.0
        for i in range(terms):
            steps[i, column] = step * total / (i + 1)
            power *= low
            total = high * total + power
    return steps


def _fit_density(
    crs: str, centre: tuple[float, float], half: tuple[float, float], degree: int
) -> tuple[NDArray[np.float64], float]:
    """Polynomial fit of the area density on Chebyshev nodes; coefficients and relative misfit."""
    nodes = np.cos(np.pi * (np.arange(2 * degree + 4) + 0.5) / (2 * degree + 4))
    u, v = np.meshgrid(nodes, nodes, indexing="ij")
    true = _density(crs, centre[0] + half[0] * u, centre[1] + half[1] * v)
    basis = chebyshev.chebvander2d(u.ravel(), v.ravel(), [degree, degree])
    solution, *_ = np.linalg.lstsq(basis, true.ravel(), rcond=None)
    # PROJ's factors are good to about 1e-11: what lies below the residual is their noise.
    noise = np.max(np.abs(basis @ solution - true.ravel()))
    solution = np.where(np.abs(solution) > noise, solution, 0.0)
    misfit = float(np.max(np.abs(basis @ solution - true.ravel())) / np.max(np.abs(true)))
    table = solution.reshape(degree + 1, degree + 1)
    power = np.zeros_like(table)
    for i in range(degree + 1):
        row = chebyshev.cheb2poly(table[i])
        table[i] = np.pad(row, (0, degree + 1 - row.size))
    for j in range(degree + 1):
        column = chebyshev.cheb2poly(table[:, j])
        power[:, j] = np.pad(column, (0, degree + 1 - column.size))
    return power, misfit


def _density(crs: str, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """m² of ellipsoid per squared CRS unit at points of the plane."""
    system = parse_crs(crs)
    ellipsoid = system.ellipsoid
    if ellipsoid is None:
        raise ValueError(f"the CRS has no ellipsoid: {crs}")
    if system.is_geographic:
        f = 1.0 / ellipsoid.inverse_flattening
        e2 = f * (2.0 - f)
        w2 = 1.0 - e2 * np.sin(np.radians(y)) ** 2
        a = ellipsoid.semi_major_metre
        element = a * a * (1.0 - e2) * np.cos(np.radians(y)) / w2**2
        return np.asarray(element * math.radians(1.0) ** 2 + 0.0 * x)
    projection = pyproj.Proj(system)
    lon, lat = projection(x, y, inverse=True)
    factors = projection.get_factors(lon, lat, errcheck=True)
    unit = system.axis_info[0].unit_conversion_factor
    return np.asarray(unit * unit / factors.areal_scale)
