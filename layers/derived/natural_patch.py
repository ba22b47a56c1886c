"""Patches of natural land, joined by edges and corners."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.landscape import natural_patches
from sinkmap.text import Text


def natural_patch(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Multipolygons with ``patch``."""
    return natural_patches(frames["parcels"])


LAYER = Derived(
    id="natural_patch",
    title=Text("自然斑块", "Patches of natural land"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="McGarigal and Marks 1995, FRAGSTATS",
    inputs=(Frame("parcels"),),
    way=Whole(natural_patch),
    zone_field="patch",
    colour="#5aa03c",
)
