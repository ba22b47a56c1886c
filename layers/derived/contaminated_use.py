"""Contaminated plots by their state and the use planned for them."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.kept_ground import under_plan
from sinkmap.text import Text


def contaminated_use(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``zone``: state and first-level class of planned use."""
    return under_plan(frames["contaminated_plots"], "state", frames["planned_use"])


LAYER = Derived(
    id="contaminated_use",
    title=Text("污染地块的规划用途", "Contaminated plots by planned use"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="土壤污染防治法（2019）; 自然资发〔2023〕234号",
    inputs=(Frame("contaminated_plots"), Frame("planned_use")),
    way=Whole(contaminated_use),
    zone_field="zone",
    colour="#8c3c8c",
)
