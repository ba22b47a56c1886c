"""Photovoltaics by the group of the surveyed land under them."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.classes import groups
from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole
from sinkmap.science.kept_ground import panels_on_land
from sinkmap.text import Text


def photovoltaic_land(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons with ``zone``: group of the parcels under the panels."""
    return panels_on_land(frames["photovoltaics"], frames["parcels"])


LAYER = Derived(
    id="photovoltaic_land",
    title=Text("光伏用地现状", "Photovoltaics by the land under them"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="自然资办发〔2023〕12号; TD/T 1055-2019",
    inputs=(Frame("photovoltaics"), Frame("parcels")),
    legend=tuple(LegendEntry(one.id, one.title, one.colour) for one in groups()),
    way=Whole(photovoltaic_land),
    zone_field="zone",
    colour="#28288c",
)
