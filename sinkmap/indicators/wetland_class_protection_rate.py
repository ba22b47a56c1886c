"""分地类湿地保护率: protected share of each group of wetland classes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

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


@cache
def _group_of(system: str) -> Mapping[str, str]:
    """Code -> its group."""
    return {str(code): str(name) for code, name in code_system(system).table["group"].items()}


def wetland_class_protection_rate(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Protected wetland ÷ wetland of each group that occurs, in percent."""
    if not has_wetland_profile(account.code_system, profile.id):
        lacking = without_wetland_profile(account.code_system, profile.id)
        return (Measure.absent(lacking, IntervalReason.MISSING_INPUT),)
    table = _group_of(account.code_system)
    wetland = wetland_parcels(account, profile.id)
    group = np.array([table[code] for code in wetland.code], dtype=object)
    unsplit = unsplit_groups(account, profile.id)
    found = []
    for name in sorted(set(group)):
        rows = wetland.only(group == name)
        rate = Measure.percentage(
            protected_m2(rows),
            rows.total_m2,
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
