"""光伏占地: ground of photovoltaic panels by the surveyed land under them."""

from sinkmap.chapter import Chapter
from sinkmap.classes import members
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, UnitAccount, ZoneAreas
from sinkmap.science.zone_items import TOTAL, zone_extents
from sinkmap.text import Text

_PANELS = ZoneAreas("photovoltaic_land")
_SURVEY = ParcelShares(())
_SETS = {"pond": "POND", "cropland": "CROP", "garden": "GARDEN", "built": "BUILT"}


def photovoltaic_land_area(account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
    """Hectares of panels on ponds, cropland, gardens, built-up and other land; all of them."""
    ground = account.zone_areas(_PANELS.zones)
    areas = {item: sum(ground.get(g, 0.0) for g in sorted(members(s))) for item, s in _SETS.items()}
    total = sum(ground.values())
    areas["other"] = max(0.0, total - sum(areas.values()))
    return zone_extents(
        areas | {TOTAL: total},
        account.parcel_coverage,
        Text("光伏板区与图斑叠置，格网可加面积量", "panels crossed with parcels, additive measure"),
        IntervalReason.NO_UNCERTAINTY_GIVEN,
    )


INDICATOR = Indicator(
    id="photovoltaic_land_area",
    title=Text("光伏占地面积", "Photovoltaics by land"),
    chapter=Chapter.OVERLAYS,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("光伏板区面积（平方米）", "ground of panels, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_PANELS, _SURVEY),
    profiles=(
        Profile(
            "survey",
            Text("按图斑现状地类", "by surveyed class"),
            Text(
                "光伏板区按其下图斑的地类分列；坑塘含养殖坑塘，耕地为水田、水浇地和旱地",
                "panels by the class of the parcel under them; ponds with aquaculture ponds, "
                "cropland as paddy, irrigated and dry land",
            ),
            "自然资办发〔2023〕12号",
        ),
    ),
    reference="自然资办发〔2023〕12号; TD/T 1055-2019",
    compute=photovoltaic_land_area,
    items={
        "pond": Text("坑塘", "ponds"),
        "cropland": Text("耕地", "cropland"),
        "garden": Text("园地", "garden land"),
        "built": Text("建设用地", "built-up land"),
        "other": Text("其他地类", "other land"),
        TOTAL: Text("合计", "total"),
    },
    larger_is_better=None,
    whole=TOTAL,
)
