"""Least-cost ways along the corridors of the space pattern."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.corridor import corridor_ways
from sinkmap.text import Text


def corridor_way(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Lines with ``way``: zone of the corridor, kind of way, resistance."""
    corridors = frames["pattern"][frames["pattern"]["kind"] == "corridor"]
    return corridor_ways(corridors, frames["parcels"], "zone")


LAYER = Derived(
    id="corridor_way",
    title=Text("廊道最小费用路径", "Least-cost ways of corridors"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="least-cost path on a cost raster; resistances of parameter table connectivity",
    inputs=(
        Frame("pattern"),
        Frame("parcels"),
    ),
    way=Whole(corridor_way),
    zone_field="way",
    colour="#b43c8c",
)
