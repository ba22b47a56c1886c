"""Grids of the simulated Changzhou, and fields of where things gather.

All places below are rough centres read off a map, in metres of EPSG:4549; nothing is surveyed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.demo.noise import smooth
from sinkmap.grid import Grid

__all__ = [
    "COARSE",
    "CRS_BORDERS",
    "GRID",
    "field",
    "hilliness",
]

GRID = Grid("EPSG:4549", 417_280.0, 3_549_600.0, 10.0, (10_240, 11_776))
"""Analysis grid of the city: 10 m."""
COARSE = Grid("EPSG:4549", 417_280.0, 3_549_600.0, 100.0, (1_024, 1_178))
"""Grid of soil carbon and heights: 100 m, edges on every tenth edge of ``GRID``."""
CRS_BORDERS = "EPSG:4490"

Spot = tuple[float, float, float, float]
"""East, north, and the two radii in metres."""

_SPOTS: dict[str, tuple[Spot, ...]] = {
    "town": (
        (496_300, 3_516_800, 9_500, 8_500),
        (494_500, 3_507_800, 6_500, 5_500),
        (496_000, 3_526_500, 6_000, 6_500),
        (459_250, 3_513_100, 5_500, 5_000),
        (450_550, 3_477_650, 5_500, 4_500),
        (508_000, 3_513_500, 6_500, 5_000),
        (483_900, 3_524_000, 3_200, 2_600),
        (497_000, 3_538_500, 4_000, 3_000),
        (439_300, 3_511_000, 2_200, 1_900),
        (430_500, 3_465_500, 2_000, 1_800),
        (478_300, 3_508_600, 2_000, 1_700),
        (466_000, 3_503_300, 2_300, 1_900),
        (507_500, 3_489_500, 2_400, 2_000),
        (480_800, 3_543_800, 2_300, 1_900),
        (498_500, 3_496_000, 3_500, 3_000),
        (489_800, 3_500_500, 2_600, 2_400),
        (454_500, 3_489_800, 1_900, 1_800),
        (437_500, 3_478_500, 2_000, 1_700),
        (467_000, 3_521_500, 2_300, 1_900),
    ),
    "hill": (
        (435_500, 3_517_500, 3_300, 12_500),
        (432_500, 3_499_500, 5_500, 8_500),
        (448_500, 3_454_500, 15_500, 7_800),
        (436_500, 3_459_500, 7_500, 6_500),
        (427_500, 3_483_500, 6_500, 5_000),
        (509_500, 3_486_500, 2_200, 1_500),
        (511_200, 3_516_800, 1_300, 1_300),
    ),
    "pond": (
        (461_500, 3_496_500, 8_000, 9_500),
        (451_500, 3_495_500, 6_500, 8_500),
        (480_500, 3_496_500, 8_200, 15_500),
        (429_500, 3_466_800, 8_500, 6_500),
        (440_500, 3_476_500, 8_000, 5_000),
        (503_000, 3_486_500, 6_500, 4_500),
    ),
    "orchard": (
        (477_200, 3_508_600, 9_500, 6_500),
        (440_500, 3_510_500, 6_500, 8_000),
        (508_500, 3_490_500, 6_500, 5_500),
        (446_500, 3_466_500, 7_000, 6_000),
        (488_500, 3_535_500, 4_500, 4_000),
    ),
}


def field(name: str, x: NDArray[Any], y: NDArray[Any], seed: int) -> NDArray[np.float64]:
    """How strongly a kind of land gathers at places: 1 at a centre, 0 at its rim, noise added."""
    best = np.full(np.broadcast(x, y).shape, -9.0)
    for east, north, wide, high in _SPOTS[name]:
        best = np.maximum(best, 1.0 - np.hypot((x - east) / wide, (y - north) / high))
    return np.asarray(np.maximum(best, -1.5) + 0.9 * (smooth(x, y, seed, 4_000.0, 3) - 0.5))


def hilliness(x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
    """0 in the plain to about 1.4 on the hills."""
    return np.asarray(np.clip(field("hill", x, y, 601) + 0.25, 0.0, None))
