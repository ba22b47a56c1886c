"""Basemaps of every form, from files written by no code of the project."""

import gzip
import io
import os
import sqlite3
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyproj
import pytest

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip
import rasterio
from rasterio.transform import Affine

from raster_pipeline.basemaps import Basemaps, check_basemaps, open_basemaps, opened
from raster_pipeline.basemaps.picture_head import picture_head
from raster_pipeline.io.study_file import open_study
from raster_pipeline.steps.identity import input_names, plan_document
from raster_pipeline.tiles.archive_writer import write_archive
from raster_pipeline.tiles.web_grid import TileAddress
from sinkmap.basemap import BasemapEntry, Datum, Matrix, Rows
from sinkmap.errors import InputRefusedError, Severity
from sinkmap.grid import Grid
from sinkmap.text import Text
from tests.raster_pipeline.basemaps.made_by_hand import (
    JPEG,
    WEBP,
    WEBP_LOSSLESS,
    at,
    coloured,
    covering,
    png,
    write_folder,
    write_mbtiles,
    write_pmtiles,
)

GRID = Grid("EPSG:4549", 480_000.0, 3_530_000.0, 10.0, (1500, 2000))
TOWN = (119.80, 31.75, 119.98, 31.88)
PLACE = (119.9, 31.8)
ZOOMS = range(10, 14)


def tiles(zooms=ZOOMS, bounds=TOWN, content=coloured):
    return [(z, x, y, content(z, x, y)) for z, x, y in covering(bounds, zooms)]


@pytest.fixture
def look(tmp_path):
    """Opens one basemap of the study folder; what is shown of it, and the codes found."""
    made = []

    def looked(path, **more):
        entry = BasemapEntry("own", Text("自有底图", "Own"), path, **more)
        basemaps = Basemaps([entry], more.pop("roots", ()), tmp_path, GRID)
        made.append(basemaps)
        assert all(one.severity is Severity.WARNING for one in basemaps.findings)
        assert all(one.layer == "basemap:own" and one.file == path for one in basemaps.findings)
        assert str(tmp_path) not in repr(basemaps.findings)
        return basemaps.tiles("own"), [one.code for one in basemaps.findings]

    yield looked
    for basemaps in made:
        basemaps.close()


def pixel(content):
    """Colour of the middle of an RGB or RGBA PNG whose rows hold differences to the left."""
    width, height, _, kind = struct.unpack(">IIBB", content[16:26])
    bands = {2: 3, 6: 4}[kind]
    start = content.index(b"IDAT") + 4
    raw = zlib.decompress(content[start:])[: height * (1 + width * bands)]
    row = np.frombuffer(raw, np.uint8).reshape(height, -1)[128]
    assert row[0] == 1
    return tuple(np.cumsum(row[1:].reshape(width, bands), axis=0, dtype=np.uint8)[128].tolist())


