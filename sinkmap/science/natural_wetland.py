"""Natural wetland of the second wetland survey, protected and open: the old series.

Its rate has another denominator than the wetland protection rate of today, so it is an indicator
of its own, and no chart joins the two.
"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely

from sinkmap.science.ground import dissolved, polygons_of, zone_table
from sinkmap.science.wetland_patches import covered_by_counted

__all__ = ["NATURAL_FIELD", "WETLAND_KINDS", "natural_wetland_zones"]

NATURAL_FIELD = "cover"
WETLAND_KINDS: Mapping[str, tuple[str, ...]] = {
    "natural": ("自然湿地", "自然", "1"),
    "artificial": ("人工湿地", "人工", "2"),
}
"""Kind of wetland in the second survey -> spellings seen in files."""


def natural_wetland_zones(
    survey: gpd.GeoDataFrame, protection: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Natural wetland as zones ``protected`` and ``open`` in the column ``cover``.

    Parameters
    ----------
    survey
        Polygons with ``kind`` in any known spelling; those of other kinds are left out.
    protection
        Disjoint polygons with ``forms``; None if the study has none.
    """
    words = ("natural", *WETLAND_KINDS["natural"])
    natural = survey["kind"].astype(str).str.strip().isin(words).to_numpy(dtype=bool)
    ground = dissolved(np.asarray(survey.geometry.to_numpy(), dtype=object)[natural])
    covered = shapely.MultiPolygon() if protection is None else covered_by_counted(protection)
    parts = {
        "protected": polygons_of(shapely.intersection(ground, covered)),
        "open": polygons_of(shapely.difference(ground, covered)),
    }
    return zone_table(NATURAL_FIELD, parts, survey.crs)
