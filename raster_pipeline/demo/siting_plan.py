"""The ground plan of the siting study: good sites, decoys that one mask each bars, and zones.

Places are in metres east and north of the study's south-west corner. All ground is paddy but for
the wood in the south-west, the river in the north and what is planted; planted ground lies at
least 15 m from other ground of its kind unless it is there to be merged.
"""

from __future__ import annotations

from dataclasses import dataclass

from sinkmap.grid import Grid

__all__ = [
    "BORDER",
    "CELL",
    "CELLS",
    "GREEDY",
    "GRID",
    "HILL",
    "PLANTED",
    "RIVER",
    "WOOD",
    "YEAR",
    "ZONES",
    "Box",
    "Planted",
    "ZoneBox",
]

GRID = Grid("EPSG:4549", 520_000.0, 3_515_000.0, 10.0, (300, 300))
YEAR = 2024
CELL, CELLS = 100.0, 30

Box = tuple[float, float, float, float]
"""West, south, east, north."""

WOOD: Box = (0.0, 0.0, 600.0, 600.0)
"""Wood of 36 ha: habitat, and the red line over it."""
RIVER: Box = (0.0, 2800.0, 3000.0, 3000.0)
"""The Yangtze of the plan; its belts reach 200 m from the bank."""
HILL: Box = (2400.0, 400.0, 2600.0, 600.0)
"""Ground that climbs by 12 m over every 10 m from west to east: 50 degrees."""
BORDER = 1500.0
"""Metres east of the corner at which the two districts meet."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Ground that is planted.

    ``types``: types of work -> the mask or rule that refuses it, empty where a site is to be
    found; ``code``: third-survey class; ``merges``: the site it becomes one of; ``kept``: what
    masks leave of it; ``documents``: exclusions that ask for a paper there.
    """

    id: str
    what: str
    box: Box
    code: str
    types: dict[str, str]
    merges: str = ""
    kept: Box | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneBox:
    """A rectangle of a layer: the layer, fields as files have them, and where."""

    layer: str
    fields: dict[str, str]
    box: Box


def _at(column: int, row: int, width: float, height: float) -> Box:
    """A rectangle ten metres in from the corner of a cell."""
    x, y = column * CELL + 10.0, row * CELL + 10.0
    return (x, y, x + width, y + height)


