"""连通概率: probability of connectivity of natural land (PC)."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Lengths, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.parameters import parameter_table
from sinkmap.science.connectivity import reached_m4
from sinkmap.text import Text

_PATCHES, _LINKS = ZoneAreas("natural_patch"), Lengths("patch_link")
_METHOD = Text(
    "自然斑块与其间直线距离构成的网络，限于单元以内",
    "network of natural patches and the straight distances between them, inside the unit",
)
_REFERENCE = "Saura and Pascual-Hortal 2007, Landscape and Urban Planning 83:91-103"


def connectivity_probability(account: UnitAccount, profile: Profile) -> Measure:
    """Chance, in percent, that two random points lie in patches with a way between them."""
    reached = reached_m4(
        account.zone_areas("natural_patch"),
        account.lengths("patch_link"),
        parameter_table("connectivity").value(profile.switches["median_step"]),
    )
    reason = IntervalReason.NO_UNCERTAINTY_GIVEN
    return Measure.percentage(reached, account.area_m2**2, 1.0, _METHOD, reason)


def _profile(name: str, metres: int) -> Profile:
    return Profile(
        name,
        Text(f"扩散距离中位数{metres}米", f"median step of {metres} m"),
        Text(
            f"一步成功的概率在{metres}米处为一半；只有10公顷以上的斑块是节点，单步不超过2公里",
            f"a step succeeds with even chance at {metres} m; patches of at least 10 ha are "
            "nodes, and no single step is longer than 2 km",
        ),
        _REFERENCE,
        {"median_step": f"median_step.{name}"},
    )


INDICATOR = Indicator(
    id="connectivity_probability",
    title=Text("自然用地连通概率", "Probability of connectivity of natural land"),
    chapter=Chapter.PATCHES,
    leads=True,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text(
        "斑块对的加权和（四次方米，不逐区相加）",
        "Σ over pairs of patches, m⁴ (does not add up)",
    ),
    denominator=Text("单元面积的平方（四次方米）", "squared area of the unit, m⁴"),
    inputs=(_PATCHES, _LINKS),
    profiles=(_profile("short", 250), _profile("long", 1000)),
    reference=_REFERENCE,
    compute=connectivity_probability,
    additive=False,
    parameters=("connectivity",),
)
