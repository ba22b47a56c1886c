"""A plain GeoTIFF with several bands, whose meaning the study declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from raster_pipeline.io.scene.files import OpenFiles
from raster_pipeline.io.scene.findings import refused
from raster_pipeline.io.scene.scene import BandFile, BandSource, MaskSource, Scene
from raster_pipeline.io.scene.seen import declared_states

__all__ = ["GeoTiffScene", "open_geotiff"]


@dataclass(frozen=True, slots=True)
class GeoTiffScene:
    """What a GeoTIFF holds.

    Parameters
    ----------
    path
        The file.
    date
        Day of acquisition, UTC.
    bands
        Common name -> number of the band, from 1.
    scale, offset
        reflectance = stored x scale + offset, the same for all bands.
    nodata
        Stored number for missing pixels; None: the file's own.
    mask, clear, mask_nodata
        File with one band of uint8 or uint16 numbers, those that mean a clear pixel, and the one
        that means no data. All others are cloud.
    sensor, tile, id, baseline
        As in :class:`Scene`; the id is the file's name if empty.
    """

    path: Path
    date: date
    bands: Mapping[str, int] = field(hash=False)
    scale: float = 1.0
    offset: float = 0.0
    nodata: float | None = None
    mask: Path | None = None
    clear: tuple[int, ...] = ()
    mask_nodata: int | None = None
    sensor: str = "geotiff"
    tile: str = ""
    id: str = ""
    baseline: str = ""

    def __post_init__(self) -> None:
        if self.mask is not None and not self.clear:
            raise ValueError(f"{self.path.name}: a mask needs its clear values")


def open_geotiff(given: GeoTiffScene, files: OpenFiles) -> Scene:
    """Describe a declared GeoTIFF.

    Raises
    ------
    InputRefusedError
        ``SCENE-UNREADABLE`` if it has fewer bands than declared or the mask is no mask,
        ``SCENE-TRUNCATED``.
    """
    image = _file(given.path)
    facts = files.facts(image)
    last = max(given.bands.values(), default=0)
    if min(given.bands.values(), default=0) < 1 or last > facts.bands:
        raise refused("SCENE-UNREADABLE", image.name, f"{facts.bands} bands", f">= {last}")
    nodata = facts.nodata if given.nodata is None else given.nodata
    invalid = () if nodata is None else (nodata,)
    masks = []
    if given.mask is not None:
        file = _file(given.mask)
        kind = files.facts(file).dtype
        if kind not in {"uint8", "uint16"}:
            raise refused("SCENE-UNREADABLE", file.name, kind, "uint8, uint16")
        masks.append(MaskSource(file, 1, declared_states(given.clear, given.mask_nodata)))
    return Scene(
        id=given.id or re.sub(r"\.tiff?$", "", given.path.name, flags=re.IGNORECASE),
        sensor=given.sensor,
        date=given.date,
        tile=given.tile,
        bands={
            name: BandSource(image, index, given.scale, given.offset, invalid)
            for name, index in given.bands.items()
        },
        masks=tuple(masks),
        crs=facts.crs,
        baseline=given.baseline,
        file=given.path.name,
    )


def _file(path: Path) -> BandFile:
    return BandFile(str(path.resolve()), "GTiff", path.name)
