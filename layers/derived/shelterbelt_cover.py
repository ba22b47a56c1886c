"""Shelterbelts with the trees found in each, by side and reach."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Counted, Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.shelterbelt import belt_cover
from sinkmap.text import Text


def shelterbelt_cover(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``belt``, ``trees_m2``, ``seen_m2`` and ``share``."""
    return belt_cover(frames["shelterbelt"], frames["stands"])


LAYER = Derived(
    id="shelterbelt_cover",
    title=Text("防护林带林木覆盖", "Tree cover of the shelterbelts"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="太湖流域管理条例（2011）第四十七条; sinkmap/parameters/shelterbelt.csv",
    inputs=(Frame("shelterbelt"), Counted("stands", "shelterbelt")),
    way=Whole(shelterbelt_cover),
    zone_field="belt",
    colour="#4f8a3c",
)
