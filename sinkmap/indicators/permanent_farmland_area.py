"""永久基本农田面积: ground under permanent basic farmland, each m² once."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.text import Text

_TALLY = ZoneAreas("permanent_farmland")
_METHOD = Text("永久基本农田图形量算", "polygons of permanent farmland measured")


def permanent_farmland_area(account: UnitAccount, profile: Profile) -> Measure:
    """Hectares of the unit under permanent farmland."""
    m2 = float(sum(account.zone_areas("permanent_farmland").values()))
    return Measure.extent(m2, 1.0, _METHOD, IntervalReason.REGISTER_AREA)


INDICATOR = Indicator(
    id="permanent_farmland_area",
    title=Text("永久基本农田面积", "Permanent basic farmland"),
    chapter=Chapter.FARMLAND,
    leads=True,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("永久基本农田面积（平方米）", "area of permanent farmland, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "geometry",
            Text("图形面积口径", "geometric areas"),
            Text(
                "图斑合并后的图形面积，含田坎、沟渠和道路",
                "geometric area of the dissolved polygons, with ridges, ditches and tracks",
            ),
            Text("格网的可加面积量", "additive measure of the grid"),
        ),
    ),
    reference=Text(
        "永久基本农田保护红线管理办法（2025）", "rules on permanent farmland red lines (2025)"
    ),
    compute=permanent_farmland_area,
)
