"""人均公园绿地面积: park green of a unit for each of its people."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, Rows, UnitAccount, ZoneAreas
from sinkmap.text import Text

_GREEN, _PEOPLE = ZoneAreas("park_green"), Rows("population")
_METHOD = Text("公园绿地面积除以人口表所列人口", "park green over the people the table states")


def park_green_per_head(account: UnitAccount, profile: Profile) -> Measure:
    """m² of park green ÷ persons of the population base the profile names."""
    places, bases = profile.switches["places"], list(profile.switches["people"])
    areas = account.zone_areas("park_green")
    rows = account.table("population")
    if rows.empty or rows[bases].isna().any(axis=None):
        return Measure.absent(
            Text(f"人口表中缺少：{'、'.join(bases)}", f"the table lacks: {', '.join(bases)}"),
            IntervalReason.MISSING_INPUT,
        )
    if "urban" in places and "beyond" not in places and "unplaced" in areas:
        lacking = Text("缺少：built_up_area", "missing: built_up_area")
        return Measure.absent(lacking, IntervalReason.MISSING_INPUT)
    green = float(sum(m2 for place, m2 in areas.items() if place in places))
    people = float(rows[bases].to_numpy(dtype=float).sum())
    reason = IntervalReason.NO_UNCERTAINTY_GIVEN
    if people <= 0.0:
        return Measure.absent(_METHOD, IntervalReason.EMPTY_DENOMINATOR)
    return Measure(green / people, green, people, 1.0, _METHOD, reason)


INDICATOR = Indicator(
    id="park_green_per_head",
    title=Text("人均公园绿地面积", "Park green a head"),
    chapter=Chapter.PARKS,
    leads=True,
    uom="m2/person",
    valid=(0.0, 1e6),
    numerator=Text("公园绿地面积（平方米）", "area of park green, m²"),
    denominator=Text("人口（人）", "persons"),
    inputs=(_GREEN, _PEOPLE),
    profiles=(
        Profile(
            "urban_residents",
            Text("城区人口加暂住人口", "urban residents"),
            Text(
                "建成区内公园绿地（G1）除以城区人口与城区暂住人口之和",
                "park green (G1) inside the built-up area over the registered and the temporary "
                "population of the urban area",
            ),
            Text("CJJ/T 85-2017；城市建设统计", "CJJ/T 85-2017; urban construction statistics"),
            {"places": ("urban",), "people": ("urban_population", "urban_temporary")},
        ),
        Profile(
            "permanent_residents",
            Text("常住人口", "permanent residents"),
            Text(
                "单元内全部公园绿地（G1）除以常住人口",
                "all park green (G1) of the unit over its permanent population",
            ),
            Text("CJJ/T 85-2017；统计公报", "CJJ/T 85-2017; statistical communique"),
            {"places": ("urban", "beyond", "unplaced"), "people": ("permanent_population",)},
        ),
    ),
    reference="CJJ/T 85-2017",
    compute=park_green_per_head,
)
