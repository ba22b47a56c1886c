"""Banks of the waters the plan names, in short pieces with side and reach."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.bank import bank_pieces
from sinkmap.text import Text


def bank(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Lines with ``piece``."""
    return bank_pieces(frames["named_water"], frames.get("parcels"), frames.get("water_axis"))


LAYER = Derived(
    id="bank",
    title=Text("河湖岸段", "Banks of named waters, in pieces"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="sinkmap/parameters/shoreline.csv; sinkmap/classes/waters.csv",
    inputs=(
        Frame("named_water"),
        Frame("parcels", optional=True),
        Frame("water_axis", optional=True),
    ),
    way=Whole(bank),
    zone_field="piece",
    colour="#3a7ca5",
)
