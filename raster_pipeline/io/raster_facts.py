"""What a raster file says of itself, and how it lies on a study's grid."""

from __future__ import annotations

import hashlib
import json
import math
import re
import warnings
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio
from pyproj.exceptions import CRSError
from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.grid import Grid, parse_crs
from sinkmap.text import Text

__all__ = [
    "ONE_FRAME",
    "Lie",
    "RasterFacts",
    "facts_of",
    "inspect",
    "lie_on",
    "open_raster",
    "read_as",
]

ONE_FRAME = frozenset({4490, 4326})
"""Geographic frames taken as one: CGCS2000 and WGS84.

By definition they agree to millimetres at epoch 2000.0; plate motion moves ground points by about
3 cm a year against the current WGS84, less than a metre in all, far below a pixel. No other pair
of frames is joined: from Xian 1980 or Beijing 1954 PROJ would silently shift by nothing.
"""

MISFIT = 1e-6
"""Largest distance, in grid pixels, by which a raster's edges may miss those of the grid."""

_SIDE_FILES = (".aux.xml", ".ovr", ".msk")
_VERSION_TAGS = ("product_version", "productversion", "version")
_LONGEST_SIDE_FILE = 4_000_000


@dataclass(frozen=True, slots=True)
class RasterFacts:
    """Header of a raster file.

    ``crs`` is an EPSG code where there is one, else WKT, empty if the file has none.
    ``transform`` holds the affine coefficients a, b, c, d, e, f. ``colours`` are the meanings of
    the bands (``gray``, ``palette``, ``red`` …). ``product`` is the version of the data product
    the file's tags state, empty if none. ``side`` holds what a neighbouring ``.aux.xml`` states
    otherwise: pairs of name and text. ``checksum`` is the SHA-256 of all of these.
    """

    driver: str
    shape: tuple[int, int]
    bands: int
    dtype: str
    crs: str
    epsg: int | None
    transform: tuple[float, float, float, float, float, float]
    georeferenced: bool
    nodata: float | None
    block: tuple[int, int]
    colours: tuple[str, ...]
    scale: float
    offset: float
    overviews: tuple[int, ...]
    product: str
    side_files: tuple[str, ...]
    side: tuple[tuple[str, str], ...]
    checksum: str = ""

    @property
    def is_rotated(self) -> bool:
        """Whether rows and columns do not run east and north (or run westwards)."""
        a, b, _, d, e, _ = self.transform
        return b != 0.0 or d != 0.0 or a <= 0.0 or e == 0.0

    @property
    def is_south_up(self) -> bool:
        """Whether the first row is the southernmost."""
        return self.transform[4] > 0.0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of a raster that is not rotated."""
        a, _, west, _, e, first = self.transform
        last = first + e * self.shape[0]
        return (west, min(first, last), west + a * self.shape[1], max(first, last))

    @property
    def pixel(self) -> tuple[float, float]:
        """Width and height of a pixel in CRS units."""
        return (abs(self.transform[0]), abs(self.transform[4]))


@dataclass(frozen=True, slots=True)
class Lie:
    """How a raster lies on a grid.

    ``aligned``: same CRS and every edge of its pixels on an edge of the grid's. Then ``factor``
    grid pixels make one of its own along each axis, and (``row``, ``col``) is the grid pixel at
    its north-western corner (negative outside). ``misfit`` is the largest distance between its
    outline and the nearest grid edges, in grid pixels; None where the CRS differs.
    """

    aligned: bool
    factor: int = 1
    row: int = 0
    col: int = 0
    misfit: float | None = None


def open_raster(path: Path) -> Any:
    """Open a GeoTIFF for reading. No other driver is tried, whatever the file's name says."""
    return rasterio.open(path, driver="GTiff")


