"""Land inside zones of control by kind: what indicators of such zones have in common."""

from __future__ import annotations

from collections.abc import Mapping

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, Within
from sinkmap.science.zone_items import TOTAL, kind_areas, kind_items
from sinkmap.text import Text

__all__ = ["zone_ground"]

_METHOD = Text("区内像元面积按地类汇总", "pixel areas inside zones")


def zone_ground(
    name: str, title: Text, layer: str, zones: Mapping[str, Text], reference: str
) -> Indicator:
    """Indicator of the hectares of each zone of a layer by kind of land.

    Parameters
    ----------
    name, title, reference
        Of the indicator.
    layer
        Derived layer of disjoint zones.
    zones
        Zone -> its name, in the order of the items.
    """
    use, cover = Within("land_use", layer), Within("land_group", layer)

    def zone_areas(account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
        """Hectares of each kind of land in each zone."""
        tally = use if profile.id == "land_use" else cover
        return kind_areas(account.raster(tally), _METHOD)

    return Indicator(
        id=name,
        title=title,
        chapter=Chapter.OVERLAYS,
        uom="ha",
        valid=(0.0, 1e9),
        numerator=Text("区内该地类面积（平方米）", "area of the kind of land in the zone, m²"),
        denominator=Text("无（面积指标）", "none: the figure is an area"),
        inputs=(use, cover),
        profiles=(
            Profile(
                "land_use",
                Text("土地利用", "land use"),
                Text(
                    "有调查图斑处按图斑地类，其余按土地覆盖图",
                    "by the surveyed class where there are parcels, by land cover elsewhere",
                ),
                "TD/T 1055-2019",
                inputs=(use,),
            ),
            Profile(
                "land_cover",
                Text("土地覆盖图", "land cover map"),
                Text(
                    "只按土地覆盖栅格，未经样本校正",
                    "by the land cover map alone, not adjusted by samples",
                ),
                Text("图层 land_cover", "layer land_cover"),
                inputs=(cover,),
            ),
        ),
        reference=reference,
        compute=zone_areas,
        items=kind_items(zones),
        larger_is_better=None,
        whole=TOTAL,
    )
