"""Bands of the sensors under one set of common names."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BAND_NAMES", "LANDSAT_BANDS", "SENTINEL2_BANDS", "STAC_NAMES", "landsat_bands"]

BAND_NAMES = (
    "coastal",
    "blue",
    "green",
    "red",
    "red_edge_1",
    "red_edge_2",
    "red_edge_3",
    "nir",
    "nir_narrow",
    "water_vapour",
    "swir_1",
    "swir_2",
)
"""Every name a band may carry, by rising wavelength."""

SENTINEL2_BANDS: Mapping[str, str] = {
    "B01": "coastal",
    "B02": "blue",
    "B03": "green",
    "B04": "red",
    "B05": "red_edge_1",
    "B06": "red_edge_2",
    "B07": "red_edge_3",
    "B08": "nir",
    "B8A": "nir_narrow",
    "B09": "water_vapour",
    "B11": "swir_1",
    "B12": "swir_2",
}
"""Bands of Sentinel-2 L2A; B10 (cirrus) is no surface reflectance.

Source: Copernicus, Sentinel-2 Products Specification Document.
"""

_THEMATIC_MAPPER = {1: "blue", 2: "green", 3: "red", 4: "nir", 5: "swir_1", 7: "swir_2"}
_LAND_IMAGER = {
    1: "coastal",
    2: "blue",
    3: "green",
    4: "red",
    5: "nir",
    6: "swir_1",
    7: "swir_2",
}
LANDSAT_BANDS: Mapping[int, Mapping[int, str]] = {
    4: _THEMATIC_MAPPER,
    5: _THEMATIC_MAPPER,
    7: _THEMATIC_MAPPER,
    8: _LAND_IMAGER,
    9: _LAND_IMAGER,
}
"""Satellite number -> surface reflectance band number -> name.

Source: USGS, Landsat 4-7 and Landsat 8-9 Collection 2 Level 2 Science Product Guides.
"""

STAC_NAMES: Mapping[str, str] = {
    "coastal": "coastal",
    "blue": "blue",
    "green": "green",
    "red": "red",
    "rededge1": "red_edge_1",
    "rededge2": "red_edge_2",
    "rededge3": "red_edge_3",
    "rededge071": "red_edge_1",
    "rededge075": "red_edge_2",
    "rededge078": "red_edge_3",
    "nir": "nir",
    "nir08": "nir_narrow",
    "nir09": "water_vapour",
    "swir16": "swir_1",
    "swir22": "swir_2",
}
"""Common names of the STAC ``eo`` extension (1.1 and 2.0); ``rededge`` alone says too little."""


def landsat_bands(spacecraft: str) -> Mapping[int, str]:
    """Band numbers of a Landsat satellite (``LANDSAT_8``, ``landsat-8``) and their names.

    Raises
    ------
    KeyError
        If it is no Landsat with surface reflectance.
    """
    number = spacecraft.strip().upper().replace("-", "_").removeprefix("LANDSAT_")
    return LANDSAT_BANDS[int(number)] if number.isdigit() else LANDSAT_BANDS[-1]
