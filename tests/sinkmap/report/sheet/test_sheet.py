"""A sheet at true scale: a known distance on the ground measures right on the page."""

import shutil
import struct
import subprocess
import zlib

import numba
import numpy as np
import pyproj
import pytest
import shapely

from sinkmap.layer import Form, Sensitivity
from sinkmap.report.sheet import (
    DrawnLayer,
    DrawnRaster,
    DrawnUnit,
    Paper,
    SheetContent,
    SheetNotes,
    SheetPlane,
    fitted_scale,
    sheet_pdf,
    sheet_png,
    sheet_svg,
)
from sinkmap.report.sheet.furniture import wrapped
from sinkmap.report.sheet.paper import layout_of
from sinkmap.text import Language, Text

CRS = "EPSG:4549"
MIDDLE = (480_000.0, 3_520_000.0)
PURE = "#00ff00"


def content(paper=Paper.A4, landscape=False, scale=10_000, **more):
    layout = layout_of(paper, landscape=landscape)
    plane = SheetPlane(CRS, layout.frame, MIDDLE, float(scale))
    notes = SheetNotes(
        crs=Text("CGCS2000", "CGCS2000"),
        year=2024,
        run_id="0123456789abcdef",
        simulated=True,
        sensitivity=Sensitivity.INTERNAL,
    )
    return SheetContent(Text("试图", "Trial"), layout, plane, notes, **more)


def dots(*places, side=20.0, colour=PURE):
    shapes = [shapely.box(x - side, y - side, x + side, y + side) for x, y in places]
    return DrawnLayer(Text("点", "dots"), Form.POLYGONS, colour, np.array(shapes, dtype=object))


def pixels(png):
    """(y, x, 3) of an 8-bit PNG, read by hand."""
    place, data, width, height, kind = 8, b"", 0, 0, 0
    while place < len(png):
        length, name = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + length]
        if name == b"IHDR":
            width, height, depth, kind = struct.unpack(">IIBB", body[:10])
            assert depth == 8
        data += body if name == b"IDAT" else b""
        place += length + 12
    step = {2: 3, 6: 4}[kind]
    raw = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(height, -1)
    return unfiltered(raw, step).reshape(height, width, step)[..., :3]


@numba.njit
def unfiltered(raw, step):
    """Rows of a PNG without their filters (PNG specification, 9.2)."""
    rows, length = raw.shape[0], raw.shape[1] - 1
    done = np.zeros((rows, length), dtype=np.uint8)
    for y in range(rows):
        way = raw[y, 0]
        for x in range(length):
            left = np.int64(done[y, x - step]) if x >= step else 0
            above = np.int64(done[y - 1, x]) if y else 0
            corner = np.int64(done[y - 1, x - step]) if y and x >= step else 0
            guess = 0
            if way == 1:
                guess = left
            elif way == 2:
                guess = above
            elif way == 3:
                guess = (left + above) // 2
            elif way == 4:
                a, b = abs(above - corner), abs(left - corner)
                c = abs(left + above - 2 * corner)
                guess = left if a <= b and a <= c else (above if b <= c else corner)
            done[y, x] = (raw[y, x + 1] + guess) & 255
    return done


def rendered(content, way, tmp_path):
    """Pixels of a sheet and their size in millimetres."""
    if way == "png":
        made = sheet_png(content, Language.ZH)
        return pixels(made), 25.4 / 300
    if shutil.which("pdftoppm") is None:
        pytest.skip("no pdftoppm")
    (tmp_path / "s.pdf").write_bytes(sheet_pdf(content, Language.ZH))
    command = ["pdftoppm", "-r", "400", "-singlefile", tmp_path / "s.pdf", tmp_path / "s"]
    subprocess.run(command, check=True)
    head, size, _, body = (tmp_path / "s.ppm").read_bytes().split(b"\n", 3)
    assert head == b"P6"
    width, height = map(int, size.split())
    return np.frombuffer(body, dtype=np.uint8).reshape(height, width, 3), 25.4 / 400


def middles(picture, count, mm, frame):
    """Middles of the green marks in the frame, millimetres from the sheet's upper left corner."""
    red, green, blue = (picture[..., k].astype(float) for k in range(3))
    weight = green - np.maximum(red, blue)
    weight[weight < 25] = 0.0  # ink is a little green too
    weight[round(frame.bottom / mm) :] = weight[:, round(frame.right / mm) :] = 0.0  # the legend
    columns = weight.sum(axis=0) > 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], columns.astype(int), [0]])))
    assert len(edges) == 2 * count, "marks stand apart from left to right"
    found = []
    for first, stop in edges.reshape(-1, 2):
        part = weight[:, first:stop]
        y, x = np.mgrid[0 : part.shape[0], first:stop]
        found.append((((x + 0.5) * part).sum() / part.sum() * mm,
                      ((y + 0.5) * part).sum() / part.sum() * mm))  # fmt: skip
    return found