WRITERS = {
    "a.mbtiles": write_mbtiles,
    "b.pmtiles": write_pmtiles,
    "c": write_folder,
    "d.pmtiles": lambda path, listed: write_archive(
        path,
        sorted(listed, key=lambda one: TileAddress(*one[:3]).number),
        kind="png",
        bounds=TOWN,
        zooms=(10, 13),
    ),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_tile_is_where_it_was_written_and_none_elsewhere(tmp_path, look, name):
    written = tiles()
    WRITERS[name](tmp_path / name, written)
    shown, codes = look(name)
    assert codes == []
    assert (shown.min_zoom, shown.max_zoom, shown.tile_size) == (10, 13, 256)
    for z, x, y, content in written:
        assert shown.tile(z, x, y) == ("image/png", content)
    z, x, y, _ = written[0]
    assert shown.tile(z, x + 50, y) is None
    assert shown.tile(z, x, 2**z - 1 - y) is None
    west, south, east, north = shown.bounds
    assert (west, south) <= TOWN[:2]
    assert (east, north) >= TOWN[2:]
    assert max(east - west, north - south) < 0.4
    assert shown.steady == (name != "c")


@pytest.mark.parametrize(
    ("content", "media"),
    [(JPEG, "image/jpeg"), (WEBP, "image/webp"), (WEBP_LOSSLESS, "image/webp")],
)
def test_the_type_is_read_from_the_tile_itself(tmp_path, look, content, media):
    write_folder(tmp_path / "t", tiles(content=lambda *_: content), ending=".png")
    shown, codes = look("t")
    assert codes == []
    assert shown.tile(13, *at(13, *PLACE)) == (media, content)
    head = picture_head(content)
    assert (head.media, head.width, head.height) == (media, 256, 256)
    assert picture_head(content[:-70]) is None


def test_tiles_packed_in_the_archive_come_out_unpacked(tmp_path, look):
    packed = tiles(content=lambda *at: gzip.compress(coloured(*at)))
    write_pmtiles(tmp_path / "a.pmtiles", packed, packing=2)
    shown, codes = look("a.pmtiles")
    assert codes == []
    x, y = at(12, *PLACE)
    assert shown.tile(12, x, y) == ("image/png", coloured(12, x, y))


def test_rows_counted_the_other_way_are_told_and_may_be_declared(tmp_path, look):
    write_mbtiles(tmp_path / "a.mbtiles", tiles(), from_south=False)
    assert look("a.mbtiles") == (None, ["BASEMAP-ROWS"])
    shown, codes = look("a.mbtiles", rows=Rows.XYZ)
    x, y = at(13, *PLACE)
    assert (codes, shown.tile(13, x, y)[1]) == ([], coloured(13, x, y))
    described = {"scheme": "xyz"}
    write_mbtiles(tmp_path / "b.mbtiles", tiles(), from_south=False, described=described)
    assert look("b.mbtiles")[1] == []
    flipped = [(z, x, 2**z - 1 - y, content) for z, x, y, content in tiles()]
    write_folder(tmp_path / "t", flipped)
    write_pmtiles(tmp_path / "c.pmtiles", flipped)
    for name in ("t", "c.pmtiles"):
        assert look(name) == (None, ["BASEMAP-ROWS"])
        assert look(name, rows=Rows.TMS)[0].tile(13, x, y)[1] == coloured(13, x, y)


@pytest.mark.parametrize("around", [1, 2])
def test_tiles_cut_by_degrees_are_told(tmp_path, look, around):
    """Tianditu's c has one tile around the equator at level 0 (two at 1), GDAL's two at 0."""
    listed = []
    for z in ZOOMS:
        side = 360 / (around * 2**z)
        x, y = int((PLACE[0] + 180) / side), int((90 - PLACE[1]) / side)
        listed.append((z, x, y, coloured(z, x, y)))
    write_folder(tmp_path / "t", listed)
    shown, codes = look("t")
    assert shown is None
    # Two around the equator lie beyond the columns of the other grid, so they are no tiles of it.
    assert codes == ["BASEMAP-MATRIX"]


def vector(*_):
    return gzip.compress(b"\x1a\x04\x0a\x02ab")


CASES = {
    "declared by degrees": (lambda p: write_mbtiles(p, tiles()), {"matrix": Matrix.C}, "MATRIX"),
    "declared GCJ-02": (lambda p: write_mbtiles(p, tiles()), {"datum": Datum.GCJ02}, "SHIFTED"),
    "declared BD-09": (lambda p: write_mbtiles(p, tiles()), {"datum": Datum.BD09}, "SHIFTED"),
    "vector, said": (
        lambda p: write_mbtiles(p, tiles(content=vector), described={"format": "pbf"}),
        {}, "VECTOR",
    ),
    "vector, not said": (lambda p: write_mbtiles(p, tiles(content=vector)), {}, "VECTOR"),
    "vector archive": (lambda p: write_pmtiles(p, tiles(content=vector), 1, 2), {}, "VECTOR"),
    "too large": (
        lambda p: write_mbtiles(p, tiles(content=lambda *_: png(9, 9, 9, 300))), {}, "TILE-SIZE",
    ),
    "of two sizes": (
        lambda p: write_folder(
            p, tiles(content=lambda z, *_: png(9, 9, 9, 256 if z < 12 else 512))
        ), {}, "TILE-SIZE",
    ),
    "pages": (
        lambda p: write_folder(p, tiles(content=lambda *_: b"<html><script>1</script>")),
        {}, "TILE-BROKEN",
    ),
    "drawings": (
        lambda p: write_folder(p, tiles(content=lambda *_: b"<svg onload='x()'/>")),
        {}, "TILE-BROKEN",
    ),
    "empty folder": (lambda p: p.mkdir(), {}, "EMPTY"),
    "folder of something else": (lambda p: (p / "R0001").mkdir(parents=True), {}, "EMPTY"),
    "empty database": (lambda p: write_mbtiles(p, []), {}, "EMPTY"),
    "empty archive": (lambda p: write_pmtiles(p, []), {}, "EMPTY"),
    "elsewhere": (
        lambda p: write_mbtiles(p, tiles(bounds=(100.0, 30.0, 100.2, 30.2))), {}, "ELSEWHERE",
    ),
    "no known form": (lambda p: p.write_bytes(b"GIF89a" + bytes(100)), {}, "FORMAT"),
    "nothing in it": (lambda p: p.write_bytes(b""), {}, "FORMAT"),
    "a database of something else": (
        lambda p: write_mbtiles(p, []) or rename(p, "tiles", "photos"), {}, "DAMAGED",
    ),
    "no database": (lambda p: p.write_bytes(b"SQLite format 3\0" + bytes(5000)), {}, "DAMAGED"),
    "an archive's beginning": (lambda p: p.write_bytes(b"PMTiles\x03" + bytes(60)), {}, "DAMAGED"),
    "unsaved": (lambda p: write_mbtiles(p, tiles()) or beside(p, "-wal"), {}, "UNSAVED"),
}  # fmt: skip


def rename(path, old, new):
    file = sqlite3.connect(path)
    file.execute(f"ALTER TABLE {old} RENAME TO {new}")
    file.close()


def beside(path, end):
    path.with_name(path.name + end).write_bytes(b"changes")


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_shown_is_named_and_left_out(tmp_path, look, name):
    make, more, code = CASES[name]
    make(tmp_path / "own")
    assert look("own", **more) == (None, [f"BASEMAP-{code}"])


def test_an_archive_cut_off_anywhere_is_named(tmp_path, look):
    write_pmtiles(tmp_path / "whole", tiles())
    whole = (tmp_path / "whole").read_bytes()
    for length in (100, 130, 160, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut").write_bytes(whole[:length])
        assert look("cut") == (None, ["BASEMAP-DAMAGED"])


def test_a_bomb_in_a_directory_is_not_unpacked(tmp_path, look, monkeypatch):
    monkeypatch.setattr("raster_pipeline.tiles.directory._MOST_BYTES", 1 << 20)
    write_pmtiles(tmp_path / "a", tiles())
    whole = bytearray((tmp_path / "a").read_bytes())
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as stream:
        for _ in range(3):
            stream.write(bytes(1 << 20))
    whole[8:24] = len(whole).to_bytes(8, "little") + len(packed.getvalue()).to_bytes(8, "little")
    (tmp_path / "b").write_bytes(whole + packed.getvalue())
    assert look("b") == (None, ["BASEMAP-DAMAGED"])


def test_a_view_that_never_ends_is_given_up(tmp_path, look, monkeypatch):
    monkeypatch.setattr("raster_pipeline.io.mbtiles_file._PATIENCE", 0.2)
    file = sqlite3.connect(tmp_path / "a")
    file.execute(
        "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT -i AS zoom_level, i AS tile_column, i AS tile_row, '' AS tile_data FROM n"
    )
    file.close()
    assert look("a") == (None, ["BASEMAP-DAMAGED"])


def test_some_broken_tiles_are_told_and_never_served(tmp_path, look):
    listed = tiles()
    z, x, y, content = listed[0]
    write_folder(tmp_path / "t", [(z, x, y, content[:-20]), *listed[1:]])
    shown, codes = look("t")
    assert codes == ["BASEMAP-TILE-BROKEN"]
    with pytest.raises(OSError, match="no picture"):
        shown.tile(z, x, y)
    assert shown.tile(*listed[1][:3]) == ("image/png", listed[1][3])


def test_without_an_index_it_is_told(tmp_path, look):
    write_mbtiles(tmp_path / "a", tiles(), index=False)
    shown, codes = look("a")
    assert (shown is not None, codes) == (True, ["BASEMAP-NO-INDEX"])


def test_nothing_outside_the_study_is_read(tmp_path_factory, tmp_path, look):
    other = tmp_path_factory.mktemp("other")
    write_mbtiles(other / "a", tiles())
    write_folder(other / "t", tiles())
    (tmp_path / "link").symlink_to(other / "a")
    assert look("link") == (None, ["FILE-OUTSIDE"])
    assert look(str(other / "a")) == (None, ["FILE-OUTSIDE"])
    assert look("../" + other.name + "/a") == (None, ["FILE-OUTSIDE"])
    assert look("absent") == (None, ["FILE-MISSING"])
    os.mkfifo(tmp_path / "pipe")
    assert look("pipe") == (None, ["FILE-NOT-REGULAR"])
    # A folder whose tiles are links out of it: what they lead to is not there.
    write_folder(tmp_path / "t", tiles(ZOOMS[:-1]))
    (tmp_path / "t/13").symlink_to(other / "t/13")
    shown, _ = look("t")
    assert shown.tile(12, *at(12, *PLACE)) is not None
    assert shown.tile(13, *at(13, *PLACE)) is None


def test_a_file_put_in_its_place_is_taken_up_under_another_version(tmp_path, look, monkeypatch):
    monkeypatch.setattr(opened, "_LOOKS_AGAIN", -1.0)
    entry = BasemapEntry("own", Text("底图", "Own"), "a")
    red, blue = png(200, 0, 0), png(0, 0, 200)
    write_mbtiles(tmp_path / "a", tiles(content=lambda *_: red))
    before = (tmp_path / "a").stat()
    with Basemaps([entry], (), tmp_path, GRID) as basemaps:
        first = basemaps.tiles("own")
        assert basemaps.tiles("own") is first
        write_mbtiles(tmp_path / "b", tiles(content=lambda *_: blue))
        assert (tmp_path / "b").stat().st_size == before.st_size
        os.utime(tmp_path / "b", ns=(before.st_atime_ns, before.st_mtime_ns))
        (tmp_path / "b").replace(tmp_path / "a")
        second = basemaps.tiles("own")
        assert second.version != first.version
        assert second.tile(13, *at(13, *PLACE))[1] == blue
        (tmp_path / "a").write_bytes(b"SQLite format 3\0")
        assert basemaps.tiles("own") is None
        assert [one.code for one in basemaps.findings] == ["BASEMAP-DAMAGED"]
        (tmp_path / "a").unlink()
        assert basemaps.tiles("own") is None
        assert basemaps.shown == ()


def test_all_threads_read_at_once(tmp_path, look):
    for name in ("a.mbtiles", "b.pmtiles", "c"):
        WRITERS[name](tmp_path / name, tiles())
        shown, _ = look(name)
        with ThreadPoolExecutor(8) as pool:
            found = pool.map(lambda one, s=shown: s.tile(*one[:3])[1] == one[3], tiles() * 5)
            assert all(found)


# Pictures


def write_picture(path, crs="EPSG:4549", bands=3, side=400, step=20.0, labelled=..., **more):
    """Colours that tell where a pixel lies: red by column, green by row."""
    col, row = np.meshgrid(np.arange(side), np.arange(side))
    colours = np.stack([col % 256, row % 256, np.full_like(col, 77)]).astype(np.uint8)
    if bands == 4:
        opaque = np.where(col < side // 2, 255, 0)
        colours = np.concatenate([colours, opaque[None].astype(np.uint8)])
    if bands == 1:
        colours = colours[:1]
    move = pyproj.Transformer.from_crs("EPSG:4549", crs, always_xy=True)
    west, north = move.transform(483_000.0, 3_525_000.0)
    profile = {
        "driver": "GTiff",
        "width": side,
        "height": side,
        "count": bands,
        "dtype": "uint8",
        "crs": crs if labelled is ... else labelled,
        "transform": Affine(step, 0, west, 0, -step, north),
        "photometric": {1: "minisblack", 3: "rgb", 4: "rgb"}[bands],
        "alpha": "yes" if bands == 4 else "no",
    } | more
    with rasterio.open(path, "w", **{k: v for k, v in profile.items() if v is not None}) as out:
        out.write(colours.astype(profile["dtype"]))
    return move.transform, (west, north, step)


@pytest.mark.parametrize(
    ("crs", "step"), [("EPSG:4549", 20.0), ("EPSG:4490", 0.0002), ("EPSG:3857", 25.0)]
)
@pytest.mark.parametrize("bands", [1, 3, 4])
def test_a_picture_shows_its_pixel_at_the_middle_of_each_of_ours(tmp_path, look, crs, step, bands):
    _, (west, north, step) = write_picture(tmp_path / "a.tif", crs, bands, step=step)
    shown, codes = look("a.tif")
    assert codes == []
    back = pyproj.Transformer.from_crs("EPSG:4490", crs, always_xy=True)
    z = shown.max_zoom
    middle = ((shown.bounds[0] * 3 + shown.bounds[2]) / 4, (shown.bounds[1] + shown.bounds[3]) / 2)
    x, y = at(z, *middle)
    media, content = shown.tile(z, x, y)
    assert media == "image/png"
    # Where the middle of pixel (128, 128) lies.
    lon = (x + 128.5 / 256) / 2**z * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (y + 128.5 / 256) / 2**z))))
    e, n = back.transform(lon, lat)
    col, row = int((e - west) / step), int((north - n) / step)
    colour = (col % 256, row % 256, 77) if bands > 1 else (col % 256,) * 3
    assert pixel(content)[:3] == colour


