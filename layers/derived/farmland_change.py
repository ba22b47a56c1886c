"""Ground the permanent farmland gained and lost since the year before."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole, Years
from sinkmap.science.line_versions import CHANGE_FIELD, GAINED, LOST, version_zones
from sinkmap.text import Text


def farmland_change(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``change``: gained or lost."""
    return version_zones(frames["permanent_farmland@previous"], frames["permanent_farmland"])


LAYER = Derived(
    id="farmland_change",
    title=Text("永久基本农田变化", "Permanent farmland, gained and lost"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="永久基本农田保护红线管理办法（2025）",
    inputs=(Frame("permanent_farmland"),),
    way=Whole(farmland_change),
    years=Years.PAIR,
    legend=(
        LegendEntry(GAINED, Text("调入", "gained"), "#1e8c5a"),
        LegendEntry(LOST, Text("调出", "lost"), "#d23c28"),
    ),
    zone_field=CHANGE_FIELD,
    colour="#8c6e00",
)
