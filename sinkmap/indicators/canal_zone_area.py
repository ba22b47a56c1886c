"""大运河核心监控区: land inside the core control zone of the canal, by part and kind."""

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, Within
from sinkmap.science.zone_items import TOTAL, kind_areas, kind_items
from sinkmap.text import Text

_USE = Within("land_use", "canal_zone")
_COVER = Within("land_group", "canal_zone")
_ZONES = {
    "built_up": Text("建成区", "built-up part"),
    "riverside": Text("滨河生态空间", "riverside space"),
    "other": Text("其他区域", "rest of the zone"),
}


def canal_zone_area(account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
    """Hectares of each zone by kind of land."""
    tally = _USE if profile.id == "land_use" else _COVER
    return kind_areas(
        account.raster(tally), Text("区内像元面积按地类汇总", "pixel areas inside zones")
    )


INDICATOR = Indicator(
    id="canal_zone_area",
    title=Text("大运河核心监控区地类面积", "Land in the core zone of the Grand Canal"),
    chapter=Chapter.OVERLAYS,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("区内该地类面积（平方米）", "area of the kind of land in the zone, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_USE, _COVER),
    profiles=(
        Profile(
            "land_use",
            Text("土地利用", "land use"),
            Text(
                "有调查图斑处按图斑地类，其余按土地覆盖图",
                "by the surveyed class where there are parcels, by land cover elsewhere",
            ),
            "TD/T 1055-2019",
            inputs=(_USE,),
        ),
        Profile(
            "land_cover",
            Text("土地覆盖图", "land cover map"),
            Text(
                "只按土地覆盖栅格，未经样本校正",
                "by the land cover map alone, not adjusted by samples",
            ),
            Text("图层 land_cover", "layer land_cover"),
            inputs=(_COVER,),
        ),
    ),
    reference="常政发〔2022〕73号; 苏政发〔2021〕20号",
    compute=canal_zone_area,
    items=kind_items(_ZONES),
    larger_is_better=None,
    whole=TOTAL,
)
