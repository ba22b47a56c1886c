"""格局要素湿地面积: wetland in each element of the space pattern."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.classes import expand
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, Within
from sinkmap.science.pattern import ELEMENT_ITEMS, element_areas
from sinkmap.text import Text

_TALLY = Within("land_use", "pattern")


def pattern_wetland(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares of the profile's groups in each element."""
    return element_areas(account, _TALLY, expand(profile.switches["groups"]))


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
    whole=None,
)
