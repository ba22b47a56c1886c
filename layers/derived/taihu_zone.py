"""Protection levels of the Taihu basin, each m² in the strictest level that covers it."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole
from sinkmap.science.crossed_zones import ordered_zones
from sinkmap.text import Text

_ORDER = ("first", "second", "third")


def taihu_zone(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``zone``, the level."""
    return ordered_zones(frames["taihu_levels"], "level", _ORDER)


LAYER = Derived(
    id="taihu_zone",
    title=Text("太湖流域保护区分级（合并）", "Protection levels of the Taihu basin, dissolved"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="江苏省太湖水污染防治条例",
    inputs=(Frame("taihu_levels"),),
    legend=(
        LegendEntry("first", Text("一级保护区", "first level"), "#2850a0"),
        LegendEntry("second", Text("二级保护区", "second level"), "#6e8cc8"),
        LegendEntry("third", Text("三级保护区", "third level"), "#bed2f0"),
    ),
    way=Whole(taihu_zone),
    zone_field="zone",
    colour="#2850a0",
)
