"""湿地面积与公布数之差: each profile's wetland less the published total; shown, none is chosen."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, UnitAccount
from sinkmap.science.wetland_profiles import wetland_profiles
from sinkmap.text import Text

_BASE = "wetland_area"


def wetland_area_gap(account: UnitAccount, profile: Profile) -> Measure:
    """Hectares by the profile less hectares published for the same unit and year."""
    published = account.published_total(_BASE)
    if published is None:
        lacking = Text("方案没有该单元该年的公布数", "the plan states no published total for it")
        return Measure.absent(lacking, IntervalReason.MISSING_INPUT)
    found = next(iter(account.earlier.get((_BASE, profile.id), ())), None)
    if found is None:
        lacking = Text("方案未选用该口径", "the plan leaves this profile out")
        return Measure.absent(lacking, IntervalReason.MISSING_INPUT)
    method = Text(
        f"测算面积减公布数 {published.value:g} {published.uom}（{published.source}）",
        f"computed area less the {published.value:g} {published.uom} published",
    )
    if found.value is None:
        bounds = found.interval and tuple(end - published.in_hectares for end in found.interval)
        gap = Measure(None, None, None, found.coverage, method, found.reason, status=found.status)
        return gap if bounds is None else gap.untold(found.reason, (bounds[0], bounds[1]))
    # The difference of one unit is no part of another's: it goes without a numerator.
    value = found.value - published.in_hectares
    return Measure(value, None, None, found.coverage, method, found.reason)


INDICATOR = Indicator(
    id="wetland_area_gap",
    title=Text("湿地面积与公布数之差", "Wetland area less the published total"),
    chapter=Chapter.WETLAND,
    uom="ha",
    valid=(-1e9, 1e9),
    numerator=Text("无（两数之差）", "none: a difference"),
    denominator=Text("无（两数之差）", "none: a difference"),
    inputs=(ParcelShares(()),),
    profiles=wetland_profiles(),
    reference=Text("方案 [[published]] 所列公布数", "published totals of the plan's [[published]]"),
    compute=wetland_area_gap,
    after=(_BASE,),
    parameters=("wetland",),
    larger_is_better=None,
)
