"""廊道连续性: how freely a corridor of the space pattern leads from end to end."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Lengths, Measure, Profile, UnitAccount
from sinkmap.science.corridor_account import corridor_measures
from sinkmap.science.pattern import ELEMENT_ITEMS
from sinkmap.text import Text

_REFERENCE = Text(
    "最小费用路径；阻力见参数表 connectivity",
    "least-cost path; resistances of parameter table connectivity",
)


def corridor_continuity(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Percent for each corridor in the unit."""
    return corridor_measures(account, detour=profile.switches["detour"])


INDICATOR = Indicator(
    id="corridor_continuity",
    title=Text("生态廊道连续性", "Continuity of ecological corridors"),
    chapter=Chapter.PATTERN,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("路径长度（米）", "length of the way, m"),
    denominator=Text("路径费用（等效自然用地米）", "cost of the way, metres of natural land"),
    inputs=(Lengths("corridor_way"),),
    profiles=(
        Profile(
            "detour",
            Text("含绕行", "with detour"),
            Text(
                "廊道全为自然用地时的最短路径长度，除以现状最小费用；仅全市给出",
                "shortest way if all ground were natural over the least cost as it is; "
                "of the whole city only",
            ),
            _REFERENCE,
            {"detour": True},
        ),
        Profile(
            "way",
            Text("路径通畅度", "ease of the way"),
            Text(
                "最小费用路径在单元内的长度，除以该段费用",
                "length of the least-cost way inside the unit over what it costs there",
            ),
            _REFERENCE,
            {"detour": False},
        ),
    ),
    reference=_REFERENCE,
    compute=corridor_continuity,
    items={item: title for item, title in ELEMENT_ITEMS.items() if item.startswith("corridor")},
    parameters=("connectivity",),
    whole=None,
)
