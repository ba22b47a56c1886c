"""The project list of a siting: every column of the bureau's form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sinkmap.report.numbers import COUNT, HECTARES
from sinkmap.report.siting_numbers import (
    CH4,
    CO2,
    MONEY,
    MU,
    PP,
    SCORE,
    SOIL,
    VALUE,
    area,
    cells,
    ha_of,
    money,
    mu_of,
    range_words,
)
from sinkmap.report.siting_words import Site, SiteWords, codes_of, ranked
from sinkmap.report.table import Cell, Column, Row, RowKind, Table
from sinkmap.siting.turn import METHODS
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.siting.result import Siting
    from sinkmap.siting.siting_book import SitingBook

__all__ = ["PLACE_COLUMNS", "WORTH_COLUMNS", "project_table"]

PLACE_COLUMNS = (
    "number", "name", "site", "parcels", "type", "place", "area", "mu", "present", "ownership",
    "redline", "eco_space", "cropland", "farmland", "forest",
)  # fmt: skip
"""Columns of the project list that fill one page across: where it is and on what ground."""
WORTH_COLUMNS = (
    "number", "type", "area", "score", "class", "work", "cost", "cost_range", "carbon",
    "carbon_range", "tree", "wetland", "year", "papers",
)  # fmt: skip
"""Those of the second page: worth, work, money, gain and papers."""
_LINES = (
    ("redline", "redline_m2", Text("涉红线", "red line")),
    ("eco_space", "eco_space_m2", Text("涉生态空间", "eco space")),
    ("cropland", "cropland_m2", Text("涉耕地", "cropland")),
    ("farmland", "farmland_m2", Text("涉永农", "basic farmland")),
    ("forest", "forest_land_m2", Text("涉林地", "forest land")),
)
"""Column, column of the sites, and head of the ground that needs a look."""
_TOTAL = Text("合计", "total")
_YEAR_NOTE = Text(
    "实施年份由编制单位按资金与用地安排填写；面积按格网所用椭球量算，亩 = 公顷 × 15；"
    "指标贡献以全市为分母，幼林何时计入按指标口径。",
    "The year of the works is for the bureau to fill in; areas are ellipsoidal, 1 ha = 15 mu; "
    "points are of the whole city, and young plantations count as the definition says.",
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A column and what a site has in it."""

    column: Column
    of: Callable[[SiteWords, Site], Any]
    sums: bool = False


def _entries() -> Iterator[_Entry]:
    yield from _place_entries()
    for name, column, title in _LINES:
        yield _Entry(area(name, title, width=10), _area_of(column), sums=True)
    yield from _worth_entries()
    yield from _detail_entries()


def _place_entries() -> Iterator[_Entry]:
    yield _Entry(Column("number", Text("编号", "no."), COUNT, width=7), lambda t, s: s["number"])
    yield _Entry(Column("name", Text("项目名称", "project"), width=18), SiteWords.name)
    yield _Entry(Column("site", Text("地块编码", "site id"), width=14), _plain("site_id"))
    yield _Entry(
        Column("parcels", Text("图斑号", "parcels"), width=15), lambda t, s: codes_of(s["parcels"])
    )
    yield _Entry(
        Column("type", Text("类型", "type"), width=14), lambda t, s: t.title("type", s["type_id"])
    )
    yield _Entry(Column("place", Text("所在区县/镇村", "district, town, village"), width=18),
                 SiteWords.place)  # fmt: skip
    yield _Entry(Column("area", Text("面积", "area"), HECTARES, width=10), _area_of("area_m2"),
                 sums=True)  # fmt: skip
    yield _Entry(
        Column("mu", Text("面积", "area"), MU, width=10),
        lambda t, s: mu_of(s["area_m2"]),
        sums=True,
    )
    yield _Entry(Column("present", Text("现状地类", "present class"), width=16), SiteWords.present)
    yield _Entry(Column("ownership", Text("权属", "owner"), width=10), SiteWords.owner)


