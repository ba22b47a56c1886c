"""Given rasters of soil carbon: units converted once, wrong ones refused."""

import numpy as np
import pytest

from layers import given_layers
from raster_pipeline.io.raster_source import RasterSource
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.steps.check.rasters import check_raster
from sinkmap.errors import Severity
from sinkmap.grid import Grid
from sinkmap.study import InputEntry, parse_study

GRID = Grid("EPSG:4549", 490_000.0, 3_510_000.0, 10.0, (64, 80))
SOIL = given_layers()["soil_carbon"]


def study():
    head = {"id": "t", "title": "t", "years": [2022], "city": {"code": "1", "name": "t"}}
    grid = {
        "crs": GRID.crs,
        "resolution": 10.0,
        "origin": [GRID.west, GRID.north],
        "shape": list(GRID.shape),
    }
    part = {"id": "d", "level": "d", "title": "t", "file": "d", "code": "c", "name": "n"}
    row = {"layer": "soil_carbon", "files": ["soil.tif"], "year": 2022}
    return parse_study({"study": head, "grid": grid, "partition": [part], "input": [row]})


@pytest.fixture
def look(tmp_path):
    """Write a map of one value with a gap and check it as declared."""

    def check(value, dtype="int16", **keys):
        path = tmp_path / "soil.tif"
        pixels = np.full(GRID.shape, value, dtype=dtype)
        pixels[0, :5] = -32768
        with RasterWriter(path, GRID, dtype=dtype, nodata=-32768) as out:
            out.write(GRID.whole, pixels)
        entry = InputEntry("soil_carbon", ("soil.tif",), (2022,), **keys)
        spec, found = check_raster(entry, path, SOIL, study())
        return spec, {one.code: one for one in found}

    return check


@pytest.mark.parametrize(
    ("value", "keys", "wanted"),
    [
        (48, {"unit": "t/ha", "depth_cm": (0, 30)}, 48.0),
        (5, {"unit": "kg/m2", "depth_cm": (0, 30)}, 50.0),
        (160, {"unit": "hg/m3", "depth_cm": (0, 30)}, 48.0),
        (52, {}, 52.0),
    ],
    ids=["SoilGrids ocs", "kg/m2", "SoilGrids ocd", "tC/ha"],
)
def test_values_are_read_in_tonnes_per_hectare(look, value, keys, wanted):
    spec, found = look(value, **keys)
    assert not [one for one in found.values() if one.severity is Severity.ERROR]
    assert ("RASTER-CONVERTED" in found) == (value != wanted)
    assert spec.unit == "tC/ha"
    read = RasterSource(spec, GRID)
    pixels = read.read(GRID.whole)
    read.close()
    assert np.isnan(pixels[0, :5]).all()
    assert pixels[1:] == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("unit", ["dg/kg", "g/kg", "kgC/m2"])
def test_a_content_or_an_unknown_unit_is_refused(look, unit):
    spec, found = look(160, unit=unit, depth_cm=(0, 30))
    assert spec is None
    assert "hg/m3" in found["RASTER-UNIT"].wanted


def test_a_density_per_volume_needs_its_depth(look):
    assert "needs the depth" in look(160, unit="hg/m3")[1]["RASTER-UNIT"].wanted


@pytest.mark.parametrize(
    ("value", "unit"), [(160, "t/ha"), (5, "tC/ha"), (48, "kg/m2"), (15, "hg/m3")]
)
def test_a_mean_no_soil_has_is_a_wrong_unit(look, value, unit):
    """SoilGrids ocd as t/ha, kg/m² as tC/ha, t/ha as kg/m², kg/m³ as hg/m³."""
    spec, found = look(value, unit=unit, depth_cm=(0, 30))
    assert spec is None
    assert found["RASTER-IMPLAUSIBLE"].wanted == "10 … 150 tC/ha"


def test_another_depth_than_that_of_the_figures_is_refused(look):
    spec, found = look(120, unit="t/ha", depth_cm=(0, 100))
    assert spec is None
    assert found["RASTER-DEPTH"].wanted == "0-30 cm"
