"""Five years of real Sentinel-2 over a forest: yearly composites against xarray's."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import xarray

from raster_pipeline.io.scene import GeoTiffScene, OpenFiles, open_geotiff
from raster_pipeline.steps.check.scenes import check_scenes
from raster_pipeline.steps.composite import CompositePlan, composite_blocks
from sinkmap.errors import Severity
from sinkmap.grid import Grid
from sinkmap.season import Season

rasterio = pytest.importorskip("rasterio")
from rasterio.transform import Affine  # noqa: E402

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.filterwarnings("ignore:All-NaN slice:RuntimeWarning"),
]

CUBES = {
    10: {"B2": "blue", "B3": "green", "B4": "red", "B8": "nir"},
    20: {"B3": "green", "B4": "red", "B8A": "nir_narrow", "B11": "swir_1"},
}
CLEAR = (4, 5, 6, 7)
YEAR = Season("year", (1, 1), (12, 31))
# The allow-list of drivers has no netCDF: another process reads the cube.
UNPACK = """
import sys, warnings
import numpy as np, rasterio
warnings.simplefilter("ignore")
source, target, *names = sys.argv[1:]
found = {}
for name in names:
    with rasterio.open(f"netcdf:{source}:{name}") as data:
        found[name], tags = data.read(), data.tags()
days = tags["NETCDF_DIM_time_VALUES"].strip("{}").split(",")
np.savez(target, days=[int(d) for d in days], units=tags["time#units"], **found)
"""


def unpacked(real_data: Path, folder: Path, metres: int):
    """Arrays of a cube by name, and the dates of its layers."""
    source = next((real_data / "imagery/nrt_s2_l2a_timeseries").glob(f"*romania_{metres}m.nc"))
    target = folder / "cube.npz"
    command = [sys.executable, "-c", UNPACK, str(source), str(target), *CUBES[metres], "SCL"]
    subprocess.run(command, check=True)
    with np.load(target) as cube:
        first = date.fromisoformat(str(cube["units"]).split("since ")[1][:10])
        days = [first + timedelta(days=int(day)) for day in cube["days"]]
        return {name: cube[name] for name in (*CUBES[metres], "SCL")}, days


@pytest.fixture(scope="module", params=[10, 20], ids=["10 m", "20 m"])
def forest(request, real_data, tmp_path_factory):
    """Grid, opened scenes and the same looks as a labelled array."""
    metres = request.param
    folder = tmp_path_factory.mktemp(f"romania_{metres}")
    cube, days = unpacked(real_data, folder, metres)
    grid = Grid("EPSG:3035", 5_200_000.0, 2_600_000.0, float(metres), cube["SCL"].shape[1:])
    profile = {"driver": "GTiff", "crs": grid.crs, "transform": Affine(*grid.transform)}
    profile |= {"height": grid.shape[0], "width": grid.shape[1], "dtype": "uint16"}
    stack = np.stack([cube[name] for name in CUBES[metres]], axis=1).astype(np.uint16)
    names = dict(zip(CUBES[metres].values(), range(1, stack.shape[1] + 1), strict=True))
    scenes = []
    with OpenFiles() as files:
        for day, image, scl in zip(days, stack, cube["SCL"], strict=True):
            paths = folder / f"{day}.tif", folder / f"{day}_scl.tif"
            with rasterio.open(paths[0], "w", count=len(image), nodata=0, **profile) as out:
                out.write(image)
            with rasterio.open(paths[1], "w", count=1, **profile) as out:
                out.write(scl.astype(np.uint16), 1)
            given = GeoTiffScene(
                paths[0], day, names, scale=1e-4, mask=paths[1], clear=CLEAR, mask_nodata=0
            )
            scenes.append(open_geotiff(given, files))
    seen = (stack != 0) & np.isin(cube["SCL"], CLEAR)[:, np.newaxis]
    values = np.where(seen, (stack * 1e-4).astype(np.float32), np.float32(np.nan))
    coords = {"time": np.array(days, dtype="datetime64[ns]"), "band": list(names)}
    return grid, scenes, xarray.DataArray(values, coords, ("time", "band", "y", "x"))


@pytest.mark.parametrize("year", range(2016, 2021))
def test_the_median_of_a_year_is_xarrays(forest, year):
    grid, scenes, looks = forest
    bands = tuple(str(name) for name in looks["band"].values)
    with OpenFiles() as files:
        result = check_scenes(scenes, grid, files, bands=bands, days=YEAR.days(year))
    assert not [f for f in result.findings if f.severity is Severity.ERROR]
    (block,) = composite_blocks(result.kept, grid, CompositePlan(bands), workers=1)
    ours = looks.sel(time=str(year))
    assert len(result.kept) > 8
    assert np.array_equal(block.values, ours.median("time", skipna=True).values, equal_nan=True)
    assert np.array_equal(block.looks, ours.notnull().all("band").sum("time").values)
    red, near = block.values[bands.index("red")], block.values[-1 if grid.resolution < 20 else 2]
    greenness = np.nanmedian((near - red) / (near + red))
    assert 0.4 < greenness < 0.95, "a forest"
