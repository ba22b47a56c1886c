"""Land classes of the simulated studies: codes, names and what they look like from above.

The demo keeps its own table on purpose: the planted truth must not depend on the code systems
and crosswalks it is there to test. Codes and names follow the work classification of the third
national land survey (TD/T 1055-2019) and the land and sea use guide of 2023 (自然资发〔2023〕
234 号). Covers are ESA WorldCover classes; soil carbon (t C/ha, 0-30 cm) and shares of trees are
invented within the ranges usual in the Taihu plain.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CODES", "LAND", "LandClass"]


@dataclass(frozen=True, slots=True)
class LandClass:
    """One class: third-survey code, its 2023 successor, and how the demo draws it.

    ``cover``: WorldCover class; ``soil``: organic carbon in t C/ha, None under water or seal;
    ``mask``: value of the tree mask where a tree stands; ``trees``: share of pixels with trees.
    """

    code: str
    name: str
    next_code: str
    next_name: str
    cover: int
    soil: float | None
    mask: int
    trees: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.trees <= 1.0 or self.mask not in (0, 1, 2, 3, 4):
            raise ValueError(f"impossible class: {self}")


_TABLE = """
0101 水田 0101 水田 40 52 1 .010
0102 水浇地 0102 水浇地 40 44 1 .015
0103 旱地 0103 旱地 40 40 1 .030
0201 果园 0201 果园 40 44 1 .100
0201K 可调整果园 0201 果园 40 44 1 .100
0202 茶园 0202 茶园 40 46 3 .060
0204 其他园地 0205 其他园地 40 43 1 .520
0204K 可调整其他园地 0205 其他园地 40 43 1 .500
0301 乔木林地 0301 乔木林地 10 54 1 .930
0302 竹林地 0302 竹林地 10 56 2 .950
0304 森林沼泽 0501 森林沼泽 10 62 1 .900
0305 灌木林地 0303 灌木林地 20 47 3 .880
0306 灌丛沼泽 0502 灌丛沼泽 90 60 3 .600
0307 其他林地 0304 其他林地 10 45 4 .620
0402 沼泽草地 0503 沼泽草地 90 58 1 .020
0404 其他草地 0403 其他草地 30 42 1 .060
05H1 商业服务业设施用地 0901 商业用地 50 - 1 .080
0508 物流仓储用地 1101 物流仓储用地 50 - 1 .040
0601 工业用地 1001 工业用地 50 - 1 .070
0602 采矿用地 1002 采矿用地 60 - 1 .010
0701 城镇住宅用地 0701 城镇住宅用地 50 - 1 .200
0702 农村宅基地 0703 农村宅基地 50 - 1 .280
08H1 机关团体新闻出版用地 0801 机关团体用地 50 - 1 .220
08H2 科教文卫用地 0804 教育用地 50 - 1 .220
08H2A 高教用地 080401 高等教育用地 50 - 1 .280
0809 公用设施用地 1302 排水用地 50 - 1 .100
0810 公园与绿地 1401 公园绿地 30 40 1 .520
0810A 广场用地 1403 广场用地 50 - 1 .150
09 特殊用地 1506 殡葬用地 30 36 1 .350
1001 铁路用地 1201 铁路用地 50 - 1 .060
1003 公路用地 1202 公路用地 50 - 1 .160
1004 城镇村道路用地 1207 城镇村道路用地 50 - 1 .180
1005 交通服务场站用地 1208 交通场站用地 50 - 1 .050
1006 农村道路 0601 农村道路 50 34 1 .220
1008 港口码头用地 1204 港口码头用地 50 - 1 .010
1101 河流水面 1701 河流水面 80 - 1 .000
1102 湖泊水面 1702 湖泊水面 80 - 1 .000
1103 水库水面 1703 水库水面 80 - 1 .000
1104 坑塘水面 1704 坑塘水面 80 - 1 .020
1104A 养殖坑塘 1704 坑塘水面 80 - 1 .005
1104K 可调整养殖坑塘 1704 坑塘水面 80 - 1 .005
1106 内陆滩涂 0506 内陆滩涂 90 50 1 .030
1107 沟渠 1705 沟渠 80 - 1 .120
1107A 干渠 1705 沟渠 80 - 1 .020
1108 沼泽地 0504 其他沼泽地 90 62 1 .010
1109 水工建筑用地 1311 水工设施用地 50 - 1 .120
1201 空闲地 2301 空闲地 60 30 1 .050
1202 设施农用地 0602 设施农用地 50 38 1 .030
1206 裸土地 2306 裸土地 60 28 1 .005
"""


def _read(line: str) -> LandClass:
    code, name, next_code, next_name, cover, soil, mask, trees = line.split()
    carbon = None if soil == "-" else float(soil)
    return LandClass(code, name, next_code, next_name, int(cover), carbon, int(mask), float(trees))


LAND = tuple(_read(line) for line in _TABLE.strip().splitlines())
"""Every class the demo draws; an array of classes holds indices into this tuple."""

CODES = {land.code: index for index, land in enumerate(LAND)}
"""Third-survey code to index in ``LAND``."""
