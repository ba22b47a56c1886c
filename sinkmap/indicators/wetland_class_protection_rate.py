"""分地类湿地保护率: protected share of each group of wetland classes."""

from collections.abc import Sequence
from dataclasses import replace

from sinkmap.chapter import Chapter
from sinkmap.classes import code_system, groups
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.wetland import (
    PROTECTION_TALLY,
    has_wetland_profile,
    protected_m2,
    unsplit_groups,
    wetland_parcels,
    without_wetland_profile,
)
from sinkmap.science.wetland_profiles import wetland_profiles
from sinkmap.text import Text

_METHOD = Text(
    "湿地图斑与计入的各保护形式的并集叠置，按地类组",
    "wetland parcels cut by the union of counted forms of protection, by group",
)
_ITEMS = {one.id: one.title for one in groups() if "WET" in one.sets or one.id == "aqua_pond"}


def wetland_class_protection_rate(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Protected wetland ÷ wetland of each group that occurs, in percent."""
    if not has_wetland_profile(account.code_system, profile.id):
        lacking = without_wetland_profile(account.code_system, profile.id)
        return (Measure.absent(lacking, IntervalReason.MISSING_INPUT),)
    table = code_system(account.code_system).table["group"]
    wetland = wetland_parcels(account, profile.id)
    group = table[wetland["code"]].to_numpy(dtype=object)
    unsplit = unsplit_groups(account, profile.id)
    found = []
    for name in sorted(set(group)):
        rows = wetland[group == name]
        rate = Measure.percentage(
            protected_m2(rows),
            float(rows["area_m2"].sum()),
            account.parcel_coverage,
            _METHOD,
            IntervalReason.REGISTER_AREA,
        )
        if name in unsplit:
            rate = rate.untold(IntervalReason.CLASS_NOT_SPLIT, (0.0, 100.0))
        found.append(replace(rate, item=str(name)))
    if found:
        return tuple(found)
    blank = Measure.absent(_METHOD, IntervalReason.EMPTY_DENOMINATOR, account.parcel_coverage)
    return tuple(replace(blank, item=name) for name in _ITEMS)


INDICATOR = Indicator(
    id="wetland_class_protection_rate",
    title=Text("分地类湿地保护率", "Wetland protection rate by class"),
    chapter=Chapter.WETLAND,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("该地类受保护湿地面积（平方米）", "protected wetland of the class, m²"),
    denominator=Text("该地类湿地面积（平方米）", "wetland of the class, m²"),
    inputs=(PROTECTION_TALLY,),
    profiles=wetland_profiles("law", "stat_js"),
    reference=Text("湿地保护法（2022年施行）", "Wetland Protection Law (2022)"),
    compute=wetland_class_protection_rate,
    whole=None,
    items=_ITEMS,
    parameters=("wetland",),
)
