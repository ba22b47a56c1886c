"""Scenes written: the bands of one GeoTIFF, a mask, or a single JPEG 2000 band."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio
from rasterio.transform import Affine

__all__ = ["write_scene_image"]

_BLOCK = 256


def write_scene_image(
    path: Path,
    image: NDArray[Any],
    *,
    crs: str,
    west: float,
    north: float,
    pixel: float,
    nodata: int | None = None,
) -> None:
    """Write stored numbers as a sensor's product has them, north up.

    Parameters
    ----------
    path
        Target; ``.tif`` becomes a tiled GeoTIFF, ``.jp2`` a JPEG 2000 file without loss.
    image
        (band, y, x) whole numbers.
    crs, west, north, pixel
        EPSG code, outer corner and pixel edge in its units.
    nodata
        Number of pixels without a measurement, stated in the file; None states none.

    Raises
    ------
    ValueError
        If the name ends otherwise.
    """
    if path.suffix not in {".tif", ".jp2"}:
        raise ValueError(f"a scene is written as .tif or .jp2, not {path.name}")
    options: dict[str, Any] = {"driver": "JP2OpenJPEG", "QUALITY": "100", "REVERSIBLE": "YES"}
    if path.suffix == ".tif":
        options = {
            "driver": "GTiff",
            "tiled": True,
            "blockxsize": _BLOCK,
            "blockysize": _BLOCK,
            "interleave": "band",
            "compress": "deflate",
            "zlevel": 4,
            "predictor": 2,
        }
    path.parent.mkdir(parents=True, exist_ok=True)
    bands, rows, cols = image.shape
    with rasterio.open(
        path,
        "w",
        count=bands,
        height=rows,
        width=cols,
        dtype=image.dtype.name,
        crs=crs,
        transform=Affine(pixel, 0.0, west, 0.0, -pixel, north),
        nodata=nodata,
        **options,
    ) as out:
        out.write(image)