@pytest.mark.parametrize("way", ["png", pytest.param("pdf", marks=pytest.mark.office)])
@pytest.mark.parametrize(
    ("paper", "landscape", "scale"),
    [(Paper.A4, False, 10_000), (Paper.A3, True, 25_000)],
)
def test_a_distance_on_the_ground_is_right_on_the_page(way, paper, landscape, scale, tmp_path):
    """To 0.1 mm, by the geodesic between two places and the pixels of the finished sheet."""
    reach = 0.0007 * scale * 100
    places = [
        (MIDDLE[0] - reach, MIDDLE[1] - reach / 2),
        (MIDDLE[0] + reach, MIDDLE[1] + reach * 0.8),
    ]
    sheet = content(paper, landscape, scale, layers=[dots(*places, side=0.0012 * scale)])
    picture, mm = rendered(sheet, way, tmp_path)
    tall, wide = picture.shape[:2]
    sides = paper.sides(landscape=landscape)
    assert (wide * mm, tall * mm) == pytest.approx(sides, abs=0.1)
    (x1, y1), (x2, y2) = middles(picture, 2, mm, sheet.layout.frame)
    move = pyproj.Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)
    (lon1, lat1), (lon2, lat2) = (move.transform(*place) for place in places)
    _, _, metres = pyproj.Geod(ellps="GRS80").inv(lon1, lat1, lon2, lat2)
    assert np.hypot(x2 - x1, y2 - y1) == pytest.approx(metres / scale * 1000, abs=0.1)
    assert metres / scale * 1000 > 100, "a long distance is measured"


@pytest.mark.parametrize("way", ["png", pytest.param("pdf", marks=pytest.mark.office)])
def test_a_raster_lies_under_the_shapes_of_its_ground(way, tmp_path):
    from raster_pipeline.io.palette_png import png_of

    cells = np.zeros((40, 40), dtype=np.uint8)
    cells[9, 4] = 1
    cells[30, 33] = 1
    palette = np.array([[255, 255, 255], [0, 255, 0]], dtype=np.uint8)
    west, north = MIDDLE[0] - 800.0, MIDDLE[1] + 800.0
    raster = DrawnRaster(
        Text("格", "cells"), png_of(cells, palette), (west, north - 1600, west + 1600, north), ()
    )
    picture, mm = rendered(content(raster=raster), way, tmp_path)
    frame = layout_of(Paper.A4, landscape=False).frame
    cells_at = [(9, 4), (30, 33)]
    for (x, y), (row, col) in zip(middles(picture, 2, mm, frame), cells_at, strict=True):
        east, down = west + (col + 0.5) * 40.0, north - (row + 0.5) * 40.0
        assert x == pytest.approx(frame.x + frame.width / 2 + (east - MIDDLE[0]) / 10, abs=0.1)
        assert y == pytest.approx(frame.y + frame.height / 2 + (MIDDLE[1] - down) / 10, abs=0.1)


def test_the_picture_says_its_resolution_and_the_document_its_fonts():
    made = sheet_png(content(), Language.ZH)
    assert struct.unpack(">II", made[16:24]) == (2481, 3508) or struct.unpack(
        ">II", made[16:24]
    ) == (2480, 3508)
    place = made.index(b"pHYs")
    assert place < made.index(b"IDAT")
    assert struct.unpack(">IIB", made[place + 4 : place + 13]) == (11811, 11811, 1)
    (crc,) = struct.unpack(">I", made[place + 13 : place + 17])
    assert crc == zlib.crc32(made[place : place + 13])
    document = sheet_pdf(content(), Language.ZH)
    assert b"/FontFile" in document or b"/ObjStm" in document


def test_convergence_is_that_of_the_projection():
    """Against PROJ's own, which counts it from grid to true north or the other way: the sizes."""
    for east in (430_000.0, 500_000.0, 560_000.0):
        plane = SheetPlane(CRS, layout_of(Paper.A4, landscape=False).frame, (east, 3.52e6), 1e4)
        lon, lat = plane.degrees()
        # Convergence of a transverse cylinder, to the third power (Snyder 1987, 8-15).
        expected = np.degrees(np.arctan(np.tan(np.radians(lon - 120)) * np.sin(np.radians(lat))))
        assert plane.true_north == pytest.approx(-expected, abs=2e-4)
        assert plane.point_scale == pytest.approx(1 + (east - 5e5) ** 2 / 2 / 6.371e6**2, abs=1e-6)


def test_frame_ticks_stand_at_round_coordinates():
    sheet = content(scale=10_000)
    svg = sheet_svg(sheet, Language.EN)
    west, _south, east, north = sheet.plane.bounds
    assert (east - west) / 10 == pytest.approx(sheet.layout.frame.width)
    assert f">{np.ceil(west / 500) * 500:.0f}<" in svg
    assert f">{np.floor(north / 500) * 500:.0f}<" in svg


def test_a_sheet_says_what_it_must(tmp_path):
    unit = DrawnUnit(Text("天宁区", "Tianning"), shapely.Point(*MIDDLE).buffer(600))
    sheet = content(units=[unit], mark=shapely.Point(*MIDDLE).buffer(100), mark_name="a<b")
    zh, en = (sheet_svg(sheet, language) for language in (Language.ZH, Language.EN))
    for word in (
        "试图",
        "天宁区",
        "1:10 000",
        "审图号",
        "运行编号：0123456789abcdef",
        "坐标北",
        "真北",
        "子午线收敛角",
        "图例",
        "模拟数据",
        "数据时点：2024年12月31日",
        "a&lt;b",
    ):
        assert word in zh
    for word in ("Trial", "Tianning", "Map approval no.", "Legend", "Simulated", "convergence"):
        assert word in en
    assert "NaN" not in zh


def test_scales_are_fitted_and_their_end_is_known():
    frame = layout_of(Paper.A4, landscape=False).frame
    assert fitted_scale(1700.0, 100.0, frame) == 10_000
    assert fitted_scale(1780.0, 100.0, frame) == 25_000
    assert fitted_scale(1e7, 1e7, frame) is None


def test_lines_break_where_chinese_and_english_break():
    assert wrapped("one two three", 70, 20) == ["one", "two", "three"]
    assert wrapped("坐标系：中央经线，一二三", 80, 20) == ["坐标系：", "中央经", "线，一二", "三"]
