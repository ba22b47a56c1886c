"""Pictures: every pixel shows the class at its centre, and lies where the map will put it."""

import math
import struct
import zlib

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from raster_pipeline.io.picture import ValueRamp, picture_of, picture_of_bands
from sinkmap.grid import Grid, Window

GRID = Grid("EPSG:4549", 420_000.0, 3_550_000.0, 100.0, (1000, 900))
COLOURS = {1: "#102030", 2: "#405060", 3: "#708090"}


def decoded(png: bytes) -> np.ndarray:
    """(row, col, rgba) of a PNG without filters, by the PNG specification."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, place = {}, 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        name, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        (crc,) = struct.unpack(">I", png[place + 8 + size : place + 12 + size])
        assert crc == zlib.crc32(name + data)
        chunks[name] = data
        place += size + 12
    width, height, bits, kind, *_ = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert kind in (2, 3)
    raw = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert (raw[:, 0] == 0).all()
    rows = raw[:, 1:]
    if kind == 2:
        key = np.frombuffer(chunks[b"tRNS"], ">u2")
        colours = rows.reshape(height, width, 3)
        return np.dstack([colours, np.where((colours == key).all(axis=2), 0, 255)])
    if bits == 4:
        rows = np.stack([rows >> 4, rows & 15], axis=2).reshape(height, -1)[:, :width]
    palette = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
    alpha = np.full(len(palette), 255, np.uint8)
    alpha[: len(chunks[b"tRNS"])] = np.frombuffer(chunks[b"tRNS"], np.uint8)
    return np.dstack([palette[rows], alpha[rows]])


def place_in(bounds, shape, lon, lat):
    """Row and column of a point in a Web Mercator picture, with fractions."""
    up = [math.asinh(math.tan(math.radians(v))) for v in (bounds[1], lat, bounds[3])]
    row = (up[2] - up[1]) / (up[2] - up[0]) * shape[0]
    return row, (lon - bounds[0]) / (bounds[2] - bounds[0]) * shape[1]


def reader(values):
    return lambda window: values[window.slices]


def test_a_known_corner_lies_within_one_pixel() -> None:
    values = np.ones(GRID.shape, "uint8")
    values[600:, 300:] = 2
    png, bounds = picture_of(reader(values), GRID, legend_colours=COLOURS, width=800)
    image = decoded(png)
    assert image.shape[1] == 800
    to_degrees = Transformer.from_crs("EPSG:4549", "EPSG:4490", always_xy=True)
    corner = to_degrees.transform(GRID.west + 300 * 100, GRID.north - 600 * 100)
    row, col = place_in(bounds, image.shape, *corner)
    second = image[:, :, 0] == 0x40
    rows, cols = np.nonzero(second)
    near = np.abs(cols - col) < 3
    assert abs(rows[near].min() - row) <= 1
    near = np.abs(rows - row) < 3
    assert abs(cols[near].min() - col) <= 1
    aspect = image.shape[0] / image.shape[1]
    metre = (GRID.north - GRID.south) / (GRID.east - GRID.west)
    assert aspect == pytest.approx(metre, rel=0.02)


def test_every_pixel_shows_the_class_at_its_centre() -> None:
    rng = np.random.default_rng(5)
    values = rng.integers(1, 4, GRID.shape).astype("uint8")
    png, bounds = picture_of(reader(values), GRID, legend_colours=COLOURS, width=500)
    image = decoded(png)
    height, width = image.shape[:2]
    up, down = (math.asinh(math.tan(math.radians(v))) for v in (bounds[3], bounds[1]))
    rows, cols = np.indices((height, width))
    lat = np.degrees(np.arctan(np.sinh(up - (rows + 0.5) / height * (up - down))))
    lon = bounds[0] + (cols + 0.5) / width * (bounds[2] - bounds[0])
    x, y = Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True).transform(lon, lat)
    r = np.floor((GRID.north - y) / 100).astype(int)
    c = np.floor((x - GRID.west) / 100).astype(int)
    inside = (r >= 0) & (r < 1000) & (c >= 0) & (c < 900)
    assert ((image[:, :, 3] == 0) == ~inside).mean() > 0.999
    expected = np.array([0, 0x10, 0x40, 0x70])[values[r[inside], c[inside]]]
    assert (image[:, :, 0][inside] == expected).mean() > 0.99


def test_what_has_no_colour_is_transparent() -> None:
    values = np.full(GRID.shape, 255, "uint8")
    values[:500] = 3
    image = decoded(picture_of(reader(values), GRID, legend_colours=COLOURS, width=200)[0])
    height = image.shape[0]
    assert image[height // 4, 100].tolist() == [0x70, 0x80, 0x90, 255]
    assert image[3 * height // 4, 100, 3] == 0


def test_values_follow_the_ramp() -> None:
    values = np.tile(np.linspace(-10, 110, 900, dtype="float32"), (1000, 1))
    values[500:] = np.nan
    ramp = ValueRamp(0.0, 100.0, ("#000000", "#ff0000"))
    image = decoded(picture_of(reader(values), GRID, legend_colours=ramp, width=300)[0])
    row = image[image.shape[0] // 4, :, 0].astype(int)
    assert row[20] == 0
    assert row[280] == 255
    assert (np.diff(row[20:280]) >= 0).all()
    assert (image[3 * image.shape[0] // 4, 20:280, 3] == 0).all()
    with pytest.raises(ValueError, match="ramp"):
        ValueRamp(1.0, 1.0, ("#000000", "#ffffff"))


def test_a_geographic_grid_keeps_its_bounds() -> None:
    grid = Grid("EPSG:4326", 7.3, 1.73, 0.001, (230, 200))
    values = np.full(grid.shape, 1, "uint8")
    values[:115] = 2
    png, bounds = picture_of(reader(values), grid, legend_colours=COLOURS, width=400)
    assert bounds == grid.bounds
    image = decoded(png)
    assert (image[:, :, 3] == 255).all()
    boundary = np.flatnonzero(image[:, 200, 0] == 0x10)[0]
    expected, _ = place_in(bounds, image.shape, 7.4, 1.73 - 0.115)
    assert abs(boundary - expected) <= 1


def test_many_classes_take_a_byte_each_and_windows_stay_on_the_grid() -> None:
    values = (np.indices(GRID.shape).sum(axis=0) % 40).astype("uint8")
    colours = {k: f"#{k:02x}{k:02x}{k:02x}" for k in range(40)}
    asked: list[Window] = []

    def read(window: Window) -> np.ndarray:
        asked.append(window)
        return values[window.slices]

    png, _ = picture_of(read, GRID, legend_colours=colours, width=300)
    assert len(np.unique(decoded(png)[:, :, 0])) == 40
    assert all(w.row + w.rows <= 1000 and w.col + w.cols <= 900 for w in asked)
    with pytest.raises(ValueError, match=r"0\.\.255"):
        picture_of(read, GRID, legend_colours={300: "#000000"})


def test_bands_are_colours_stretched_between_percentiles_and_gaps_are_clear() -> None:
    ramp = np.linspace(0.0, 1.0, GRID.shape[1], dtype=np.float32)
    values = np.empty((3, *GRID.shape), np.float32)
    values[0], values[1], values[2] = ramp, ramp[::-1], 0.3
    values[1, 400:500, 200:300] = np.nan

    png, bounds = picture_of_bands(lambda window: values[:, *window.slices], GRID, width=900)
    image = decoded(png)
    assert (
        bounds
        == picture_of(
            reader(np.ones(GRID.shape, np.uint8)), GRID, legend_colours=COLOURS, width=900
        )[1]
    )
    to_degrees = Transformer.from_crs("EPSG:4549", "EPSG:4490", always_xy=True)

    def pixel(row, col):
        place = to_degrees.transform(GRID.west + col * 100, GRID.north - row * 100)
        found = place_in(bounds, image.shape, *place)
        return image[int(found[0]), int(found[1])].tolist()

    assert pixel(450, 250)[3] == 0
    assert pixel(390, 250)[3] == 255
    assert pixel(700, 5)[:2] == [1, 255]  # darkest and brightest two percent are clamped
    assert pixel(700, 895)[:2] == [255, 1]
    reds = [pixel(700, col)[0] for col in range(20, 890, 40)]
    assert reds == sorted(reds)
    assert len(set(reds)) > 18
    assert image[image[..., 3] == 0][:, :3].max() == 0


def test_a_composite_without_any_look_is_clear() -> None:
    nothing = np.full((3, *GRID.shape), np.nan, np.float32)
    png, _ = picture_of_bands(lambda window: nothing[:, *window.slices], GRID, width=100)
    assert decoded(png)[..., 3].max() == 0


@pytest.mark.parametrize("in_bands", [False, True])
def test_an_outline_lies_on_the_border_of_its_polygon(in_bands: bool) -> None:
    """A line one pixel wide with a casing: corners to a pixel, the ground inside as it was."""
    part = Grid("EPSG:4549", 420_000.0, 3_550_000.0, 10.0, (24, 25))
    west, north = 420_000.0 + 100.0, 3_550_000.0 - 100.0
    shape = shapely.box(west, north - 40.0, west + 50.0, north)
    if in_bands:
        values = np.random.default_rng(1).uniform(0.01, 0.3, (3, *part.shape)).astype("float32")
        read = lambda window: values[(slice(None), *window.slices)]  # noqa: E731
        png, bounds = picture_of_bands(read, part, width=200, outline=shape)
        plain, _ = picture_of_bands(read, part, width=200)
    else:
        read = reader(np.full(part.shape, 2, "uint8"))
        png, bounds = picture_of(read, part, legend_colours=COLOURS, width=200, outline=shape)
        plain, _ = picture_of(read, part, legend_colours=COLOURS, width=200)
    drawn, before = decoded(png), decoded(plain)
    red = np.abs(drawn[..., :3].astype(int) - (0xE6, 0x00, 0x1F)).sum(axis=2) <= 1
    rows, cols = np.nonzero(red)
    move = Transformer.from_crs("EPSG:4549", "EPSG:4490", always_xy=True)
    for x, y in shapely.get_coordinates(shape):
        row, col = place_in(bounds, drawn.shape, *move.transform(x, y))
        assert np.hypot(rows + 0.5 - row, cols + 0.5 - col).min() < 1.0
    white = (drawn[..., :3] == 255).all(axis=2)
    changed = (drawn != before).any(axis=2)
    assert (changed <= red | white).all()
    hole = np.zeros_like(red)
    hole[rows.min() + 2 : rows.max() - 1, cols.min() + 2 : cols.max() - 1] = True
    assert not (changed & hole).any()
    assert red.sum() == pytest.approx(2 * (50 + 40) / 10.0 * 200 / 25, rel=0.05)
