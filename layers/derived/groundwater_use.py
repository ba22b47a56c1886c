"""Groundwater zones by the use planned in them."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.kept_ground import under_plan
from sinkmap.text import Text


def groundwater_use(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``zone``: groundwater zone and first-level class of planned use."""
    return under_plan(frames["groundwater_zones"], "zone", frames["planned_use"])


LAYER = Derived(
    id="groundwater_use",
    title=Text("地下水分区的规划用途", "Groundwater zones by planned use"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="地下水管理条例（2021）; 自然资发〔2023〕234号",
    inputs=(Frame("groundwater_zones"), Frame("planned_use")),
    way=Whole(groundwater_use),
    zone_field="zone",
    colour="#3c6eb4",
)
