"""防护林带连续率: bank of named waters that has trees behind it, as a share of all bank."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Lengths, Measure, Profile, UnitAccount
from sinkmap.parameters import parameter_table
from sinkmap.science.belt_items import ALL, ItemShares, water_titles
from sinkmap.text import Text

_BANKS = Lengths("bank_belt")
_ITEMS = water_titles()
_PIECE_M = parameter_table("shoreline").value("piece_m")
_DEPTH_M = parameter_table("shelterbelt").value("search_m")
_METHOD = Text(
    f"岸线每约{_PIECE_M:g}米一段，岸后{_DEPTH_M:g}米内林木平均宽度达到限值的岸段长度",
    f"bank in pieces of about {_PIECE_M:g} m; length of those with trees of the least mean width "
    f"within {_DEPTH_M:g} m of the bank",
)


def shelterbelt_continuity(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Metres of bank with a belt ÷ metres of bank seen, in percent, of all waters and of each."""
    shares = ItemShares()
    for zone, metres in sorted(account.lengths("bank_belt").items()):
        water, _, state, *_ = (*zone.split("|"), "", "")
        items = (ALL, water) if water in _ITEMS else ()
        if state == "unseen":
            shares.add(items, 0.0, unseen=metres)
        else:
            belted = metres if state in profile.switches["states"] else 0.0
            shares.add(items, metres, counted=belted)
    return shares.measures(_ITEMS, _METHOD, IntervalReason.NO_UNCERTAINTY_GIVEN)


INDICATOR = Indicator(
    id="shelterbelt_continuity",
    title=Text("防护林带连续率", "Continuity of the shelterbelts"),
    chapter=Chapter.SHORE,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("有林带的岸线长度（米）", "length of bank with a tree belt, m"),
    denominator=Text("可见岸线长度（米）", "length of bank seen, m"),
    inputs=(_BANKS,),
    profiles=(
        Profile(
            "belt_10",
            Text("林带宽度不小于10米", "belt of at least 10 m"),
            Text(
                "岸后林木平均宽度不小于10米即为有林带",
                "a bank has a belt where the mean width of trees behind it is 10 m or more",
            ),
            Text(
                "国家森林资源连续清查技术规定：林带冠幅宽度10米以上",
                "national forest inventory rules: tree belts have a crown width of 10 m or more",
            ),
            {"states": ("wide", "narrow")},
        ),
        Profile(
            "belt_30",
            Text("林带宽度不小于30米", "belt of at least 30 m"),
            Text(
                "岸后林木平均宽度不小于30米即为有林带（默认值，D级）",
                "a bank has a belt where the mean width of trees behind it is 30 m or more "
                "(default, D)",
            ),
            Text("sinkmap/parameters/shelterbelt.csv", "sinkmap/parameters/shelterbelt.csv"),
            {"states": ("wide",)},
        ),
    ),
    reference=Text(
        "国家森林资源连续清查技术规定（林带）；sinkmap/parameters/shelterbelt.csv",
        "national forest inventory rules (tree belts); sinkmap/parameters/shelterbelt.csv",
    ),
    compute=shelterbelt_continuity,
    items=_ITEMS,
    parameters=("shelterbelt", "shoreline"),
    whole=None,
)
