"""生态保护红线增减: ground the red line gained and lost since the year before (面积不减少)."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.line_versions import GAINED, LOST
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

_TALLY = ZoneAreas("redline_change")
_METHOD = Text(
    "两版红线求差，不计 10 平方米以下的碎片",
    "difference of the two versions; pieces below 10 m² are ignored",
)


def line_change_area(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares gained, lost, and gained less lost: below zero the red line shrank."""
    areas = account.zone_areas("redline_change")
    gained, lost = areas.get(GAINED, 0.0), areas.get(LOST, 0.0)
    reason = IntervalReason.REGISTER_AREA
    net = convert(gained - lost, SQUARE_METRE, HECTARE)
    return (
        Measure.extent(gained, 1.0, _METHOD, reason, item=GAINED),
        Measure.extent(lost, 1.0, _METHOD, reason, item=LOST),
        # A difference near zero closes to no share of itself: it goes without a numerator.
        Measure(net, None, None, 1.0, _METHOD, reason, item="net"),
    )


INDICATOR = Indicator(
    id="line_change_area",
    title=Text("生态保护红线增减面积", "Red line gained and lost"),
    chapter=Chapter.LINES,
    uom="ha",
    valid=(-1e9, 1e9),
    numerator=Text("调入或调出面积（平方米）", "area gained or lost, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "version",
            Text("与上一年版本比较", "against the version of the year before"),
            Text(
                "本年红线有而上年没有的为调入，上年有而本年没有的为调出",
                "gained: in this year's line only; lost: in the line of the year before only",
            ),
            "自然资发〔2022〕142号",
        ),
    ),
    reference="自然资发〔2022〕142号",
    compute=line_change_area,
    whole=None,
    items={
        GAINED: Text("调入", "gained"),
        LOST: Text("调出", "lost"),
        "net": Text("净增减", "gained less lost"),
    },
    parameters=("change",),
    larger_is_better=None,
)
