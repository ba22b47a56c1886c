"""Shapes of a GeoParquet file that meet a window, without holding the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

__all__ = ["read_window"]

_ROWS = 16_384
"""Rows decoded at once."""

Bounds = tuple[float, float, float, float]


def read_window(
    path: Path, bounds: Bounds, columns: Sequence[str] = (), most: int | None = None
) -> gpd.GeoDataFrame:
    """Shapes whose own bounds meet (west, south, east, north); the frame does not name its CRS.

    Parameters
    ----------
    path
        GeoParquet with WKB in ``geometry``, as the run keeps its vectors.
    bounds
        In units of the file's CRS.
    columns
        Columns read beside the geometry; those the file lacks are left out.
    most
        Reading ends soon after so many shapes were found; there are more than ``most`` then.
    """
    file = pq.ParquetFile(path)
    kept = [name for name in columns if name in file.schema_arrow.names]
    west, south, east, north = bounds
    parts: list[pd.DataFrame] = []
    found = 0
    for batch in file.iter_batches(_ROWS, columns=[*kept, "geometry"]):
        shapes = shapely.from_wkb(batch.column("geometry").to_numpy(zero_copy_only=False))
        box = shapely.bounds(shapes)
        meets = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north)
        rows = np.flatnonzero(meets & (box[:, 3] >= south))
        part = batch.select(kept).to_pandas().iloc[rows]
        parts.append(part.assign(geometry=shapes[rows]))
        found += len(rows)
        if most is not None and found > most:
            break
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"geometry": []})
    return gpd.GeoDataFrame(whole, geometry="geometry")
