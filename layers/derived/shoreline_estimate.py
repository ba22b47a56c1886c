"""Uses of the Yangtze's bank estimated from land use (certainty D): for want of a line."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.classes import shoreline_zones
from sinkmap.layer import Counted, Derived, Form, Frame, LegendEntry, Sensitivity, Whole
from sinkmap.science.shoreline import shoreline_estimate as estimate_of
from sinkmap.text import Text


def shoreline_estimate(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Lines with ``zone`` (use|shore)."""
    return estimate_of(frames["bank"], frames["bank_ground"], frames["land_use"])


LAYER = Derived(
    id="shoreline_estimate",
    title=Text("长江岸线利用类型（估算）", "Uses of the Yangtze shoreline (estimate)"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="sinkmap/parameters/shoreline.csv; sinkmap/classes/shoreline_uses.csv",
    inputs=(Frame("bank"), Frame("bank_ground"), Counted("land_use", "bank_ground")),
    way=Whole(shoreline_estimate),
    zone_field="zone",
    legend=tuple(LegendEntry(*row) for row in shoreline_zones()),
    colour="#9aa83a",
)
