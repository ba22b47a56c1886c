"""A STAC item with its assets, on disk or on a network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pystac
from pystac.errors import STACError

from raster_pipeline.io.scene.bands import SENTINEL2_BANDS, STAC_NAMES, landsat_bands
from raster_pipeline.io.scene.files import OpenFiles
from raster_pipeline.io.scene.findings import refused
from raster_pipeline.io.scene.landsat import LANDSAT_OFFSET, LANDSAT_SCALE
from raster_pipeline.io.scene.scene import BandFile, BandSource, MaskSource, Scene
from raster_pipeline.io.scene.seen import qa_pixel_states, radsat_states, scl_states

__all__ = ["open_stac"]

_SENTINEL2_SCALE, _SENTINEL2_OFFSET = 1e-4, -0.1
"""Of items that state none: BOA_QUANTIFICATION_VALUE 10000, BOA_ADD_OFFSET -1000 (Copernicus)."""
_OFFSET_SINCE = (4, 0)
"""Processing baseline of Sentinel-2 from which stored numbers carry the offset."""
_NOT_OBSERVED = 0.0


@dataclass(frozen=True, slots=True)
class _Item:
    """A STAC item and the words its producers use."""

    path: Path
    item: pystac.Item

    @property
    def stated(self) -> Mapping[str, Any]:
        """Its properties."""
        return self.item.properties

    @property
    def sensor(self) -> str:
        """``sentinel-2``, ``landsat-8`` …; the platform as it is stated for any other."""
        platform = str(self.stated.get("platform", "")).lower().replace("_", "-")
        return "sentinel-2" if platform.startswith("sentinel-2") else platform

    @property
    def baseline(self) -> str:
        """Processing baseline or software version."""
        for name in ("s2:processing_baseline", "processing:version", "landsat:collection_number"):
            if name in self.stated:
                return str(self.stated[name])
        return ""

    @property
    def tile(self) -> str:
        """Tile of Sentinel-2, path and row of Landsat; empty if it states neither."""
        stated = self.stated
        code = str(stated.get("grid:code", "")).removeprefix("MGRS-")
        tile = str(stated.get("s2:mgrs_tile", code)).removeprefix("T")
        if re.fullmatch(r"\d{2}[A-Z]{3}", tile):
            return f"T{tile}"
        if "landsat:wrs_path" in stated:
            return f"{int(stated['landsat:wrs_path']):03d}{int(stated['landsat:wrs_row']):03d}"
        return ""

    def assets(self) -> Iterator[tuple[str, pystac.Asset]]:
        """(key, asset) of the images, GeoTIFF before JPEG 2000."""
        images = [
            (key, asset)
            for key, asset in self.item.assets.items()
            if "tiff" in (asset.media_type or "").lower() or "jp2" in (asset.media_type or "")
        ]
        yield from sorted(images, key=lambda pair: "jp2" in (pair[1].media_type or ""))

    def file(self, asset: pystac.Asset) -> BandFile:
        """Where an asset lies."""
        jp2 = "jp2" in (asset.media_type or "")
        href = asset.get_absolute_href() or asset.href
        parts = urlsplit(href)
        name = f"{self.path.name}/{Path(parts.path).name}"
        if parts.scheme in {"http", "https"}:
            path, url = f"/vsicurl/{href}", href
        elif parts.scheme in {"", "file"}:
            local = Path(unquote(parts.path) if parts.scheme else href)
            path, url = str((self.path.parent / local).resolve()), ""
        else:
            raise refused("SCENE-REMOTE", name, href, "http, https")
        return BandFile(path, "JP2OpenJPEG" if jp2 else "GTiff", name, url)


def open_stac(path: Path, files: OpenFiles) -> Scene:
    """Describe a STAC item of surface reflectance.

    Scale and offset come from the ``raster`` extension, and are applied once: where the item says
    that its stored numbers have lost the offset already (``earthsearch:boa_offset_applied``)
    none is taken off again. The mask is the asset ``scl``, or ``qa_pixel`` and ``qa_radsat``.

    Parameters
    ----------
    path
        JSON file of one item.
    files
        Opens the assets; says whether remote ones may be.

    Raises
    ------
    InputRefusedError
        ``SCENE-UNREADABLE`` if it is no item or has no band or date, ``SCENE-REMOTE`` if its
        assets lie on a network that may not be used, ``SCENE-TRUNCATED``.
    """
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        item = pystac.Item.from_dict(stated)
        item.set_self_href(str(path.resolve()))
        return _scene(_Item(path, item), files)
    except (STACError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise refused("SCENE-UNREADABLE", path.name, repr(error)) from error


def _scene(item: _Item, files: OpenFiles) -> Scene:
    when = item.item.datetime or item.item.common_metadata.start_datetime
    bands: dict[str, BandSource] = {}
    masks: dict[str, MaskSource] = {}
    states = _mask_states(item)
    for key, asset in item.assets():
        role = key.lower().removesuffix("-jp2")
        if role in states:
            masks.setdefault(role, MaskSource(item.file(asset), 1, states[role]))
            continue
        name = _band_name(item, role, asset)
        if name and name not in bands:
            bands[name] = _source(item, asset)
    if when is None or not bands:
        raise refused("SCENE-UNREADABLE", item.path.name, "", "datetime, bands")
    cloud = item.stated.get("eo:cloud_cover")
    first = next(iter(bands.values())).file
    return Scene(
        id=item.item.id,
        sensor=item.sensor or "stac",
        date=when.astimezone(UTC).date(),
        tile=item.tile,
        bands=bands,
        masks=tuple(masks[role] for role in states if role in masks),
        crs=files.facts(first).crs,
        baseline=item.baseline,
        produced=str(item.stated.get("updated", item.stated.get("created", ""))),
        cloud_share=None if cloud is None else float(cloud) / 100.0,
        stated_crs=str(item.stated.get("proj:code") or ""),
        file=item.path.name,
    )


def _mask_states(item: _Item) -> dict[str, Any]:
    """Key of a mask's asset -> state of its numbers, the deciding one first."""
    if not item.sensor.startswith("landsat"):
        return {"scl": scl_states()}
    satellite = int(item.sensor.rpartition("-")[2])
    numbers = landsat_bands(item.sensor)
    return {"qa_pixel": qa_pixel_states(), "qa_radsat": radsat_states(satellite, numbers)}


