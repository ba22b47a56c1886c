"""Ground that two of the three national lines both cover: a fault of the data."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.national_lines import NATIONAL_LINES, PAIR_FIELD, overlap_zones
from sinkmap.text import Text


def line_overlap(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``pair``; where all three lines meet, each pair has the ground."""
    return overlap_zones(frames)


LAYER = Derived(
    id="line_overlap",
    title=Text("三条控制线重叠", "Overlaps of the three national lines"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="三区三线划定规则：三条控制线互不交叉重叠",
    inputs=tuple(Frame(name, optional=True) for name in NATIONAL_LINES),
    way=Whole(line_overlap),
    zone_field=PAIR_FIELD,
    colour="#ff00c8",
)
