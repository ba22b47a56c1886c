"""Soil carbon as a field of parcels: a figure of its own beside raster, map and class table."""

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from raster_pipeline import open_run
from raster_pipeline.io.vector_source import read_vector
from raster_pipeline.io.vector_writer import write_vector
from raster_pipeline.run import run_study
from sinkmap.classes import code_system
from sinkmap.classes import group as group_of
from sinkmap.science.soil_stock import bears_soil

ENTRY = """
[[input]]
layer = "soil_parcels"
year = 2022
files = ["samples/density.gpkg"]
fields = { density = "CARBON" }
vintage = "模拟2022年"
"""


@pytest.fixture(scope="module")
def study(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parcels") / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs"))
    frame = read_vector(folder / "shapefiles/DLTB_2022.shp", encoding="GBK").frame
    density = np.where(frame["DLBM"].str.startswith("01"), 40.0, 60.0)
    kept = gpd.GeoDataFrame({"CARBON": density}, geometry=frame.geometry, crs=frame.crs)
    write_vector(kept, folder / "samples/density.gpkg")
    plan = folder / "study.toml"
    text = plan.read_text("utf-8")
    plan.write_text(text + ENTRY, "utf-8")
    run_study(folder, years=[2022])
    return folder


def test_the_field_is_weighed_by_area(study: Path) -> None:
    opened = open_run(study)
    figure = opened.figure("soc_density/320499/2022/parcel_table")
    table = code_system("sd3").table["group"]
    frame = read_vector(study / "shapefiles/DLTB_2022.shp", encoding="GBK").frame
    groups = frame["DLBM"].map(table)
    bearing = groups.map(lambda name: bool(bears_soil()[group_of(name).index]))
    density = np.where(frame["DLBM"].str.startswith("01"), 40.0, 60.0)
    wanted = np.average(density[bearing], weights=frame.geometry.area[bearing])
    assert figure.value == pytest.approx(wanted, rel=2e-3)
    assert figure.ci_low is None
    assert "soil_parcels@2022" in figure.sources
    assert opened.figure("soc_stock/320499/2022/parcel_table").value == pytest.approx(
        figure.value * figure.denominator / 1e4
    )
