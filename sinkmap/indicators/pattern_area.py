"""格局要素面积: area of the elements of the space pattern."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.pattern import ELEMENT_ITEMS, elements
from sinkmap.text import Text

_METHOD = Text("要素范围与统计单元相交的面积", "area the element has in the unit")


def pattern_area(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares of each element in the unit."""
    areas = account.zone_areas("pattern")
    return [
        Measure.extent(areas[zone], 1.0, method, IntervalReason.NO_UNCERTAINTY_GIVEN, item=item)
        for zone, item, method in elements(areas, _METHOD)
    ]


INDICATOR = Indicator(
    id="pattern_area",
    title=Text("生态空间格局要素面积", "Area of the space pattern's elements"),
    chapter=Chapter.PATTERN,
    leads=True,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("要素面积（平方米）", "area of the element, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(ZoneAreas("pattern"),),
    profiles=(
        Profile(
            "plan",
            Text("规划格局图", "plan map"),
            Text(
                "一江三湖五山五廊各要素的面积；同类要素按名称排序编号，全部要素的重叠只计一次",
                "area of each river, lake, hill and corridor of the pattern, numbered by name "
                "within its kind; of all elements together each m² counts once",
            ),
            Text("规划生态空间格局图", "plan map of the space pattern"),
        ),
    ),
    reference=Text("规划生态空间格局图", "plan map of the space pattern"),
    compute=pattern_area,
    items=ELEMENT_ITEMS,
    larger_is_better=None,
    whole=None,
)
