"""The ground plan of the control study: cells, zones, what is planted in them, what is noise.

Places are in metres east and north of the study's south-west corner. Cells are 100 m a side; a
planted rectangle lies inside one cell or across several of one class, at least 3 m from the
nearest other border, so that the noise on the borders does not reach it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sinkmap.grid import Grid

__all__ = [
    "CELL",
    "CELLS",
    "GRID",
    "NOISE",
    "PLANTED",
    "RECORDS",
    "YEARS",
    "ZONES",
    "Box",
    "Planted",
    "Record",
    "ZoneBox",
    "class_of_cell",
    "farmland_cells",
]

GRID = Grid("EPSG:4549", 510_000.0, 3_515_000.0, 10.0, (300, 300))
YEARS = (2022, 2023)
CELL, CELLS = 100.0, 30

Box = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A change drawn on purpose.

    ``before``, ``after``: third-survey codes; ``survey``: whether the later survey shows it;
    ``cover``: whether the later land cover does.
    """

    id: str
    what: str
    box: Box
    before: str
    after: str
    survey: bool = True
    cover: bool = False


@dataclass(frozen=True, slots=True)
class ZoneBox:
    """A rectangle of a zone: ``layer`` it is drawn in, ``kind`` and ``name``."""

    zone: str
    kind: str
    layer: str
    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Record:
    """A record of approval: layer, number, kind of activity, dates and ground."""

    layer: str
    number: str
    activity: str
    since: str
    until: str
    box: Box


def _cells(west: int, south: int, east: int, north: int) -> Box:
    """Cells from and to these columns and rows, the last ones left out."""
    return (west * CELL, south * CELL, east * CELL, north * CELL)


def _in(column: int, row: int, west: float, south: float, east: float, north: float) -> Box:
    """A box in metres from the corner of a cell."""
    x, y = column * CELL, row * CELL
    return (x + west, y + south, x + east, y + north)


ZONES = (
    ZoneBox("Z2", "redline", "eco_redline", "西山生态保护红线", _cells(0, 22, 8, 30)),
    ZoneBox("Z2", "redline", "eco_redline", "东湖生态保护红线", _cells(10, 22, 20, 30)),
    ZoneBox("Z1", "core", "protected_area", "西山自然保护区核心保护区", _cells(0, 26, 3, 30)),
    ZoneBox("", "", "protected_area", "西山自然保护区一般控制区", _cells(3, 26, 6, 30)),
    ZoneBox("Z4", "eco_space", "protected_area", "西山水源涵养区", _cells(0, 20, 10, 24)),
    ZoneBox("Z8", "important", "protected_area", "东湖省级重要湿地", _cells(10, 20, 20, 24)),
    ZoneBox("Z8", "ordinary", "protected_area", "东圩湿地公园", _cells(20, 24, 25, 28)),
    ZoneBox("Z7", "first", "protected_area", "东圩水源地一级保护区", _cells(26, 21, 28, 23)),
    ZoneBox("Z7", "second", "protected_area", "东圩水源地二级保护区", _cells(25, 20, 29, 24)),
    ZoneBox("Z9", "public", "sub_compartments", "水源涵养林", _cells(4, 24, 8, 27)),
    ZoneBox("Z12", "riverside", "canal_core_zone", "滨河生态空间", _cells(13, 0, 18, 20)),
    ZoneBox("Z13", "first", "taihu_levels", "一级保护区", _cells(10, 18, 20, 30)),
    ZoneBox("Z13", "third", "taihu_levels", "三级保护区", _cells(0, 0, 30, 30)),
    ZoneBox("Z11", "inside", "urban_boundary", "城镇集中建设区", _cells(0, 0, 20, 8)),
)
"""Zones as drawn; ground of two kinds of one zone is of the first, core zones are no red line and
the ecological space lies outside both."""

