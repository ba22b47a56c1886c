"""Natural wetland of the second survey, protected and open."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole
from sinkmap.science.natural_wetland import NATURAL_FIELD, natural_wetland_zones
from sinkmap.text import Text


def natural_wetland(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``cover``: protected or open."""
    return natural_wetland_zones(frames["wetland_survey2"], frames.get("protection"))


LAYER = Derived(
    id="natural_wetland",
    title=Text("自然湿地保护（湿地二调）", "Natural wetland of the second survey"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="第二次全国湿地资源调查",
    inputs=(Frame("wetland_survey2"), Frame("protection", optional=True)),
    way=Whole(natural_wetland),
    legend=(
        LegendEntry("protected", Text("受保护", "protected"), "#1e7864"),
        LegendEntry("open", Text("未受保护", "not protected"), "#b4dcc8"),
    ),
    zone_field=NATURAL_FIELD,
    colour="#1e7864",
)
