"""Scenes as their producers hand them over, small, written without any code that reads them."""

import json
import zipfile
from pathlib import Path

import numpy as np

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip
import rasterio
from rasterio.transform import Affine

WEST, NORTH = 770_000.0, 3_530_000.0
"""Corner of the tiles in UTM 50N, in the city."""
S2_RESOLUTION = {
    "B02": 10, "B03": 10, "B04": 10, "B08": 10, "B05": 20, "B8A": 20, "B11": 20, "B12": 20,
    "SCL": 20,
}  # fmt: skip
S2_IDS = {"B02": 1, "B03": 2, "B04": 3, "B05": 4, "B08": 7, "B8A": 8, "B11": 11, "B12": 12}

_MTD = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<n1:Level-{level}_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/U.xsd">
 <n1:General_Info><Product_Info>
  <PRODUCT_START_TIME>{date}T02:35:51.024Z</PRODUCT_START_TIME>
  <PRODUCT_URI>{id}.SAFE</PRODUCT_URI>
  <PROCESSING_LEVEL>Level-{level}</PROCESSING_LEVEL>
  <PROCESSING_BASELINE>{baseline}</PROCESSING_BASELINE>
  <GENERATION_TIME>{date}T06:00:00.000000Z</GENERATION_TIME>
  <Product_Organisation><Granule_List><Granule>{images}</Granule></Granule_List>
  </Product_Organisation></Product_Info>
  <Product_Image_Characteristics>
   <Special_Values><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT>
    <SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX></Special_Values>
   <Special_Values><SPECIAL_VALUE_TEXT>SATURATED</SPECIAL_VALUE_TEXT>
    <SPECIAL_VALUE_INDEX>65535</SPECIAL_VALUE_INDEX></Special_Values>
   <QUANTIFICATION_VALUES_LIST>
    <BOA_QUANTIFICATION_VALUE unit="none">10000</BOA_QUANTIFICATION_VALUE>
   </QUANTIFICATION_VALUES_LIST>{offsets}
  </Product_Image_Characteristics></n1:General_Info>
 <n1:Quality_Indicators_Info>
  <Cloud_Coverage_Assessment>{cloud}</Cloud_Coverage_Assessment></n1:Quality_Indicators_Info>
