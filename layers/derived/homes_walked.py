"""Residential land of the built-up area by the parks that serve it along streets."""

from collections.abc import Mapping

import geopandas as gpd

from layers.park_service import SERVICE_LEGEND
from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.homes import by_streets
from sinkmap.text import Text


def homes_walked(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``served``: kind of home and the definitions it is served by."""
    return by_streets(frames)


LAYER = Derived(
    id="homes_walked",
    title=Text("居住用地公园服务（路网）", "Homes served by parks, along streets"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="建城〔2022〕2号; 城市体检指标体系",
    inputs=(
        Frame("parks"),
        Frame("built_up_area"),
        Frame("residential", optional=True),
        Frame("parcels", optional=True),
        Frame("street"),
    ),
    way=Whole(homes_walked),
    zone_field="served",
    legend=SERVICE_LEGEND,
    colour="#c87896",
)
