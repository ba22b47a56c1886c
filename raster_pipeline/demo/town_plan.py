"""The ground plan of the invented town 清溪镇: grid, villages and the kind of land of each pixel.

Everything lies on pixel edges, so that every area is a count of pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.demo.land import CODES
from raster_pipeline.demo.noise import smooth, uniform
from sinkmap.grid import Grid, Window

__all__ = ["CONTROL_UNITS", "GRID", "VILLAGES", "ZONE", "Plan", "draw_plan", "village_of"]

GRID = Grid("EPSG:4549", 487_600.0, 3_511_000.0, 10.0, (500, 600))
ROWS, COLS = GRID.shape

VILLAGES = {
    "320499100201": ("北岸村", Window(0, 0, 240, 330)),
    "320499100202": ("东塘村", Window(0, 330, 240, 270)),
    "320499100203": ("西山村", Window(240, 0, 260, 330)),
    "320499100001": ("清溪社区", Window(240, 330, 260, 270)),
}
"""Village code: name and pixels; together they cover the town once."""

ZONE = ("320499100JK1", "清溪开发区", Window(310, 450, 120, 150))
"""The development zone carved out of 清溪社区 in the second partition."""

CONTROL_UNITS = {
    "ZH32049910001": ("清溪湖优先保护单元", Window(0, 400, 120, 200)),
    "ZH32049910002": ("西山优先保护单元", Window(320, 0, 180, 250)),
    "ZH32049920001": ("清溪镇区重点管控单元", Window(320, 250, 180, 350)),
    "ZH32049920002": ("东塘渔业重点管控单元", Window(120, 400, 200, 200)),
    "ZH32049930001": ("北岸一般管控单元", Window(0, 0, 320, 180)),
    "ZH32049930002": ("中部一般管控单元", Window(0, 180, 320, 220)),
}
"""Control-unit code: name and pixels; class is the ninth character of the code."""

_FARM = {
    "0101": 0.60,
    "0102": 0.10,
    "0103": 0.07,
    "0201": 0.05,
    "0204": 0.07,
    "0201K": 0.02,
    "0204K": 0.02,
    "1104": 0.03,
    "1104K": 0.02,
    "1202": 0.02,
}
_HILL = {"0301": 0.60, "0302": 0.18, "0305": 0.07, "0307": 0.07, "0202": 0.08}
_SLOPE = {"0202": 0.35, "0103": 0.45, "0301": 0.15, "0307": 0.05}
_POND = {"1104A": 0.80, "1104": 0.12, "1104K": 0.08}
_STREET = {
    "0701": 0.38,
    "05H1": 0.10,
    "0601": 0.22,
    "0508": 0.06,
    "08H1": 0.04,
    "08H2": 0.05,
    "08H2A": 0.02,
    "0809": 0.03,
    "0810": 0.06,
    "0810A": 0.02,
    "1005": 0.02,
}
_HAMLET = {
    "0702": 0.74,
    "0301": 0.05,
    "1104": 0.07,
    "0201": 0.05,
    "1201": 0.03,
    "08H2": 0.02,
    "0404": 0.04,
}
_WET_EDGE = {"1106": 0.45, "1108": 0.15, "0402": 0.15, "0306": 0.10, "0304": 0.15}


class Plan:
    """Classes and things of every pixel while the town is being drawn.

    ``kind``: (y, x) index into ``LAND``; ``thing``: (y, x) whole number, equal on pixels that
    belong to one parcel before it is cut by village borders.
    """

    def __init__(self) -> None:
        self.kind = np.zeros(GRID.shape, dtype=np.int16)
        self.thing = np.zeros(GRID.shape, dtype=np.int64)
        self.row, self.col = np.indices(GRID.shape)
        self._sheet = 0

    def fields(
        self, where: NDArray[np.bool_], shares: dict[str, float], cell: tuple[int, int], seed: int
    ) -> None:
        """Fill an area with rectangular fields whose classes follow the shares."""
        r, c = self.row // cell[0], (self.col + 3 * (self.row // cell[0])) // cell[1]
        choice = uniform(r, c, seed=seed)
        limits = np.cumsum(list(shares.values()))
        picked = np.minimum(np.searchsorted(limits, choice, side="right"), len(shares) - 1)
        codes = np.array([CODES[code] for code in shares], dtype=np.int16)
        self._put(where, codes[picked], r * 1_000 + c)

    def one(self, where: NDArray[np.bool_], code: str, piece: Any = 0) -> None:
        """Fill an area with one class; pixels of equal ``piece`` stay together."""
        self._put(where, np.int16(CODES[code]), piece)

    def _put(self, where: NDArray[np.bool_], kind: Any, piece: Any) -> None:
        self._sheet += 1
        self.kind[where] = np.broadcast_to(kind, GRID.shape)[where]
        number = np.asarray(self._sheet * 1_000_000 + np.asarray(piece), dtype=np.int64)
        self.thing[where] = np.broadcast_to(number, GRID.shape)[where]


def village_of() -> NDArray[np.int8]:
    """(y, x) position of each pixel's village in ``VILLAGES``."""
    index = np.zeros(GRID.shape, dtype=np.int8)
    for position, (_, window) in enumerate(VILLAGES.values()):
        index[window.slices] = position
    return index


