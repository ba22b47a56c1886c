"""永久基本农田保持率: share of last year's permanent farmland that still is one."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.line_versions import GAINED, LOST
from sinkmap.text import Text

_NOW, _CHANGE = ZoneAreas("permanent_farmland"), ZoneAreas("farmland_change")
_METHOD = Text(
    "两版永久基本农田求差，不计 10 平方米以下的碎片",
    "difference of the two versions; pieces below 10 m² are ignored",
)


def permanent_farmland_kept(account: UnitAccount, profile: Profile) -> Measure:
    """Ground in both versions ÷ ground in the earlier one, in percent."""
    change = account.zone_areas("farmland_change")
    now = float(sum(account.zone_areas("permanent_farmland").values()))
    # Both are measured piece by piece: what was gained can pass the whole by rounding.
    kept = max(0.0, now - change.get(GAINED, 0.0))
    before = kept + change.get(LOST, 0.0)
    return Measure.percentage(kept, before, 1.0, _METHOD, IntervalReason.REGISTER_AREA)


INDICATOR = Indicator(
    id="permanent_farmland_kept",
    title=Text("永久基本农田保持率", "Permanent farmland kept"),
    chapter=Chapter.FARMLAND,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("两年都是永久基本农田的面积（平方米）", "permanent farmland in both years, m²"),
    denominator=Text("上年永久基本农田面积（平方米）", "permanent farmland of the year before, m²"),
    inputs=(_NOW, _CHANGE),
    profiles=(
        Profile(
            "version",
            Text("与上一年版本比较", "against the version of the year before"),
            Text(
                "按划定范围比较，不看现状地类；补划的不抵调出的",
                "by the lines drawn, whatever grows there; ground added makes up for none lost",
            ),
            Text(
                "永久基本农田保护红线管理办法（2025）",
                "rules on permanent farmland red lines (2025)",
            ),
        ),
    ),
    reference=Text(
        "永久基本农田保护红线管理办法（2025）", "rules on permanent farmland red lines (2025)"
    ),
    compute=permanent_farmland_kept,
    parameters=("change",),
)
