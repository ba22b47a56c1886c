"""自然斑块平均面积: mean size of patches of natural land (AREA_MN)."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.landscape import mean_patch_size, patch_count
from sinkmap.text import Text

_PATCHES = ZoneAreas("natural_patch")
_METHOD = Text("自然地类图斑的斑块，按统计单元裁切", "patches of natural parcels, cut by the unit")


def natural_patch_size(account: UnitAccount, profile: Profile) -> Measure:
    """Hectares of natural land for each patch of the unit."""
    areas = account.zone_areas("natural_patch")
    count = patch_count(areas)
    if not count:
        lacking = Text("该单元内没有自然斑块", "no patch of natural land in this unit")
        return Measure.absent(lacking, IntervalReason.EMPTY_DENOMINATOR, coverage=1.0)
    reason = IntervalReason.NO_UNCERTAINTY_GIVEN
    whole = float(sum(areas.values()))
    return Measure(mean_patch_size(areas), whole, float(count), 1.0, _METHOD, reason)


INDICATOR = Indicator(
    id="natural_patch_size",
    title=Text("自然斑块平均面积", "Mean size of natural patches"),
    chapter=Chapter.PATCHES,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("自然用地面积（平方米）", "area of natural land, m²"),
    denominator=Text("斑块数", "patches"),
    inputs=(_PATCHES,),
    profiles=(
        Profile(
            "eight_neighbours",
            Text("八邻域斑块", "patches by eight neighbours"),
            Text(
                "单元内自然用地面积除以斑块数；边或角相接为一个斑块",
                "natural land of the unit over its patches; what touches by an edge or a corner "
                "is one patch",
            ),
            "McGarigal and Marks 1995, FRAGSTATS, USDA PNW-GTR-351",
        ),
    ),
    reference="McGarigal and Marks 1995, FRAGSTATS, USDA PNW-GTR-351",
    compute=natural_patch_size,
)
