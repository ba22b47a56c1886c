"""Make the study folders of the examples from a folder of open data.

``python docs/examples/prepare.py DATA TARGET`` writes ``TARGET/changzhou``, ``TARGET/slovenia`` and
``TARGET/principe``: the plan that lies beside this file and a folder ``layers`` with the inputs it
names, copied, or derived where the open data are no geodata files yet. Pixels are never altered.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import geopandas as gpd
import numpy as np
import rasterio
import shapely
from rasterio.transform import Affine

EXAMPLES = ("changzhou", "slovenia", "principe")
_HERE = Path(__file__).resolve().parent

_LAKES = {"181237": ("gehu", "滆湖", "Gehu"), "181856": ("changdang", "长荡湖", "Changdang Lake")}
"""GSHHG polygon -> code and names of the lake."""

_PRINCIPE = (7.32, 1.52, 7.46, 1.70)
"""West, south, east, north of the rectangle around the island, on edges of the pixels."""
_PRINCIPE_MIDDLE = 1.61


def prepare(name: str, data: Path, target: Path) -> Path:
    """Make one study folder.

    Parameters
    ----------
    name
        One of :data:`EXAMPLES`.
    data
        Folder of the open data, laid out as ``docs/examples/README.md`` says.
    target
        Where the study folder is made; it must not exist yet.
    """
    folder = target / name
    layers = folder / "layers"
    layers.mkdir(parents=True)
    shutil.copyfile(_HERE / name / "study.toml", folder / "study.toml")
    _MAKERS[name](data, layers)
    return folder


def _changzhou(data: Path, layers: Path) -> None:
    districts = data / "boundaries/changzhou_districts_tianditu_cgcs2000.geojson"
    shutil.copyfile(districts, layers / "districts.geojson")
    cover = data / "landcover/mcd12c1_2019/mcd12c1_igbp_2019_118-121.5E_30.5-33N.tif"
    shutil.copyfile(cover, layers / "mcd12c1_igbp_2019.tif")
    height = data / "dem/aster_gdem3_20arcsec_119-122E_30-33N.tif"
    shutil.copyfile(height, layers / "aster_gdem3.tif")
    water = gpd.read_file(data / "water/gshhg_2.3_full_changzhou.gpkg", layer="gshhs_polygons")
    lakes = water[water["gid"].astype(str).isin(_LAKES)]
    # WGS84 is taken as CGCS2000; cut in degrees, where the districts' edges are straight.
    lakes = lakes.set_crs("EPSG:4490", allow_override=True)
    rows = [_LAKES[str(gid)] for gid in lakes["gid"]]
    outlines = gpd.GeoDataFrame(
        {"form": "imp_wetland", "name": [f"{zh}（替身 stand-in）" for _, zh, _ in rows]},
        geometry=lakes.geometry.to_list(),
        crs=lakes.crs,
    )
    outlines.to_file(layers / "lakes.gpkg", driver="GPKG")
    city = gpd.read_file(districts).union_all()
    parts = [shapely.intersection(outline, city) for outline in lakes.geometry]
    rest = shapely.difference(city, shapely.union_all(parts))
    _write_units(
        layers / "lake_units.gpkg",
        [*rows, ("rest", "其余", "Rest")],
        [*parts, rest],
        "EPSG:4490",
    )


def _slovenia(data: Path, layers: Path) -> None:
    source = data / "imagery/eolearn_slovenia_s2"
    stated = json.loads((source / "bbox.geojson").read_text(encoding="utf-8"))
    window = shapely.Polygon(stated["coordinates"][0])
    shutil.copyfile(source / "vector_timeless__LULC.gpkg", layers / "parcels.gpkg")
    classes = np.load(source / "mask_timeless__LULC.npy")[:, :, 0].astype("uint8")
    heights = np.load(source / "data_timeless__DEM.npy")[:, :, 0]
    _write_raster(layers / "lulc.tif", classes, window.bounds, 0)
    _write_raster(layers / "dem.tif", heights, window.bounds, -9999)
    west, south, east, north = window.bounds
    x, y = (west + east) / 2, (south + north) / 2
    _write_units(
        layers / "quarters.gpkg",
        [
            ("nw", "西北", "North-west"),
            ("ne", "东北", "North-east"),
            ("sw", "西南", "South-west"),
            ("se", "东南", "South-east"),
        ],
        [
            shapely.box(west, y, x, north),
            shapely.box(x, y, east, north),
            shapely.box(west, south, x, y),
            shapely.box(x, south, east, y),
        ],
        "EPSG:32633",
    )


def _principe(data: Path, layers: Path) -> None:
    source = data / "landcover/worldcover_principe_2020_2021"
    for year, version in ((2020, "v100"), (2021, "v200")):
        cover = source / f"worldcover_{year}_{version}_principe.tif"
        shutil.copyfile(cover, layers / f"worldcover_{year}.tif")
    west, south, east, north = _PRINCIPE
    _write_units(
        layers / "halves.gpkg",
        [("north", "北半", "North"), ("south", "南半", "South")],
        [
            shapely.box(west, _PRINCIPE_MIDDLE, east, north),
            shapely.box(west, south, east, _PRINCIPE_MIDDLE),
        ],
        "EPSG:4326",
    )


def _write_units(
    path: Path, names: list[tuple[str, str, str]], shapes: list[shapely.Geometry], crs: str
) -> None:
    codes, chinese, english = zip(*names, strict=True)
    frame = gpd.GeoDataFrame(
        {"code": codes, "name": chinese, "name_en": english}, geometry=shapes, crs=crs
    )
    frame.to_file(path, driver="GPKG")


def _write_raster(
    path: Path, values: np.ndarray, bounds: tuple[float, float, float, float], nodata: int
) -> None:
    rows, cols = values.shape
    west, south, east, north = bounds
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=cols,
        count=1,
        dtype=values.dtype.name,
        crs="EPSG:32633",
        transform=Affine((east - west) / cols, 0.0, west, 0.0, (south - north) / rows, north),
        nodata=nodata,
        compress="deflate",
    ) as out:
        out.write(values, 1)


_MAKERS: dict[str, Callable[[Path, Path], None]] = {
    "changzhou": _changzhou,
    "slovenia": _slovenia,
    "principe": _principe,
}


if __name__ == "__main__":
    for example in EXAMPLES:
        prepare(example, Path(sys.argv[1]), Path(sys.argv[2]))
