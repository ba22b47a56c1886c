"""Tiles drawn ahead of time are those drawn on demand."""

import pytest

from raster_pipeline.io.thread_files import ThreadFiles
from raster_pipeline.tiles.archive import Archive
from raster_pipeline.tiles.prerender import prerender
from raster_pipeline.tiles.web_grid import covering
from tests.raster_pipeline.tiles.small_rasters import GRIDS, patches, tiles_of, written

GRID = GRIDS["projected"]


@pytest.fixture
def raster(tmp_path):
    classes = patches(GRID.shape)
    classes[500:] = 0
    (tmp_path / "layers").mkdir()
    path = written(tmp_path / "layers" / "a.tif", GRID, classes, 0)
    with ThreadFiles() as files:
        yield tiles_of(path, files)


def test_the_archive_holds_every_tile_that_shows_something(raster, tmp_path):
    told = []
    count = prerender(raster, tmp_path / "a.pmtiles", progress=told.append)
    with Archive(tmp_path / "a.pmtiles", raster.version) as archive:
        assert (archive.min_zoom, archive.max_zoom) == (raster.min_zoom, 14)
        assert archive.bounds == pytest.approx(raster.bounds, abs=1e-7)
        assert archive.metadata == {"version": raster.version}
        wanted = [a for z in range(raster.min_zoom, 15) for a in covering(raster.bounds, z)]
        drawn = [raster.tile(a.z, a.x, a.y) for a in wanted]
        assert [archive.tile(a.z, a.x, a.y) for a in wanted] == drawn
        assert len(archive) == count == sum(one is not None for one in drawn) < len(drawn)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_twice_the_same_bytes(raster, tmp_path):
    for name in ("a", "b"):
        prerender(raster, tmp_path / name, 10, 13)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_zooms_the_raster_does_not_draw_are_refused(raster, tmp_path):
    with pytest.raises(ValueError, match="zooms"):
        prerender(raster, tmp_path / "a", raster.min_zoom - 1, 12)
    with pytest.raises(ValueError, match="zooms"):
        prerender(raster, tmp_path / "a", 13, 12)
    assert list(tmp_path.glob("*a")) == []


def test_an_interruption_leaves_nothing_behind(raster, tmp_path):
    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prerender(raster, tmp_path / "a.pmtiles", progress=stop)
    assert [one.name for one in tmp_path.iterdir()] == ["layers"]