def test_what_is_clear_in_a_picture_stays_clear(tmp_path, look):
    write_picture(tmp_path / "a.tif", bands=4)
    shown, _ = look("a.tif")
    west, south, east, north = shown.bounds
    z = shown.max_zoom
    x, y = at(z, west + 0.98 * (east - west), (south + north) / 2)
    assert shown.tile(z, x, y) is None
    x, y = at(z, west + 0.5 * (east - west), (south + north) / 2)
    assert shown.tile(z, x, y)[1][25] == 6  # PNG with an opacity


def test_a_large_picture_without_overviews_is_not_read_whole(tmp_path, look, monkeypatch):
    monkeypatch.setattr("raster_pipeline.basemaps.picture_tiles._MOST_STEP", 2.0)
    write_picture(tmp_path / "a.tif")
    shown, codes = look("a.tif")
    assert codes == ["BASEMAP-NO-OVERVIEWS"]
    with rasterio.open(tmp_path / "a.tif", "r+") as file:
        file.build_overviews([2, 4, 8, 16])
    whole, codes = look("a.tif")
    assert codes == []
    assert whole.min_zoom < shown.min_zoom


PICTURES = {
    "no CRS": ({"labelled": None}, "PLACE"),
    "turned": ({"transform": Affine.translation(5e5, 3.5e6) @ Affine.rotation(20)}, "PLACE"),
    "from the south": ({"transform": Affine(20, 0, 483_000, 0, 20, 3_517_000)}, "PLACE"),
    "no squares": ({"transform": Affine(20, 0, 483_000, 0, -30, 3_525_000)}, "PLACE"),
    "16 bits": ({"dtype": "uint16"}, "BANDS"),
    "Xian 1980": ({"labelled": "EPSG:2384"}, "FRAME"),
    "another zone's coordinates": ({"labelled": "EPSG:4547"}, "ELSEWHERE"),
}


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_cannot_be_drawn_is_named(tmp_path, look, name):
    more, code = dict(PICTURES[name][0]), PICTURES[name][1]
    write_picture(tmp_path / "a.tif", labelled=more.pop("labelled", ...), **more)
    assert look("a.tif") == (None, [f"BASEMAP-{code}"])


