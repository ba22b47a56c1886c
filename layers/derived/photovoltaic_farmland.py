"""Photovoltaics on permanent basic farmland."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.crossed_zones import crossed
from sinkmap.text import Text


def photovoltaic_farmland(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``by``, one zone of all."""
    return crossed(frames["photovoltaics"], "", frames["permanent_farmland"], "", rest="")


LAYER = Derived(
    id="photovoltaic_farmland",
    title=Text("永久基本农田内光伏", "Photovoltaics on permanent farmland"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="自然资办发〔2023〕12号; 土地管理法",
    inputs=(Frame("photovoltaics"), Frame("permanent_farmland")),
    way=Whole(photovoltaic_farmland),
    zone_field="by",
    colour="#b47814",
)
