"""Ground of corridors that is built now and was not in the year before, or not the same."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole, Years
from sinkmap.science.kept_ground import new_buildings
from sinkmap.text import Text


def corridor_building(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``zone``: kind, group now and group before."""
    return new_buildings(frames["corridor_ground"], frames["corridor_ground@previous"])


LAYER = Derived(
    id="corridor_building",
    title=Text("廊道内新增建设", "New building in corridors"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="QX/T 437-2018; TD/T 1055-2019",
    inputs=(Frame("corridor_ground"),),
    way=Whole(corridor_building),
    years=Years.PAIR,
    zone_field="zone",
    colour="#d2283c",
)
