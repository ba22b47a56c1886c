"""Tables of a run: Parquet in, Parquet out."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

__all__ = [
    "read_frame",
    "read_groups",
    "read_table",
    "read_undecoded",
    "write_frame",
    "write_table",
]


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table; the same table gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.reset_index(drop=True).to_parquet(path, index=False, compression="zstd")


def read_table(path: Path) -> pd.DataFrame:
    """Read a table back."""
    return pd.read_parquet(path)


def write_frame(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write shapes as GeoParquet, a table as Parquet; the same frame gives the same bytes."""
    if "geometry" not in frame:
        write_table(pd.DataFrame(frame), path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.reset_index(drop=True).to_parquet(path, index=False, compression="zstd")


def read_frame(path: Path, without: Collection[str] = ()) -> gpd.GeoDataFrame:
    """Read shapes or a table back, all columns but those named in ``without``."""
    kept = [name for name in pq.read_schema(path).names if name not in without]
    if "geometry" not in kept:
        return gpd.GeoDataFrame(pd.read_parquet(path, columns=kept))
    return gpd.read_parquet(path, columns=kept)


def read_groups(path: Path, groups: Collection[str], columns: Collection[str]) -> gpd.GeoDataFrame:
    """Some columns of the parcels of some groups of land classes; no others are held."""
    held = [name for name in pq.read_schema(path).names if name in {*columns, "geometry"}]
    return gpd.read_parquet(path, columns=held, filters=[("group", "in", sorted(groups))])


def read_undecoded(path: Path, columns: Collection[str]) -> pd.DataFrame:
    """Read some columns of polygons back; ``geometry`` stays WKB."""
    return pd.read_parquet(path, columns=list(columns))
