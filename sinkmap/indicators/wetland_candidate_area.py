"""未受保护湿地斑块面积: unprotected wetland in patches of 8 ha, and of 1 ha, and more."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, UnitAccount, ZoneAreas
from sinkmap.science.wetland import (
    has_unsplit_classes,
    has_wetland_profile,
    without_wetland_profile,
)
from sinkmap.text import Text

_PATCHES, _PARCELS = ZoneAreas("wetland_candidates"), ParcelShares(())
_LAW = "law"
_METHOD = Text(
    "湿地斑块扣除计入的保护范围，按剩余相连部分的面积取舍",
    "patches less counted protection; what is left counts by the size of its connected parts",
)


def wetland_candidate_area(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares in patches of 8 ha and more, and of 1 ha and more (those of 8 ha included)."""
    if not has_wetland_profile(account.code_system, _LAW):
        lacking = without_wetland_profile(account.code_system, _LAW)
        return (Measure.absent(lacking, IntervalReason.MISSING_INPUT),)
    sizes = account.zone_areas("wetland_candidates")
    large = sizes.get("ge8", 0.0)
    areas = {"ge8": large, "ge1": large + sizes.get("ge1", 0.0)}
    reason, coverage = IntervalReason.REGISTER_AREA, account.parcel_coverage
    found = tuple(
        Measure.extent(m2, coverage, _METHOD, reason, item=size) for size, m2 in areas.items()
    )
    if not has_unsplit_classes(account, _LAW):
        return found
    return tuple(one.untold(IntervalReason.CLASS_NOT_SPLIT) for one in found)


INDICATOR = Indicator(
    id="wetland_candidate_area",
    title=Text("未受保护湿地斑块面积", "Unprotected wetland patches"),
    chapter=Chapter.WETLAND,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("未受保护湿地面积（平方米）", "area of unprotected wetland, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_PATCHES, _PARCELS),
    profiles=(
        Profile(
            "law",
            Text("法定湿地", "statutory wetland"),
            Text(
                "法定湿地扣除计入的保护形式后相连的斑块，作为湿地保护小区候选",
                "connected statutory wetland under no counted form: candidates for plots",
            ),
            Text("湿地保护法（2022年施行）", "Wetland Protection Law (2022)"),
        ),
    ),
    reference=Text("湿地保护法（2022年施行）", "Wetland Protection Law (2022)"),
    compute=wetland_candidate_area,
    whole=None,
    items={
        "ge8": Text("8 公顷及以上", "8 ha and more"),
        "ge1": Text("1 公顷及以上", "1 ha and more"),
    },
    parameters=("wetland",),
    larger_is_better=False,
)
