"""太湖流域分级保护区: land inside each protection level of the basin, by kind."""

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, Within
from sinkmap.science.zone_items import TOTAL, kind_areas, kind_items
from sinkmap.text import Text

_USE = Within("land_use", "taihu_zone")
_COVER = Within("land_group", "taihu_zone")
_ZONES = {
    "first": Text("一级保护区", "first level"),
    "second": Text("二级保护区", "second level"),
    "third": Text("三级保护区", "third level"),
}


def taihu_zone_area(account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
    """Hectares of each zone by kind of land."""
    tally = _USE if profile.id == "land_use" else _COVER
    return kind_areas(
        account.raster(tally), Text("区内像元面积按地类汇总", "pixel areas inside zones")
    )


INDICATOR = Indicator(
    id="taihu_zone_area",
    title=Text("太湖流域分级保护区地类面积", "Land in the protection levels of the Taihu basin"),
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
    reference="江苏省太湖水污染防治条例",
    compute=taihu_zone_area,
    items=kind_items(_ZONES),
    larger_is_better=None,
    whole=TOTAL,
)
