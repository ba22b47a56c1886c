"""Tables of a run: Parquet in, Parquet out."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

__all__ = ["read_frame", "read_table", "write_frame", "write_table"]


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table; the same table gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.reset_index(drop=True).to_parquet(path, index=False, compression="zstd")


def read_table(path: Path) -> pd.DataFrame:
    """Read a table back."""
    return pd.read_parquet(path)


def write_frame(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write polygons as GeoParquet; the same frame gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.reset_index(drop=True).to_parquet(path, index=False, compression="zstd")


def read_frame(path: Path) -> gpd.GeoDataFrame:
    """Read polygons back."""
    return gpd.read_parquet(path)
