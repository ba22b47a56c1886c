"""What a siting reads of a finished run, found by the run's own record."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers import derived_layers, given_layers
from raster_pipeline.io.band_reader import BandReader
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.io.run_folder import file_sha256
from raster_pipeline.io.study_file import locate
from raster_pipeline.io.tables import read_frame, read_table
from raster_pipeline.opened import OpenedRun
from raster_pipeline.steps.check.carbon_tables import read_carbon
from raster_pipeline.steps.check.rasters import check_raster, join_rasters
from raster_pipeline.steps.site_candidates import SitePlaces
from raster_pipeline.steps.site_layers import SiteLayers
from raster_pipeline.steps.site_proxy import Greenness
from sinkmap.area import AreaMeasure
from sinkmap.control import RuleBook
from sinkmap.errors import Finding, Severity
from sinkmap.layer import Form
from sinkmap.parameters import PoolTable, tree_profile
from sinkmap.siting.points import CityRates, wetland_groups
from sinkmap.siting.siting_book import SitingBook
from sinkmap.statunit import CITY_PARTITION
from sinkmap.text import Text

__all__ = ["carbon_pools_of", "city_rates", "organic_matter", "site_layers", "site_places"]

_DEM, _LAND, _STANDS = "dem", "land_group", "stands"
_TREES, _LAND_ONLY = "js_tree_cover", "js_land_only"
_WETLAND = ("law", "stat_js", "gbt21010")
"""Profiles of the wetland protection rate, the first that the run has a value of; those that the
study has a target by come before them."""


def site_layers(
    opened: OpenedRun, root: Path, year: int, rules: RuleBook, book: SitingBook
) -> tuple[SiteLayers, tuple[Finding, ...]]:
    """Layers of a year of a run, and what is said of those that cannot be used."""

    def find(layer: str) -> Path | None:
        given = opened.taken_in(layer, year)
        if given is not None:
            return given
        derived = opened.path / "layers" / f"{layer}_{year}.parquet"
        return derived if derived.is_file() else None

    grid = opened.study.grid
    land, stands = (_classes(opened, layer, year) for layer in (_LAND, _STANDS))
    heights, findings = _heights(opened, root, year)
    green = _greenness(opened, year)
    return SiteLayers(grid, year, find, rules, book, heights, land, stands, green), findings


def _classes(opened: OpenedRun, layer: str, year: int) -> RasterSource | None:
    """A class raster the run derived, None without it."""
    path = opened.path / "layers" / f"{layer}_{year}.tif"
    if not path.is_file():
        return None
    empty = derived_layers()[layer].nodata
    spec = RasterSpec((path,), layer, year, Form.CLASS_RASTER, nodata=empty)
    return RasterSource(spec, opened.study.grid)


def _greenness(opened: OpenedRun, year: int) -> Greenness | None:
    """NDVI of the growing season's composite, None without one that has its bands."""
    season = opened.study.imagery.seasons[0].name
    path = opened.path / "layers" / f"composite_{season}_{year}.tif"
    if not path.is_file():
        return None
    reader = BandReader(path, opened.study.grid)
    return Greenness(reader) if {"nir", "red"} <= set(reader.bands) else None


def _heights(
    opened: OpenedRun, root: Path, year: int
) -> tuple[RasterSource | None, tuple[Finding, ...]]:
    """Elevation as the run read it: its files are the study's, and may have changed since."""
    study = opened.study
    entry = study.input(_DEM, year)
    if entry is None:
        return None, ()
    paths, _ = locate(study, root, entry.files)
    known = {one.file: one.sha256 for one in opened.manifest.inputs if one.layer == _DEM}
    changed = [
        name
        for name in entry.files
        if name not in paths or file_sha256(paths[name]) != known.get(name)
    ]
    if changed:
        return None, (_changed(changed),)
    read = [check_raster(entry, paths[name], given_layers()[_DEM], study)[0] for name in paths]
    joined, _ = join_rasters([spec for spec in read if spec is not None], entry)
    return (None if joined is None else RasterSource(joined, study.grid)), ()


