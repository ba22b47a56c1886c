"""Elements of the space pattern, one zone each, and all of them together."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.pattern import pattern_zones
from sinkmap.text import Text


def pattern(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``zone`` and ``kind``; ``all`` is their union."""
    return pattern_zones(frames["pattern_element"])


LAYER = Derived(
    id="pattern",
    title=Text("生态空间格局（要素）", "Space pattern by element"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="plan map of the space pattern 一江三湖五山五廊",
    inputs=(Frame("pattern_element"),),
    way=Whole(pattern),
    zone_field="zone",
    colour="#2d8278",
)
