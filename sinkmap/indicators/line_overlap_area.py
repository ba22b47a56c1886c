"""三条控制线重叠面积: ground that two of the three national lines both cover."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.national_lines import LINE_PAIRS, pair_id, pair_title
from sinkmap.text import Text

_TALLY = ZoneAreas("line_overlap")
_METHOD = Text(
    "两条控制线求交，不计 10 平方米以下的碎片",
    "intersection of the two lines; pieces below 10 m² are ignored",
)


def line_overlap_area(account: UnitAccount, profile: Profile) -> Measure:
    """Hectares under both lines of the profile."""
    m2 = account.zone_areas("line_overlap").get(profile.id, 0.0)
    return Measure.extent(m2, 1.0, _METHOD, IntervalReason.REGISTER_AREA)


def _profile(one: str, other: str) -> Profile:
    title = pair_title(one, other)
    return Profile(
        pair_id(one, other),
        title,
        Text(f"{title.zh}互相重叠的面积", f"ground under both: {title.en}"),
        Text("三区三线划定规则", "rules of the three zones and three lines"),
        inputs=(_TALLY, ZoneAreas(one), ZoneAreas(other)),
    )


INDICATOR = Indicator(
    id="line_overlap_area",
    title=Text("三条控制线重叠面积", "Overlap of the national lines"),
    chapter=Chapter.LINES,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("两条控制线都覆盖的面积（平方米）", "area under both lines, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(
        _TALLY,
        *(ZoneAreas(name) for name in dict.fromkeys(one for pair in LINE_PAIRS for one in pair)),
    ),
    profiles=tuple(_profile(*pair) for pair in LINE_PAIRS),
    reference=Text("三区三线划定规则", "rules of the three zones and three lines"),
    compute=line_overlap_area,
    parameters=("change",),
    larger_is_better=False,
)
