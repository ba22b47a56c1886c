"""Scenes of satellites, whatever their format, read as reflectance and state on the grid."""

from pathlib import Path

from raster_pipeline.io.scene.bands import BAND_NAMES
from raster_pipeline.io.scene.files import OpenFiles
from raster_pipeline.io.scene.findings import refused
from raster_pipeline.io.scene.geotiff import GeoTiffScene, open_geotiff
from raster_pipeline.io.scene.landsat import is_landsat, open_landsat
from raster_pipeline.io.scene.reader import Resampling, SceneBlock, SceneReader
from raster_pipeline.io.scene.scene import Observation, Scene, observations
from raster_pipeline.io.scene.seen import USABLE, Seen
from raster_pipeline.io.scene.sentinel2 import is_sentinel2, open_sentinel2
from raster_pipeline.io.scene.stac import open_stac

__all__ = [
    "BAND_NAMES",
    "USABLE",
    "GeoTiffScene",
    "Observation",
    "OpenFiles",
    "Resampling",
    "Scene",
    "SceneBlock",
    "SceneReader",
    "Seen",
    "observations",
    "open_geotiff",
    "open_landsat",
    "open_scene",
    "open_sentinel2",
    "open_stac",
]


def open_scene(given: Path | GeoTiffScene, files: OpenFiles) -> Scene:
    """Describe a product by what it looks like: SAFE, zip, Landsat folder, STAC item, GeoTIFF.

    Raises
    ------
    InputRefusedError
        ``SCENE-UNREADABLE`` if it is none of them, else as the opener of its kind.
    """
    if isinstance(given, GeoTiffScene):
        return open_geotiff(given, files)
    if is_sentinel2(given):
        return open_sentinel2(given, files)
    if is_landsat(given):
        return open_landsat(given, files)
    if given.is_file() and given.suffix.lower() in {".json", ".geojson"}:
        return open_stac(given, files)
    raise refused("SCENE-UNREADABLE", given.name)
