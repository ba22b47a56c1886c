"""Condensed pixel areas against the measure's own, in every kind of projection."""

import numpy as np
import pytest

from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid, Window
from sinkmap.tile_areas import TileAreas, pixel_area

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
    step = (np.arange(len(areas.rows)) - areas.middle)[:, np.newaxis]
    first, second, third = areas.lines
    return areas.rows[:, np.newaxis] + (first + step * (second + step * third))


@pytest.mark.parametrize("crs", PLACES)
@pytest.mark.parametrize("shape", [(512, 512), (1, 7), (2, 300), (3, 1)])
def test_areas_are_those_of_the_measure(crs: str, shape: tuple[int, int]) -> None:
    west, north, resolution = PLACES[crs]
    grid = Grid(crs, west, north, resolution, (1500, 1500))
    measure = AreaMeasure.of_grid(grid)
    window = Window(700, 300, *shape)
    found = whole(TileAreas.of(measure, grid, window))
    assert np.allclose(found, measure.pixels(grid, window), rtol=1e-13, atol=0.0)


def test_one_pixel() -> None:
    grid = Grid("EPSG:4549", 417280.0, 3549600.0, 10.0, (600, 600))
    areas = TileAreas.of(AreaMeasure.of_grid(grid), grid, Window(0, 0, 512, 512))
    assert pixel_area(areas.parts, 17, 400) == whole(areas)[17, 400]
