"""The ecological red line dissolved, so that no ground counts twice."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.protection import redline_zones
from sinkmap.text import Text


def redline(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``kind``."""
    return redline_zones(frames["eco_redline"])


LAYER = Derived(
    id="redline",
    title=Text("生态保护红线（合并）", "Ecological red line, dissolved"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="自然资发〔2022〕142号",
    inputs=(Frame("eco_redline"),),
    way=Whole(redline),
    zone_field="kind",
    colour="#e60000",
)
