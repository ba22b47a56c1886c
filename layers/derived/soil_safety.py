"""Plots by soil class and state of safe use, disjoint; nothing of it is shown or kept."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.soil_safety import SAFETY_FIELD, soil_safety_zones
from sinkmap.text import Text


def soil_safety(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``safety``."""
    return soil_safety_zones(frames["farmland_soil"])


LAYER = Derived(
    id="soil_safety",
    title=Text("耕地土壤类别与安全利用（仅供汇总）", "Soil classes and safe use, for sums only"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.AGGREGATE,
    reference="GB 15618-2018",
    inputs=(Frame("farmland_soil"),),
    way=Whole(soil_safety),
    zone_field=SAFETY_FIELD,
    colour="#b48c50",
    on_map=False,
)
