"""红线内自然用地占比: natural and near-natural land as a share of the red line."""

from sinkmap.chapter import Chapter
from sinkmap.classes import members
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, UnitAccount
from sinkmap.text import Text

_TALLY = ParcelShares(("redline",))


def redline_natural_share(account: UnitAccount, profile: Profile) -> Measure:
    """Area of natural groups inside the red line ÷ area of the red line, in percent."""
    if account.parcels is None:
        return Measure.absent(Text("无图斑", "no parcels"), IntervalReason.MISSING_INPUT)
    inside = account.parcels[account.parcels["redline"] != ""]
    counted = frozenset[str]().union(*(members(name) for name in profile.switches["sets"]))
    natural = inside["group"].isin(counted)
    return Measure.percentage(
        float(inside["area_m2"][natural].sum()),
        float(inside["area_m2"].sum()),
        account.parcel_coverage,
        Text(
            "图斑与合并后的红线叠置，按地类汇总",
            "parcels cut by the dissolved red line, by class",
        ),
        IntervalReason.REGISTER_AREA,
    )


INDICATOR = Indicator(
    id="redline_natural_share",
    title=Text("红线内自然用地占比", "Natural share of the red line"),
    chapter=Chapter.LINES,
    leads=True,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("红线内自然用地面积（平方米）", "area of natural land in the red line, m²"),
    denominator=Text("红线面积（平方米）", "area of the red line, m²"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "nat",
            Text("自然与半自然地类", "natural and near-natural land"),
            Text(
                "林地、草地、湿地、河湖库水面和沟渠",
                "woodland, grassland, wetland, rivers, lakes, reservoirs and ditches",
            ),
            Text(
                "sinkmap/classes/groups.csv 的地类集合 NAT",
                "class set NAT of sinkmap/classes/groups.csv",
            ),
            {"sets": ("NAT",)},
        ),
        Profile(
            "nat_pond",
            Text("自然地类加坑塘", "natural land and ponds"),
            Text("自然地类之外，坑塘水面也计入", "as natural land, with ponds as well"),
            Text(
                "sinkmap/classes/groups.csv 的地类集合 NAT 和 POND",
                "class sets NAT and POND of sinkmap/classes/groups.csv",
            ),
            {"sets": ("NAT", "POND")},
        ),
    ),
    reference="自然资发〔2022〕142号",
    compute=redline_natural_share,
)
