"""A scene as a Sentinel-2 L2A product folder: JPEG 2000 bands at 10 and 20 m, and metadata."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from raster_pipeline.demo.imagery_land import BANDS
from raster_pipeline.demo.imagery_scenes import SCALE, Picture
from raster_pipeline.demo.imagery_truth import sky_shares
from raster_pipeline.io.scene_writer import write_scene_image

__all__ = ["safe_name", "write_safe"]

_TILE, _BASELINE, _PASS = "T50RQV", "05.11", "R132"
_FILES = {
    "blue": "B02",
    "green": "B03",
    "red": "B04",
    "nir": "B08",
    "swir_1": "B11",
    "swir_2": "B12",
}
_COARSE = ("swir_1", "swir_2")
_BAND_NUMBERS = 13

_METADATA = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<n1:Level-2A_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_Level-2A.xsd">
  <n1:General_Info>
    <Product_Info>
      <PRODUCT_START_TIME>{day}T02:45:41.024Z</PRODUCT_START_TIME>
      <PRODUCT_URI>{name}</PRODUCT_URI>
      <PROCESSING_LEVEL>Level-2A</PROCESSING_LEVEL>
      <PROCESSING_BASELINE>{baseline}</PROCESSING_BASELINE>
      <GENERATION_TIME>{day}T07:00:00.000000Z</GENERATION_TIME>
      <Product_Organisation><Granule_List><Granule>
{images}
      </Granule></Granule_List></Product_Organisation>
    </Product_Info>
    <Product_Image_Characteristics>
      <Special_Values><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT>
        <SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX></Special_Values>
      <Special_Values><SPECIAL_VALUE_TEXT>SATURATED</SPECIAL_VALUE_TEXT>
        <SPECIAL_VALUE_INDEX>65535</SPECIAL_VALUE_INDEX></Special_Values>
      <QUANTIFICATION_VALUES_LIST>
        <BOA_QUANTIFICATION_VALUE unit="none">{quantification}</BOA_QUANTIFICATION_VALUE>
      </QUANTIFICATION_VALUES_LIST>
      <BOA_ADD_OFFSET_VALUES_LIST>
{offsets}
      </BOA_ADD_OFFSET_VALUES_LIST>
    </Product_Image_Characteristics>
  </n1:General_Info>
  <n1:Quality_Indicators_Info>
    <Cloud_Coverage_Assessment>{cloud:.2f}</Cloud_Coverage_Assessment>
  </n1:Quality_Indicators_Info>
</n1:Level-2A_User_Product>
"""


def safe_name(day: date) -> str:
    """Name of the product folder of a day."""
    stamp, baseline = f"{day:%Y%m%d}", _BASELINE.replace(".", "")
    return f"S2A_MSIL2A_{stamp}T024541_N{baseline}_{_PASS}_{_TILE}_{stamp}T070000.SAFE"


def write_safe(folder: Path, picture: Picture, day: date, offset: float) -> None:
    """Write a picture as a product folder; ``offset`` is that of its reflectance."""
    view, stems = picture.view, []
    layers = {_FILES[name]: (picture.stored[k], name in _COARSE) for k, name in enumerate(BANDS)}
    layers["SCL"] = (picture.code, True)
    for band, (values, coarse) in layers.items():
        pixel = 20 if coarse else 10
        stem = (
            f"GRANULE/L2A_{_TILE}_A042100_{day:%Y%m%d}T024541/IMG_DATA/R{pixel}m/"
            f"{_TILE}_{day:%Y%m%d}T024541_{band}_{pixel}m"
        )
        stems.append(f"        <IMAGE_FILE>{stem}</IMAGE_FILE>")
        step = 2 if coarse else 1
        image = np.ascontiguousarray(values[np.newaxis, ::step, ::step])
        write_scene_image(
            folder / f"{stem}.jp2",
            image,
            crs=view.crs,
            west=view.west,
            north=view.north,
            pixel=float(pixel),
        )
    stored_offset = round(offset / SCALE)
    text = _METADATA.format(
        day=day.isoformat(),
        name=folder.name,
        baseline=_BASELINE,
        images="\n".join(stems),
        quantification=round(1.0 / SCALE),
        offsets="\n".join(
            f'        <BOA_ADD_OFFSET band_id="{number}">{stored_offset}</BOA_ADD_OFFSET>'
            for number in range(_BAND_NUMBERS)
        ),
        cloud=100.0 * sky_shares(picture.code)["cloud"],
    )
    (folder / "MTD_MSIL2A.xml").write_text(text, encoding="utf-8")
