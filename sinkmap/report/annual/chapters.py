"""The chapters on the state of the land: summary, trees, wetland, red line, shore, soil, carbon."""

from __future__ import annotations

from collections.abc import Iterator

from sinkmap.figure import Verdict, assess
from sinkmap.report.annual.account_tables import target_rows
from sinkmap.report.annual.area_tables import (
    amount_table,
    items_table,
    rate_table,
)
from sinkmap.report.annual.carbon_table import carbon_by_unit, carbon_table
from sinkmap.report.annual.charts import bar_chart, trend_charts
from sinkmap.report.annual.document import Block, Chapter, Heading, Paragraph, worth_telling
from sinkmap.report.annual.maps import unit_map
from sinkmap.report.annual.redline_table import redline_table
from sinkmap.report.annual.scope import Scope
from sinkmap.report.annual.sentences import line_words, origin_words, spread_words, target_words
from sinkmap.report.by_unit import head_figure
from sinkmap.report.table import Tone
from sinkmap.text import Text

__all__ = ["NOTHING", "land_chapters", "told"]

NOTHING = Text("本次运行没有本节所需的数据，本节从略。", "The run holds nothing for this section.")
_TREES = ("forest_arbor", "forest_bamboo", "shrub", "woodland_other", "park")
"""Land classes that carry most of the tree cover."""


def land_chapters(scope: Scope) -> Iterator[Chapter]:
    """Chapters 2 to 8."""
    yield _summary(scope)
    yield _chapter(3, "cover", Text("林木覆盖", "Tree cover"), _cover(scope))
    yield _chapter(4, "wetland", Text("湿地", "Wetland"), _wetland(scope))
    title = Text("生态保护红线与生态空间", "Ecological red line and space")
    yield _chapter(5, "redline", title, _redline(scope))
    yield _chapter(6, "shore", Text("长江岸线", "Yangtze shoreline"), _shore(scope))
    yield _chapter(7, "soil", Text("土壤碳与耕地质量", "Soil carbon and farmland"), _soil(scope))
    yield _chapter(8, "carbon", Text("碳汇核算", "Carbon accounts"), _carbon(scope))


def _chapter(number: int, name: str, title: Text, blocks: Iterator[Block]) -> Chapter:
    return Chapter(name, title, worth_telling(blocks) or (Paragraph(NOTHING),), number)


def told(scope: Scope, *names: str) -> Iterator[Paragraph]:
    """A sentence for each indicator (or item) the run tells; of an itemised one its whole."""
    for name in names:
        head = name.partition(".")[0]
        if not scope.has(head):
            continue
        stands = name if "." in name else head_figure(scope.indicator(head))
        if stands is None:
            continue
        line = scope.line(stands)
        yield Paragraph(line_words(scope, stands), Tone.PLAIN if line.is_told else Tone.DOUBT)
        origin = origin_words(scope, stands)
        if origin is not None:
            yield Paragraph(origin)


def _spread(scope: Scope, name: str) -> Iterator[Paragraph]:
    said = spread_words(scope, name) if scope.has(name) else None
    if said is not None:
        yield Paragraph(said)


def _by_unit(scope: Scope, name: str, table_id: str, title: Text) -> Iterator[Block]:
    """Map and bars of a rate, then its table by unit."""
    if not scope.has(name):
        return
    yield rate_table(scope, name, table_id, title)
    drawn = unit_map(scope, name)
    if drawn is not None:
        yield drawn
    bars = bar_chart(scope, name)
    if bars is not None:
        yield bars


def _summary(scope: Scope) -> Chapter:
    """One page: every target of the unit (in the city's report of all units), judged."""
    targets = [
        target
        for target in scope.book.results.study.targets
        if target.indicator in scope.book.results.indicators
        and (scope.is_city or target.statunit == scope.unit)
    ]
    blocks: list[Block] = []
    if targets:
        verdicts = [
            assess(figure, target) if figure else Verdict.CANNOT_TELL
            for target in targets
            for figure in (
                scope.book.find(target.indicator, target.statunit, scope.year, target.profile),
            )
        ]
        counted = [(one, verdicts.count(one)) for one in Verdict if verdicts.count(one)]
        zh = "、".join(f"{one.text.zh} {count} 项" for one, count in counted)
        en = ", ".join(f"{one.text.en} {count}" for one, count in counted)
        opening = Text(
            f"本报告对照的目标共 {len(targets)} 项：{zh}。",
            f"{len(targets)} targets are held against the figures: {en}.",
        )
        blocks.append(Paragraph(opening))
        blocks += [Paragraph(target_words(scope, target)) for target in targets]
        blocks.append(target_rows(scope, targets))
        blocks += trend_charts(scope)
    else:
        none = Text(
            f"方案没有为{scope.name.zh}单独设定目标，以下各章列出其现状与变化。",
            f"The study sets no target for {scope.name.en}; the chapters tell its state and "
            "change.",
        )
        blocks.append(Paragraph(none))
        names = ("tree_cover_rate", "wetland_protection_rate", "redline_area", "carbon_stock")
        blocks += told(scope, *names)
    return Chapter("summary", Text("主要结论", "Main conclusions"), tuple(blocks), 2)


def _cover(scope: Scope) -> Iterator[Block]:
    yield Heading(Text("总体情况", "The whole"))
    yield from told(scope, "tree_cover_rate")
    yield from _spread(scope, "tree_cover_rate")
    yield from told(scope, "forest_cover_rate", "tree_greening_rate")
    title = Text("林木覆盖情况", "Tree cover by unit")
    yield from _by_unit(scope, "tree_cover_rate", "annual.t1", title)
    if scope.has("class_area"):
        yield Heading(Text("按类别", "By category"))
        words = Text("林地与绿地分类面积", "Woodland and green space by class")
        yield items_table(scope, "class_area", "annual.t1b", words, _known(scope, _TREES))


