"""Shelterbelts: ground of stated width along named waters, by side and reach."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.shelterbelt import shelterbelts
from sinkmap.text import Text


def shelterbelt(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``belt`` (basis|water|side|reach)."""
    return shelterbelts(frames["bank"], frames.get("protected_area"))


LAYER = Derived(
    id="shelterbelt",
    title=Text("防护林带范围", "Shelterbelts"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="太湖流域管理条例（2011）第四十七条; sinkmap/parameters/shelterbelt.csv",
    inputs=(Frame("bank"), Frame("protected_area", optional=True)),
    way=Whole(shelterbelt),
    zone_field="belt",
    colour="#7fb069",
)
