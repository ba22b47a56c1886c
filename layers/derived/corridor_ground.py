"""Ground of the corridors that a plan keeps open, by what is built there."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.kept_ground import corridor_ground as corridor_ground_of
from sinkmap.text import Text


def corridor_ground(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``zone``, ``of`` (kind) and ``by`` (group, or open)."""
    return corridor_ground_of(frames["open_corridors"], frames["parcels"])


LAYER = Derived(
    id="corridor_ground",
    title=Text("廊道内建设情况", "Ground of corridors, built or open"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="QX/T 437-2018; TD/T 1055-2019",
    inputs=(Frame("open_corridors"), Frame("parcels")),
    way=Whole(corridor_ground),
    zone_field="zone",
    colour="#50b4a0",
)