def _known(scope: Scope, items: tuple[str, ...]) -> tuple[str, ...]:
    declared = scope.indicator("class_area").items
    return tuple(one for one in items if one in declared)


def _wetland(scope: Scope) -> Iterator[Block]:
    yield Heading(Text("面积与保护率", "Area and protection"))
    yield from told(scope, "wetland_area", "wetland_protection_rate")
    yield from _spread(scope, "wetland_protection_rate")
    title = Text("湿地保护情况", "Wetland protection by unit")
    yield from _by_unit(scope, "wetland_protection_rate", "annual.t2", title)
    forms = Text("受保护湿地（按保护形式，不重复计算）", "Protected wetland by form, none twice")
    yield from _itemised(scope, "wetland_protected_area", "annual.t2b", forms)
    classes = Text("湿地面积（按地类）", "Wetland by class")
    yield from _itemised(scope, "wetland_class_area", "annual.t2c", classes)
    yield Heading(Text("未受保护湿地与小微湿地", "Unprotected and small wetland"))
    names = ("wetland_candidate_area", "small_wetland_area")
    for name in names:
        yield from told(scope, *_items_of(scope, name))


def _items_of(scope: Scope, name: str) -> tuple[str, ...]:
    """An indicator's items one by one, where the run tells any."""
    if not scope.has(name):
        return ()
    items = scope.indicator(name).items
    return tuple(f"{name}.{item}" for item in items) or (name,)


def _itemised(scope: Scope, name: str, table_id: str, title: Text) -> Iterator[Block]:
    if scope.has(name):
        yield items_table(scope, name, table_id, title)


def _redline(scope: Scope) -> Iterator[Block]:
    if not scope.has("redline_area"):
        return
    yield from told(scope, "redline_area", "redline_natural_share", "human_activity_in_redline")
    yield Paragraph(_patch_words(scope))
    yield redline_table(scope, Text("生态保护红线情况", "Red line by unit"))
    kinds = Text("生态保护红线面积（按类型）", "Red line by kind")
    yield from _itemised(scope, "redline_kind_area", "annual.t3b", kinds)
    changed = Text("生态保护红线调入与调出", "Ground taken into and out of the red line")
    yield from _itemised(scope, "line_change_area", "annual.t3c", changed)


def _patch_words(scope: Scope) -> Text:
    if scope.patches is None:
        return Text(
            "未对上年与本年作管控比对，新增人为活动图斑未测算。",
            "The two years were not compared by the rules: new patches of human activity are not "
            "estimated.",
        )
    mine = [p for p in scope.patches.of(scope.unit, scope.book.city.id) if p.in_redline]
    area = sum(one.hectares for one in mine)
    first, last = scope.patches.years
    head = Text(
        f"{first}年至{last}年，红线内新增疑似人为活动图斑 {len(mine)} 个，面积 {area:.4f} 公顷",
        f"From {first} to {last}, {len(mine)} new patches of suspected human activity, {area:.4f} "
        "ha, lie in the red line",
    )
    if not scope.patches.registered:
        return Text(f"{head.zh}，尚未建立案件台账。", f"{head.en}; there is no case register yet.")
    closed = sum(p.state is not None and p.state.concluded for p in mine)
    return Text(f"{head.zh}，其中已销号 {closed} 个。", f"{head.en}; {closed} are closed.")


def _shore(scope: Scope) -> Iterator[Block]:
    yield from told(scope, "ecological_shoreline_share")
    title = Text("长江生态岸线占比", "Ecological shoreline by unit")
    if scope.has("ecological_shoreline_share"):
        yield rate_table(scope, "ecological_shoreline_share", "annual.shore", title)
    yield from told(scope, *_items_of(scope, "ecological_shoreline_change"))
    belts = Text("防护林带林木覆盖率", "Tree cover of shelterbelts")
    yield from _itemised(scope, "shelterbelt_tree_cover", "annual.belts", belts)


def _soil(scope: Scope) -> Iterator[Block]:
    yield Heading(Text("土壤有机碳", "Soil organic carbon"))
    yield from told(scope, "soc_density", "soc_stock", "soc_change")
    yield from _spread(scope, "soc_density")
    title = Text("土壤有机碳密度", "Soil carbon density by unit")
    yield from _by_unit(scope, "soc_density", "annual.soil", title)
    yield Heading(Text("耕地质量与永久基本农田", "Farmland"))
    yield from told(
        scope,
        "organic_matter_change",
        "safe_use_rate",
        "permanent_farmland_area",
        "permanent_farmland_kept",
    )


def _carbon(scope: Scope) -> Iterator[Block]:
    yield Heading(Text("碳储量", "Stock"))
    yield from told(scope, "carbon_stock", "biomass_carbon", "carbon_stock_change")
    if scope.has("carbon_stock_by_class"):
        yield carbon_table(scope)
    yield Heading(Text("年碳汇与甲烷旁列账", "Yearly sink, and methane beside it"))
    yield from told(scope, "carbon_flux", "lulucf", "ch4_emission", "flux_with_ch4")
    if scope.has("carbon_flux"):
        if scope.has("carbon_stock"):
            yield carbon_by_unit(scope)
        title = Text("年碳汇量", "Carbon sink by unit")
        yield amount_table(scope, "carbon_flux", "annual.flux", title)
    yield Paragraph(
        Text(
            "甲烷为旁列核算，不从年碳汇中扣除；上年数值均按今年的方法和参数重算。",
            "Methane is told beside the sink and not taken off it; last year's figures are by this "
            "year's method and parameters.",
        )
    )
