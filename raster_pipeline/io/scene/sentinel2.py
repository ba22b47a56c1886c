"""Sentinel-2 L2A products: a SAFE folder, or the zip it came in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

from raster_pipeline.io.scene.bands import SENTINEL2_BANDS
from raster_pipeline.io.scene.files import OpenFiles
from raster_pipeline.io.scene.findings import refused
from raster_pipeline.io.scene.scene import BandFile, BandSource, MaskSource, Scene
from raster_pipeline.io.scene.seen import scl_states

__all__ = ["is_sentinel2", "open_sentinel2"]

_METADATA = "MTD_MSIL2A.xml"
_LONGEST_METADATA = 20_000_000
_FINEST = ("10m", "20m", "60m")
_BAND_IDS = (*list(SENTINEL2_BANDS)[:10], "B10", "B11", "B12")
"""Bands by the number the metadata give them."""


@dataclass(frozen=True, slots=True)
class _Product:
    """Names of the files of a product below its root, how to open them, and its metadata."""

    path: Path
    names: frozenset[str]
    before: str
    metadata: ET.Element

    def text(self, tag: str) -> str:
        """Text of the first element of a name; empty if there is none."""
        found = next((e for e in self.metadata.iter() if _name(e) == tag), None)
        return ((found.text if found is not None else "") or "").strip()

    def numbers(self, tag: str) -> dict[str, float]:
        """Numbers of elements by band name."""
        found = (e for e in self.metadata.iter() if _name(e) == tag)
        return {_BAND_IDS[int(e.attrib["band_id"])]: float(e.text or "") for e in found}

    def special(self) -> tuple[float, ...]:
        """Stored numbers that are no measurement: no data and saturated."""
        found = [e.text for e in self.metadata.iter() if _name(e) == "SPECIAL_VALUE_INDEX"]
        return tuple(sorted({float(text) for text in found if text} | {0.0}))

    def files(self) -> Iterator[tuple[str, str, BandFile]]:
        """(band or ``SCL``, resolution, file) of every image of the product that is there."""
        for element in self.metadata.iter():
            if _name(element) not in {"IMAGE_FILE", "IMAGE_ID"} or not element.text:
                continue
            stem = element.text.strip()
            parts = re.search(r"_(B\d\w|SCL)_(10m|20m|60m)$", stem)
            name = next((n for n in (f"{stem}.jp2", f"{stem}.tif") if n in self.names), None)
            if parts is None or name is None:
                continue
            driver = "JP2OpenJPEG" if name.endswith(".jp2") else "GTiff"
            told = f"{self.path.name}/{Path(name).name}"
            yield parts[1], parts[2], BandFile(f"{self.before}/{name}", driver, told)  # type: ignore[arg-type]


def is_sentinel2(path: Path) -> bool:
    """Whether a path looks like a Sentinel-2 L2A product."""
    if path.is_dir():
        return (path / _METADATA).is_file()
    return path.suffix.lower() == ".zip" and path.is_file()


def open_sentinel2(path: Path, files: OpenFiles) -> Scene:
    """Describe a product.

    Reflectance = (stored + BOA_ADD_OFFSET) / BOA_QUANTIFICATION_VALUE; products before baseline
    04.00 state no offset. The finest file of every band is taken, the mask is the scene
    classification.

    Parameters
    ----------
    path
        ``….SAFE`` folder or zip with one in it.
    files
        Opens the files.

    Raises
    ------
    InputRefusedError
        ``SCENE-UNREADABLE`` if it is no such product or its metadata are broken, ``SCENE-LEVEL``
        if it is of level 1C, ``SCENE-TRUNCATED``.
    """
    product = _product(path)
    try:
        return _scene(product, files)
    except (ValueError, KeyError, IndexError) as error:
        raise refused("SCENE-UNREADABLE", path.name, f"{_METADATA}: {error}") from error


def _scene(product: _Product, files: OpenFiles) -> Scene:
    quantification = float(product.text("BOA_QUANTIFICATION_VALUE"))
    offsets = product.numbers("BOA_ADD_OFFSET")
    found = {(band, resolution): file for band, resolution, file in product.files()}
    special = product.special()
    bands = {}
    for band, name in SENTINEL2_BANDS.items():
        file = next((found[band, r] for r in _FINEST if (band, r) in found), None)
        if file is not None:
            offset = offsets.get(band, 0.0) / quantification
            bands[name] = BandSource(file, 1, 1.0 / quantification, offset, special)
    mask = next((found["SCL", r] for r in _FINEST if ("SCL", r) in found), None)
    if mask is None or not bands:
        missing = "SCL" if mask is None else "B02 …"
        raise refused("SCENE-UNREADABLE", product.path.name, "", missing)
    tile = re.search(r"(T\d{2}[A-Z]{3})_", Path(mask.path).name)
    cloud = product.text("Cloud_Coverage_Assessment")
    return Scene(
        id=product.text("PRODUCT_URI").removesuffix(".SAFE") or product.path.stem,
        sensor="sentinel-2",
        date=date.fromisoformat(product.text("PRODUCT_START_TIME")[:10]),
        tile=tile[1] if tile else "",
        bands=bands,
        masks=(MaskSource(mask, 1, scl_states()),),
        crs=files.facts(mask).crs,
        baseline=product.text("PROCESSING_BASELINE"),
        produced=product.text("GENERATION_TIME"),
        cloud_share=float(cloud) / 100.0 if cloud else None,
        file=product.path.name,
    )


def _product(path: Path) -> _Product:
    try:
        if path.is_dir():
            names = [p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file()]
            root, before, open_text = "", str(path.resolve()), (path / _METADATA).read_bytes
            return _Product(path, frozenset(names), before, _metadata(path, names, open_text()))
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            inside = next((n for n in names if n.split("/")[-1] == _METADATA), None)
            if inside is None:
                raise refused("SCENE-UNREADABLE", path.name, "", _METADATA)
            if archive.getinfo(inside).file_size > _LONGEST_METADATA:
                raise refused("SCENE-UNREADABLE", path.name, inside)
            root = inside.removesuffix(_METADATA)
            own = [n.removeprefix(root) for n in names if n.startswith(root)]
            before = f"/vsizip/{{{path.resolve()}}}/{root}".rstrip("/")
            return _Product(
                path, frozenset(own), before, _metadata(path, own, archive.read(inside))
            )
    except (OSError, zipfile.BadZipFile) as error:
        raise refused(
            "SCENE-UNREADABLE", path.name, str(error).replace(str(path), path.name)
        ) from error


def _metadata(path: Path, names: list[str], raw: bytes) -> ET.Element:
    # Entities are how an XML file grows without end or reaches other files; the product has none.
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise refused("SCENE-UNREADABLE", path.name, "DOCTYPE")
    try:
        root = ET.fromstring(raw)  # noqa: S314
    except ET.ParseError as error:
        raise refused("SCENE-UNREADABLE", path.name, f"{_METADATA}: {error}") from error
    if not _name(root).startswith("Level-2A"):
        raise refused("SCENE-LEVEL", path.name, _name(root), "Level-2A_User_Product")
    return root


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
