"""分地类湿地面积: wetland of a unit by group of classes."""

from collections.abc import Sequence
from dataclasses import replace

from sinkmap.chapter import Chapter
from sinkmap.classes import groups
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

_METHOD = Text("湿地图斑面积按地类组汇总", "areas of wetland parcels by group of classes")
_ALSO = frozenset({"aqua_pond", "cropland_paddy", "salt_pan"})
"""Groups that only the wider profiles count."""


def wetland_class_area(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares of each group the profile counts; bounds alone for a group counted in part."""
    if not has_wetland_profile(account.code_system, profile.id):
        lacking = without_wetland_profile(account.code_system, profile.id)
        return (Measure.absent(lacking, IntervalReason.MISSING_INPUT),)
    unsplit = unsplit_groups(account, profile.id)
    found = []
    for name, m2 in wetland_by_group(account, profile.id).items():
        area = Measure.extent(
            m2, account.parcel_coverage, _METHOD, IntervalReason.REGISTER_AREA, item=name
        )
        if name in unsplit:
            area = replace(area.untold(IntervalReason.CLASS_NOT_SPLIT, (0.0, area.value or 0.0)))
        found.append(area)
    return tuple(found)


INDICATOR = Indicator(
    id="wetland_class_area",
    title=Text("分地类湿地面积", "Wetland by class"),
    chapter=Chapter.WETLAND,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("该地类湿地面积（平方米）", "area of wetland of the class, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(ParcelShares(()),),
    profiles=wetland_profiles(),
    reference=Text("湿地保护法（2022年施行）", "Wetland Protection Law (2022)"),
    compute=wetland_class_area,
    items={one.id: one.title for one in groups() if "WET" in one.sets or one.id in _ALSO},
    parameters=("wetland",),
    larger_is_better=None,
)
