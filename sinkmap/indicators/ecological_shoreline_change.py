"""生态岸线增减: shoreline of the Yangtze that became ecological, or ceased to be, in a year."""

import math
from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.classes import ECOLOGY
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Lengths, Measure, Profile, UnitAccount
from sinkmap.text import Text

_CHANGE = Lengths("shoreline_change")
_METHOD = Text(
    "两年官方岸线沿线比较，类型改变的岸段按椭球面长度汇总",
    "official lines of two years compared along the line; geodesic length of what changed use",
)


def ecological_shoreline_change(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Kilometres gained and lost by the ecological shoreline, and those between other uses."""
    metres: dict[str, list[float]] = {"gained": [], "lost": [], "other": []}
    for zone, length in sorted(account.lengths("shoreline_change").items()):
        uses, _, shore = zone.partition("|")
        earlier, _, now = uses.partition(">")
        if shore in profile.switches["shores"]:
            item = "gained" if now == ECOLOGY else "lost" if earlier == ECOLOGY else "other"
            metres[item].append(length)
    return tuple(
        Measure.stretch(math.fsum(found), 1.0, _METHOD, IntervalReason.SURVEYED_LINE, item)
        for item, found in metres.items()
    )


INDICATOR = Indicator(
    id="ecological_shoreline_change",
    title=Text("长江岸线类型变化长度", "Change of the Yangtze shoreline"),
    chapter=Chapter.SHORE,
    uom="km",
    valid=(0.0, 10_000.0),
    numerator=Text("类型改变的岸段长度（米）", "length of shoreline that changed use, m"),
    denominator=Text("无（长度指标）", "none: the figure is a length"),
    inputs=(_CHANGE,),
    profiles=(
        Profile(
            "mainland",
            Text("大陆岸线", "mainland shore"),
            Text(
                "与上一年度相比类型改变的大陆岸段；新增或缺失的岸段按类型未知比较",
                "stretches of the mainland that changed use since the year before; a stretch that "
                "one year lacks was, or is, of unknown use",
            ),
            Text("sinkmap/parameters/shoreline.csv", "sinkmap/parameters/shoreline.csv"),
            {"shores": ("mainland",)},
        ),
        Profile(
            "with_islands",
            Text("大陆与洲岛岸线", "mainland and islands"),
            Text("同上，另计洲岛岸线", "the same with the shore of islands"),
            Text("sinkmap/parameters/shoreline.csv", "sinkmap/parameters/shoreline.csv"),
            {"shores": ("mainland", "island")},
        ),
    ),
    reference=Text(
        "长江岸线保护和开发利用总体规划（2016）", "national plan of the Yangtze shoreline (2016)"
    ),
    compute=ecological_shoreline_change,
    items={
        "gained": Text("转为生态岸线", "became ecological"),
        "lost": Text("不再是生态岸线", "ceased to be ecological"),
        "other": Text("其他类型之间", "between other uses"),
    },
    parameters=("shoreline",),
    larger_is_better=None,
)
