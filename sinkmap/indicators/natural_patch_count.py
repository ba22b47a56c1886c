"""自然斑块数: number of patches of natural land (NP)."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.landscape import patch_count
from sinkmap.text import Text

_PATCHES = ZoneAreas("natural_patch")
_METHOD = Text("自然地类图斑的斑块，按统计单元裁切", "patches of natural parcels, cut by the unit")


def natural_patch_count(account: UnitAccount, profile: Profile) -> Measure:
    """Patches with at least 1 m² in the unit."""
    areas = account.zone_areas("natural_patch")
    found = float(patch_count(areas))
    return Measure(found, found, None, 1.0, _METHOD, IntervalReason.NO_UNCERTAINTY_GIVEN)


INDICATOR = Indicator(
    id="natural_patch_count",
    title=Text("自然斑块数", "Number of natural patches"),
    chapter=Chapter.PATCHES,
    uom="1",
    valid=(0.0, 1e9),
    numerator=Text("斑块数", "patches"),
    denominator=Text("无", "none"),
    inputs=(_PATCHES,),
    profiles=(
        Profile(
            "eight_neighbours",
            Text("八邻域斑块", "patches by eight neighbours"),
            Text(
                "边或角相接的自然地类图斑为一个斑块；跨单元的斑块在各单元各计一次",
                "natural parcels that touch by an edge or a corner are one patch; a patch that "
                "reaches into several units counts once in each",
            ),
            "McGarigal and Marks 1995, FRAGSTATS, USDA PNW-GTR-351",
        ),
    ),
    reference="McGarigal and Marks 1995, FRAGSTATS, USDA PNW-GTR-351",
    compute=natural_patch_count,
    larger_is_better=False,
    additive=False,
)
