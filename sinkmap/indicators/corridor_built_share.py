"""廊道建设占比: built land as a share of the corridors that a plan keeps open."""

from dataclasses import replace

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, UnitAccount, ZoneAreas
from sinkmap.science.crossed_zones import by_zone
from sinkmap.science.kept_ground import BUILT_SETS, CORRIDORS
from sinkmap.text import Text

_GROUND = ZoneAreas("corridor_ground")
_SURVEY = ParcelShares(())


def corridor_built_share(account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
    """Built ground ÷ ground of the corridors of each kind, in percent."""
    ground = account.zone_areas(_GROUND.zones)
    counted = BUILT_SETS[profile.id]
    whole, built = by_zone(ground, lambda _: True), by_zone(ground, lambda k: k in counted)
    shares = {
        kind: Measure.percentage(
            built.get(kind, 0.0),
            whole.get(kind, 0.0),
            account.parcel_coverage,
            Text("廊道与建设用地图斑叠置", "corridors crossed with parcels of built land"),
            IntervalReason.NO_UNCERTAINTY_GIVEN,
        )
        for kind in CORRIDORS
    }
    return tuple(replace(share, item=kind) for kind, share in shares.items())


INDICATOR = Indicator(
    id="corridor_built_share",
    title=Text("廊道内建设占比", "Built share of corridors"),
    chapter=Chapter.PATTERN,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("廊道内建设用地面积（平方米）", "built land in corridors of the kind, m²"),
    denominator=Text("该类廊道面积（平方米）", "area of the corridors of the kind, m²"),
    inputs=(_GROUND, _SURVEY),
    profiles=(
        Profile(
            "built",
            Text("建成用地", "land with buildings or pavement"),
            Text(
                "建设用地中不计公园绿地、广场和空闲地",
                "construction land without parks, squares and vacant land",
            ),
            Text(
                "sinkmap/classes/groups.csv 的地类集合", "class sets of sinkmap/classes/groups.csv"
            ),
        ),
        Profile(
            "construction",
            Text("全部建设用地", "all construction land"),
            Text("地类集合 BUILT 的全部地类", "every group of the class set BUILT"),
            "TD/T 1055-2019",
        ),
    ),
    reference="QX/T 437-2018",
    compute=corridor_built_share,
    items=CORRIDORS,
    larger_is_better=False,
    whole=None,
)