def inspect(path: Path) -> RasterFacts:
    """Read the header of a raster file.

    Raises
    ------
    InputRefusedError
        ``RASTER-UNREADABLE`` if it is no GeoTIFF or its header is broken.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            dataset = open_raster(path)
    except RasterioIOError as error:
        raise InputRefusedError(
            Finding(
                "RASTER-UNREADABLE",
                Severity.ERROR,
                Text("栅格文件无法打开", "the raster cannot be opened"),
                Text("请提供完好的 GeoTIFF 文件", "supply a sound GeoTIFF"),
                path.name,
                seen=str(error).replace(str(path.parent), "").lstrip("/"),
                wanted="GeoTIFF",
            )
        ) from error
    with dataset:
        return facts_of(dataset, path)


def facts_of(dataset: Any, path: Path) -> RasterFacts:
    """Header of an open raster; ``path`` is where its side files would lie."""
    facts = _facts(dataset, path)
    stated = json.dumps(asdict(facts), sort_keys=True, default=str)
    checksum = hashlib.sha256(stated.encode()).hexdigest()
    return replace(facts, checksum=checksum)


def _facts(dataset: Any, path: Path) -> RasterFacts:
    wkt = dataset.crs.to_wkt() if dataset.crs else ""
    epsg = parse_crs(wkt).to_epsg() if wkt else None
    transform = tuple(float(v) for v in tuple(dataset.transform)[:6])
    nodata = None if dataset.nodata is None else float(dataset.nodata)
    names = [f"{path.name}{end}" for end in _SIDE_FILES]
    crs = f"EPSG:{epsg}" if epsg else wkt
    return RasterFacts(
        driver=str(dataset.driver),
        shape=(int(dataset.height), int(dataset.width)),
        bands=int(dataset.count),
        dtype=str(dataset.dtypes[0]),
        crs=crs,
        epsg=epsg,
        transform=transform,  # type: ignore[arg-type]
        georeferenced=transform != (1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
        nodata=nodata,
        block=tuple(int(v) for v in dataset.block_shapes[0]),  # type: ignore[arg-type]
        colours=tuple(str(c.name) for c in dataset.colorinterp),
        scale=float(dataset.scales[0]),
        offset=float(dataset.offsets[0]),
        overviews=tuple(int(v) for v in dataset.overviews(1)),
        product=_product(dataset.tags()),
        side_files=tuple(name for name in names if path.with_name(name).exists()),
        side=_side(path.with_name(names[0]), epsg, transform, nodata),
    )


def _product(tags: dict[str, str]) -> str:
    stated = {name.lower(): text for name, text in tags.items()}
    return next((stated[name].strip() for name in _VERSION_TAGS if name in stated), "")


def _side(
    path: Path, epsg: int | None, transform: tuple[float, ...], nodata: float | None
) -> tuple[tuple[str, str], ...]:
    """What a side file states otherwise than the raster. GDAL is told to ignore such files."""
    if not path.is_file() or path.stat().st_size > _LONGEST_SIDE_FILE:
        return ()
    text = path.read_text(encoding="utf-8", errors="backslashreplace")
    found = []
    srs = re.search(r"<SRS[^>]*>([^<]+)</SRS>", text)
    if srs:
        stated = _side_crs(srs.group(1).replace("&quot;", '"').replace("&#34;", '"'))
        if stated != f"EPSG:{epsg}":
            found.append(("CRS", stated))
    place = re.search(r"<GeoTransform>([^<]+)</GeoTransform>", text)
    if place:
        numbers = _numbers(place.group(1))
        c, a, b, f, d, e = numbers if len(numbers) == 6 else (math.nan,) * 6
        if not all(
            math.isclose(x, y, rel_tol=1e-12, abs_tol=1e-12)
            for x, y in zip((a, b, c, d, e, f), transform, strict=True)
        ):
            found.append(("transform", ", ".join(map(str, (a, b, c, d, e, f)))))
    empty = re.search(r"<NoDataValue[^>]*>([^<]+)</NoDataValue>", text)
    if empty:
        value = _numbers(empty.group(1))
        if nodata is None or not value or not _same_number(value[0], nodata):
            found.append(("nodata", empty.group(1).strip()))
    return tuple(found)


def _side_crs(text: str) -> str:
    """The CRS a side file states, by its code where it has one; what is no CRS stays as it is."""
    try:
        return f"EPSG:{parse_crs(text).to_epsg()}"
    except CRSError:
        return text[:60]


def _numbers(text: str) -> list[float]:
    """Numbers separated by commas; empty if one of them is none."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return []


def _same_number(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


def read_as(source: str, target: str) -> str | None:
    """The CRS by which a source is to be brought to a target CRS; None if their frames differ.

    Geographic coordinates on one of :data:`ONE_FRAME` are read as the target's own frame, so no
    transformation, not even a null one, is asked of PROJ.
    """
    here, there = parse_crs(source), parse_crs(target)
    if here == there or (here.to_epsg() is not None and here.to_epsg() == there.to_epsg()):
        return target
    ours = here.geodetic_crs.to_epsg() if here.geodetic_crs else None
    theirs = there.geodetic_crs.to_epsg() if there.geodetic_crs else None
    if ours is None or theirs is None:
        return None
    if here.is_geographic and {ours, theirs} <= ONE_FRAME:
        return f"EPSG:{theirs}"
    return source if ours == theirs or {ours, theirs} <= ONE_FRAME else None


def lie_on(facts: RasterFacts, crs: str, grid: Grid) -> Lie:
    """How a raster with these facts, read in ``crs``, lies on a grid."""
    there = parse_crs(grid.crs)
    read = read_as(crs, grid.crs)
    same = read is not None and (
        parse_crs(read) == there or parse_crs(read).to_epsg() == (there.to_epsg() or -1)
    )
    if not same or facts.is_rotated:
        return Lie(False)
    west, south, east, north = facts.bounds
    edges = (
        (west - grid.west) / grid.resolution,
        (east - grid.west) / grid.resolution,
        (grid.north - north) / grid.resolution,
        (grid.north - south) / grid.resolution,
    )
    misfit = max(abs(edge - round(edge)) for edge in edges)
    wide, high = (size / grid.resolution for size in facts.pixel)
    factor = round(wide)
    whole = factor >= 1 and all(
        abs(ratio - factor) * count <= MISFIT
        for ratio, count in ((wide, facts.shape[1]), (high, facts.shape[0]))
    )
    return Lie(whole and misfit <= MISFIT, max(factor, 1), round(edges[2]), round(edges[0]), misfit)
