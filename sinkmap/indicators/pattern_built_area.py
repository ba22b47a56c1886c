"""格局要素内建设用地: built land inside each element of the space pattern."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.classes import expand
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, Within
from sinkmap.science.pattern import ELEMENT_ITEMS, element_areas
from sinkmap.text import Text

_TALLY = Within("land_use", "pattern")


def pattern_built_area(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares of the profile's groups in each element; a park is no encroachment."""
    return element_areas(account, _TALLY, expand(profile.switches["groups"]) - expand("park"))


INDICATOR = Indicator(
    id="pattern_built_area",
    title=Text("格局要素内建设用地面积", "Built land in the space pattern's elements"),
    chapter=Chapter.PATTERN,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("要素内建设用地面积（平方米）", "area of built land in the element, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "built",
            Text("建设用地", "built-up land"),
            Text(
                "地类集合 BUILT，含交通用地，不含公园绿地",
                "class set BUILT with roads, without parks",
            ),
            "sinkmap/classes/groups.csv",
            {"groups": "BUILT"},
        ),
        Profile(
            "built_facility",
            Text("建设用地加农业设施", "with farm facilities"),
            Text(
                "建设用地之外，设施农用地等也计入",
                "as built-up land, with agricultural facilities as well",
            ),
            "sinkmap/classes/groups.csv",
            {"groups": "BUILT|FAC"},
        ),
    ),
    reference=Text("规划生态空间格局图", "plan map of the space pattern"),
    compute=pattern_built_area,
    items=ELEMENT_ITEMS,
    larger_is_better=False,
    whole=None,
)
