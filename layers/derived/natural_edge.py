"""Edges between natural land and other land."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.landscape import natural_edges
from sinkmap.text import Text


def natural_edge(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Lines with ``patch``."""
    return natural_edges(frames["parcels"])


LAYER = Derived(
    id="natural_edge",
    title=Text("自然用地边界", "Edges of natural land"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="McGarigal and Marks 1995, FRAGSTATS",
    inputs=(Frame("parcels"),),
    way=Whole(natural_edge),
    zone_field="patch",
    colour="#2f6e1e",
)
