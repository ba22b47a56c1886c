"""A square kilometre with a hundred parcels, two districts and a plan, to plant faults in."""

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from raster_pipeline.io.vector_writer import write_vector
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 480_000.0, 3_520_000.0, 10.0, (100, 100))
WEST, SOUTH, EAST, NORTH = GRID.bounds
HEAD = """
[study]
id = "square"
title = { zh = "方格", en = "Square" }
years = [2022, 2023]
city = { code = "320400", name = { zh = "方城", en = "Square City" } }
[grid]
crs = "EPSG:4549"
resolution = 10.0
origin = [480000.0, 3520000.0]
shape = [100, 100]
"""


def parcels(step=100.0):
    """A hundred squares: register area to the cent, dry land with a twentieth of ridges."""
    xs, ys = np.meshgrid(np.arange(WEST, EAST, step), np.arange(SOUTH, NORTH, step))
    squares = shapely.box(xs.ravel(), ys.ravel(), xs.ravel() + step, ys.ravel() + step)
    n = len(squares)
    codes = np.resize(["0101", "0103", "0301", "1104", "0702"], n)
    names = {
        "0101": "水田",
        "0103": "旱地",
        "0301": "乔木林地",
        "1104": "坑塘水面",
        "0702": "农村宅基地",
    }
    area = np.round(AreaMeasure.of_grid(GRID).polygons(squares), 2)
    share = np.where(codes == "0103", 0.05, 0.0)
    ridge = np.round(area * share, 2)
    return gpd.GeoDataFrame(
        {
            "BSM": [f"3204020000000{i:05d}" for i in range(n)],
            "DLBM": codes,
            "DLMC": [names[c] for c in codes],
            "TBMJ": area,
            "KCXS": share,
            "KCMJ": ridge,
            "TBDLMJ": np.round(area - ridge, 2),
            "ZLDWDM": "3204021002010000000",
            "ZLDWMC": "横林村",
        },
        geometry=squares,
        crs=GRID.crs,
    )


def districts(codes=("320402", "320404"), middle=480_500.0):
    halves = [shapely.box(WEST, SOUTH, middle, NORTH), shapely.box(middle, SOUTH, EAST, NORTH)]
    return gpd.GeoDataFrame(
        {"XZQDM": list(codes), "XZQMC": ["东区", "西区"]}, geometry=halves, crs=GRID.crs
    )


@dataclass
class Square:
    """A study folder under construction."""

    root: Path
    entries: list[str] = field(default_factory=list)
    partitions: list[str] = field(default_factory=list)

    parcels = staticmethod(parcels)
    districts = staticmethod(districts)
    grid = GRID

    def write(self, frame, name, **options):
        path = self.root / name
        driver = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON"}[path.suffix]
        if driver == "ESRI Shapefile":
            options = {"encoding": "GBK", "cpg": False} | options
        write_vector(frame, path, driver=driver, **options)
        return path

    def partition(self, frame, name="district.shp", named="district"):
        self.write(frame, name)
        self.partitions.append(
            f'[[partition]]\nid = "{named}"\nlevel = "district"\n'
            'title = { zh = "区", en = "D" }\n'
            f'file = "{name}"\ncode = "XZQDM"\nname = "XZQMC"\n'
        )

    def entry(self, layer, file, **keys):
        files = [file] if isinstance(file, str) else file
        lines = {"layer": layer, "files": files} | keys
        text = "".join(f"{key} = {_toml(value)}\n" for key, value in lines.items())
        self.entries.append("[[input]]\n" + text)

    def survey(self, frame=None, name="dltb.shp", year=2022, layer="parcels", **keys):
        self.write(parcels() if frame is None else frame, name)
        facts = {"year": year, "code_system": "sd3", "data_state": "national", "vintage": "v"}
        self.entry(layer, name, **(facts | keys))

    def plan(self, policies=""):
        if not self.partitions:
            self.partition(districts())
        if not self.entries:
            self.survey()
        text = HEAD + "".join(self.partitions) + "".join(self.entries)
        text += f"[policies]\n{policies}\n" if policies else ""
        (self.root / "study.toml").write_text(text, encoding="utf-8")
        return self.root


def _toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    return str(value) if isinstance(value, int | float) else f'"{value}"'


@pytest.fixture
def square(tmp_path):
    folder = tmp_path / "湿地 数据"
    folder.mkdir()
    return Square(folder)


@pytest.fixture
def found():
    """Findings of an examination by code."""

    def by_code(examination):
        return {f.code: f for f in examination.findings}

    return by_code


@pytest.fixture
def update():
    """An update package: parcel 0 becomes forest, parcel 1 is split in two."""

    def make(base):
        new = base.iloc[[0, 1, 1]].copy().reset_index(drop=True)
        west, south, east, north = base.geometry.iloc[1].bounds
        half = (west + east) / 2
        new.geometry = [
            base.geometry.iloc[0],
            shapely.box(west, south, half, north),
            shapely.box(half, south, east, north),
        ]
        area = np.round(AreaMeasure.of_grid(GRID).polygons(new.geometry.to_numpy()), 2)
        new["BGQTBBSM"] = [base["BSM"][0], base["BSM"][1], base["BSM"][1]]
        new["BSM"] = ["320402000000090001", "320402000000090002", "320402000000090003"]
        new["DLBM"], new["DLMC"] = "0301", "乔木林地"
        new["TBMJ"], new["KCXS"], new["KCMJ"], new["TBDLMJ"] = area, 0.0, 0.0, area
        return gpd.GeoDataFrame(pd.DataFrame(new), geometry="geometry", crs=GRID.crs)

    return make
