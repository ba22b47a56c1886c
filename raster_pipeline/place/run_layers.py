"""The layers of a finished run, found again as the run had them when its figures were made."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from layers import derived_layers, given_layers, sensitivities, zone_fields
from raster_pipeline.io.feature_store import FeatureStore, kept_features
from raster_pipeline.io.raster_facts import inspect
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.io.run_folder import file_sha256
from raster_pipeline.io.study_file import locate
from raster_pipeline.io.tables import read_frame, read_table
from raster_pipeline.opened import OpenedRun
from raster_pipeline.steps.check.carbon_tables import read_carbon
from raster_pipeline.steps.check.raster_coverage import spec_pixel_m2
from raster_pipeline.steps.check.rasters import header_spec, join_rasters
from raster_pipeline.steps.provenance import INTERPRETED, given_behind
from raster_pipeline.steps.soil_map import MAPS
from sinkmap.carbon import Carbon
from sinkmap.errors import InputRefusedError
from sinkmap.grid import parse_crs
from sinkmap.indicator import SampledPoints
from sinkmap.layer import Derived, Form, Given, Sensitivity, Whole
from sinkmap.parameters import GroupPools
from sinkmap.statunit import CITY_PARTITION
from sinkmap.study import InputEntry, Study
from sinkmap.text import Text

__all__ = ["DEGREES", "STORES", "RunLayers", "layers_of_run"]

DEGREES = "EPSG:4490"
"""CRS of longitude and latitude: CGCS2000."""
STORES = ".places"
"""Folder beside the runs with copies of vector layers in order of place; free to be deleted."""

LayerYear = tuple[str, int]
_AGGREGATE = Text("该图层只允许公布合计", "only sums of this layer may be told")
_CHANGED = Text("文件在运行之后有变动或已缺失", "the file was changed or lost since the run")
_OPENING = threading.Lock()
_RUNS = 8
"""Runs whose layers are held; a page shows a few at a time."""


@dataclass(eq=False)
class RunLayers:
    """Layers of one run by id and year; any thread may ask.

    ``vectors``: path of each vector layer and table; ``rasters``: how each raster is read;
    ``pixels``: m² of a pixel of a given raster in its file; ``lost``: what the run had and this
    does not, and why; ``carbon``: what the run knew of carbon.
    """

    opened: OpenedRun
    vectors: dict[LayerYear, Path] = field(default_factory=dict)
    rasters: dict[LayerYear, RasterSpec] = field(default_factory=dict)
    pixels: dict[LayerYear, float] = field(default_factory=dict)
    lost: dict[LayerYear, Text] = field(default_factory=dict)
    carbon: Carbon = field(default_factory=Carbon)
    carbon_lost: bool = False
    samples: dict[int, SampledPoints | None] = field(default_factory=dict)
    _stores: dict[Path, FeatureStore] = field(default_factory=dict)
    _frames: dict[Path, gpd.GeoDataFrame] = field(default_factory=dict)
    _sources: dict[LayerYear, RasterSource] = field(default_factory=dict)
    _own: threading.local = field(default_factory=threading.local)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    def of(cls, opened: OpenedRun) -> RunLayers:
        """Find the layers of a run."""
        found = cls(opened)
        derived = found.derived
        for year in opened.study.years:
            found._given_vectors(year)
            for layer in derived.values():
                found._derived(layer, year)
        for entry in opened.study.inputs:
            if found.given[entry.layer].form.is_raster:
                found._given_raster(entry)
        found._soil_maps()
        found._interpreted()
        found._aggregates(derived)
        found._carbon()
        return found

    @cached_property
    def study(self) -> Study:
        """The plan of the run with the rows of its carbon tables."""
        return replace(self.opened.study, carbon=self.carbon)

    @cached_property
    def derived(self) -> Mapping[str, Derived]:
        """Declarations of derived layers."""
        return derived_layers()

    @cached_property
    def given(self) -> Mapping[str, Given]:
        """Declarations of given layers."""
        return given_layers()

    @cached_property
    def zone_fields(self) -> Mapping[str, str]:
        """Layer -> column with the zone of each feature."""
        return zone_fields()

    @cached_property
    def accuracy(self) -> pd.DataFrame:
        """How right the land cover is, as the run found it; no rows without samples."""
        return read_table(self.opened.path / "accuracy.parquet")

    @cached_property
    def city(self) -> Any:
        """Polygon of the whole study area on the grid's CRS."""
        units = self.units
        partition = self.partitions[CITY_PARTITION]
        return shapely.union_all(units.loc[list(partition)].geometry.to_numpy())

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """Every statistical unit once, by its id, on the grid's CRS."""
        return read_frame(self.opened.path / "units.parquet").set_index("unit_id")

    @cached_property
    def unit_tree(self) -> shapely.STRtree:
        """Polygons of :attr:`units`, to be asked for points."""
        tree = shapely.STRtree(self.units.geometry.to_numpy())
        tree.query(shapely.Point(0.0, 0.0))  # built here, not by two threads at once
        return tree

    @cached_property
    def pools(self) -> Mapping[str, GroupPools]:
        """Carbon densities the run counted by: group -> pools."""
        rows = read_table(self.opened.path / "carbon_pools.parquet").to_dict("records")
        return {
            row["group"]: GroupPools(
                group=row["group"],
                above=row["above"],
                below=row["below"],
                dead=row["dead"],
                soil=None if pd.isna(row["soil"]) else row["soil"],
                low=row["low"],
                high=row["high"],
                certainty=row["certainty"],
            )
            for row in rows
        }

    @cached_property
    def partitions(self) -> Mapping[str, tuple[str, ...]]:
        """Partition -> its units, the city's own first."""
        return {part.id: part.members for part in self.opened.results.partitions}

    def to_grid(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) degrees CGCS2000 as coordinates of the grid; infinite where there are none."""
        return _moved(self._own_transformer(DEGREES, self.opened.study.grid.crs), lonlat)

    def to_degrees(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) coordinates of the grid as degrees CGCS2000."""
        return _moved(self._own_transformer(self.opened.study.grid.crs, DEGREES), xy)

    def _own_transformer(self, source: str, target: str) -> pyproj.Transformer:
        """The calling thread's own; making one takes longer than all else that is done with it."""
        known: dict[str, pyproj.Transformer] = self._own.__dict__
        if source not in known:
            systems = parse_crs(source), parse_crs(target)
            known[source] = pyproj.Transformer.from_crs(*systems, always_xy=True)
        return known[source]

    def features(self, layer: str, year: int) -> FeatureStore | None:
        """A layer of shapes by place; None if the run has none of the year."""
        path = self.vectors.get((layer, year))
        if path is None or layer not in self.zone_fields:
            return None
        with self._lock:
            if path not in self._stores:
                name = path.relative_to(self.opened.path).as_posix()
                key = next(o.sha256 for o in self.opened.manifest.outputs if o.file == name)
                home = self.opened.path.parent / STORES
                self._stores[path] = kept_features(path, key, home, self.opened.study.grid.crs)
            return self._stores[path]

    def frame(self, layer: str, year: int) -> gpd.GeoDataFrame:
        """A small layer or a table, whole; it is kept. Do not change it."""
        path = self.vectors[(layer, year)]
        with self._lock:
            if path not in self._frames:
                self._frames[path] = read_frame(path)
            return self._frames[path]

    def raster(self, layer: str, year: int) -> RasterSource | None:
        """An open raster, each calling thread with files of its own; None without one."""
        with self._lock:
            spec = self.rasters.get((layer, year))
            if spec is not None and (layer, year) not in self._sources:
                self._sources[(layer, year)] = RasterSource(spec, self.opened.study.grid)
            return self._sources.get((layer, year))

    def _given_vectors(self, year: int) -> None:
        for layer in self.given.values():
            path = None if layer.form.is_raster else self.opened.taken_in(layer.id, year)
            if path is not None:
                self.vectors[(layer.id, year)] = path

    def _derived(self, layer: Derived, year: int) -> None:
        ending = "parquet" if isinstance(layer.way, Whole) else "tif"
        path = self.opened.path / "layers" / f"{layer.id}_{year}.{ending}"
        if not path.is_file():
            return
        if isinstance(layer.way, Whole):
            self.vectors[(layer.id, year)] = path
        else:
            self.rasters[(layer.id, year)] = RasterSpec(
                (path,),
                layer.id,
                year,
                layer.form,
                nodata=layer.nodata,
                unit=layer.uom,
                precise=layer.dtype == "float64",
            )

    def _soil_maps(self) -> None:
        """A soil map plays every year its samples do, under the first of them."""
        entries = (e for e in self.opened.study.inputs if e.layer == "soil_samples")
        played = [tuple(y for y in e.years if y in self.opened.study.years) for e in entries]
        for years in filter(None, played):
            for layer in MAPS:
                spec = self.rasters.get((layer, min(years)))
                if spec is not None:
                    self.rasters.update({(layer, year): spec for year in years})

    def _given_raster(self, entry: InputEntry) -> None:
        """A given raster lies in the study, not in the run: it is read if it is the same."""
        study, root = self.opened.study, self.opened.path.parent.parent
        years = [year for year in entry.years if year in study.years]
        paths, _ = locate(study, root, entry.files)
        known = {one.file: one.sha256 for one in self.opened.manifest.inputs}
        same = all(n in paths and file_sha256(paths[n]) == known.get(n) for n in entry.files)
        if not same:
            self.lost.update({(entry.layer, year): _CHANGED for year in years})
            return
        given = self.given[entry.layer]
        read = [header_spec(entry, paths[name], given, study) for name in entry.files]
        joined, _ = join_rasters([one for one in read if one is not None], entry)
        if joined is None:
            self.lost.update({(entry.layer, year): _CHANGED for year in years})
            return
        area = spec_pixel_m2(joined)
        for year in years:
            self.rasters[(entry.layer, year)] = replace(joined, year=year)
            self.pixels[(entry.layer, year)] = area

    def _interpreted(self) -> None:
        """Land cover read from scenes plays the layers the study gives no raster for."""
        for year in self.opened.study.years:
            path = self.opened.path / "layers" / f"land_cover_{year}.tif"
            for layer in INTERPRETED:
                if not path.is_file() or (layer, year) in self.rasters:
                    continue
                empty = inspect(path).nodata
                spec = RasterSpec((path,), layer, year, Form.CLASS_RASTER, nodata=empty)
                self.rasters[(layer, year)] = spec
                self.pixels[(layer, year)] = spec_pixel_m2(spec)

    def _aggregates(self, derived: Mapping[str, Derived]) -> None:
        """Layers of which a run keeps only sums."""
        for layer, how in sensitivities().items():
            if how is not Sensitivity.AGGREGATE:
                continue
            for year in self.opened.study.years:
                self.vectors.pop((layer, year), None)
                if given_behind(layer, year, self.opened.study, derived):
                    self.lost[(layer, year)] = _AGGREGATE

    def _carbon(self) -> None:
        study, root = self.opened.study, self.opened.path.parent.parent
        paths, _ = locate(study, root, study.carbon.files)
        known = {one.file: one.sha256 for one in self.opened.manifest.inputs}
        same = {n: p for n, p in paths.items() if file_sha256(p) == known.get(n)}
        self.carbon_lost = len(same) < len(study.carbon.files)
        try:
            self.carbon, _ = read_carbon(study, same, self.opened.results.partitions)
        except InputRefusedError:  # read by a later version of the tables' rules
            self.carbon, self.carbon_lost = study.carbon, True


def layers_of_run(opened: OpenedRun) -> RunLayers:
    """The layers of a run, found once for all that ask."""
    with _OPENING:
        return _found(opened)


@lru_cache(maxsize=_RUNS)
def _found(opened: OpenedRun) -> RunLayers:
    return RunLayers.of(opened)


def _moved(move: pyproj.Transformer, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(move.transform(xy[:, 0], xy[:, 1]))
