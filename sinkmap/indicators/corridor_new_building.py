"""廊道新增建设: ground in the corridors that is built now and was not in the year before."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, UnitAccount, ZoneAreas
from sinkmap.science.crossed_zones import by_zone
from sinkmap.science.kept_ground import BUILT_SETS, CORRIDORS, is_new
from sinkmap.text import Text

_BUILDING = ZoneAreas("corridor_building")
_SURVEY = ParcelShares(())


def corridor_new_building(account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
    """Hectares of new building in the corridors of each kind."""
    counted = BUILT_SETS[profile.id]
    new = by_zone(account.zone_areas(_BUILDING.zones), lambda kind: is_new(kind, counted))
    return tuple(
        Measure.extent(
            new.get(kind, 0.0),
            account.parcel_coverage,
            Text(
                "两年廊道内建设用地相减，边界重绘也计入",
                "built land in corridors of two years subtracted, redrawn borders included",
            ),
            IntervalReason.NO_UNCERTAINTY_GIVEN,
            item=kind,
        )
        for kind in CORRIDORS
    )


INDICATOR = Indicator(
    id="corridor_new_building",
    title=Text("廊道内新增建设面积", "New building in corridors"),
    chapter=Chapter.PATTERN,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("廊道内新增建设用地面积（平方米）", "newly built land in corridors, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_BUILDING, _SURVEY),
    profiles=(
        Profile(
            "built",
            Text("建成用地", "land with buildings or pavement"),
            Text(
                "上年不是、本年是建成用地；公园绿地、广场和空闲地不算建成",
                "built now and not the year before; parks, squares and vacant land are not built",
            ),
            Text(
                "sinkmap/classes/groups.csv 的地类集合", "class sets of sinkmap/classes/groups.csv"
            ),
        ),
        Profile(
            "construction",
            Text("全部建设用地", "all construction land"),
            Text(
                "上年不是、本年是建设用地（地类集合 BUILT）",
                "in the class set BUILT now and not the year before",
            ),
            "TD/T 1055-2019",
        ),
    ),
    reference="QX/T 437-2018",
    compute=corridor_new_building,
    items=CORRIDORS,
    larger_is_better=False,
    whole=None,
)
