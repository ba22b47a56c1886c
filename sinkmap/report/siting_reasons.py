"""Why sites were chosen and why not, and what would have to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sinkmap.report.numbers import COUNT, HECTARES
from sinkmap.report.siting_numbers import (
    CO2,
    MONEY,
    SCORE,
    SHARE,
    SOIL,
    cells,
    ha_of,
    money,
    percent,
)
from sinkmap.report.siting_words import SiteWords, codes_of, ranked, said_of
from sinkmap.report.table import Column, Row, Table
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.siting.result import Siting
    from sinkmap.siting.siting_book import SitingBook

__all__ = ["reasons_table", "refused_table", "soil_table"]


def reasons_table(siting: Siting, book: SitingBook) -> Table:
    """Why each chosen site was taken, and how firm it stands."""
    told = SiteWords.of(siting, book)
    sites = ranked(siting, chosen=True)
    moved = any(said_of(site, "change") for site in sites)
    change = Column("change", Text("怎样会落选", "what would take it out"), width=40)
    columns = (
        Column("number", Text("编号", "no."), COUNT, width=7),
        Column("type", Text("类型", "type"), width=16),
        Column("place", Text("所在区县/镇村", "district, town, village"), width=20),
        Column("area", Text("面积", "area"), HECTARES, width=10),
        Column("score", Text("综合得分", "score"), SCORE, width=10),
        Column("share_draws", Text("抽样入选率", "share of draws"), SHARE, width=10),
        Column("stability", Text("权重稳定性", "under other weights"), SHARE, width=11),
        Column("portfolios", Text("近优方案数", "near-best choices"), COUNT, width=9),
        Column("no_regret", Text("无悔", "no regret"), width=8),
        Column("reason", Text("入选理由", "reason"), width=60),
        *((change,) if moved else ()),
    )
    rows = tuple(
        Row(
            cells(
                site["number"], told.title("type", site["type_id"]), told.place(site),
                ha_of(site["area_m2"]), site["score"], percent(site.get("share_draws")),
                percent(site.get("stability")), site.get("portfolios"), site.get("no_regret"),
                said_of(site, "reason"), *((said_of(site, "change"),) if moved else ()),
            )
        )
        for site in sites
    )  # fmt: skip
    title = Text("入选地块的理由与稳定性", "Chosen sites: reasons and how firm they stand")
    return Table("reasons", title, columns, rows)


def soil_table(siting: Siting, book: SitingBook) -> Table:
    """Chosen sites whose soil loses carbon by the turn of class, Tier 1 of IPCC."""
    told = SiteWords.of(siting, book)
    columns = (
        Column("number", Text("编号", "no."), COUNT, width=7),
        Column("type", Text("类型", "type"), width=20),
        Column("place", Text("所在区县/镇村", "district, town, village"), width=26),
        Column("work", Text("建设内容", "work"), width=34),
        Column("loss", Text("土壤碳损失", "soil carbon lost"), SOIL, width=14),
        Column("carbon", Text("年固碳量", "carbon gain"), CO2, width=14),
    )
    rows = tuple(
        Row(
            cells(
                site["number"], told.title("type", site["type_id"]), told.place(site),
                told.work(site), site["soil_loss_t"], site["carbon"],
            )
        )
        for site in ranked(siting, chosen=True)
        if float(site.get("soil_loss_t") or 0.0) > 0.0
    )  # fmt: skip
    note = Text(
        "按 IPCC 第一层级，地类转换后土壤碳趋于新的平衡而一次性减少的量，不含在年固碳量内。",
        "By Tier 1 of IPCC: what the soil loses until it settles under its new class; it is no "
        "part of the yearly gain.",
    )
    title = Text("土壤碳损失提示", "Warnings: soil carbon that is lost")
    return Table("soil", title, columns, rows, (note,))


def refused_table(siting: Siting, book: SitingBook) -> Table:
    """Every site that was not chosen: its numbers, why, and what would have to change."""
    told = SiteWords.of(siting, book)
    columns = (
        Column("number", Text("序号", "no."), COUNT, width=7),
        Column("site", Text("地块编码", "site id"), width=15),
        Column("parcels", Text("图斑号", "parcels"), width=18),
        Column("type", Text("类型", "type"), width=16),
        Column("place", Text("所在区县/镇村", "district, town, village"), width=20),
        Column("area", Text("面积", "area"), HECTARES, width=10),
        Column("score", Text("综合得分", "score"), SCORE, width=10),
        Column("cost", Text("投资估算", "cost"), MONEY, width=11),
        Column("carbon", Text("年固碳量", "carbon gain"), CO2, width=11),
        Column("share_draws", Text("抽样入选率", "share of draws"), SHARE, width=10),
        Column("reason", Text("未选理由", "why not"), width=50),
        Column("change", Text("怎样才会入选", "what would have to change"), width=50),
    )
    rows = tuple(
        Row(
            cells(
                site["number"], site["site_id"], codes_of(site["parcels"]),
                told.title("type", site["type_id"]), told.place(site),
                ha_of(site["area_m2"]), site["score"], money(site["cost"]),
                site["carbon"], percent(site.get("share_draws")), said_of(site, "reason"),
                said_of(site, "change"),
            )
        )
        for site in ranked(siting, chosen=False)
    )  # fmt: skip
    title = Text("未入选地块及理由", "Sites that were not chosen, and why")
    return Table("refused", title, columns, rows)
