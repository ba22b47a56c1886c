"""生态保护红线分类型面积: the dissolved red line by the function it protects."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.redline_kind import REDLINE_KINDS, redline_kind
from sinkmap.text import Text

_TALLY = ZoneAreas("redline")
_METHOD = Text("合并后的红线按类型量算", "dissolved red line measured by kind")


def redline_kind_area(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares of each kind; kinds that do not occur have none, and all add up to the red line."""
    found = dict.fromkeys(REDLINE_KINDS, 0.0)
    for text, m2 in account.zone_areas("redline").items():
        found[redline_kind(text)] += m2
    return tuple(
        Measure.extent(m2, 1.0, _METHOD, IntervalReason.REGISTER_AREA, item=kind)
        for kind, m2 in found.items()
    )


INDICATOR = Indicator(
    id="redline_kind_area",
    title=Text("生态保护红线分类型面积", "Red line by kind"),
    chapter=Chapter.LINES,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("该类型红线面积（平方米）", "area of the red line of the kind, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "geometry",
            Text("图形面积口径", "geometric areas"),
            Text(
                "同一地块划入两种类型时只计一次，按类型名称先后；未列类型归入其他",
                "ground drawn under two kinds counts once, for the first by name; kinds that are "
                "not listed are others",
            ),
            Text("格网的可加面积量", "additive measure of the grid"),
        ),
    ),
    reference="自然资发〔2022〕142号",
    compute=redline_kind_area,
    items={kind: title for kind, (title, _) in REDLINE_KINDS.items()},
)
