"""Polygons kept so that those near a place are read without the others."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

__all__ = ["read_near", "write_near"]

_ROWS = 4_096
"""Rows of a group: what is read at once."""

Bounds = tuple[float, float, float, float]


def write_near(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write polygons along a Hilbert curve, with the bounds of each beside it."""
    order = frame.hilbert_distance().argsort(kind="stable") if len(frame) else []
    frame.iloc[order].reset_index(drop=True).to_parquet(
        path,
        index=False,
        compression="zstd",
        row_group_size=_ROWS,
        write_covering_bbox=True,
        schema_version="1.1.0",
    )


def read_near(path: Path, bounds: Bounds) -> gpd.GeoDataFrame:
    """Polygons whose bounds meet (west, south, east, north)."""
    return gpd.read_parquet(path, bbox=bounds).drop(columns="bbox", errors="ignore")
