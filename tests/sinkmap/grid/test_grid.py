"""The grid: windows and bounds, tiles that cover it once."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sinkmap.grid import TILE, Grid, Window, parse_crs

CITY = Grid("EPSG:4549", 417_280.0, 3_549_600.0, 10.0, (10_240, 11_776))


@st.composite
def grids(draw):
    shape = (draw(st.integers(1, 900)), draw(st.integers(1, 900)))
    if draw(st.booleans()):
        resolution = draw(st.sampled_from([0.05, 0.1, 1 / 3600, 1 / 12000, 1e-4]))
        west, north = draw(st.floats(73, 134)), draw(st.floats(20, 50))
        return Grid("EPSG:4490", west, north, resolution, shape)
    resolution = draw(st.sampled_from([0.3, 0.5, 1.0, 2.0, 10.0, 30.0, 100 / 3]))
    west, north = draw(st.floats(-1e6, 1e6)), draw(st.floats(0, 6e6))
    return Grid("EPSG:4549", west, north, resolution, shape)


@st.composite
def windows(draw):
    grid = draw(grids())
    row = draw(st.integers(0, grid.shape[0] - 1))
    col = draw(st.integers(0, grid.shape[1] - 1))
    rows = draw(st.integers(1, grid.shape[0] - row))
    cols = draw(st.integers(1, grid.shape[1] - col))
    return grid, Window(row, col, rows, cols)


@given(windows())
def test_window_and_bounds_invert(pair):
    grid, window = pair
    assert grid.window_of(grid.window_bounds(window)) == window


@given(windows(), st.floats(0.01, 0.99))
def test_a_window_holds_every_pixel_its_bounds_touch(pair, part):
    grid, window = pair
    west, south, east, north = grid.window_bounds(window)
    step = part * grid.resolution
    assume(window.row > 0 and window.col > 0)
    found = grid.window_of((west - step, south, east, north + step))
    assert found == Window(window.row - 1, window.col - 1, window.rows + 1, window.cols + 1)


@given(windows())
def test_edges_are_those_of_the_bounds(pair):
    grid, window = pair
    columns, rows = grid.column_edges(window), grid.row_edges(window)
    west, south, east, north = grid.window_bounds(window)
    near = 4 * np.spacing(max(map(abs, grid.bounds)))
    assert (columns.size, rows.size) == (window.cols + 1, window.rows + 1)
    assert np.abs([columns[0] - west, columns[-1] - east]).max() <= near
    assert np.abs([rows[0] - north, rows[-1] - south]).max() <= near
    assert (np.diff(columns) > 0).all()
    assert (np.diff(rows) < 0).all()


@given(grids(), st.integers(40, 600))
def test_tiles_cover_the_grid_once_in_row_order(grid, size):
    seen = np.zeros(grid.shape, dtype=np.uint8)
    tiles = list(grid.tiles(size))
    for tile in tiles:
        seen[tile.slices] += 1
    assert (seen == 1).all()
    assert tiles == sorted(tiles)


@given(windows(), st.integers(0, 5))
def test_padding_stays_on_the_grid_and_knows_its_core(pair, halo):
    grid, window = pair
    wide, core = grid.padded(window, halo)
    whole = np.arange(grid.shape[0] * grid.shape[1]).reshape(grid.shape)
    np.testing.assert_array_equal(whole[wide.slices][core], whole[window.slices])
    assert wide.rows <= window.rows + 2 * halo


def test_the_city_grid():
    assert CITY.bounds == (417_280.0, 3_447_200.0, 535_040.0, 3_549_600.0)
    assert CITY.transform == (10.0, 0.0, 417_280.0, 0.0, -10.0, 3_549_600.0)
    assert CITY.whole == Window(0, 0, 10_240, 11_776)
    assert len(list(CITY.tiles())) == math.ceil(10_240 / TILE) * math.ceil(11_776 / TILE)
    assert not CITY.is_geographic
    assert Grid("EPSG:4490", 119.0, 32.0, 0.01, (5, 5)).is_geographic
    assert CITY.to_json()["origin"] == [417_280.0, 3_549_600.0]


def test_bounds_off_the_grid_have_no_window():
    west, south, east, north = CITY.bounds
    assert CITY.window_of((east + 1, south, east + 100, north)) is None
    assert CITY.window_of((west, north, east, north + 50)) is None
    assert CITY.window_of((west - 1e6, south - 1e6, east + 1e6, north + 1e6)) == CITY.whole


@pytest.mark.parametrize(
    "change",
    [
        {"resolution": 0.0},
        {"resolution": -10.0},
        {"resolution": math.nan},
        {"resolution": math.inf},
        {"shape": (0, 5)},
        {"west": math.inf},
        {"crs": "EPSG:0"},
    ],
)
def test_a_grid_cannot_be_built_wrong(change):
    given = {"crs": "EPSG:4549", "west": 0.0, "north": 0.0, "resolution": 10.0, "shape": (5, 5)}
    with pytest.raises((ValueError, RuntimeError)):
        Grid(**{**given, **change})


@pytest.mark.parametrize("size", [(0, 1), (1, 0), (-1, 2)])
def test_a_window_holds_a_pixel(size):
    with pytest.raises(ValueError):
        Window(0, 0, *size)


def test_a_crs_is_parsed_once():
    assert parse_crs("EPSG:4549") is parse_crs("EPSG:4549")