PLANTED = (
    Planted("G01", "红线旁荒草地", _at(7, 2, 80, 80), "0404", {"AFF": ""}),
    Planted("G02a", "相距八米的荒草地之一", _at(7, 5, 40, 60), "0404", {"AFF": ""}, "G02"),
    Planted("G02b", "相距八米的荒草地之二", (758.0, 510.0, 798.0, 570.0), "0404", {"AFF": ""},
            "G02"),
    Planted("G03a", "相距十二米的荒草地之一", _at(9, 5, 30, 60), "0404", {"AFF": ""}),
    Planted("G03b", "相距十二米的荒草地之二", (952.0, 510.0, 982.0, 570.0), "0404", {"AFF": ""}),
    Planted("G04", "连片坑塘", _at(3, 12, 150, 150), "1104", {"WET": "", "SML": ""}),
    Planted("G05", "村边小塘", _at(8, 12, 50, 40), "1104", {"WET": "small", "SML": ""}),
    Planted("G06", "江堤内侧草地", _at(5, 26, 180, 30), "0404",
            {"SHB": "", "AFF": "greening_space"}),
    Planted("G07", "腾退印染厂", _at(20, 12, 120, 100), "0601", {"IND": ""}),
    Planted("G08", "半压永农的荒草地", _at(12, 5, 90, 60), "0404", {"AFF": ""},
            kept=(1240.0, 510.0, 1300.0, 570.0)),
    Planted("G09", "跨区界的荒草地", (1440.0, 810.0, 1560.0, 870.0), "0404", {"AFF": ""}),
    Planted("G10", "红线内荒草地", _at(1, 6, 60, 60), "0404", {"AFF": ""},
            documents=("redline",)),
    Planted("G11", "红线旁坑塘", _at(6, 8, 120, 100), "1104", {"WET": "", "SML": ""}),
    Planted("G12", "稍远坑塘", _at(2, 10, 200, 100), "1104", {"WET": "", "SML": ""}),
    Planted("G13", "九公顷大塘", _at(8, 18, 300, 300), "1104", {"WET": "", "SML": "large"}),
    Planted("D01", "永农内荒草地", _at(12, 8, 60, 60), "0404", {"AFF": "farmland"}),
    Planted("D02", "可调整养殖坑塘", _at(15, 15, 150, 150), "1104K", {"WET": "adjustable"}),
    Planted("D03", "批而未供荒草地", _at(17, 5, 60, 60), "0404", {"AFF": "approved"}),
    Planted("D04", "核心保护区内荒草地", _at(19, 5, 60, 60), "0404", {"AFF": "core"}),
    Planted("D05", "堤身草地", _at(17, 8, 60, 60), "0404", {"AFF": "dyke"}),
    Planted("D06", "陡坡荒草地", (2440.0, 440.0, 2530.0, 530.0), "0404", {"AFF": "slope_steep"}),
    Planted("D07", "输气管道上的草带", _at(21, 5, 40, 60), "0404", {"AFF": "pipeline"}),
    Planted("D08", "绿化空间外荒草地", _at(27, 20, 60, 60), "0404", {"AFF": "greening_space"}),
    Planted("D09", "四百平方米草地", _at(23, 8, 20, 20), "0404", {"AFF": "small"}),
    Planted("D10", "江边八米窄草带", _at(12, 26, 180, 8), "0404",
            {"SHB": "narrow", "AFF": "greening_space"}),
    Planted("D11", "在产厂房", _at(24, 12, 100, 80), "0601", {"IND": "not_vacated"}),
    Planted("D12", "江岸带外草地", _at(27, 23, 60, 60), "0404",
            {"SHB": "off_bank", "AFF": "greening_space"}),
)  # fmt: skip
"""What is planted: sites to be found, and decoys with the mask that bars each. Of G06, D10, D12
and D08 the afforestation is barred because they lie outside the greening space."""

ZONES = (
    ZoneBox("eco_redline", {"HXBM": "HX320497001", "MC": "模拟红线", "HXLX": "水源涵养"},
            (0.0, 0.0, 600.0, 700.0)),
    ZoneBox("permanent_farmland", {"YJJBNTTBBH": "YN320497001"}, (1205.0, 500.0, 1240.0, 600.0)),
    ZoneBox("permanent_farmland", {"YJJBNTTBBH": "YN320497002"}, (1200.0, 800.0, 1300.0, 900.0)),
    ZoneBox("protected_area", {"FORM": "nr", "MC": "模拟自然保护区", "GRADE": "核心保护区"},
            (1900.0, 500.0, 2000.0, 600.0)),
    ZoneBox("approved_not_supplied", {"PZWH": "模批〔2024〕1号", "PZRQ": "2024-03-01"},
            (1700.0, 500.0, 1800.0, 600.0)),
    ZoneBox("flood_works", {"LX": "堤防", "MC": "模拟堤防"}, (1700.0, 800.0, 1800.0, 900.0)),
    ZoneBox("utility_corridor", {"LX": "石油天然气管道", "MC": "模拟输气管"},
            (2113.0, 400.0, 2147.0, 700.0)),
    ZoneBox("vacated_industry", {"DKBM": "3204970001", "QYMC": "模拟印染厂"},
            (2005.0, 1205.0, 2135.0, 1315.0)),
    ZoneBox("greening_space", {"BSM": "1", "MC": "模拟适宜造林绿化空间"},
            (0.0, 0.0, 3000.0, 1000.0)),
    ZoneBox("named_water", {"HLMC": "长江", "MC": "长江"}, RIVER),
)  # fmt: skip
"""Everything drawn in other layers than the parcels."""

GREEDY = {
    "types": ["WET"],
    "objective": "score",
    "budget_yuan": 366_000.0,
    "best": ["G12"],
    "by_rank": ["G11"],
    "why": "排序先取红线旁的 1.2 公顷，余款不够 2 公顷；整体最优是 2 公顷那一处",
}
"""A question by whose budget ranking loses: 1.2 ha at a better score, or 2 ha. Each hectare costs
180 000 yuan, and no other pond fits what is left."""
