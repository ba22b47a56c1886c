"""What a scene saw at a pixel, in one small code for every sensor."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "USABLE",
    "Seen",
    "declared_states",
    "qa_pixel_states",
    "radsat_states",
    "scl_states",
]

_CODES = 65_536
"""Length of a table over all uint16 numbers."""


class Seen(IntEnum):
    """State of a pixel of a scene; stored as uint8.

    ``MIXED`` is a resampled pixel that a cloud, shadow, defect or the edge of the scene reaches
    into: its reflectance is a blend.
    """

    NO_DATA = 0
    CLEAR = 1
    WATER = 2
    SNOW = 3
    CLOUD = 4
    SHADOW = 5
    DEFECTIVE = 6
    MIXED = 7


USABLE = frozenset({Seen.CLEAR, Seen.WATER})
"""States whose reflectance a composite takes: the ground without snow, and water."""

_SCL = (
    Seen.NO_DATA,
    Seen.DEFECTIVE,
    Seen.CLEAR,
    Seen.SHADOW,
    Seen.CLEAR,
    Seen.CLEAR,
    Seen.WATER,
    Seen.CLEAR,
    Seen.CLOUD,
    Seen.CLOUD,
    Seen.CLOUD,
    Seen.SNOW,
)
"""Scene classification 0..11 of Sentinel-2 L2A.

2 (dark, cast shadow of terrain) and 7 (unclassified) are ground that was seen; 8, 9 and 10 are
cloud of medium and high probability and thin cirrus. Source: Copernicus, Sentinel-2 Level-2A
Algorithm Theoretical Basis Document.
"""

_FILL, _DILATED, _CIRRUS, _CLOUD, _SHADOW, _SNOW, _WATER = 0, 1, 2, 3, 4, 5, 7
"""Bits of QA_PIXEL, Landsat Collection 2 (USGS, Science Product Guides)."""
_DROPPED = {4: 9, 5: 9, 7: 9}
"""Bit of QA_RADSAT for a dropped pixel of TM and ETM+."""


def scl_states() -> NDArray[np.uint8]:
    """State of every SCL number: (65536,); numbers above 11 are defective."""
    table = np.full(_CODES, Seen.DEFECTIVE, dtype=np.uint8)
    table[: len(_SCL)] = _SCL
    return table


def qa_pixel_states() -> NDArray[np.uint8]:
    """State of every QA_PIXEL number: (65536,). Cloud wins over shadow, shadow over snow."""
    codes = np.arange(_CODES)
    table = np.full(_CODES, Seen.CLEAR, dtype=np.uint8)
    ranked = (
        (Seen.WATER, (_WATER,)),
        (Seen.SNOW, (_SNOW,)),
        (Seen.SHADOW, (_SHADOW,)),
        (Seen.CLOUD, (_DILATED, _CIRRUS, _CLOUD)),
        (Seen.NO_DATA, (_FILL,)),
    )
    for state, bits in ranked:
        for bit in bits:
            table[(codes >> bit) & 1 == 1] = state
    return table


def radsat_states(satellite: int, bands: Iterable[int]) -> NDArray[np.uint8]:
    """``DEFECTIVE`` where QA_RADSAT marks one of the bands as saturated: (65536,), else clear.

    Band n has bit n - 1. Terrain occlusion (bit 11 of OLI) is no defect of the reading.
    """
    codes = np.arange(_CODES)
    table = np.full(_CODES, Seen.CLEAR, dtype=np.uint8)
    bits = [number - 1 for number in bands]
    if satellite in _DROPPED:
        bits.append(_DROPPED[satellite])
    for bit in bits:
        table[(codes >> bit) & 1 == 1] = Seen.DEFECTIVE
    return table


def declared_states(clear: Iterable[int], nodata: int | None) -> NDArray[np.uint8]:
    """State of every number of a mask whose clear values are declared: (65536,), else cloud."""
    table = np.full(_CODES, Seen.CLOUD, dtype=np.uint8)
    if nodata is not None:
        table[nodata] = Seen.NO_DATA
    table[list(clear)] = Seen.CLEAR
    return table
