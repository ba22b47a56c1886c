"""地下水分区规划用途: groundwater zones by the class of use planned in them."""

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.zone_items import planned_areas, planned_items
from sinkmap.text import Text

_TALLY = ZoneAreas("groundwater_use")
_ZONES = {
    "protection": Text("保护区", "protection zone"),
    "control_first": Text("一级管控区", "first control zone"),
    "control_second": Text("二级管控区", "second control zone"),
    "general": Text("一般区", "general zone"),
}
_METHOD = Text(
    "地下水分区与规划用地用海叠置，格网可加面积量",
    "groundwater zones crossed with planned use, additive measure of the grid",
)


def groundwater_use_area(account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
    """Hectares of each zone by the class of use planned there."""
    return planned_areas(account.zone_areas(_TALLY.zones), profile.switches["zones"], _METHOD)


INDICATOR = Indicator(
    id="groundwater_use_area",
    title=Text("地下水分区规划用途面积", "Groundwater zones under planned use"),
    chapter=Chapter.OVERLAYS,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("地下水分区规划用途面积（平方米）", "groundwater zones under planned use, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "key",
            Text("重点区", "key zones"),
            Text(
                "保护区与一级、二级管控区",
                "protection zone and both control zones",
            ),
            "地下水管理条例（2021年施行）; 地下水污染防治重点区划定",
            {"zones": ("protection", "control_first", "control_second")},
        ),
        Profile(
            "all",
            Text("全部分区", "all zones"),
            Text(
                "重点区之外，一般区也计入",
                "as the key zones, with general zones as well",
            ),
            "地下水管理条例（2021年施行）",
            {"zones": ("protection", "control_first", "control_second", "general")},
        ),
    ),
    reference="地下水管理条例（2021年施行）; 自然资发〔2023〕234号",
    compute=groundwater_use_area,
    items=planned_items(_ZONES),
    larger_is_better=None,
    whole=None,
)
