"""Only the drivers that are needed are left, quietly, and a disguised file opens nothing."""

import subprocess
import sys

import pytest

from raster_pipeline.io.gdal_env import (
    RASTER_DRIVERS,
    VECTOR_DRIVERS,
    open_drivers,
    self_test,
)
from raster_pipeline.io.vector_source import read_vector
from sinkmap.errors import InputRefusedError

OGR_VRT = """<OGRVRTDataSource><OGRVRTLayer name="x">
<SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read other.gpkg"}'


def test_no_driver_is_left_that_is_not_listed():
    vector, raster = open_drivers()
    assert vector <= VECTOR_DRIVERS
    assert raster <= RASTER_DRIVERS
    assert {"ESRI Shapefile", "GPKG", "GeoJSON", "OpenFileGDB"} <= vector
    assert {"GTiff", "COG", "JP2OpenJPEG", "MEM"} <= raster
    assert not {"SENTINEL2", "VRT", "HTTP", "netCDF"} & raster
    self_test()


def test_a_fresh_process_says_nothing_and_inherits_nothing():
    code = "import raster_pipeline.io.gdal_env, os; assert 'GDAL_SKIP' not in os.environ"
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert (said.stdout, said.stderr) == ("", "")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.shp", OGR_VRT),
        ("a.gpkg", OGR_VRT),
        ("a.geojson", OGR_VRT),
        ("a.geojson", GDALG),
        ("a.json", GDALG),
    ],
)
def test_a_file_that_points_elsewhere_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputRefusedError, match="FILE-"):
        read_vector(path)