def _worth_entries() -> Iterator[_Entry]:
    yield _Entry(Column("score", Text("综合得分", "score"), SCORE, width=10), _plain("score"))
    yield _Entry(
        Column("class", Text("等级", "class"), width=9),
        lambda t, s: t.title("class", s.get("score_class")),
    )
    yield _Entry(Column("work", Text("建设内容", "work"), width=26), SiteWords.work)
    yield _Entry(
        Column("cost", Text("投资估算", "cost"), MONEY, width=11),
        lambda t, s: money(s["cost"]), sums=True,
    )  # fmt: skip
    yield _Entry(
        Column("cost_range", Text("投资幅度（万元）", "cost range (10,000 CNY)"), width=18),
        lambda t, s: range_words(money(s["cost_low"]), money(s["cost_high"]), MONEY),
    )
    yield _Entry(
        Column("carbon", Text("年固碳量", "carbon gain"), CO2, width=11),
        _plain("carbon"),
        sums=True,
    )
    yield _Entry(
        Column("carbon_range", Text("固碳幅度（吨CO₂/年）", "gain range (t CO₂/yr)"), width=18),
        lambda t, s: range_words(s["carbon_low"], s["carbon_high"], CO2),
    )
    yield _Entry(
        Column("tree", Text("林木覆盖率贡献", "tree cover"), PP, width=13), _plain("tree_points"),
        sums=True,
    )  # fmt: skip
    yield _Entry(
        Column("wetland", Text("湿地保护率贡献", "wetland protected"), PP, width=13),
        _plain("wetland_points"), sums=True,
    )  # fmt: skip
    yield _Entry(Column("year", Text("实施年份", "year of works"), width=9), lambda t, s: None)
    yield _Entry(Column("papers", Text("制约与需办手续", "constraints and papers"), width=34),
                 SiteWords.papers)  # fmt: skip


def _detail_entries() -> Iterator[_Entry]:
    """What the workbook alone has room for."""
    spare = (
        ("cost_low", Text("投资估算低", "cost, low"), MONEY, lambda t, s: money(s["cost_low"])),
        ("cost_high", Text("投资估算高", "cost, high"), MONEY, lambda t, s: money(s["cost_high"])),
        ("carbon_low", Text("年固碳量低", "gain, low"), CO2, _plain("carbon_low")),
        ("carbon_high", Text("年固碳量高", "gain, high"), CO2, _plain("carbon_high")),
        ("tree_low", Text("林木覆盖率贡献低", "tree cover, low"), PP, _plain("tree_points_low")),
        ("tree_high", Text("林木覆盖率贡献高", "tree cover, high"), PP,
         _plain("tree_points_high")),
        ("wetland_low", Text("湿地保护率贡献低", "wetland, low"), PP,
         _plain("wetland_points_low")),
        ("wetland_high", Text("湿地保护率贡献高", "wetland, high"), PP,
         _plain("wetland_points_high")),
        ("ch4", Text("甲烷排放", "methane"), CH4, _plain("ch4_kg")),
        ("soil_loss", Text("土壤碳损失", "soil carbon lost"), SOIL, _plain("soil_loss_t")),
        ("value", Text("目标值", "objective's value"), VALUE, _plain("value")),
    )  # fmt: skip
    for name, title, shown_as, of in spare:
        yield _Entry(Column(name, title, shown_as, detail=True, width=13), of)
    yield _Entry(
        Column("carbon_method", Text("固碳测算方法", "method of the gain"), detail=True, width=24),
        lambda t, s: METHODS.get(str(s.get("carbon_method"))),
    )
    yield _Entry(
        Column("codes", Text("全部图斑号", "all parcels"), detail=True, width=40),
        lambda t, s: str(s["parcels"]).replace("|", "、"),
    )


def _plain(name: str) -> Callable[[SiteWords, Site], Any]:
    return lambda told, site: site.get(name)


def _area_of(name: str) -> Callable[[SiteWords, Site], Any]:
    return lambda told, site: ha_of(site.get(name))


def project_table(siting: Siting, book: SitingBook) -> Table:
    """The project list: every column of the bureau's form, a row for each chosen site."""
    told = SiteWords.of(siting, book)
    entries = tuple(_entries())
    sites = ranked(siting, chosen=True)
    rows = [Row(cells(*(entry.of(told, site) for entry in entries))) for site in sites]
    sums = [_sum(entry, place, rows) for place, entry in enumerate(entries)]
    total = (Row((Cell(_TOTAL), *sums[1:]), RowKind.TOTAL),) if rows else ()
    title = Text("项目清单", "Project list")
    columns = tuple(entry.column for entry in entries)
    return Table("projects", title, columns, (*rows, *total), (_YEAR_NOTE,))


def _sum(entry: _Entry, place: int, rows: list[Row]) -> Cell:
    if not entry.sums:
        return Cell(None)
    found = (row.cells[place].value for row in rows)
    return Cell(float(sum(one for one in found if isinstance(one, int | float))))
