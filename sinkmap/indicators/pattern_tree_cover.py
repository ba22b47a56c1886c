"""格局要素林木覆盖率: trees as a share of each element of the space pattern."""

from collections.abc import Sequence
from dataclasses import replace

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, Within
from sinkmap.science.pattern import ELEMENT_ITEMS, elements
from sinkmap.science.stands import StandCategory
from sinkmap.text import Text

_TALLY = Within("stands", "pattern")
_METHOD = Text("要素内林木像元面积", "pixel areas of trees in the element")
_STANDS = (StandCategory.ARBOR, StandCategory.BAMBOO, StandCategory.GAP)
_ALL = (*_STANDS, StandCategory.SHRUB, StandCategory.YOUNG, StandCategory.SCATTERED)


def pattern_tree_cover(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Trees ÷ seen area in each element, in percent."""
    found = account.raster(_TALLY)
    seen: dict[str, float] = {}
    trees: dict[str, float] = {}
    for (zone, category), m2 in found.classes.items():
        seen[zone] = seen.get(zone, 0.0) + m2
        trees[zone] = trees.get(zone, 0.0) + m2 * (category in profile.switches["categories"])
    measures = []
    for zone, item, method in elements(seen, _METHOD):
        coverage = seen[zone] / (seen[zone] + found.unseen_by.get(zone, 0.0))
        share = Measure.percentage(
            trees[zone], seen[zone], coverage, method, IntervalReason.PIXELS_ONLY
        )
        measures.append(replace(share, item=item))
    return measures


INDICATOR = Indicator(
    id="pattern_tree_cover",
    title=Text("格局要素林木覆盖率", "Tree cover of the space pattern's elements"),
    chapter=Chapter.PATTERN,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("要素内林木面积（平方米）", "area of trees in the element, m²"),
    denominator=Text("要素内有影像的面积（平方米）", "area seen in the element, m²"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "all_trees",
            Text("全部林木", "all trees"),
            Text(
                "乔木林、竹林及林中空隙、灌木、未成林和零星林木，不论所在地类",
                "stands of arbor and bamboo with their gaps, shrub, young and scattered trees, "
                "on whatever land",
            ),
            "GB/T 26424-2010",
            {"categories": _ALL},
        ),
        Profile(
            "stands",
            Text("成片林", "stands"),
            Text("乔木林、竹林及林中空隙", "stands of arbor and bamboo with the gaps within them"),
            "GB/T 26424-2010",
            {"categories": _STANDS},
        ),
    ),
    reference=Text("规划生态空间格局图", "plan map of the space pattern"),
    compute=pattern_tree_cover,
    items=ELEMENT_ITEMS,
    whole=None,
)
