"""湿地保护率: wetland under any counted form of protection as a share of all wetland."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.wetland import (
    PROTECTION_TALLY,
    has_unsplit_classes,
    has_wetland_profile,
    protected_m2,
    rate_bounds,
    wetland_parcels,
    without_wetland_profile,
)
from sinkmap.science.wetland_profiles import wetland_profiles
from sinkmap.text import Text

_METHOD = Text(
    "湿地图斑与计入的各保护形式的并集叠置",
    "wetland parcels cut by the union of counted forms of protection",
)


def wetland_protection_rate(account: UnitAccount, profile: Profile) -> Measure:
    """Protected wetland ÷ wetland in percent; each m² counts once, whatever covers it."""
    if not has_wetland_profile(account.code_system, profile.id):
        lacking = without_wetland_profile(account.code_system, profile.id)
        return Measure.absent(lacking, IntervalReason.MISSING_INPUT)
    wetland = wetland_parcels(account, profile.id)
    rate = Measure.percentage(
        protected_m2(wetland),
        wetland.total_m2,
        account.parcel_coverage,
        _METHOD,
        IntervalReason.REGISTER_AREA,
    )
    if not has_unsplit_classes(account, profile.id):
        return rate
    return rate.untold(IntervalReason.CLASS_NOT_SPLIT, rate_bounds(account, profile.id))


INDICATOR = Indicator(
    id="wetland_protection_rate",
    title=Text("湿地保护率", "Wetland protection rate"),
    chapter=Chapter.WETLAND,
    leads=True,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("受保护湿地面积（平方米）", "area of protected wetland, m²"),
    denominator=Text("湿地面积（平方米）", "area of wetland, m²"),
    inputs=(PROTECTION_TALLY,),
    profiles=wetland_profiles(),
    reference=Text("湿地保护法（2022年施行）", "Wetland Protection Law (2022)"),
    compute=wetland_protection_rate,
    parameters=("wetland",),
)
