"""光伏占红线与永农: ground of photovoltaic panels inside the lines that limit them."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.text import Text

_REDLINE = ZoneAreas("photovoltaic_redline")
_FARMLAND = ZoneAreas("photovoltaic_farmland")


def photovoltaic_line_area(account: UnitAccount, profile: Profile) -> Measure:
    """Hectares of panels inside the line of the profile."""
    (tally,) = profile.inputs
    inside = account.zone_areas(tally.layers[0])
    return Measure.extent(
        sum(inside.values()),
        1.0,
        Text(
            "光伏板区与控制线叠置，格网可加面积量", "panels crossed with the line, additive measure"
        ),
        IntervalReason.NO_UNCERTAINTY_GIVEN,
    )


INDICATOR = Indicator(
    id="photovoltaic_line_area",
    title=Text("控制线内光伏面积", "Photovoltaics inside control lines"),
    chapter=Chapter.OVERLAYS,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("线内光伏板区面积（平方米）", "ground of panels inside the line, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_REDLINE, _FARMLAND),
    profiles=(
        Profile(
            "redline",
            Text("生态保护红线内", "inside the ecological red line"),
            Text("光伏板区落在生态保护红线内的部分", "panels inside the ecological red line"),
            "自然资发〔2022〕142号",
            inputs=(_REDLINE,),
        ),
        Profile(
            "farmland",
            Text("永久基本农田内", "on permanent farmland"),
            Text("光伏板区落在永久基本农田内的部分", "panels on permanent basic farmland"),
            "土地管理法; 自然资办发〔2023〕12号",
            inputs=(_FARMLAND,),
        ),
    ),
    reference="自然资办发〔2023〕12号",
    compute=photovoltaic_line_area,
    larger_is_better=False,
)
