"""污染地块规划用途: contaminated plots by state and the class of use planned for them."""

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.zone_items import planned_areas, planned_items
from sinkmap.text import Text

_TALLY = ZoneAreas("contaminated_use")
_ZONES = {
    "suspected": Text("疑似污染", "suspected"),
    "listed": Text("列入名录", "listed"),
    "controlled": Text("风险管控", "controlled"),
    "remediating": Text("治理修复中", "being remediated"),
    "cleared": Text("已移出名录", "cleared"),
}
_METHOD = Text(
    "污染地块与规划用地用海叠置，格网可加面积量",
    "contaminated plots crossed with planned use, additive measure of the grid",
)


def contaminated_use_area(account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
    """Hectares of each zone by the class of use planned there."""
    return planned_areas(account.zone_areas(_TALLY.zones), profile.switches["zones"], _METHOD)


INDICATOR = Indicator(
    id="contaminated_use_area",
    title=Text("污染地块规划用途面积", "Contaminated plots under planned use"),
    chapter=Chapter.OVERLAYS,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("污染地块规划用途面积（平方米）", "contaminated plots under planned use, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "uncleared",
            Text("未移出名录的地块", "plots not yet cleared"),
            Text(
                "疑似、列入名录、风险管控和修复中的地块；移出名录的不计",
                "plots suspected, listed, controlled or being remediated; not those cleared",
            ),
            "土壤污染防治法（2019年施行）第五十九、六十一条",
            {"zones": ("suspected", "listed", "controlled", "remediating")},
        ),
        Profile(
            "register",
            Text("名录内地块", "plots in the register"),
            Text(
                "列入名录、风险管控和修复中的地块",
                "plots that are listed, controlled or being remediated",
            ),
            "土壤污染防治法（2019年施行）第五十八条",
            {"zones": ("listed", "controlled", "remediating")},
        ),
        Profile(
            "all",
            Text("全部地块", "all plots"),
            Text(
                "名录内外、已移出和疑似的全部地块",
                "plots of every state, cleared ones too",
            ),
            "土壤污染防治法（2019年施行）",
            {"zones": ("suspected", "listed", "controlled", "remediating", "cleared")},
        ),
    ),
    reference="土壤污染防治法（2019年施行）; 自然资发〔2023〕234号",
    compute=contaminated_use_area,
    items=planned_items(_ZONES),
    larger_is_better=None,
    whole=None,
)
