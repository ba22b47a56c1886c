"""腾退工业用地复绿潜力: vacated industrial land by what stands in the way of making it green."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.zone_items import TOTAL, zone_extents
from sinkmap.text import Text

_TALLY = ZoneAreas("greening_candidate")
_ITEMS = {
    "green": Text("规划为绿色用途", "planned for green use"),
    "undecided": Text("规划未定", "use not decided"),
    "unclean": Text("污染地块，须先治理", "contaminated, to be cleaned first"),
    "building": Text("规划为建设用途", "planned for building"),
}


def greening_candidate_area(account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
    """Hectares of vacated land of each state that the profile counts, and all of it."""
    ground = account.zone_areas(_TALLY.zones)
    areas = {item: ground.get(item, 0.0) for item in profile.switches["states"]}
    return zone_extents(
        areas | {TOTAL: sum(areas.values())},
        1.0,
        Text(
            "腾退用地与规划、污染地块叠置", "vacated land crossed with plan and contaminated plots"
        ),
        IntervalReason.NO_UNCERTAINTY_GIVEN,
    )


INDICATOR = Indicator(
    id="greening_candidate_area",
    title=Text("腾退工业用地复绿潜力", "Vacated industrial land for greening"),
    chapter=Chapter.OVERLAYS,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("腾退工业用地面积（平方米）", "area of vacated industrial land, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "candidate",
            Text("可复绿", "can be made green"),
            Text(
                "规划为绿色用途或用途未定，且不在未移出名录的污染地块内",
                "planned for green use or not decided, and in no plot that is not cleared",
            ),
            "土壤污染防治法（2019年施行）; 自然资发〔2023〕234号",
            {"states": ("green", "undecided")},
        ),
        Profile(
            "all",
            Text("全部腾退用地", "all vacated land"),
            Text(
                "可复绿之外，须先治理的和规划为建设用途的也计入",
                "with land that has to be cleaned first, and land planned for building",
            ),
            "自然资发〔2023〕171号",
            {"states": tuple(_ITEMS)},
        ),
    ),
    reference="自然资发〔2023〕171号",
    compute=greening_candidate_area,
    items=_ITEMS | {TOTAL: Text("合计", "total")},
    larger_is_better=None,
    whole=TOTAL,
)
