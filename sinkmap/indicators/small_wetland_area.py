"""小微湿地面积: statutory wetland in patches below 8 ha, and what of wetland is on the list."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.wetland import (
    PROTECTION_TALLY,
    has_unsplit_classes,
    has_wetland_profile,
    listed_m2,
    without_wetland_profile,
)
from sinkmap.text import Text

_PATCHES = ZoneAreas("wetland_patches")
_LAW = "law"
_BY_PATCH = Text(
    "同类相连的湿地图斑合并为斑块，取 8 公顷以下者",
    "connected wetland parcels of one class merged, patches below 8 ha taken",
)
_BY_LIST = Text(
    "湿地图斑与已公布、有界址点的小微湿地名录叠置",
    "wetland parcels cut by listed small wetlands with publication number and boundary",
)


def small_wetland_area(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares in patches below 8 ha, and hectares on the list of small wetlands."""
    if not has_wetland_profile(account.code_system, _LAW):
        lacking = without_wetland_profile(account.code_system, _LAW)
        return (Measure.absent(lacking, IntervalReason.MISSING_INPUT),)
    sizes = account.zone_areas("wetland_patches")
    small = sizes.get("ge1", 0.0) + sizes.get("lt1", 0.0)
    reason, coverage = IntervalReason.REGISTER_AREA, account.parcel_coverage
    listed = listed_m2(account, "small_wetland", _LAW)
    found = (
        Measure.extent(small, coverage, _BY_PATCH, reason, item="patches"),
        Measure.extent(listed, coverage, _BY_LIST, reason, item="listed"),
    )
    if not has_unsplit_classes(account, _LAW):
        return found
    return tuple(one.untold(IntervalReason.CLASS_NOT_SPLIT) for one in found)


INDICATOR = Indicator(
    id="small_wetland_area",
    title=Text("小微湿地面积", "Small wetlands"),
    chapter=Chapter.WETLAND,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("小微湿地面积（平方米）", "area of small wetlands, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_PATCHES, PROTECTION_TALLY),
    profiles=(
        Profile(
            "law",
            Text("法定湿地", "statutory wetland"),
            Text(
                "法定湿地中 8 公顷以下的斑块；名录内的另列，未入名录的不计入保护",
                "patches of statutory wetland below 8 ha; those on the list stand apart, others "
                "count for no protection",
            ),
            "GB/T 42481-2023",
        ),
    ),
    reference="GB/T 42481-2023",
    compute=small_wetland_area,
    whole=None,
    items={
        "patches": Text("8 公顷以下斑块", "patches below 8 ha"),
        "listed": Text("名录内小微湿地", "listed small wetlands"),
    },
    parameters=("wetland",),
)
