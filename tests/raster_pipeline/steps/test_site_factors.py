"""Factors of sites against values that geometry and arithmetic give by themselves."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.site_factors import distances
from raster_pipeline.steps.site_layers import SlopeReader
from raster_pipeline.steps.site_pixels import pixel_means
from sinkmap.grid import Grid, Window

GRID = Grid("EPSG:4549", 500_000.0, 3_510_000.0, 10.0, (700, 600))


@dataclass(frozen=True)
class Field:
    """Pixels from a function of east and north in metres from the corner."""

    of: Any

    @property
    def nodata(self) -> float | None:
        return None

    @property
    def code_system(self) -> str:
        return ""

    def read(self, window: Window) -> NDArray[Any]:
        row, col = np.mgrid[
            window.row : window.row + window.rows, window.col : window.col + window.cols
        ]
        return np.asarray(self.of(10.0 * col + 5.0, 7_000.0 - 10.0 * row - 5.0), dtype=np.float32)


def box(west: float, south: float, east: float, north: float) -> Any:
    return shapely.box(500_000 + west, 3_503_000 + south, 500_000 + east, 3_503_000 + north)


def test_a_mean_is_that_of_the_pixels_inside_over_all_tiles() -> None:
    shapes = np.array(
        [
            box(0, 0, 6_000, 7_000),
            box(100, 100, 200, 300),
            box(4, 4, 6, 6),
            box(101, 101, 103, 103),
        ],
        dtype=object,
    )
    found = pixel_means(shapes, ["a", "b", "b", "a"], Field(lambda x, y: x + y), GRID)
    assert found == pytest.approx([6_500.0, 350.0, 10.0, 210.0])


def test_pixels_that_are_not_known_do_not_count() -> None:
    shapes = np.array([box(0, 0, 100, 100), box(200, 0, 300, 100)], dtype=object)
    field = Field(lambda x, y: np.where(x < 50, 1.0, np.where(x < 150, 3.0, np.nan)))
    # Half ones and half threes; nothing known at all.
    found = pixel_means(shapes, ["a", "a"], field, GRID)
    assert found[0] == pytest.approx(2.0)
    assert np.isnan(found[1])


def test_a_plane_has_the_slope_of_its_rise() -> None:
    heights = Field(lambda x, y: 0.3 * x + 0.4 * y)
    slope = SlopeReader(heights, GRID).read(Window(100, 100, 5, 7))
    assert slope.shape == (5, 7)
    assert slope == pytest.approx(np.full((5, 7), np.degrees(np.arctan(0.5))), rel=1e-3)


def test_distances_are_those_to_the_nearest_border() -> None:
    angles = np.linspace(0, 2 * np.pi, 1_000, endpoint=False)
    ring = np.column_stack([3_000 + 500 * np.cos(angles), 3_000 + 500 * np.sin(angles)])
    lake = shapely.Polygon(ring + np.array([500_000, 3_503_000]))
    square = box(0, 0, 100, 100)
    shapes = np.array([box(4_000, 3_000, 4_100, 3_001), box(200, 0, 300, 50)], dtype=object)
    found = distances(shapes, np.array([lake, square], dtype=object), (1.0, 1.0))
    wanted = [min(shapely.distance(one, lake), shapely.distance(one, square)) for one in shapes]
    assert found == pytest.approx(wanted, abs=1e-6)
    assert found == pytest.approx([500.0, 100.0], abs=0.01)
