"""titiler on a raster: tile by tile in this process, or as the server its makers advise.

It runs in processes of its own, with GDAL as titiler wants it: ours keeps no PNG driver and no
virtual rasters. Nothing here is ours.

    python -m benchmarks.tile_peer tiles RASTER    addresses on stdin, one JSON list a line
    python -m benchmarks.tile_peer copy RASTER OUT a copy in Web Mercator, as titiler likes it best
    python -m benchmarks.tile_peer serve RASTER PORT
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any

# As titiler's documents advise for local files.
os.environ.setdefault("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR")

import rasterio
import uvicorn
from fastapi import FastAPI
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from rio_tiler.colormap import cmap
from rio_tiler.io import Reader
from titiler.core.dependencies import create_colormap_dependency
from titiler.core.errors import DEFAULT_STATUS_CODES, add_exception_handlers
from titiler.core.factory import TilerFactory
from titiler.core.resources.enums import ImageType
from titiler.core.utils import render_image

from benchmarks.tile_colours import class_colours

_RASTER = "TILE_PEER_RASTER"
_PRECISE = 0.01
"""Pixels that a place may be off; GDAL's own choice is an eighth."""
_WORKERS = 2
"""One for each core; with one worker it answered no quicker."""


def colormap() -> dict[int, tuple[int, int, int, int]]:
    """The colours of all classes, opaque."""
    return {
        value: (*bytes.fromhex(colour[1:]), 255) for value, colour in class_colours(255).items()
    }


def tile(raster: str, z: int, x: int, y: int, colours: Any, **options: Any) -> bytes:
    """What titiler's tile endpoint does, without the web around it."""
    with Reader(raster) as source:
        image = source.tile(x, y, z, **options)
    return bytes(render_image(image, colormap=colours, output_format=ImageType.png)[0])


def answer(raster: str) -> None:
    """For each line of addresses: seconds of each tile, and pictures as RGBA if asked for.

    ``usual``: as titiler gives them. ``precise``: with places of pixels to a hundredth, not an
    eighth; these are not timed.
    """
    colours = colormap()
    warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a PNG lies nowhere
    for line in sys.stdin:
        asked = json.loads(line)
        found: dict[str, list[Any]] = {"seconds": [], "usual": [], "precise": []}
        for z, x, y in asked["tiles"]:
            begun = time.perf_counter()
            content = tile(raster, z, x, y, colours)
            found["seconds"].append(time.perf_counter() - begun)
            if asked["pictures"]:
                precise = tile(raster, z, x, y, colours, vrt_options={"tolerance": _PRECISE})
                found["usual"].append(_rgba(content))
                found["precise"].append(_rgba(precise))
        print(json.dumps(found), flush=True)


def _rgba(content: bytes) -> str:
    """(4, 256, 256) uint8 of a PNG, base64."""
    with MemoryFile(content) as held, held.open() as picture:
        pixels = picture.read(indexes=[1, 2, 3, 4])
    return base64.b64encode(pixels.tobytes()).decode("ascii")


def copy(raster: str, out: Path) -> None:
    """Write a cloud-optimised copy on the tiles of Web Mercator, overviews by the mode."""
    rasterio.shutil.copy(
        raster,
        out,
        driver="COG",
        TILING_SCHEME="GoogleMapsCompatible",
        COMPRESS="DEFLATE",
        WARP_RESAMPLING="NEAREST",
        OVERVIEW_RESAMPLING="MODE",
        ADD_ALPHA="NO",
    )


def application() -> FastAPI:
    """titiler's own tile endpoint over one raster, its colours known by name."""
    named = cmap.register({"classes": colormap()})
    raster = os.environ[_RASTER]
    tiler = TilerFactory(
        path_dependency=lambda: raster, colormap_dependency=create_colormap_dependency(named)
    )
    app = FastAPI()
    app.include_router(tiler.router)
    add_exception_handlers(app, DEFAULT_STATUS_CODES)
    return app


def main() -> None:
    reader = argparse.ArgumentParser(prog="benchmarks.tile_peer")
    reader.add_argument("work", choices=("tiles", "copy", "serve"))
    reader.add_argument("raster")
    reader.add_argument("further", nargs="?")
    given = reader.parse_args()
    if given.work == "tiles":
        answer(given.raster)
    elif given.work == "copy":
        copy(given.raster, Path(given.further))
    else:
        os.environ[_RASTER] = given.raster
        uvicorn.run(
            "benchmarks.tile_peer:application",
            factory=True,
            port=int(given.further),
            workers=_WORKERS,
            log_level="error",
            access_log=False,
        )


if __name__ == "__main__":
    main()
