"""Plainer borders: within the tolerance, and the same on both sides of every border."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from benchmarks.map_ground import net_of
from raster_pipeline.display.junctions import Junctions
from raster_pipeline.display.outlines import Outlines, outlines_of
from raster_pipeline.display.plainer import plainer

FRAME = (500_000.0, 3_500_000.0, 503_000.0, 3_502_000.0)
TOLERANCE = 9.0


def polygons(outlines: Outlines) -> list[shapely.Geometry]:
    """Polygons of the rings, built by hand."""
    found = []
    for first, last in zip(outlines.shapes[:-1], outlines.shapes[1:], strict=True):
        rings = [
            outlines.world[outlines.lines[line] : outlines.lines[line + 1]]
            for line in range(first, last)
        ]
        found.append(shapely.Polygon(rings[0], rings[1:]))
    return found


def turned(shape: shapely.Polygon, by: int) -> shapely.Polygon:
    """The polygon with each ring begun elsewhere and every other one run the other way."""

    def ring(line: shapely.LinearRing, place: int) -> np.ndarray:
        xy = np.roll(shapely.get_coordinates(line)[:-1], by + place, axis=0)
        xy = xy[:: -1 if (by + place) % 2 else 1]
        return np.concatenate([xy, xy[:1]])

    inside = [ring(one, n + 1) for n, one in enumerate(shape.interiors)]
    return shapely.Polygon(ring(shape.exterior, 0), inside)


@pytest.fixture(scope="module")
def ground() -> np.ndarray:
    """A net with bent borders and islands, a side on which three meet, a parcel all round."""
    cells = net_of(300, FRAME).shapes()
    half = len(cells) // 2
    joined = shapely.union_all(cells[half : half + 3])  # its neighbours meet on one side of it
    rest = [turned(one, n % 7) for n, one in enumerate(np.delete(cells, slice(half, half + 3)))]
    around = shapely.box(490_000.0, 3_490_000.0, 510_000.0, 3_510_000.0)
    return np.array([*rest, joined, shapely.difference(around, shapely.union_all(cells))])


def test_no_gap_opens_between_neighbours(ground):
    flat = outlines_of(ground, 2)
    stay = Junctions.of([flat]).at(flat)
    plain = plainer(flat, stay, TOLERANCE)
    assert len(plain.world) < 0.5 * len(flat.world)
    assert len(plain.lines) == len(flat.lines)
    made = polygons(plain)
    whole = shapely.union_all(made)
    # Nothing is missing, nothing lies twice: a sliver of a millimetre along one side would tell.
    assert shapely.get_num_interior_rings(whole) == 0
    assert whole.area == pytest.approx(20_000.0**2, abs=1e-3)
    assert sum(one.area for one in made) == pytest.approx(whole.area, abs=1e-3)
    for true, one in zip(ground, made, strict=True):
        assert shapely.hausdorff_distance(true.boundary, one.boundary) <= TOLERANCE + 1e-9


def test_batches_do_not_matter(ground):
    flat = outlines_of(ground, 2)
    parts = [outlines_of(some, 2) for some in np.array_split(ground, 5)]
    junctions = Junctions.of(parts)
    apart = np.concatenate([junctions.at(one) for one in parts])
    assert np.array_equal(apart, Junctions.of([flat]).at(flat))


def test_junctions_are_where_more_than_two_borders_meet(ground):
    flat = outlines_of(ground, 2)
    lines = [one.coords for shape in ground for one in (shape.exterior, *shape.interiors)]
    met: dict[tuple[float, float], set[tuple[float, float]]] = {}
    for ring in lines:
        for one, other in pairwise(ring):
            met.setdefault(one, set()).add(other)
            met.setdefault(other, set()).add(one)
    wanted = [len(met[tuple(one)]) > 2 for one in flat.world.tolist()]
    assert Junctions.of([flat]).at(flat).tolist() == wanted


def test_a_table_grows_with_what_it_holds(monkeypatch, ground):
    flat = outlines_of(ground, 2)
    wanted = Junctions.of([flat]).at(flat)
    monkeypatch.setattr("raster_pipeline.display.junctions._FIRST_ROOM", 64)
    assert np.array_equal(Junctions.of([flat]).at(flat), wanted)
