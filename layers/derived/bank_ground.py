"""Ground behind each piece of bank, where trees and land use are looked for."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.shelterbelt import bank_ground as ground_of
from sinkmap.text import Text


def bank_ground(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``piece`` and ``purpose``."""
    return ground_of(frames["bank"])


LAYER = Derived(
    id="bank_ground",
    title=Text("岸段后方陆域", "Ground behind the banks"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="sinkmap/parameters/shelterbelt.csv; sinkmap/parameters/shoreline.csv",
    inputs=(Frame("bank"),),
    way=Whole(bank_ground),
    zone_field="piece",
    colour="#b7c9a8",
)
