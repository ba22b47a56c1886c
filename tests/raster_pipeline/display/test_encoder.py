import numpy as np
import pandas as pd
import pytest
import shapely

from raster_pipeline.display.encoder import HeldLayer, encode_tile
from raster_pipeline.display.outlines import outlines_of
from raster_pipeline.display.tile_geometry import EXTENT
from raster_pipeline.display.tile_layer import Attributes

HALF = 20037508.342789244
WORLD = 2 * HALF


def on_world(shape):
    """Metres of EPSG:3857 to the world of 0 to 1, y south."""
    return shapely.transform(
        shape, lambda p: np.column_stack([p[:, 0] + HALF, HALF - p[:, 1]]) / WORLD
    )


def held(shapes, buffer=1 / 64, **columns):
    table = {name: pd.Series(values) for name, values in columns.items()}
    placed = np.array([on_world(shape) for shape in shapes], dtype=object)
    dimension = int(shapely.get_dimensions(placed).max())
    outlines = outlines_of(placed, dimension)
    return HeldLayer("图斑", outlines, Attributes.of(table), buffer)


def frame(z, x, y):
    side = WORLD / (1 << z)
    west, north = x * side - HALF, HALF - y * side
    return west, north, side


def numbers(data):
    found, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value, shift = 0, 0
    return found


def fields(data):
    """(number, content) of every length-delimited field of a message, others passed over."""
    at = 0
    while at < len(data):
        tag, at = data[at], at + 1
        end = at + 1
        while data[end - 1] & 128:
            end += 1
        value = numbers(data[at:end])[0]
        at = end
        if tag & 7 == 2:
            yield tag >> 3, data[at : at + value]
            at += value


def signed_areas(tile):
    """Surveyor's areas of the rings of a tile's only feature, as it is written."""
    layer = dict(fields(tile))[3]
    commands = numbers(dict(fields(dict(fields(layer))[2]))[4])
    areas, ring, x, y, at = [], [], 0, 0, 0
    while at < len(commands):
        command, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == 7:
            turned = [*ring[1:], ring[0]]
            areas.append(
                sum(a * d - c * b for (a, b), (c, d) in zip(ring, turned, strict=True)) / 2
            )
            ring = []
            continue
        for _ in range(count):
            x += (commands[at] >> 1) ^ -(commands[at] & 1)
            y += (commands[at + 1] >> 1) ^ -(commands[at + 1] & 1)
            ring.append((x, y))
            at += 2
    return areas


@pytest.fixture
def ground():
    """Tile 14/13600/6650, its corner and the side of a unit in metres."""
    west, north, side = frame(14, 13600, 6650)
    return west, north, side / EXTENT


def ring_of(west, north, unit, corners):
    return [(west + x * unit, north - y * unit) for x, y in corners]


def test_shapes_come_back_within_half_a_unit_with_holes_parts_and_attributes(ground, decoded):
    _, _, unit = ground
    holed = shapely.Polygon(
        ring_of(*ground, [(100.3, 100.2), (900.4, 130.1), (800.2, 700.7), (150.6, 600.1)]),
        [
            ring_of(*ground, [(300.1, 300.3), (400.2, 300.4), (400.3, 400.4), (300.2, 400.1)]),
            ring_of(*ground, [(500.1, 300.3), (600.2, 310.4), (550.3, 400.4)]),
        ],
    )
    several = shapely.MultiPolygon(
        [
            shapely.Polygon(ring_of(*ground, [(2000, 2000), (2500, 2000), (2500, 2500)])),
            shapely.Polygon(ring_of(*ground, [(3000, 3000), (3900, 3000), (3000, 3900)])),
        ]
    )
    layer = held([holed, several], code=["0301", ""], share=[0.25, 3.0], number=[-7, 12])
    found = decoded(encode_tile((layer,), 14, 13600, 6650), "图斑", 14, 13600, 6650)
    assert found["mvt_id"].tolist() == [1, 2]
    assert found["code"].fillna("").tolist() == ["0301", ""]
    assert found["share"].tolist() == [0.25, 3.0]
    assert found["number"].tolist() == [-7, 12]
    for given, shown in zip([holed, several], found.geometry, strict=True):
        assert shown.is_valid
        assert shapely.hausdorff_distance(given, shown) < 0.75 * unit  # half a unit each way
        assert shown.area == pytest.approx(given.area, rel=0.01)
        assert shapely.get_num_geometries(shown) == shapely.get_num_geometries(given)
    holes = shapely.get_num_interior_rings(shapely.get_parts(found.geometry[0])).sum()
    assert holes == 2