</n1:Level-{level}_User_Product>
"""


def write_tif(path: Path, values: np.ndarray, **profile) -> Path:
    """Bands (band, y, x) or (y, x) as a GeoTIFF of 10 m pixels at the corner of the tiles."""
    values = values if values.ndim == 3 else values[np.newaxis]
    settings = {"crs": "EPSG:32650", "transform": Affine(10, 0, WEST, 0, -10, NORTH), **profile}
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = {"driver": "GTiff", **settings}
    with rasterio.open(
        path,
        "w",
        count=values.shape[0],
        height=values.shape[1],
        width=values.shape[2],
        dtype=values.dtype.name,
        **settings,
    ) as out:
        out.write(values)
    return path


def write_safe(
    folder: Path,
    images: dict[str, np.ndarray],
    *,
    date="2023-07-14",
    tile="T50RQV",
    baseline="05.09",
    offset: int | None = -1000,
    cloud=12.5,
    level="2A",
    west=WEST,
    crs="EPSG:32650",
    lossless=True,
) -> Path:
    """A SAFE folder with JPEG 2000 band files; ``images`` are stored numbers by band or SCL."""
    stamp = date.replace("-", "")
    id_ = f"S2A_MSIL2A_{stamp}T023551_N{baseline.replace('.', '')}_R089_{tile}_{stamp}T060000"
    root = folder / f"{id_}.SAFE"
    granule = f"GRANULE/L2A_{tile}_A042100_{stamp}T024301/IMG_DATA"
    listed = []
    for band, values in images.items():
        size = S2_RESOLUTION[band]
        stem = f"{granule}/R{size}m/{tile}_{stamp}T023551_{band}_{size}m"
        listed.append(f"<IMAGE_FILE>{stem}</IMAGE_FILE>")
        write_tif(
            root / f"{stem}.jp2",
            values,
            driver="JP2OpenJPEG",
            crs=crs,
            transform=Affine(size, 0, west, 0, -size, NORTH),
            QUALITY="100",
            REVERSIBLE="YES",
        )
    offsets = "".join(
        f'<BOA_ADD_OFFSET band_id="{number}">{offset}</BOA_ADD_OFFSET>'
        for number in range(13)
        if offset is not None
    )
    if offsets:
        offsets = f"<BOA_ADD_OFFSET_VALUES_LIST>{offsets}</BOA_ADD_OFFSET_VALUES_LIST>"
    text = _MTD.format(
        level=level, date=date, id=id_, baseline=baseline, images="".join(listed),
        offsets=offsets, cloud=cloud,
    )  # fmt: skip
    (root / f"MTD_MSIL{level}.xml").write_text(text, encoding="utf-8")
    return root


def zipped(safe: Path) -> Path:
    """The product as it is downloaded: its folder inside a zip."""
    target = safe.with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(safe.rglob("*")):
            archive.write(path, path.relative_to(safe.parent).as_posix())
    return target


def write_landsat(
    folder: Path,
    bands: dict[int, np.ndarray],
    quality: np.ndarray,
    *,
    satellite=8,
    radsat: np.ndarray | None = None,
    date="2023-07-14",
    path_row=(119, 38),
    text=False,
    level="L2SP",
) -> Path:
    """A Collection 2 Level 2 folder of 30 m pixels."""
    sensor = "LC" if satellite >= 8 else "LT"
    path, row = path_row
    id_ = f"{sensor}{satellite:02d}_{level}_{path:03d}{row:03d}_{date.replace('-', '')}_02_T1"
    root = folder / id_
    place = {"transform": Affine(30, 0, WEST, 0, -30, NORTH), "crs": "EPSG:32650"}
    for number, values in bands.items():
        write_tif(root / f"{id_}_SR_B{number}.TIF", values, nodata=0, **place)
    write_tif(root / f"{id_}_QA_PIXEL.TIF", quality, **place)
    if radsat is not None:
        write_tif(root / f"{id_}_QA_RADSAT.TIF", radsat, **place)
    groups = {
        "PRODUCT_CONTENTS": {
            "LANDSAT_PRODUCT_ID": id_,
            "PROCESSING_LEVEL": level,
            "COLLECTION_NUMBER": "02",
            **{f"FILE_NAME_BAND_{n}": f"{id_}_SR_B{n}.TIF" for n in bands},
        },
        "IMAGE_ATTRIBUTES": {
            "SPACECRAFT_ID": f"LANDSAT_{satellite}",
            "WRS_PATH": str(path),
            "WRS_ROW": str(row),
            "DATE_ACQUIRED": date,
            "CLOUD_COVER": "4.50",
        },
        "LEVEL2_PROCESSING_RECORD": {"DATE_PRODUCT_GENERATED": f"{date}T12:00:00Z"},
        "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS": {
            **{f"REFLECTANCE_MULT_BAND_{n}": "2.75e-05" for n in bands},
            **{f"REFLECTANCE_ADD_BAND_{n}": "-0.2" for n in bands},
        },
    }
    if not text:
        stated = json.dumps({"LANDSAT_METADATA_FILE": groups})
        (root / f"{id_}_MTL.json").write_text(stated, encoding="utf-8")
        return root
    lines = ["GROUP = LANDSAT_METADATA_FILE"]
    for name, fields in groups.items():
        quoted = [f'    {key} = "{value}"' for key, value in fields.items()]
        lines += [f"  GROUP = {name}", *quoted, f"  END_GROUP = {name}"]
    lines += ["END_GROUP = LANDSAT_METADATA_FILE", "END"]
    (root / f"{id_}_MTL.txt").write_text("\n".join(lines), encoding="utf-8")
    return root


def write_stac(path: Path, assets: dict[str, dict], **properties) -> Path:
    """A STAC 1.0 item; assets are JSON objects."""
    tiff = "image/tiff; application=geotiff; profile=cloud-optimized"
    item = {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": [
            "https://stac-extensions.github.io/eo/v1.1.0/schema.json",
            "https://stac-extensions.github.io/raster/v1.1.0/schema.json",
            "https://stac-extensions.github.io/projection/v1.1.0/schema.json",
        ],
        "id": path.stem,
        "geometry": None,
        "properties": {
            "datetime": "2023-07-14T02:40:00Z",
            "platform": "sentinel-2a",
            "proj:epsg": 32650,
            "eo:cloud_cover": 12.5,
            "grid:code": "MGRS-50RQV",
            **properties,
        },
        "links": [],
        "assets": {key: {"type": tiff, **asset} for key, asset in assets.items()},
    }
    path.write_text(json.dumps(item), encoding="utf-8")
    return path
