"""Stretches of the Yangtze shoreline whose use changed since the year before."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole, Years
from sinkmap.science.shoreline import shoreline_changes
from sinkmap.text import Text


def shoreline_change(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Lines with ``zone`` (earlier>now|shore) and ``length_m``."""
    return shoreline_changes(frames["shoreline_use"], frames["shoreline_use@previous"])


LAYER = Derived(
    id="shoreline_change",
    title=Text("长江岸线类型变化", "Changed stretches of the Yangtze shoreline"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="sinkmap/parameters/shoreline.csv",
    inputs=(Frame("shoreline_use"),),
    way=Whole(shoreline_change),
    years=Years.PAIR,
    zone_field="zone",
    colour="#8e44ad",
)
