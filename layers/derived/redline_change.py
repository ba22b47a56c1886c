"""Ground the red line gained and lost since the year before."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole, Years
from sinkmap.science.line_versions import CHANGE_FIELD, GAINED, LOST, version_zones
from sinkmap.text import Text


def redline_change(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``change``: gained or lost."""
    return version_zones(frames["eco_redline@previous"], frames["eco_redline"])


LAYER = Derived(
    id="redline_change",
    title=Text("生态保护红线变化", "Ecological red line, gained and lost"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="自然资发〔2022〕142号（面积不减少）",
    inputs=(Frame("eco_redline"),),
    way=Whole(redline_change),
    years=Years.PAIR,
    legend=(
        LegendEntry(GAINED, Text("调入", "gained"), "#1e8c5a"),
        LegendEntry(LOST, Text("调出", "lost"), "#d23c28"),
    ),
    zone_field=CHANGE_FIELD,
    colour="#c8005a",
)
