"""A siting as a GeoPackage: chosen sites and the rest, as tables a GIS opens."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd

from raster_pipeline.io.vector_writer import write_vector
from sinkmap.siting.result import Siting

__all__ = ["CANDIDATES", "CHOSEN", "write_siting_package"]

CHOSEN, CANDIDATES = "chosen_sites", "candidates"
"""Tables of the package: the choice alone, and every candidate with what was said of it."""


def write_siting_package(siting: Siting, path: Path) -> None:
    """Write chosen sites and all candidates, each with its scores, money, gain and reasons.

    Columns are those of ``sites`` and ``selection`` of :class:`sinkmap.siting.result.Siting`; the
    CRS is that of the grid. The file is replaced whole.
    """
    told = siting.selection.drop(columns="site_id").reset_index(drop=True)
    sites = siting.sites.reset_index(drop=True)
    shapes = sites.geometry
    plain = sites.drop(columns=shapes.name)
    both = gpd.GeoDataFrame(plain.join(told), geometry=shapes.to_numpy(), crs=siting.sites.crs)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".siting-") as scratch:
        made = Path(scratch) / path.name
        write_vector(both[both["chosen"].astype(bool)], made, table=CHOSEN)
        write_vector(both, made, table=CANDIDATES)
        made.replace(path)
