"""The rasters of a run as tile sets, in the colours of their declarations."""

import numpy as np
import pytest

from layers import derived_layers
from raster_pipeline.tiles.run_rasters import RunRasters
from raster_pipeline.tiles.web_grid import covering
from sinkmap.run import OutputRecord, RunManifest
from tests.raster_pipeline.io.test_picture import decoded
from tests.raster_pipeline.tiles.small_rasters import GRIDS, patches, written

GRID = GRIDS["projected"]
FILES = {
    "land_use_2022": (patches(GRID.shape), 0, "mode"),
    "carbon_density_2022": (patches(GRID.shape, (5, 60, 150)).astype("float64"), -1.0, "average"),
    "soc_map_2022": (patches(GRID.shape, (20, 40, 90)).astype("float32"), -9999.0, "average"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("run")
    (place / "layers").mkdir()
    for name, (values, nodata, rule) in FILES.items():
        written(place / "layers" / f"{name}.tif", GRID, values, nodata, rule)
    return place


def manifest(names, sha="a" * 64):
    outputs = tuple(OutputRecord(f"layers/{name}.tif", sha, 1) for name in names)
    return RunManifest("r", "0", "c", "p", {}, (), outputs, (), (2022, 2023))


def colours_shown(raster, zoom=14):
    tiles = [raster.tile(a.z, a.x, a.y) for a in covering(raster.bounds, zoom)]
    pixels = np.concatenate([decoded(png).reshape(-1, 4) for png in tiles if png])
    return {
        "#" + bytes(pixel[:3].tolist()).hex() for pixel in np.unique(pixels, axis=0) if pixel[3]
    }


def test_what_the_manifest_names_and_nothing_else(folder):
    with RunRasters(folder, manifest([*FILES, "parcels_2022"])) as rasters:
        assert set(rasters.rasters) == {(name[:-5], 2022) for name in FILES}
        assert rasters.raster("land_use", 2023) is None
        assert rasters.raster("no_such_layer", 2022) is None
        assert rasters.raster("../layers/land_use", 2022) is None
        assert rasters.vector("land_use", 2022) is None
        assert rasters.raster("land_use", 2022) is rasters.raster("land_use", 2022)


def test_classes_have_the_colours_of_their_legend(folder):
    legend = {entry.value: entry.colour for entry in derived_layers()["land_use"].legend}
    with RunRasters(folder, manifest(FILES)) as rasters:
        found = colours_shown(rasters.raster("land_use", 2022))
    assert found == {legend[value] for value in (1, 2, 3, 7)}


def test_values_have_the_colour_of_the_step_they_have_reached(folder):
    steps = {entry.value: entry.colour for entry in derived_layers()["carbon_density"].legend}
    wanted = {steps[max(s for s in steps if s <= value)] for value in (0, 5, 60, 150)}
    with RunRasters(folder, manifest(FILES)) as rasters:
        assert colours_shown(rasters.raster("carbon_density", 2022)) == wanted


def test_values_without_a_legend_run_to_the_colour_of_the_layer(folder):
    with RunRasters(folder, manifest(FILES)) as rasters:
        found = colours_shown(rasters.raster("soc_map", 2022))
    assert derived_layers()["soc_map"].colour in found
    assert len(found) == 4


def test_the_version_follows_from_the_file(folder):
    with RunRasters(folder, manifest(FILES)) as first, RunRasters(folder, manifest(FILES)) as same:
        version = first.raster("land_use", 2022).version
        assert same.raster("land_use", 2022).version == version
    with RunRasters(folder, manifest(FILES, "b" * 64)) as other:
        assert other.raster("land_use", 2022).version != version
