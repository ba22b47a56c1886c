"""Archives of tiles, against the reader and writer of the pmtiles package."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, tileid_to_zxy, zxy_to_tileid
from pmtiles.writer import Writer

from raster_pipeline.tiles.archive import Archive, BrokenArchiveError
from raster_pipeline.tiles.archive_writer import write_archive

BOUNDS = (119.1, 31.0, 120.3, 32.1)


def some_tiles(zooms=range(6, 9), every=3):
    numbers = [n for z in zooms for n in range((4**z - 1) // 3, (4 ** (z + 1) - 1) // 3, every)]
    return [(*tileid_to_zxy(n), f"tile {n % 50}".encode()) for n in numbers]


def written(path: Path, tiles, kind="png", **given):
    write_archive(path, tiles, kind=kind, bounds=BOUNDS, zooms=(6, 8), **given)
    return path


def test_the_packages_own_reader_finds_every_tile(tmp_path):
    tiles = some_tiles()
    with written(tmp_path / "a.pmtiles", tiles).open("rb") as file:
        found = dict(all_tiles(MmapSource(file)))
        head = Reader(MmapSource(file)).header()
    assert found == {(z, x, y): content for z, x, y, content in tiles}
    assert head["tile_contents_count"] == 50
    assert head["addressed_tiles_count"] == len(tiles)
    assert head["clustered"]


def test_own_reader_gives_what_was_written_and_nothing_elsewhere(tmp_path):
    tiles = {(z, x, y): content for z, x, y, content in some_tiles()}
    with Archive(written(tmp_path / "a.pmtiles", some_tiles()), "v1") as archive:
        for z in range(5, 10):
            for x in range(0, 1 << z, 13):
                for y in range(1 << z):
                    assert archive.tile(z, x, y) == tiles.get((z, x, y))
        assert len(archive) == len(tiles)
        assert archive.bounds == pytest.approx(BOUNDS, abs=1e-7)
        assert (archive.kind, archive.version, archive.gzipped) == ("png", "v1", False)
        assert (archive.min_zoom, archive.max_zoom, archive.layer) == (6, 8, "")


@pytest.mark.parametrize(
    "address", [(6, -1, 0), (6, 64, 0), (6, 0, 64), (-1, 0, 0), (99, 0, 0), (31, 0, 0)]
)
def test_no_such_address(tmp_path, address):
    with Archive(written(tmp_path / "a.pmtiles", some_tiles()), "v") as archive:
        assert archive.tile(*address) is None


def test_an_archive_of_the_package_in_any_order_with_leaf_directories(tmp_path):
    path = tmp_path / "a.pmtiles"
    numbers = list(range(zxy_to_tileid(9, 0, 0), zxy_to_tileid(9, 0, 0) + 40_000, 2))
    with path.open("wb") as file:
        writer = Writer(file)
        for n in reversed(numbers):
            writer.write_tile(n, f"{n * 7919 % 65_537:x}".encode() * (n % 9 + 1))
        writer.finalize(
            {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP},
            {"vector_layers": [{"id": "地块"}]},
        )
    with Archive(path, "v") as archive:
        assert archive._header["leaf_directory_length"] > 0
        for n in numbers[::17]:
            expected = f"{n * 7919 % 65_537:x}".encode() * (n % 9 + 1)
            assert archive.tile(*tileid_to_zxy(n)) == expected
            assert archive.tile(*tileid_to_zxy(n + 1)) is None
        assert (archive.kind, archive.layer, archive.gzipped) == ("mvt", "地块", True)


def test_runs_of_one_content_are_one_entry(tmp_path):
    tiles = [(7, *tileid_to_zxy(n)[1:], b"same") for n in range(5461, 5461 + 4**7)]
    path = written(tmp_path / "a.pmtiles", tiles)
    assert path.stat().st_size < 400
    with Archive(path, "v") as archive:
        assert archive.tile(7, 100, 100) == b"same"
        assert archive.tile(6, 0, 0) is None
        assert archive.tile(8, 0, 0) is None


def test_same_tiles_same_bytes_and_metadata_kept(tmp_path):
    said = {"z": 1, "名称": "湿地"}
    first = written(tmp_path / "a.pmtiles", some_tiles(), metadata=said)
    other = written(tmp_path / "b.pmtiles", some_tiles(), metadata=dict(reversed(said.items())))
    assert first.read_bytes() == other.read_bytes()
    with Archive(first, "v") as archive:
        assert archive.metadata == said


def test_a_failure_leaves_the_old_archive_and_no_scratch(tmp_path):
    path = written(tmp_path / "a.pmtiles", some_tiles())
    before = path.read_bytes()

    def failing():
        yield from some_tiles()[:5]
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        written(path, failing())
    with pytest.raises(ValueError, match="out of order"):
        written(path, reversed(some_tiles()))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.pmtiles"]


def test_no_tiles_at_all(tmp_path):
    with Archive(written(tmp_path / "a.pmtiles", []), "v") as archive:
        assert archive.tile(6, 0, 0) is None
        assert len(archive) == 0


def test_a_cut_or_foreign_file_is_refused_by_name(tmp_path):
    whole = written(tmp_path / "a.pmtiles", some_tiles()).read_bytes()
    cut = tmp_path / "cut.pmtiles"
    for length in (0, 50, 126, 127, 200, len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(BrokenArchiveError, match=r"cut\.pmtiles"):
            Archive(cut, "v")
    for spoiled in (b"SQLite f" + whole[8:], whole[:7] + b"\x02" + whole[8:]):
        cut.write_bytes(spoiled)
        with pytest.raises(BrokenArchiveError, match="version 3"):
            Archive(cut, "v")
    cut.write_bytes(whole[:99] + b"\x05" + whole[100:])  # AVIF
    with pytest.raises(BrokenArchiveError, match="neither"):
        Archive(cut, "v")
    cut.write_bytes(whole[:130] + b"\xff" * 40 + whole[170:])
    with pytest.raises(BrokenArchiveError, match="directory"):
        Archive(cut, "v")


def test_eight_threads_read_one_archive(tmp_path):
    tiles = some_tiles(every=1)[:4000]
    wrong = []
    with Archive(written(tmp_path / "a.pmtiles", tiles), "v") as archive:

        def read():
            wrong.extend(t for t in tiles if archive.tile(*t[:3]) != t[3])

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_a_file_cut_off_while_it_is_open_is_an_error_and_not_the_end_of_the_process(tmp_path):
    path = tmp_path / "a.pmtiles"
    tiles = [(8, x, 0, bytes([x]) * 9_000) for x in range(256)]
    with Archive(written(path, tiles), "v") as archive:
        assert archive.tile(8, 255, 0) == bytes([255]) * 9_000
        os.truncate(path, 8_192)
        with pytest.raises(BrokenArchiveError, match="cut off"):
            archive.tile(8, 255, 0)