def test_outsides_and_holes_turn_as_the_specification_says(ground):
    square = ring_of(*ground, [(10, 10), (90, 10), (90, 90), (10, 90)])
    hole = ring_of(*ground, [(30, 30), (60, 30), (60, 60), (30, 60)])
    for outside, inside in ((square, hole), (square[::-1], hole), (square, hole[::-1])):
        layer = held([shapely.Polygon(outside, [inside])])
        tile = encode_tile((layer,), 14, 13600, 6650)
        assert signed_areas(tile) == [80 * 80, -30 * 30]


def test_cut_shapes_are_what_geos_cuts(decoded):
    z, x, y = 12, 3400, 1660
    west, north, side = frame(z, x, y)
    rng = np.random.default_rng(3)
    centres = rng.uniform(-0.3, 1.3, (60, 2))
    shapes = []
    for cx, cy in centres:
        angle = np.sort(rng.uniform(0, 2 * np.pi, 24))
        reach = rng.uniform(0.02, 0.5, 24)
        corners = np.column_stack([cx + reach * np.cos(angle), cy + reach * np.sin(angle)])
        shapes.append(
            shapely.Polygon(
                np.column_stack([west + corners[:, 0] * side, north - corners[:, 1] * side])
            )
        )
    layer = held(shapes, number=list(range(60)))
    found = decoded(encode_tile((layer,), z, x, y), "图斑", z, x, y)
    seen = shapely.box(west, north - side, west + side, north)
    inside = shapely.intersection(np.array(shapes), seen)
    unit = side / EXTENT
    shown = dict(zip(found["number"], shapely.make_valid(found.geometry.to_numpy()), strict=True))
    for number, part in enumerate(inside):
        if part.is_empty:
            continue
        off = shapely.symmetric_difference(shapely.intersection(shown[number], seen), part)
        assert off.area <= unit * (part.length + side)


def test_a_shape_around_the_tile_fills_it_and_its_hole_does_not(decoded):
    z, x, y = 10, 850, 415
    west, north, side = frame(z, x, y)
    wide = shapely.box(west - 3 * side, north - 4 * side, west + 4 * side, north + 3 * side)
    hole = shapely.box(west + side / 4, north - side / 2, west + side / 2, north - side / 4)
    around = wide.difference(
        shapely.box(west - side, north - 2 * side, west + 2 * side, north + side)
    )
    layer = held([wide.difference(hole), around])
    found = decoded(encode_tile((layer,), z, x, y), "图斑", z, x, y)
    assert found["mvt_id"].tolist() == [1]  # the other one's hole holds the tile
    seen = shapely.box(west, north - side, west + side, north)
    shown = shapely.intersection(found.geometry[0], seen)
    assert shown.area == pytest.approx(side**2 - hole.area, rel=1e-3)


def test_lines_and_points(decoded, ground):
    west, north, unit = ground
    z, x, y = 14, 13600, 6650
    bent = shapely.LineString(ring_of(*ground, [(10, 10), (20, 10), (30, 10), (30, 50)]))
    out_and_in = shapely.LineString(
        ring_of(*ground, [(8000, 100), (9000, 100), (9000, 900), (8000, 900)])
    )
    tiny = shapely.LineString(ring_of(*ground, [(70, 70), (70.1, 70.1)]))
    tile = encode_tile((held([bent, out_and_in, tiny], name=["a", "b", "c"]),), z, x, y)
    found = decoded(tile, "图斑", z, x, y)
    assert found["name"].tolist() == ["a", "b", "c"]
    assert shapely.hausdorff_distance(found.geometry[0], bent) < 0.01 * unit
    assert shapely.get_num_coordinates(found.geometry[0]) == 3
    assert shapely.get_num_geometries(found.geometry[1]) == 2
    edge = (1 + 1 / 64) * EXTENT
    assert found.geometry[1].bounds[2] == pytest.approx(west + edge * unit, abs=unit)

    spots = [
        shapely.Point(west + 5.2 * unit, north - 7.9 * unit),
        shapely.Point(),
        shapely.Point(0, 0),
    ]
    found = decoded(
        encode_tile((held(spots, buffer=0.0, text=["甲", "乙", "丙"]),), z, x, y), "图斑", z, x, y
    )
    assert found["text"].tolist() == ["甲"]
    assert (
        found.geometry[0].distance(shapely.Point(west + 5 * unit, north - 8 * unit)) < 0.01 * unit
    )


def test_a_shape_smaller_than_a_unit_stays(decoded, ground):
    west, north, unit = ground
    speck = shapely.box(
        west + 9.1 * unit, north - 9.3 * unit, west + 9.2 * unit, north - 9.2 * unit
    )
    found = decoded(encode_tile((held([speck]),), 14, 13600, 6650), "图斑", 14, 13600, 6650)
    assert found.geometry[0].area == pytest.approx(unit**2, rel=1e-6)


def test_nothing_is_no_tile():
    far = shapely.box(0, 0, 1, 1)
    assert encode_tile((held([far]),), 14, 13600, 6650) is None
    assert encode_tile((held([shapely.Polygon()]),), 0, 0, 0) is None
