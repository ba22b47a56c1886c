"""格局要素湿地面积: wetland in each element of the space pattern."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.classes import expand
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, Within
from sinkmap.science.pattern import ELEMENT_ITEMS, element_shares, elements, total_m2
from sinkmap.text import Text

_TALLY = Within("land_use", "pattern")
_METHOD = Text("要素内土地利用像元面积", "pixel areas of land use in the element")


def pattern_wetland(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares of the profile's groups in each element."""
    counted = expand(profile.switches["groups"])
    found = element_shares(account, _TALLY)
    areas = {zone: total_m2(by_group) for zone, (by_group, _) in found.items()}
    measures = []
    for zone, item, method in elements(areas, _METHOD):
        by_group, coverage = found[zone]
        m2 = sum(m2 for group, m2 in by_group.items() if group in counted)
        reason = IntervalReason.PIXELS_ONLY
        measures.append(Measure.extent(m2, coverage, method, reason, item=item))
    return measures


INDICATOR = Indicator(
    id="pattern_wetland",
    title=Text("格局要素湿地面积", "Wetland in the space pattern's elements"),
    chapter=Chapter.PATTERN,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("要素内湿地面积（平方米）", "area of wetland in the element, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "wet",
            Text("法定湿地", "statutory wetland"),
            Text("地类集合 WET，不含养殖坑塘", "class set WET, without aquaculture ponds"),
            "sinkmap/classes/groups.csv",
            {"groups": "WET"},
        ),
        Profile(
            "wet_aqua",
            Text("法定湿地加养殖坑塘", "wetland with aquaculture ponds"),
            Text("地类集合 WET 加养殖坑塘", "class set WET with aquaculture ponds"),
            "sinkmap/classes/groups.csv",
            {"groups": "WET|aqua_pond"},
        ),
    ),
    reference=Text("规划生态空间格局图", "plan map of the space pattern"),
    compute=pattern_wetland,
    items=ELEMENT_ITEMS,
)
