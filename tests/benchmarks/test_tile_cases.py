"""The tile benchmark's own parts: what it counts, and the server it puts under load. No clock."""

import json

import numpy as np
import pytest

from benchmarks.process import child
from benchmarks.tile_cases import _our_server, equal_pixels
from benchmarks.tile_colours import class_colours
from benchmarks.tile_ground import addresses, drawn_tiles, simulated
from raster_pipeline.io.thread_files import ThreadFiles
from raster_pipeline.tiles.prerender import prerender


def test_classes_have_colours_of_their_own():
    colours = class_colours(255)
    assert len(set(colours.values()) - {"#000000"}) == 255


def test_equal_pixels_are_counted_among_the_visible_ones():
    ours = np.zeros((4, 8, 8), dtype=np.uint8)
    ours[:, :2] = 255
    peer = ours.copy()
    assert equal_pixels(ours, peer) == (16, 16)
    peer[:, 2, :4] = 255
    peer[0, 0, 0] = 7
    assert equal_pixels(ours, peer) == (15, 20)


@pytest.fixture(scope="module")
def raster(tmp_path_factory):
    return simulated(tmp_path_factory.mktemp("tiles"), 1.0)


def test_addresses_are_tiles_that_show_something(raster):
    with ThreadFiles() as files:
        tiles = drawn_tiles(raster, files)
        found = addresses(tiles, 13, 12, 1)
        assert len(set(found)) == len(found) == 12
        assert all(tiles.tile(*at) for at in found)
        assert addresses(tiles, 13, 12, 1) == found


def test_the_server_answers_both_sets_under_load(raster, tmp_path):
    archive = tmp_path / "a.pmtiles"
    with ThreadFiles() as files:
        tiles = drawn_tiles(raster, files)
        prerender(tiles, archive, 11, 12)
        wanted = addresses(tiles, 11, 6, 1) + addresses(tiles, 12, 6, 1)
    with _our_server(raster, archive) as served:
        for template in served["addresses"].values():
            paths = [template.format(z=z, x=x, y=y) for z, x, y in wanted]
            (tmp_path / "paths.json").write_text(json.dumps(paths), encoding="utf-8")
            found = child(
                "tile_load", [str(served["port"]), "1", "3", str(tmp_path / "paths.json")]
            )
            assert set(found["statuses"]) == {"200"}
