"""The Yangtze's official shoreline by use, mainland and islands apart."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.classes import shoreline_zones
from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole
from sinkmap.science.shoreline import yangtze_uses
from sinkmap.text import Text


def shoreline_use(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Lines with ``zone`` (use|shore)."""
    return yangtze_uses(frames["shoreline"])


LAYER = Derived(
    id="shoreline_use",
    title=Text("长江岸线利用类型", "Uses of the Yangtze shoreline"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="长江岸线保护和开发利用总体规划（2016）; sinkmap/classes/shoreline_uses.csv",
    inputs=(Frame("shoreline"),),
    way=Whole(shoreline_use),
    zone_field="zone",
    legend=tuple(LegendEntry(*row) for row in shoreline_zones()),
    colour="#2f8f5b",
)
