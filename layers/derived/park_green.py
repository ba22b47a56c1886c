"""Park green inside the built-up area and outside it, each m² once."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole
from sinkmap.science.homes import park_green_places
from sinkmap.text import Text


def park_green(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``place``: urban or beyond."""
    return park_green_places(frames["parks"], frames.get("built_up_area"))


LAYER = Derived(
    id="park_green",
    title=Text("公园绿地（建成区内外）", "Park green inside and outside the built-up area"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="CJJ/T 85-2017",
    inputs=(
        Frame("parks"),
        Frame("built_up_area", optional=True),
    ),
    way=Whole(park_green),
    zone_field="place",
    legend=(
        LegendEntry("urban", Text("建成区内", "inside the built-up area"), "#50be6e"),
        LegendEntry("beyond", Text("建成区外", "outside it"), "#a0d2aa"),
        LegendEntry("unplaced", Text("未给出建成区", "no built-up area given"), "#c8dcc8"),
    ),
    colour="#50be6e",
)
