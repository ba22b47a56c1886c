"""自然湿地保护率: the old series, of the second wetland survey; never joined with 湿地保护率."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.text import Text

_TALLY = ZoneAreas("natural_wetland")
_METHOD = Text(
    "湿地二调自然湿地与计入的各保护形式的并集叠置",
    "natural wetland of the second survey cut by the union of counted forms",
)


def natural_wetland_protection_rate(account: UnitAccount, profile: Profile) -> Measure:
    """Protected natural wetland ÷ natural wetland in percent, each m² once."""
    areas = account.zone_areas("natural_wetland")
    protected = areas.get("protected", 0.0)
    whole = protected + areas.get("open", 0.0)
    return Measure.percentage(protected, whole, 1.0, _METHOD, IntervalReason.REGISTER_AREA)


INDICATOR = Indicator(
    id="natural_wetland_protection_rate",
    title=Text("自然湿地保护率（旧口径）", "Natural wetland protection rate (old series)"),
    chapter=Chapter.WETLAND,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("受保护自然湿地面积（平方米）", "area of protected natural wetland, m²"),
    denominator=Text("自然湿地面积（平方米）", "area of natural wetland, m²"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "ramsar_survey2",
            Text("湿地二调口径", "second wetland survey"),
            Text(
                "第二次湿地资源调查的自然湿地；分母与湿地保护率不同，两个序列不能相连",
                "natural wetland of the second survey; another denominator than the wetland "
                "protection rate, so the two series cannot be joined",
            ),
            Text("第二次全国湿地资源调查", "second national wetland survey"),
        ),
    ),
    reference=Text("第二次全国湿地资源调查", "second national wetland survey"),
    compute=natural_wetland_protection_rate,
)
