"""格局要素自然用地占比: natural land as a share of each element of the space pattern."""

from collections.abc import Sequence
from dataclasses import replace

from sinkmap.chapter import Chapter
from sinkmap.classes import members
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, Within
from sinkmap.science.pattern import ELEMENT_ITEMS, element_shares, elements, total_m2
from sinkmap.text import Text

_TALLY = Within("land_use", "pattern")
_METHOD = Text("要素内土地利用像元面积", "pixel areas of land use in the element")


def pattern_natural_share(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Natural land ÷ land of known use in each element, in percent."""
    counted = frozenset[str]().union(*(members(name) for name in profile.switches["sets"]))
    found = element_shares(account, _TALLY)
    areas = {zone: total_m2(by_group) for zone, (by_group, _) in found.items()}
    measures = []
    for zone, item, method in elements(areas, _METHOD):
        by_group, coverage = found[zone]
        natural = sum(m2 for group, m2 in by_group.items() if group in counted)
        reason = IntervalReason.PIXELS_ONLY
        share = Measure.percentage(natural, areas[zone], coverage, method, reason)
        measures.append(replace(share, item=item))
    return measures


INDICATOR = Indicator(
    id="pattern_natural_share",
    title=Text("格局要素自然用地占比", "Natural share of the space pattern's elements"),
    chapter=Chapter.PATTERN,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("要素内自然用地面积（平方米）", "area of natural land in the element, m²"),
    denominator=Text("要素内用途已知的面积（平方米）", "area of known use in the element, m²"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "nat",
            Text("自然与半自然地类", "natural and near-natural land"),
            Text(
                "林地、草地、湿地、河湖库水面和沟渠",
                "woodland, grassland, wetland, rivers, lakes, reservoirs and ditches",
            ),
            Text(
                "sinkmap/classes/groups.csv 的地类集合 NAT",
                "class set NAT of sinkmap/classes/groups.csv",
            ),
            {"sets": ("NAT",)},
        ),
        Profile(
            "nat_pond",
            Text("自然地类加坑塘", "natural land and ponds"),
            Text("自然地类之外，坑塘水面也计入", "as natural land, with ponds as well"),
            Text(
                "sinkmap/classes/groups.csv 的地类集合 NAT 和 POND",
                "class sets NAT and POND of sinkmap/classes/groups.csv",
            ),
            {"sets": ("NAT", "POND")},
        ),
    ),
    reference=Text("规划生态空间格局图", "plan map of the space pattern"),
    compute=pattern_natural_share,
    items=ELEMENT_ITEMS,
    whole=None,
)
