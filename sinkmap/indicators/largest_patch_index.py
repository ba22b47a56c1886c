"""最大斑块指数: largest patch in percent of the landscape (LPI)."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.landscape import largest_patch
from sinkmap.text import Text

_PATCHES = ZoneAreas("natural_patch")
_METHOD = Text("自然地类图斑的斑块，按统计单元裁切", "patches of natural parcels, cut by the unit")


def largest_patch_index(account: UnitAccount, profile: Profile) -> Measure:
    """Largest part of a patch in the unit ÷ area of the unit, in percent."""
    largest = largest_patch(account.zone_areas("natural_patch"))
    reason = IntervalReason.NO_UNCERTAINTY_GIVEN
    return Measure.percentage(largest, account.area_m2, 1.0, _METHOD, reason)


INDICATOR = Indicator(
    id="largest_patch_index",
    title=Text("最大自然斑块指数", "Largest natural patch index"),
    chapter=Chapter.PATCHES,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text(
        "最大斑块面积（平方米，不逐区相加）", "area of the largest patch, m², which does not add up"
    ),
    denominator=Text("单元面积（平方米）", "area of the unit, m²"),
    inputs=(_PATCHES,),
    profiles=(
        Profile(
            "eight_neighbours",
            Text("八邻域斑块", "patches by eight neighbours"),
            Text(
                "单元内最大自然斑块占单元面积的百分比",
                "largest natural patch inside the unit in percent of the unit",
            ),
            "McGarigal and Marks 1995, FRAGSTATS, USDA PNW-GTR-351",
        ),
    ),
    reference="McGarigal and Marks 1995, FRAGSTATS, USDA PNW-GTR-351",
    compute=largest_patch_index,
    additive=False,
)