def draw_plan() -> Plan:
    """Draw the town as it is on the last day of 2022."""
    plan = Plan()
    whole = np.ones(GRID.shape, dtype=np.bool_)
    plan.fields(whole, _FARM, (15, 20), seed=11)
    _hills(plan)
    _ponds(plan)
    _lines(plan)
    _hamlets(plan)
    _streets(plan)
    _waters(plan)
    _singles(plan)
    return plan


def _ellipse(plan: Plan, centre: tuple[int, int], radii: tuple[int, int], seed: int) -> Any:
    wobble = smooth(plan.col, plan.row, seed, 40.0, 2) - 0.5
    r, c = (plan.row - centre[0]) / radii[0], (plan.col - centre[1]) / radii[1]
    return np.hypot(r, c) + 0.35 * wobble


def _hills(plan: Plan) -> None:
    height = _ellipse(plan, (430, 110), (110, 160), seed=21)
    plan.fields(height < 1.0, _SLOPE, (11, 16), seed=22)
    plan.fields(height < 0.75, _HILL, (28, 34), seed=23)


def _ponds(plan: Plan) -> None:
    where = (plan.row >= 130) & (plan.row < 235) & (plan.col >= 400)
    plan.fields(where, _POND, (8, 15), seed=31)
    plan.one(where & (plan.row % 16 == 0), "1006", plan.row)


def _lines(plan: Plan) -> None:
    plain = ~np.isin(plan.kind, [CODES[c] for c in ("0301", "0302", "0305", "0307", "0202")])
    plan.one(plain & (plan.col % 45 == 7), "1107", plan.col)
    plan.one(plain & (plan.row % 36 == 9), "1006", plan.row)


def _hamlets(plan: Plan) -> None:
    for number in range(24):
        r, c = (int(v * n) for v, n in zip(_spot(number), (480, 580), strict=True))
        radius = 8 + number % 5
        near = np.maximum(abs(plan.row - r), abs(plan.col - c)) < radius
        near &= smooth(plan.col, plan.row, 41, 9.0) > 0.25
        plan.fields(near, _HAMLET, (4, 5), seed=400 + number)


def _spot(number: int) -> Sequence[float]:
    return [float(uniform(number, axis, seed=42)) for axis in (0, 1)]


def _streets(plan: Plan) -> None:
    town = (plan.row >= 330) & (plan.row < 480) & (plan.col >= 370) & (plan.col < 585)
    plan.fields(town, _STREET, (11, 12), seed=51)
    block = (plan.row // 24) * 100 + plan.col // 26
    plan.one(town & (plan.row % 24 < 2), "1004", plan.row // 24)
    plan.one(town & (plan.row % 24 >= 2) & (plan.col % 26 < 2), "1004", 500 + block)


def _waters(plan: Plan) -> None:
    lake = _ellipse(plan, (58, 490), (62, 95), seed=61)
    plan.fields(lake < 1.08, _WET_EDGE, (14, 22), seed=62)
    plan.one(lake < 0.95, "1102")
    store = _ellipse(plan, (395, 60), (26, 34), seed=63)
    plan.one(store < 1.0, "1103")
    plan.one((plan.row >= 392) & (plan.row < 395) & (plan.col >= 88) & (plan.col < 112), "1109")
    bed = 262 + 14 * np.sin(plan.col / 62.0) + 6 * np.sin(plan.col / 23.0)
    plan.one(abs(plan.row - bed) < 6.5, "0404", plan.col // 40)
    plan.one(abs(plan.row - bed) < 4.5, "1101")
    plan.one(abs(plan.col - 352) < 2, "1107A")


def _singles(plan: Plan) -> None:
    plan.one(abs(plan.row - 300 - plan.col // 30) < 2, "1003")
    plan.one(abs(plan.col - 362 - plan.row // 25) < 1, "1001")
    squares = {
        "0602": Window(470, 262, 16, 22),
        "1206": Window(455, 262, 10, 14),
        "09": Window(340, 262, 9, 12),
        "1008": Window(274, 560, 8, 16),
        "1201": Window(322, 372, 6, 9),
    }
    for code, window in squares.items():
        inside = np.zeros(GRID.shape, dtype=np.bool_)
        inside[window.slices] = True
        plan.one(inside, code)
