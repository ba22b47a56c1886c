"""Core control zone of the Grand Canal, each m² in one part."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole
from sinkmap.science.crossed_zones import ordered_zones
from sinkmap.text import Text

_ORDER = ("built_up", "riverside", "other")


def canal_zone(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``zone``, the part."""
    return ordered_zones(frames["canal_core_zone"], "part", _ORDER)


LAYER = Derived(
    id="canal_zone",
    title=Text("大运河核心监控区（合并）", "Core zone of the Grand Canal, dissolved"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="常政发〔2022〕73号; 苏政发〔2021〕20号",
    inputs=(Frame("canal_core_zone"),),
    legend=(
        LegendEntry("built_up", Text("建成区", "built-up part"), "#b496c8"),
        LegendEntry("riverside", Text("滨河生态空间", "riverside ecological space"), "#6e5aa0"),
        LegendEntry("other", Text("核心监控区其他区域", "rest of the core zone"), "#c8c8e6"),
    ),
    way=Whole(canal_zone),
    zone_field="zone",
    colour="#6e5aa0",
)
