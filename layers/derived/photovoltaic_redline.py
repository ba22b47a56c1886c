"""Photovoltaics inside the ecological red line."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.crossed_zones import crossed
from sinkmap.text import Text


def photovoltaic_redline(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``by``: kind of the red line."""
    return crossed(frames["photovoltaics"], "", frames["redline"], "kind", rest="")


LAYER = Derived(
    id="photovoltaic_redline",
    title=Text("红线内光伏", "Photovoltaics in the red line"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="自然资办发〔2023〕12号; 自然资发〔2022〕142号",
    inputs=(Frame("photovoltaics"), Frame("redline")),
    way=Whole(photovoltaic_redline),
    zone_field="by",
    colour="#b41428",
)
