"""Spectral indices of optical scenes, declared in one table.

Names, formulas and letters of bands and constants are those of the catalogue Awesome Spectral
Indices (Montero et al. 2023, Scientific Data 10:197). Bands are surface reflectance as fractions
(0 to 1), never as the whole numbers scaled by 10,000 that scenes are stored in: EVI would be wrong
without a sign of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.text import Text

__all__ = ["BANDS", "INDICES", "SpectralIndex", "spectral_index", "spectral_index_for"]

Reflectance = NDArray[np.float32]
Bands = Mapping[str, Reflectance]

BANDS: Mapping[str, Text] = MappingProxyType(
    {
        "B": Text("蓝", "blue"),
        "G": Text("绿", "green"),
        "R": Text("红", "red"),
        "RE1": Text("红边1（约705纳米）", "red edge 1 (about 705 nm)"),
        "RE2": Text("红边2（约740纳米）", "red edge 2 (about 740 nm)"),
        "RE3": Text("红边3（约783纳米）", "red edge 3 (about 783 nm)"),
        "N": Text("近红外", "near infrared"),
        "S1": Text("短波红外1（约1610纳米）", "short-wave infrared 1 (about 1610 nm)"),
        "S2": Text("短波红外2（约2200纳米）", "short-wave infrared 2 (about 2200 nm)"),
    }
)
"""Letters of the bands."""

_g = np.float32(2.5)
"""EVI gain factor (Huete et al. 1997)."""
_C1 = np.float32(6.0)
"""EVI coefficient 1 for the aerosol resistance term."""
_C2 = np.float32(7.5)
"""EVI coefficient 2 for the aerosol resistance term."""
_L = np.float32(1.0)
"""EVI canopy background adjustment."""
_EVI2_R = np.float32(2.4)
"""EVI2 coefficient of red (Jiang et al. 2008)."""


@dataclass(frozen=True, slots=True)
class SpectralIndex:
    """One index: numerator over denominator of reflectances.

    Parameters
    ----------
    id
        Short name in the catalogue; ``aliases`` are other names in use for the same formula.
    title
        Long name.
    bands
        Letters of the bands it needs (:data:`BANDS`).
    parts
        Numerator and denominator of bands.
    valid
        Range for reflectances between 0 and 1, ``None`` where a side is open. Values are never
        clipped to it: dark pixels with negative reflectance go beyond, and that is to be seen.
    reference
        Where it was published.
    """

    id: str
    title: Text
    bands: tuple[str, ...]
    parts: Callable[[Bands], tuple[Reflectance, Reflectance]]
    valid: tuple[float | None, float | None]
    reference: str
    aliases: tuple[str, ...] = ()


def spectral_index(name: str) -> SpectralIndex:
    """An index by id or alias.

    Raises
    ------
    ValueError
        If the table has no such index; the message lists those it has.
    """
    for one in INDICES:
        if name == one.id or name in one.aliases:
            return one
    raise ValueError(f"no spectral index {name}; there are {', '.join(i.id for i in INDICES)}")


def spectral_index_for(name: str, bands: Mapping[str, NDArray[Any]]) -> Reflectance:
    """Compute an index from bands.

    Parameters
    ----------
    name
        Id or alias.
    bands
        Letter -> array of reflectance as fractions, float, all of one shape, such as (y, x) or
        (time, y, x); NaN is no data. More bands than needed are welcome.

    Returns
    -------
    float32 of the same shape; NaN where a band has no finite value, where the denominator is 0
    and where the quotient is beyond float32.

    Raises
    ------
    ValueError
        If a band is missing, is not float, or has another shape.
    """
    index = spectral_index(name)
    given = {letter: _reflectance(index, letter, bands) for letter in index.bands}
    shapes = {array.shape for array in given.values()}
    if len(shapes) > 1:
        raise ValueError(f"{index.id}: bands differ in shape: {sorted(shapes)}")
    # Infinite input and overflow become NaN below, which is all that a warning would say.
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        numerator, denominator = index.parts(given)
        result = np.full(shapes.pop(), np.nan, dtype=np.float32)
        np.divide(numerator, denominator, out=result, where=denominator != 0)
    for array in given.values():
        result[~np.isfinite(array)] = np.nan
    result[np.isinf(result)] = np.nan
    return result


def _reflectance(
    index: SpectralIndex, letter: str, bands: Mapping[str, NDArray[Any]]
) -> Reflectance:
    if letter not in bands:
        raise ValueError(f"{index.id} needs band {letter}; given are {', '.join(bands)}")
    array = np.asarray(bands[letter])
    if not np.issubdtype(array.dtype, np.floating):
        raise ValueError(
            f"{index.id}: band {letter} is {array.dtype}; reflectance must be a fraction in float"
        )
    return np.asarray(array, dtype=np.float32)


def _difference(plus: str, minus: str) -> Callable[[Bands], tuple[Reflectance, Reflectance]]:
    """Normalized difference of two bands."""
    return lambda b: (b[plus] - b[minus], b[plus] + b[minus])


def _evi(b: Bands) -> tuple[Reflectance, Reflectance]:
    return _g * (b["N"] - b["R"]), b["N"] + _C1 * b["R"] - _C2 * b["B"] + _L


def _evi2(b: Bands) -> tuple[Reflectance, Reflectance]:
    return _g * (b["N"] - b["R"]), b["N"] + _EVI2_R * b["R"] + _L


def _bare_soil(b: Bands) -> tuple[Reflectance, Reflectance]:
    bright, green = b["S1"] + b["R"], b["N"] + b["B"]
    return bright - green, bright + green


def _inverted_red_edge(b: Bands) -> tuple[Reflectance, Reflectance]:
    return (b["RE3"] - b["R"]) * b["RE2"], b["RE1"]


_SHARE = (-1.0, 1.0)

INDICES: tuple[SpectralIndex, ...] = (
    SpectralIndex(
        "NDVI",
        Text("归一化植被指数", "Normalized Difference Vegetation Index"),
        ("N", "R"),
        _difference("N", "R"),
        _SHARE,
        "Rouse et al. (1974), NASA SP-351, 309-317",
    ),
    SpectralIndex(
        "EVI",
        Text("增强型植被指数", "Enhanced Vegetation Index"),
        ("N", "R", "B"),
        _evi,
        # Blue over red makes the denominator small or negative over water and cloud.
        (None, None),
        "Huete et al. (1997), Remote Sens. Environ. 59:440-451",
    ),
    SpectralIndex(
        "EVI2",
        Text("两波段增强型植被指数", "Two-Band Enhanced Vegetation Index"),
        ("N", "R"),
        _evi2,
        (-2.5 / 3.4, 1.25),
        "Jiang et al. (2008), Remote Sens. Environ. 112:3833-3845",
    ),
    SpectralIndex(
        "NDWI",
        Text("归一化水体指数", "Normalized Difference Water Index"),
        ("G", "N"),
        _difference("G", "N"),
        _SHARE,
        "McFeeters (1996), Int. J. Remote Sens. 17:1425-1432",
    ),
    SpectralIndex(
        "MNDWI",
        Text("改进的归一化水体指数", "Modified Normalized Difference Water Index"),
        ("G", "S1"),
        _difference("G", "S1"),
        _SHARE,
        "Xu (2006), Int. J. Remote Sens. 27:3025-3033",
    ),
    SpectralIndex(
        "NBR",
        Text("归一化燃烧指数", "Normalized Burn Ratio"),
        ("N", "S2"),
        _difference("N", "S2"),
        _SHARE,
        "as cited in the catalogue: doi:10.3133/ofr0211",
    ),
    SpectralIndex(
        "NDMI",
        Text("归一化水分指数", "Normalized Difference Moisture Index"),
        ("N", "S1"),
        _difference("N", "S1"),
        _SHARE,
        "Wilson and Sader (2002), Remote Sens. Environ. 80:385-396",
    ),
    SpectralIndex(
        "LSWI",
        # The same formula as NDMI. Flooded rice is found by LSWI rising above NDVI in spring.
        Text("地表水分指数", "Land Surface Water Index"),
        ("N", "S1"),
        _difference("N", "S1"),
        _SHARE,
        "Xiao et al. (2004), Remote Sens. Environ. 89:519-534",
    ),
    SpectralIndex(
        "NDREI",
        Text("归一化红边指数", "Normalized Difference Red Edge Index"),
        ("N", "RE1"),
        _difference("N", "RE1"),
        _SHARE,
        "Gitelson and Merzlyak (1994), J. Photochem. Photobiol. B 22:247-252",
        aliases=("NDRE",),
    ),
    SpectralIndex(
        "NDVI705",
        Text(
            "红边归一化植被指数（705与750纳米）",
            "Normalized Difference Vegetation Index (705 and 750 nm)",
        ),
        ("RE2", "RE1"),
        _difference("RE2", "RE1"),
        _SHARE,
        "Gitelson and Merzlyak (1994), J. Plant Physiol. 143:286-292",
        aliases=("RENDVI",),
    ),
    SpectralIndex(
        "IRECI",
        Text("倒红边叶绿素指数", "Inverted Red-Edge Chlorophyll Index"),
        ("RE3", "R", "RE1", "RE2"),
        _inverted_red_edge,
        (None, None),
        "Frampton et al. (2013), ISPRS J. Photogramm. 82:83-92",
    ),
    SpectralIndex(
        "NDBI",
        Text("归一化建筑指数", "Normalized Difference Built-Up Index"),
        ("S1", "N"),
        _difference("S1", "N"),
        _SHARE,
        "Zha et al. (2003), Int. J. Remote Sens. 24:583-594",
    ),
    SpectralIndex(
        "BI",
        Text("裸土指数", "Bare Soil Index"),
        ("S1", "R", "N", "B"),
        _bare_soil,
        _SHARE,
        "Rikimaru et al. (2002), Tropical Ecology 43:39-47",
        aliases=("BSI",),
    ),
)
"""All indices: greenness, water, moisture, red edge (trees from rice and reed), bare ground."""
