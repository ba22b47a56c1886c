"""Gaps of the tree belts along the banks, longest first for each water."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.shelterbelt import belt_gaps
from sinkmap.text import Text


def bank_gap(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Lines with ``gap``."""
    return belt_gaps(frames["bank_belt"])


LAYER = Derived(
    id="bank_gap",
    title=Text("防护林带断带", "Gaps of the tree belts"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="sinkmap/parameters/shelterbelt.csv",
    inputs=(Frame("bank_belt"),),
    way=Whole(bank_gap),
    zone_field="gap",
    colour="#d1495b",
)
