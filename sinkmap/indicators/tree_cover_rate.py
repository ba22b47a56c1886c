"""林木覆盖率: all tree cover of a unit as a share of its area."""

from dataclasses import replace

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator
from sinkmap.parameters import tree_profile
from sinkmap.science.tree_cover import TREE_TALLY, tree_measure, tree_profile_declaration
from sinkmap.text import Text

_BASE = tree_profile("js_tree_cover")

_VARIANTS = (
    _BASE,
    replace(
        _BASE,
        id="js_pixel_count",
        title=Text("江苏统计口径，像元计数", "Jiangsu statistic by pixel count"),
        adjusted=False,
        note=Text(
            "同江苏统计口径，直接累计像元面积，不用参考样本校正（对照）",
            "as the Jiangsu statistic, pixel areas as they are, never adjusted by samples",
        ),
    ),
    replace(
        _BASE,
        id="js_with_gardens",
        title=Text("江苏统计口径，另计园地", "Jiangsu statistic with gardens"),
        include_orchard=True,
        include_tea=True,
        note=Text(
            "同江苏统计口径，果园、苗圃和茶园上的林木也计入（敏感性）",
            "as the Jiangsu statistic, with trees on orchards, nurseries and tea (sensitivity)",
        ),
    ),
    replace(
        _BASE,
        id="js_without_urban",
        title=Text("江苏统计口径，不计城镇林木", "Jiangsu statistic without urban trees"),
        include_urban_trees=False,
        note=Text(
            "同江苏统计口径，城镇、工业、公共用地和公园上的林木不计",
            "as the Jiangsu statistic, without trees on urban, industrial and public land or parks",
        ),
    ),
    replace(
        _BASE,
        id="js_without_young",
        title=Text("江苏统计口径，不计未成林", "Jiangsu statistic without young plantations"),
        include_young_plantation=False,
        note=Text("同江苏统计口径，未成林幼树不计", "as the Jiangsu statistic, grown trees only"),
    ),
    replace(
        _BASE,
        id="js_without_scattered",
        title=Text("江苏统计口径，不计零星林木", "Jiangsu statistic without scattered trees"),
        scattered="none",
        note=Text(
            "同江苏统计口径，成片林以外的零星林木不计",
            "as the Jiangsu statistic, without trees outside stands",
        ),
    ),
    replace(
        _BASE,
        id="js_land_only",
        title=Text("江苏统计口径，分母扣除水域", "Jiangsu statistic over land without water"),
        denominator="land_excl_water",
        note=Text(
            "分子同江苏统计口径；分母为行政区面积减去全部水面",
            "numerator of the Jiangsu statistic over the area without any water",
        ),
    ),
    replace(
        _BASE,
        id="forest_city",
        title=Text("国家森林城市分母", "denominator of the national forest city"),
        denominator="total_minus_water_over_5pct",
        source=Text("GB/T 37342-2024（本项目的解读）", "GB/T 37342-2024 (reading of this project)"),
        note=Text(
            "分子同江苏统计口径；水面超过行政区面积 5% 的部分从分母扣除",
            "numerator of the Jiangsu statistic; water above 5 % of the area leaves the "
            "denominator",
        ),
    ),
)

INDICATOR = Indicator(
    id="tree_cover_rate",
    title=Text("林木覆盖率", "Tree cover rate"),
    chapter=Chapter.COVER,
    leads=True,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("林木覆盖面积（平方米）", "area of tree cover, m²"),
    denominator=Text("行政区面积（平方米）", "area of the unit, m²"),
    inputs=(TREE_TALLY,),
    profiles=tuple(tree_profile_declaration(profile) for profile in _VARIANTS),
    reference=Text(
        "江苏省林木覆盖率统计；GB/T 26424-2010（成片林木）",
        "tree cover statistic of Jiangsu; GB/T 26424-2010 (stands)",
    ),
    compute=tree_measure,
    parameters=("stand", "tree_profiles"),
)
