"""自然用地边界密度: edges of natural land on the area of the unit (ED)."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Lengths, Measure, Profile, UnitAccount
from sinkmap.science.landscape import edge_density
from sinkmap.text import Text

_EDGES = Lengths("natural_edge")
_METHOD = Text(
    "自然地类图斑与其他图斑的公共边", "borders between natural parcels and other parcels"
)


def natural_edge_density(account: UnitAccount, profile: Profile) -> Measure:
    """Metres of edge ÷ hectares of the unit."""
    metres = float(sum(account.lengths("natural_edge").values()))
    reason = IntervalReason.NO_UNCERTAINTY_GIVEN
    found = edge_density(metres, account.area_m2)
    return Measure(found, metres, account.area_m2, 1.0, _METHOD, reason)


INDICATOR = Indicator(
    id="natural_edge_density",
    title=Text("自然用地边界密度", "Edge density of natural land"),
    chapter=Chapter.PATCHES,
    uom="m/ha",
    valid=(0.0, 20_000.0),
    numerator=Text("边界长度（米）", "length of edges, m"),
    denominator=Text("单元面积（平方米）", "area of the unit, m²"),
    inputs=(_EDGES,),
    profiles=(
        Profile(
            "inner_edges",
            Text("不含调查范围外缘", "without the rim of the survey"),
            Text(
                "自然与其他地类之间的边界；调查范围外缘不算边界，单元之间的边界各计一半",
                "edges between natural and other land; the rim of the survey is none, and what "
                "runs along the border of two units counts half in each",
            ),
            "McGarigal and Marks 1995, FRAGSTATS, USDA PNW-GTR-351",
        ),
    ),
    reference="McGarigal and Marks 1995, FRAGSTATS, USDA PNW-GTR-351",
    compute=natural_edge_density,
    larger_is_better=False,
)
