"""湿地面积: wetland of a unit by each profile, side by side."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, UnitAccount
from sinkmap.science.wetland import (
    has_wetland_profile,
    unsplit_groups,
    wetland_by_group,
    without_wetland_profile,
)
from sinkmap.science.wetland_profiles import wetland_profiles
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

_METHOD = Text("湿地图斑面积汇总", "areas of wetland parcels added up")


def wetland_area(account: UnitAccount, profile: Profile) -> Measure:
    """Hectares of wetland; bounds alone where a class is wetland in part only."""
    if not has_wetland_profile(account.code_system, profile.id):
        lacking = without_wetland_profile(account.code_system, profile.id)
        return Measure.absent(lacking, IntervalReason.MISSING_INPUT)
    by_group = wetland_by_group(account, profile.id)
    whole, unsplit = sum(by_group.values()), unsplit_groups(account, profile.id)
    found = Measure.extent(whole, account.parcel_coverage, _METHOD, IntervalReason.REGISTER_AREA)
    if not unsplit:
        return found
    sure = whole - sum(by_group[name] for name in unsplit)
    low, high = (convert(m2, SQUARE_METRE, HECTARE) for m2 in (sure, whole))
    return found.untold(IntervalReason.CLASS_NOT_SPLIT, (low, high))


INDICATOR = Indicator(
    id="wetland_area",
    title=Text("湿地面积", "Wetland area"),
    chapter=Chapter.WETLAND,
    leads=True,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("湿地面积（平方米）", "area of wetland, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(ParcelShares(()),),
    profiles=wetland_profiles(),
    reference=Text("湿地保护法（2022年施行）", "Wetland Protection Law (2022)"),
    compute=wetland_area,
    parameters=("wetland",),
)
