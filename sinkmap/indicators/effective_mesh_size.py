"""有效网格面积: effective mesh size of natural land (MESH)."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.landscape import effective_mesh_size as mesh
from sinkmap.science.landscape import squared_areas
from sinkmap.text import Text

_PATCHES = ZoneAreas("natural_patch")
_METHOD = Text("自然地类图斑的斑块，按统计单元裁切", "patches of natural parcels, cut by the unit")


def effective_mesh_size(account: UnitAccount, profile: Profile) -> Measure:
    """Σ A² of the patches in the unit ÷ area of the unit, in hectares."""
    areas = account.zone_areas("natural_patch")
    reason = IntervalReason.NO_UNCERTAINTY_GIVEN
    squares, whole = squared_areas(areas), account.area_m2
    return Measure(mesh(areas, whole), squares, whole, 1.0, _METHOD, reason)


INDICATOR = Indicator(
    id="effective_mesh_size",
    title=Text("自然用地有效网格面积", "Effective mesh size of natural land"),
    chapter=Chapter.PATCHES,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text(
        "斑块面积平方和（四次方米，不逐区相加）",
        "Σ of squared patch areas, m⁴ (does not add up)",
    ),
    denominator=Text("单元面积（平方米）", "area of the unit, m²"),
    inputs=(_PATCHES,),
    profiles=(
        Profile(
            "eight_neighbours",
            Text("八邻域斑块", "patches by eight neighbours"),
            Text(
                "斑块面积平方和除以单元面积，斑块按单元边界裁切",
                "Σ of squared patch areas over the area of the unit, patches cut at its border",
            ),
            "Jaeger 2000, Landscape Ecology 15:115-130",
        ),
    ),
    reference="Jaeger 2000, Landscape Ecology 15:115-130",
    compute=effective_mesh_size,
    additive=False,
)
