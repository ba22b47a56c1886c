"""GDAL's own reader of vector tiles as the oracle, in a process of its own.

The system narrows GDAL to the drivers it needs, and vector tiles are not among them.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

_READ = """
import sys, warnings
warnings.simplefilter("ignore")
import pyogrio
source, layer, target, *options = sys.argv[1:]
said = dict(one.split("=") for one in options)
frame = pyogrio.read_dataframe(source, layer=layer or None, **said)
frame.to_parquet(target)
"""


@pytest.fixture
def gdal_reads(tmp_path: Path) -> Callable[..., gpd.GeoDataFrame]:
    """``read(source, layer, **options)``: features in EPSG:3857 with ``mvt_id``."""

    def read(source: str, layer: str, **options: object) -> gpd.GeoDataFrame:
        target = tmp_path / "decoded.parquet"
        said = [f"{name}={value}" for name, value in options.items()]
        subprocess.run([sys.executable, "-c", _READ, source, layer, str(target), *said], check=True)
        return gpd.read_parquet(target)

    return read


@pytest.fixture
def decoded(tmp_path: Path, gdal_reads) -> Callable[..., gpd.GeoDataFrame]:
    """``decode(tile, layer, z, x, y)``: what a tile holds."""

    def decode(tile: bytes, layer: str, z: int, x: int, y: int) -> gpd.GeoDataFrame:
        path = tmp_path / "tile.pbf"
        path.write_bytes(tile)
        return gdal_reads(f"MVT:{path}", layer, X=x, Y=y, Z=z, CLIP="NO")

    return decode