PLANTED = (
    Planted("P01", "看护房占永久基本农田", _in(5, 10, 40, 40, 55, 56), "0101", "0702"),
    Planted("P02", "工厂占永久基本农田", _in(7, 10, 20, 20, 70, 80), "0101", "0601", cover=True),
    Planted("P03", "厂房跨四块田", _in(9, 11, 60, 60, 140, 140), "0101", "0601", cover=True),
    Planted("P04", "茶园扩入红线林地", _in(6, 28, 20, 20, 60, 80), "0301", "0202"),
    Planted("P05", "红线内围湖养殖", _in(12, 25, 20, 20, 80, 80), "1102", "1104A"),
    Planted("P06", "重要湿地内围湖养殖", _in(14, 22, 20, 20, 80, 80), "1102", "1104A"),
    Planted("P07", "红线内民宿扩建", _in(7, 29, 20, 20, 60, 60), "0301", "05H1", cover=True),
    Planted("P08", "核心保护区内建公园", _in(1, 28, 30, 30, 80, 70), "0301", "0810"),
    Planted("P09", "核心保护区内挖塘", _in(0, 27, 30, 30, 70, 70), "0301", "1104A", cover=True),
    Planted("P10", "永久基本农田种树", _in(5, 13, 20, 20, 80, 80), "0101", "0301", cover=True),
    Planted("P11", "永久基本农田挖塘", _in(7, 13, 20, 20, 80, 80), "0101", "1104A", cover=True),
    Planted("P12", "永久基本农田建设施", _in(9, 14, 20, 20, 50, 50), "0101", "1202"),
    Planted("P13", "永久基本农田建湿地", _in(11, 14, 20, 20, 80, 80), "0101", "1106"),
    Planted("P14", "永久基本农田推土", _in(5, 16, 20, 20, 80, 80), "0101", "1206", cover=True),
    Planted("P15", "生态空间内修路", _in(8, 21, 10, 30, 90, 40), "0301", "1003"),
    Planted("P16", "生态空间内开果园", _in(6, 20, 20, 20, 70, 70), "0301", "0201"),
    Planted("P17", "水源一级保护区建泵站", _in(26, 21, 30, 30, 60, 60), "1104A", "0809"),
    Planted("P18", "水源二级保护区修路", _in(28, 23, 20, 30, 80, 45), "1104A", "1003"),
    Planted("P19", "重要湿地内建码头商铺", _in(16, 21, 20, 20, 60, 60), "1106", "05H1"),
    Planted("P20", "湿地公园内建房", _in(21, 25, 20, 20, 50, 50), "1104", "0702"),
    Planted("P21", "湿地公园内开垦", _in(23, 26, 20, 20, 80, 80), "1104", "0101", cover=True),
    Planted("P22", "公益林内开山", _in(5, 25, 20, 20, 80, 80), "0301", "1206", cover=True),
    Planted("P23", "滨河空间内建厂", _in(13, 3, 20, 20, 80, 80), "0404", "0601", cover=True),
    Planted("P24", "河道内填土种地", _in(15, 5, 30, 20, 70, 70), "1101", "0101"),
    Planted("P25", "红线内修复裸地", _in(2, 24, 20, 20, 80, 80), "1206", "0301", cover=True),
    Planted("P26", "旧厂拆除复绿", _in(24, 3, 20, 20, 80, 80), "0601", "0404", cover=True),
    Planted("P27", "茶园跨红线边界", _in(7, 24, 70, 30, 140, 70), "0301", "0202"),
    Planted("P28", "已批工厂", _in(19, 10, 20, 20, 80, 80), "0101", "0601", cover=True),
    Planted("P29", "批准一半的工厂", _in(21, 10, 20, 20, 80, 80), "0101", "0601", cover=True),
    Planted("P30", "无文号的工厂", _in(23, 10, 20, 20, 80, 80), "0101", "0601", cover=True),
    Planted("P31", "过期的临时用地", _in(25, 10, 20, 20, 80, 80), "0101", "1206", cover=True),
    Planted("P32", "已备案设施农用地", _in(19, 13, 20, 20, 50, 50), "0101", "1202"),
    Planted("P34", "一级保护区内建厂", _in(17, 18, 20, 20, 80, 80), "0101", "0601", cover=True),
    Planted("P33", "影像所见毁林", _in(0, 23, 20, 20, 80, 80), "0301", "1206",
            survey=False, cover=True),
)  # fmt: skip
"""Planted changes; P25 and P26 are improvements, P28 and P32 are wholly covered by records."""

NOISE = (
    Planted("N01", "田埂错动一米半", _in(19, 15, 0, 40, 1.6, 60), "0101", "0301"),
    Planted("N02", "田头看护棚一百四十平方米", _in(21, 15, 40, 40, 54, 50), "0101", "0702"),
    Planted("N03", "河上桥", _in(15, 2, 30, 20, 70, 60), "1101", "1003"),
    Planted("N04", "狭长条带一米八", _in(23, 15, 20, 40, 90, 41.8), "0101", "1006"),
)
"""Noise that is no encroachment: within the survey tolerance, under the smallest patch, a bridge
over a river that meets no rule. The borders of all cells shift by up to 0.9 m as well, cells are
split and merged, and every parcel has a new number."""

RECORDS = (
    Record("approvals", "模批〔2023〕1号", "", "2023-04-01", "", _in(19, 10, 10, 10, 90, 90)),
    Record("approvals", "模批〔2023〕2号", "6", "2023-05-01", "", _in(21, 10, 20, 20, 50, 80)),
    Record("approvals", "", "", "2023-05-01", "", _in(23, 10, 20, 20, 80, 80)),
    Record("temporary_land", "模临〔2021〕3号", "", "2021-03-01", "2023-02-28",
           _in(25, 10, 20, 20, 80, 80)),
    Record("facility_farm", "模设备〔2023〕4号", "", "2023-06-01", "", _in(19, 13, 10, 10, 60, 60)),
)  # fmt: skip


def class_of_cell(column: int, row: int) -> str:
    """Third-survey code of a cell in the first year."""
    if (column, row) == (2, 24):
        return "1206"
    if row >= 20:
        return _upper(column, row)
    if column == 15:
        return "1101"
    if row >= 8:
        return "0101" if column >= 4 else ("0201", "0202", "0103", "0102")[column]
    if 13 <= column <= 17:
        return "0404"
    return ("0701", "0601", "0601", "1201")[(column * 3 + row) % 4] if column != 24 else "0601"


def _upper(column: int, row: int) -> str:
    if column < 10:
        return "0301"
    if column < 20:
        return "1106" if row < 22 else "1102"
    return "1104" if column < 25 and row >= 24 else "1104A"


def farmland_cells() -> tuple[tuple[int, int], ...]:
    """Cells of permanent farmland: paddy between the woods and the town."""
    return tuple(
        (column, row)
        for row in range(9, 19)
        for column in range(4, 28)
        if class_of_cell(column, row) == "0101"
    )
