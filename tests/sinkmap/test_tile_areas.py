"""Condensed pixel areas against the measure's own, in every kind of projection."""

import numpy as np
import pytest

from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid, Window
from sinkmap.tile_areas import TileAreas, of_tile, pixel_area

PLACES = {
    "EPSG:4549": (417280.0, 3549600.0, 10.0),
    "EPSG:4528": (40417280.0, 3549600.0, 100.0),
    "EPSG:32651": (200000.0, 3549600.0, 10.0),
    "EPSG:3857": (13.3e6, 3.7e6, 10.0),
    "EPSG:2154": (4e5, 6.5e6, 10.0),
    "EPSG:3035": (5.6e6, 2.5e6, 10.0),
    "EPSG:4490": (119.0, 32.0, 0.001),
}


def whole(areas: TileAreas) -> np.ndarray:
    """(rows, cols) areas of all tiles."""
    step = (np.arange(areas.rows.shape[1]) - areas.middle)[:, np.newaxis]
    first, second, third = areas.lines
    means = areas.rows.T.repeat(areas.tile, axis=1)[:, : len(first)]
    return means + (first + step * (second + step * third))


@pytest.mark.parametrize("crs", PLACES)
@pytest.mark.parametrize("shape", [(512, 512), (1, 7), (2, 300), (3, 1), (40, 1100)])
def test_areas_are_those_of_the_measure(crs: str, shape: tuple[int, int]) -> None:
    west, north, resolution = PLACES[crs]
    grid = Grid(crs, west, north, resolution, (1500, 1500))
    measure = AreaMeasure.of_grid(grid)
    window = Window(700, 300, *shape)
    found = whole(TileAreas.of(measure, grid, window))
    assert np.allclose(found, measure.pixels(grid, window), rtol=1e-13, atol=0.0)


def test_one_pixel_of_a_tile() -> None:
    grid = Grid("EPSG:4549", 417280.0, 3549600.0, 10.0, (600, 1100))
    areas = TileAreas.of(AreaMeasure.of_grid(grid), grid, Window(0, 0, 512, 1100))
    tile = of_tile(areas.parts, 2, (1024, 1100))
    assert pixel_area(tile, 17, 40) == whole(areas)[17, 1064]