def site_places(opened: OpenedRun) -> SitePlaces:
    """Units sites keep to, those of the first partition of districts, and the names of places."""
    results = opened.results
    shapes = read_frame(opened.path / "units.parquet").set_index("unit_id")
    crs = opened.study.grid.crs

    def frame(members: tuple[str, ...]) -> gpd.GeoDataFrame:
        units = list(members)
        names = [results.units[unit].name.zh for unit in units]
        columns = {"unit_id": units, "name": names}
        return gpd.GeoDataFrame(columns, geometry=shapes.loc[units].geometry.to_numpy(), crs=crs)

    levels: dict[str, gpd.GeoDataFrame] = {}
    for part in results.partitions:
        if part.id != CITY_PARTITION and part.level not in levels:
            levels[part.level] = frame(part.members)
    city = next(part for part in results.partitions if part.id == CITY_PARTITION)
    return SitePlaces(levels.get("district", frame(city.members)), levels)


def organic_matter(opened: OpenedRun, year: int) -> Mapping[str, float]:
    """Unit -> organic matter of cropland in g/kg, of the latest survey up to the year."""
    path = opened.taken_in("organic_matter", year)
    if path is None:
        return {}
    table = read_table(path)
    known = table[table["vintage"].astype(float) <= year].sort_values("vintage")
    return dict(zip(known["statunit"].astype(str), known["som"].astype(float), strict=True))


def city_rates(opened: OpenedRun, year: int) -> tuple[CityRates, tuple[str, str]]:
    """What points are of in a year, and the figures that say it; an id is empty without one.

    Without a figure of tree cover the base is the area of the city.
    """
    city = opened.study.city.code
    figures = opened.results.figures

    def known(indicator: str, profile: str) -> pd.Series | None:
        name = f"{indicator}/{city}/{year}/{profile}"
        rows = figures[figures["id"] == name]
        usable = rows[(rows["status"] == "ok") & (rows["denominator"] > 0.0)]
        return None if usable.empty else usable.iloc[0]

    trees, land = known("tree_cover_rate", _TREES), known("tree_cover_rate", _LAND_ONLY)
    whole = _city_m2(opened) if trees is None else float(trees["denominator"])
    water = 0.0 if land is None else whole - float(land["denominator"])
    aimed = [one.profile for one in opened.study.targets
             if (one.indicator, one.statunit) == ("wetland_protection_rate", city)]  # fmt: skip
    found = ((one, known("wetland_protection_rate", one)) for one in (*aimed, *_WETLAND))
    profile, wetland = next((pair for pair in found if pair[1] is not None), (_WETLAND[0], None))
    entry = opened.study.input("parcels", year) or opened.study.input("parcels_update", year)
    rates = CityRates(
        whole,
        water,
        tree_profile(_TREES),
        math.nan if wetland is None else float(wetland["denominator"]),
        math.nan if wetland is None else float(wetland["numerator"]),
        wetland_groups(profile, entry.code_system if entry else "sd3"),
    )
    names = (_id(trees), _id(wetland))
    return rates, names


def _id(row: pd.Series | None) -> str:
    return "" if row is None else str(row["id"])


def _city_m2(opened: OpenedRun) -> float:
    city = next(part for part in opened.results.partitions if part.id == CITY_PARTITION)
    shapes = read_frame(opened.path / "units.parquet").set_index("unit_id")
    geometry = shapes.loc[list(city.members)].geometry.to_numpy()
    return float(AreaMeasure.of_grid(opened.study.grid).polygons(geometry).sum())


def carbon_pools_of(opened: OpenedRun, root: Path) -> PoolTable:
    """Carbon densities the run counted by: the study's own table, or the shipped one."""
    file = opened.study.carbon.pools_file
    if not file:
        return opened.study.carbon.pools
    paths, _ = locate(opened.study, root, [file])
    return read_carbon(opened.study, paths, ())[0].pools


def _changed(names: list[str]) -> Finding:
    return Finding(
        "SITING-FILE-CHANGED",
        Severity.WARNING,
        Text(
            "高程文件在运行之后有变动，坡度未使用",
            "the elevation was changed since the run; slopes are left out",
        ),
        Text("重新运行后再选址", "run the study again before siting"),
        layer=_DEM,
        features=tuple(names),
    )
