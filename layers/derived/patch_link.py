"""Steps between patches of natural land that are near enough to be reached."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.connectivity import patch_links
from sinkmap.text import Text


def patch_link(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Lines with ``link``."""
    return patch_links(frames["natural_patch"])


LAYER = Derived(
    id="patch_link",
    title=Text("斑块连接", "Links between patches"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="Saura and Pascual-Hortal 2007, Landscape and Urban Planning 83:91-103",
    inputs=(Frame("natural_patch"),),
    way=Whole(patch_link),
    zone_field="link",
    colour="#d2963c",
)
