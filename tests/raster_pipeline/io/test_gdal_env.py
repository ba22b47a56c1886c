"""Only the drivers that are needed are left, quietly, and a disguised file opens nothing."""

import ast
import subprocess
import sys
from pathlib import Path

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
RASTER_VRT = """<VRTDataset rasterXSize="8" rasterYSize="8">
<SRS>EPSG:4549</SRS><GeoTransform>490000, 10, 0, 3520000, 0, -10</GeoTransform>
<VRTRasterBand dataType="Byte" band="1"><SimpleSource>
<SourceFilename relativeToVRT="1">a.tif</SourceFilename><SourceBand>1</SourceBand>
</SimpleSource></VRTRasterBand></VRTDataset>"""
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


def test_every_opening_for_reading_names_its_driver():
    folder = Path(__file__).resolve().parents[3] / "raster_pipeline"
    calls = [
        (path.name, {keyword.arg for keyword in call.keywords})
        for path in folder.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "rasterio.open"
        and len(call.args) == 1
    ]
    assert len(calls) >= 3
    assert [name for name, given in calls if "driver" not in given] == []


@pytest.mark.skipif(sys.platform == "win32", reason="no name can be held there")
def test_a_virtual_raster_cannot_be_opened_after_warping(tmp_path):
    """GDAL registers the driver again when it warps; in a process of its own, so never before."""
    code = f"""
import raster_pipeline.io.gdal_env as gdal_env
import numpy as np, pathlib, rasterio
from rasterio.vrt import WarpedVRT

def refused():
    for given in ({{}}, {{"driver": "VRT"}}):
        try:
            rasterio.open(virtual, **given).close()
        except rasterio.RasterioIOError:
            continue
        raise SystemExit("a virtual raster was opened")
    gdal_env.self_test()

folder = pathlib.Path({str(tmp_path)!r})
plain, virtual = folder / "a.tif", folder / "b.vrt"
place = rasterio.Affine(10, 0, 490000, 0, -10, 3520000)
form = dict(driver="GTiff", width=8, height=8, count=1, dtype="uint8", transform=place)
with rasterio.open(plain, "w", crs="EPSG:4549", **form) as out:
    out.write(np.full((1, 8, 8), 7, "uint8"))
virtual.write_text('''{RASTER_VRT}''')
refused()
with rasterio.open(plain) as source, WarpedVRT(source, crs="EPSG:4548") as warped:
    refused()
    assert warped.read().max() == 7
refused()
assert "VRT" not in gdal_env.open_drivers()[1]
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