def _band_name(item: _Item, key: str, asset: pystac.Asset) -> str:
    """Our name of an asset's band; empty if it is none of surface reflectance."""
    for said in (*_band_words(asset), key):
        if said.upper() in SENTINEL2_BANDS and item.sensor == "sentinel-2":
            return SENTINEL2_BANDS[said.upper()]
        if said == "nir08" and item.sensor.startswith("landsat"):
            return "nir"
        if said in STAC_NAMES:
            return STAC_NAMES[said]
    return ""


def _described(asset: pystac.Asset) -> Mapping[str, Any]:
    """First entry of ``bands`` (STAC 1.1), with the older extensions' entries below it."""
    fields = asset.extra_fields
    joined: dict[str, Any] = {}
    for name in ("eo:bands", "raster:bands", "bands"):
        joined.update(next(iter(fields.get(name) or []), {}))
    return {**fields, **joined}


def _band_words(asset: pystac.Asset) -> list[str]:
    stated = _described(asset)
    words = (stated.get(name) for name in ("name", "eo:common_name", "common_name"))
    return [str(word).lower() for word in words if word]


def _source(item: _Item, asset: pystac.Asset) -> BandSource:
    stated = _described(asset)
    scale = stated.get("raster:scale", stated.get("scale"))
    offset = stated.get("raster:offset", stated.get("offset"))
    if scale is None:
        scale, offset = _usual(item)
    if item.stated.get("earthsearch:boa_offset_applied") is True:
        offset = 0.0
    nodata = stated.get("nodata", _NOT_OBSERVED)
    return BandSource(item.file(asset), 1, float(scale), float(offset or 0.0), (float(nodata),))


def _usual(item: _Item) -> tuple[float, float]:
    """Scale and offset of a sensor whose item states none.

    Raises
    ------
    InputRefusedError
        ``SCENE-UNREADABLE`` for any other sensor: nothing is guessed.
    """
    if item.sensor == "sentinel-2":
        version = tuple(int(part) for part in re.findall(r"\d+", item.baseline)[:2])
        return _SENTINEL2_SCALE, _SENTINEL2_OFFSET if version >= _OFFSET_SINCE else 0.0
    if item.sensor.startswith("landsat"):
        return LANDSAT_SCALE, LANDSAT_OFFSET
    raise refused("SCENE-UNREADABLE", item.path.name, item.sensor, "raster:bands scale, offset")
