"""红线内人类活动用地面积: land in use by people inside the red line."""

from sinkmap.chapter import Chapter
from sinkmap.classes import members
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, UnitAccount
from sinkmap.text import Text

_TALLY = ParcelShares(("redline",))
_METHOD = Text(
    "图斑与合并后的红线叠置，按地类汇总", "parcels cut by the dissolved red line, by class"
)


def human_activity_in_redline(account: UnitAccount, profile: Profile) -> Measure:
    """Hectares of the profile's class sets inside the red line, each m² once."""
    if account.parcels is None:
        return Measure.absent(Text("无图斑", "no parcels"), IntervalReason.MISSING_INPUT)
    inside = account.parcels[account.parcels["redline"] != ""]
    counted = frozenset[str]().union(*(members(name) for name in profile.switches["sets"]))
    m2 = float(inside["area_m2"][inside["group"].isin(counted)].sum())
    return Measure.extent(m2, account.parcel_coverage, _METHOD, IntervalReason.REGISTER_AREA)


INDICATOR = Indicator(
    id="human_activity_in_redline",
    title=Text("红线内人类活动用地面积", "Human activity inside the red line"),
    chapter=Chapter.LINES,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("红线内人类活动用地面积（平方米）", "area in use inside the red line, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "built",
            Text("建设与农业设施", "built-up land and facilities"),
            Text(
                "建设用地、农村道路和设施农用地",
                "built-up land, rural roads and agricultural facilities",
            ),
            Text("地类集合 BUILT 和 FAC", "class sets BUILT and FAC"),
            {"sets": ("BUILT", "FAC")},
        ),
        Profile(
            "farmed",
            Text("另计种植与养殖", "with farming and ponds"),
            Text(
                "另计耕地、园地和坑塘（原住居民种植养殖不得扩大规模）",
                "cropland, gardens and ponds as well, whose extent may not grow",
            ),
            Text(
                "自然资发〔2022〕142号第（二）项；地类集合 CROP、GARDEN、POND",
                "circular 142 of 2022, item 2; class sets CROP, GARDEN, POND",
            ),
            {"sets": ("BUILT", "FAC", "CROP", "GARDEN", "POND")},
        ),
    ),
    reference="自然资发〔2022〕142号",
    compute=human_activity_in_redline,
    larger_is_better=False,
)
