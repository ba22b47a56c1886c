"""Landsat Collection 2 Level 2 products: a folder with its ``MTL`` file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from raster_pipeline.io.scene.bands import landsat_bands
from raster_pipeline.io.scene.files import OpenFiles
from raster_pipeline.io.scene.findings import refused
from raster_pipeline.io.scene.scene import BandFile, BandSource, MaskSource, Scene
from raster_pipeline.io.scene.seen import qa_pixel_states, radsat_states

__all__ = ["LANDSAT_OFFSET", "LANDSAT_SCALE", "is_landsat", "open_landsat"]

LANDSAT_SCALE, LANDSAT_OFFSET = 0.0000275, -0.2
"""Surface reflectance of Collection 2 (USGS); what the product's own metadata say goes first."""
_FILL = 0.0


def is_landsat(path: Path) -> bool:
    """Whether a folder holds the metadata of a Landsat product."""
    return path.is_dir() and _metadata_file(path) is not None


def open_landsat(folder: Path, files: OpenFiles) -> Scene:
    """Describe a product (Landsat 4, 5, 7, 8 or 9).

    The mask is QA_PIXEL; where QA_RADSAT marks a band as saturated the pixel is defective.

    Parameters
    ----------
    folder
        Holds ``*_SR_B*.TIF``, ``*_QA_PIXEL.TIF``, ``*_QA_RADSAT.TIF`` and ``*_MTL.json`` or
        ``*_MTL.txt``.
    files
        Opens the files.

    Raises
    ------
    InputRefusedError
        ``SCENE-UNREADABLE`` if it is no such product, ``SCENE-LEVEL`` if it is of level 1,
        ``SCENE-TRUNCATED``.
    """
    path = _metadata_file(folder)
    if path is None:
        raise refused("SCENE-UNREADABLE", folder.name, "", "*_MTL.json, *_MTL.txt")
    try:
        return _scene(folder, _metadata(path), files)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise refused("SCENE-UNREADABLE", folder.name, f"{path.name}: {error!r}") from error


def _scene(folder: Path, stated: Mapping[str, Any], files: OpenFiles) -> Scene:
    contents, image = stated["PRODUCT_CONTENTS"], stated["IMAGE_ATTRIBUTES"]
    if contents["PROCESSING_LEVEL"] != "L2SP" and contents["PROCESSING_LEVEL"] != "L2SR":
        raise refused("SCENE-LEVEL", folder.name, contents["PROCESSING_LEVEL"], "L2SP, L2SR")
    names = landsat_bands(image["SPACECRAFT_ID"])
    satellite = int(image["SPACECRAFT_ID"].rpartition("_")[2])
    factors = stated.get("LEVEL2_SURFACE_REFLECTANCE_PARAMETERS", {})
    product = contents["LANDSAT_PRODUCT_ID"]
    bands = {}
    for number, name in names.items():
        path = folder / contents.get(f"FILE_NAME_BAND_{number}", f"{product}_SR_B{number}.TIF")
        if path.is_file():
            scale = float(factors.get(f"REFLECTANCE_MULT_BAND_{number}", LANDSAT_SCALE))
            offset = float(factors.get(f"REFLECTANCE_ADD_BAND_{number}", LANDSAT_OFFSET))
            bands[name] = BandSource(_file(folder, path), 1, scale, offset, (_FILL,))
    quality = folder / f"{product}_QA_PIXEL.TIF"
    if not quality.is_file() or not bands:
        raise refused("SCENE-UNREADABLE", folder.name, "", f"{quality.name}, *_SR_B*.TIF")
    masks = [MaskSource(_file(folder, quality), 1, qa_pixel_states())]
    saturation = folder / f"{product}_QA_RADSAT.TIF"
    if saturation.is_file():
        states = radsat_states(satellite, names)
        masks.append(MaskSource(_file(folder, saturation), 1, states))
    record = stated.get("LEVEL2_PROCESSING_RECORD", {})
    cloud = float(image.get("CLOUD_COVER", -1.0))
    return Scene(
        id=product,
        sensor=f"landsat-{satellite}",
        date=date.fromisoformat(image["DATE_ACQUIRED"]),
        tile=f"{int(image['WRS_PATH']):03d}{int(image['WRS_ROW']):03d}",
        bands=bands,
        masks=tuple(masks),
        crs=files.facts(masks[0].file).crs,
        baseline=str(contents.get("COLLECTION_NUMBER", "")),
        produced=str(record.get("DATE_PRODUCT_GENERATED", "")),
        cloud_share=cloud / 100.0 if cloud >= 0.0 else None,
        file=folder.name,
    )


def _file(folder: Path, path: Path) -> BandFile:
    return BandFile(str(path.resolve()), "GTiff", f"{folder.name}/{path.name}")


def _metadata_file(folder: Path) -> Path | None:
    found = [*sorted(folder.glob("*_MTL.json")), *sorted(folder.glob("*_MTL.txt"))]
    return found[0] if found else None


def _metadata(path: Path) -> Mapping[str, Any]:
    text = path.read_text(encoding="utf-8")
    root = json.loads(text) if path.suffix == ".json" else _groups(text)
    stated: Mapping[str, Any] = root["LANDSAT_METADATA_FILE"]
    return stated


def _groups(text: str) -> dict[str, Any]:
    """Nested groups of an ODL text as the JSON form has them: every value a text."""
    root: dict[str, Any] = {}
    inside = [root]
    for line in text.splitlines():
        pair = re.fullmatch(r"\s*(\w+)\s*=\s*(.*?)\s*", line)
        if pair is None:
            continue
        key, value = pair[1], pair[2].strip('"')
        if key == "GROUP":
            inside.append(inside[-1].setdefault(value, {}))
        elif key == "END_GROUP":
            inside.pop()
        else:
            inside[-1][key] = value
    return root
