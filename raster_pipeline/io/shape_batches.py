"""Shapes of a run's table read in batches, and its columns without the shapes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyproj
import shapely
from numpy.typing import NDArray

__all__ = [
    "columns_held",
    "rows_held",
    "shape_batches",
    "shapes_bounds",
    "shapes_crs",
    "table_of",
]

_GEOMETRY = "geometry"


def rows_held(path: Path) -> int:
    """Number of rows."""
    return int(pq.read_metadata(path).num_rows)


def columns_held(path: Path) -> tuple[str, ...]:
    """Names of the columns; ``geometry`` among them if there are shapes."""
    return tuple(pq.read_schema(path).names)


def shapes_crs(path: Path) -> pyproj.CRS:
    """Where the shapes lie."""
    return pyproj.CRS.from_user_input(_said(path)["crs"])


def shapes_bounds(path: Path) -> tuple[float, float, float, float] | None:
    """Least x and y, greatest x and y of all shapes, as the file says; None of no shapes."""
    bounds = _said(path).get("bbox")
    if bounds is None or not np.isfinite(bounds).all():
        return None
    west, south, east, north = bounds
    return float(west), float(south), float(east), float(north)


def _said(path: Path) -> dict[str, Any]:
    said = json.loads(pq.read_schema(path).metadata[b"geo"])
    found: dict[str, Any] = said["columns"][_GEOMETRY]
    return found


def table_of(path: Path, columns: Collection[str]) -> pd.DataFrame:
    """Some columns of all rows."""
    return pd.read_parquet(path, columns=list(columns))


def shape_batches(path: Path, rows: int) -> Iterator[NDArray[np.object_]]:
    """Arrays of at most ``rows`` shapes, in the order of the file."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(rows, columns=[_GEOMETRY]):
            yield shapely.from_wkb(batch.column(0).to_numpy(zero_copy_only=False))
