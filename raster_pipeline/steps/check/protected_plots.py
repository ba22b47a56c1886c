"""Wetland plots and small wetlands that are not published: they are left out of protection."""

from __future__ import annotations

import geopandas as gpd

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.errors import Finding, Severity
from sinkmap.science.protection import LISTED_FORMS, published_plots
from sinkmap.text import Text

__all__ = ["plot_findings"]

_UNPUBLISHED = Kind(
    "PROTECTION-PLOT-UNPUBLISHED",
    Severity.WARNING,
    Text(
        "湿地保护小区或小微湿地没有公布文号或界址点，不计入受保护湿地",
        "a wetland plot or small wetland lacks its publication number or boundary points and "
        "does not count",
    ),
    Text(
        "补上公布文号和界址点数后重新提供",
        "supply the publication number and the number of boundary points",
    ),
)


def plot_findings(zones: gpd.GeoDataFrame, place: Place) -> list[Finding]:
    """One finding with the areas left out, by name, and their ground.

    ``zones``: protected areas with ``form``, ``name``, ``publication``, ``boundary`` and
    ``geometry_m2``.
    """
    left = zones[~published_plots(zones)]
    if left.empty:
        return []
    return [
        place.found(
            _UNPUBLISHED,
            features=left["name"].tolist(),
            count=len(left),
            wanted=", ".join(LISTED_FORMS),
            area_m2=float(left["geometry_m2"].sum()),
        )
    ]