def test_a_cut_picture_is_named(tmp_path, look):
    write_picture(tmp_path / "a.tif")
    (tmp_path / "a.tif").write_bytes((tmp_path / "a.tif").read_bytes()[:40])
    assert look("a.tif")[1] == ["RASTER-UNREADABLE"]


# The plan

PLAN = """
[study]
id = "s"
title = "s"
years = [2023]
city = {{ code = "320400", name = "c" }}
[grid]
crs = "EPSG:4549"
resolution = 10.0
origin = [480000.0, 3530000.0]
shape = [1500, 2000]
[[partition]]
id = "district"
level = "district"
title = "d"
file = "d.gpkg"
code = "c"
name = "n"
[[input]]
layer = "parcels"
files = ["p.gpkg"]
[[basemap]]
id = "own"
title = {{ zh = "正射影像", en = "Orthophoto" }}
path = "a.mbtiles"
attribution = "市测绘院"
approval = "苏C（2024）001号"
opacity = 0.7
{more}
"""


def test_a_plan_names_basemaps(tmp_path):
    write_mbtiles(tmp_path / "a.mbtiles", tiles())
    plan = tmp_path / "study.toml"
    plan.write_text(PLAN.format(more=""), encoding="utf-8")
    assert check_basemaps(tmp_path) == ()
    with open_basemaps(plan, GRID) as basemaps:
        (entry,) = basemaps.shown
    assert entry.opacity == 0.7
    assert entry.credit == Text(
        "市测绘院；审图号：苏C（2024）001号", "市测绘院; map approval no. 苏C（2024）001号"
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("attribtion = 'x'", "STUDY-KEY"),
        ("rows = 'south'", "STUDY-VALUE"),
        ("[[basemap]]\nid = 'own'\ntitle = 't'\npath = 'b'", "STUDY-DOUBLE"),
        ("[[basemap]]\nid = 'b'\ntitle = 't'", "STUDY-MISSING"),
        ("[[basemap]]\nid = 'b'\ntitle = 't'\npath = 'b'\nopacity = 1.5", "STUDY-VALUE"),
    ],
)
def test_a_fault_of_the_plan_is_an_error(tmp_path, more, code):
    (tmp_path / "study.toml").write_text(PLAN.format(more=more), encoding="utf-8")
    for opened_by in (check_basemaps, lambda path: open_basemaps(path, GRID)):
        with pytest.raises(InputRefusedError) as caught:
            opened_by(tmp_path)
        assert [one.code for one in caught.value.findings] == [code]


def test_a_basemap_is_no_part_of_the_question_a_run_answers(tmp_path):
    plan = tmp_path / "study.toml"
    plan.write_text(PLAN.format(more=""), encoding="utf-8")
    study, _ = open_study(plan)
    assert [entry.id for entry in study.basemaps] == ["own"]
    whole = PLAN.format(more="")
    without = whole[: whole.index("[[basemap]]")]
    (tmp_path / "bare.toml").write_text(without, encoding="utf-8")
    bare, _ = open_study(tmp_path / "bare.toml")
    assert plan_document(plan, study) == plan_document(tmp_path / "bare.toml", bare)
    assert "a.mbtiles" not in input_names(study)
