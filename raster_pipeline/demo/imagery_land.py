"""Land of the imagery study: its kinds, and what they look like through the year.

Reflectance is a mixture of surfaces. ``_SURFACES`` gives their spectra, ``_CALENDAR`` the share
of each by kind and day; between two days shares change evenly, and the year closes upon itself.
All values are simulated (certainty: none). They were chosen so that the Taihu plain's known traps
exist: in August rice, reed and water plants are as green as trees; trees that shed their leaves
are bare in winter while wheat is green; evergreen leaves are darker in the short-wave infrared
than wheat on wet soil.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

__all__ = ["BANDS", "COVERS", "KINDS", "NAMES", "TREE", "WATER", "Kind", "spectra", "surface"]

BANDS = ("blue", "green", "red", "nir", "swir_1", "swir_2")
"""Bands of every scene; the last two have pixels of 20 m, as those of Sentinel-2."""

TREE = 10
WATER = 80
"""Codes of ESA WorldCover for trees and for water."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of land.

    ``cover``: ESA WorldCover code; ``rough``: half range of the light and shade between its
    pixels, as a share of their reflectance; ``slip``: days by which its fields are early or late;
    ``mixed_with``: the surface its fields are mixed with, up to the share ``mixed``.
    """

    name: str
    cover: int
    rough: float
    slip: int
    mixed_with: str
    mixed: float


_KINDS = """
broadleaf 10 .10 6 bark .20
poplar 10 .10 6 bark .22
bamboo 10 .08 5 bark .18
camphor 10 .10 5 grass .20
row_poplar 10 .08 6 grass .25
row_camphor 10 .08 5 grass .25
young_trees 10 .06 8 dry_soil .25
orchard 20 .07 8 leaf .25
tea 20 .05 5 dry_soil .20
lawn 30 .03 10 dry_soil .25
rice_wheat 40 .02 7 wet_soil .14
dry_crop 40 .03 14 dry_soil .30
estate 50 .12 5 grass .25
factory 50 .05 5 concrete .50
road 50 .03 5 straw .20
bare 60 .05 10 straw .30
lake 80 .02 5 silt .25
pond 80 .04 12 silt .35
channel 80 .03 5 weed .30
reed 90 .04 7 water .18
"""

KINDS = tuple(
    Kind(name, int(cover), float(rough), int(slip), mixed_with, float(mixed))
    for name, cover, rough, slip, mixed_with, mixed in map(str.split, _KINDS.strip().splitlines())
)
"""Every kind; an array of kinds holds indices into this tuple."""
NAMES = {kind.name: index for index, kind in enumerate(KINDS)}
"""Name to index in ``KINDS``."""
COVERS = np.array([kind.cover for kind in KINDS], dtype=np.uint8)
"""(kind,) WorldCover codes."""

_SURFACES = """
leaf .025 .055 .030 .420 .180 .080
evergreen .022 .045 .028 .350 .140 .062
bamboo .024 .058 .032 .400 .165 .072
crop .030 .064 .034 .430 .170 .078
reed .030 .060 .038 .390 .172 .084
weed .030 .072 .034 .300 .080 .034
bloom .034 .100 .046 .360 .090 .040
grass .040 .075 .050 .330 .220 .120
bark .055 .070 .085 .170 .210 .150
straw .080 .110 .150 .270 .330 .240
dry_reed .070 .090 .120 .200 .260 .190
dry_soil .080 .110 .140 .210 .290 .240
wet_soil .055 .075 .090 .120 .140 .100
water .050 .062 .045 .024 .012 .008
silt .080 .100 .095 .050 .020 .012
concrete .130 .145 .155 .190 .210 .190
asphalt .075 .080 .085 .110 .130 .120
roof .230 .215 .220 .270 .280 .250
"""
"""Surface: reflectance in blue, green, red, nir, swir_1 and swir_2."""

_CALENDAR = """
broadleaf 01-01 bark .85 evergreen .15
broadleaf 03-20 bark .85 evergreen .15
broadleaf 04-20 leaf .75 bark .25
broadleaf 05-15 leaf .95 bark .05
broadleaf 09-25 leaf .93 bark .07
broadleaf 11-05 leaf .50 bark .50
broadleaf 12-05 bark .85 evergreen .15
poplar 01-01 bark .92 straw .08
poplar 03-25 bark .92 straw .08
poplar 04-25 leaf .80 bark .20
poplar 05-15 leaf .94 bark .06
poplar 09-20 leaf .92 bark .08
poplar 10-25 leaf .60 bark .40
poplar 11-25 bark .92 straw .08
bamboo 01-15 bamboo .88 bark .12
bamboo 07-15 bamboo .95 bark .05
camphor 01-15 evergreen .92 bark .08
camphor 07-15 evergreen .70 leaf .26 bark .04
row_poplar 01-01 bark .75 straw .20 grass .05
row_poplar 03-25 bark .70 straw .10 grass .20
row_poplar 05-05 leaf .85 grass .15
row_poplar 09-20 leaf .85 grass .15
row_poplar 11-25 bark .75 straw .20 grass .05
row_camphor 01-15 evergreen .85 grass .05 straw .10
row_camphor 07-15 evergreen .65 leaf .25 grass .10
young_trees 01-01 bark .40 straw .30 dry_soil .30
young_trees 03-25 bark .40 straw .20 grass .20 dry_soil .20
young_trees 05-15 leaf .70 grass .20 dry_soil .10
young_trees 09-20 leaf .75 grass .15 dry_soil .10
young_trees 11-25 bark .40 straw .30 dry_soil .30
orchard 01-01 bark .45 straw .25 dry_soil .30
orchard 03-20 bark .40 grass .30 dry_soil .30
orchard 05-10 leaf .60 grass .15 dry_soil .25
orchard 09-10 leaf .65 grass .15 dry_soil .20
orchard 11-20 bark .45 straw .25 dry_soil .30
tea 01-15 evergreen .66 dry_soil .34
tea 05-15 evergreen .45 leaf .30 dry_soil .25
tea 09-15 evergreen .66 leaf .10 dry_soil .24
lawn 01-15 straw .70 grass .30
lawn 03-15 straw .60 grass .40
lawn 05-01 grass .88 straw .12
lawn 09-25 grass .88 straw .12
lawn 12-01 straw .65 grass .35
rice_wheat 01-01 crop .34 wet_soil .66
rice_wheat 02-20 crop .48 wet_soil .52
rice_wheat 03-20 crop .82 wet_soil .18
rice_wheat 04-20 crop .93 wet_soil .07
rice_wheat 05-15 crop .42 straw .58
rice_wheat 05-30 straw .92 dry_soil .08
rice_wheat 06-08 wet_soil .96 straw .04
rice_wheat 06-20 silt .88 crop .12
rice_wheat 07-10 crop .50 silt .50
rice_wheat 07-28 crop .84 silt .16
rice_wheat 08-20 crop .94 silt .06
rice_wheat 09-20 crop .88 straw .12
rice_wheat 10-10 crop .52 straw .48
rice_wheat 10-25 straw .94 crop .06
rice_wheat 11-05 straw .42 wet_soil .58
rice_wheat 11-25 wet_soil .86 crop .14
rice_fallow 01-01 straw .30 wet_soil .70
rice_fallow 05-15 grass .40 straw .20 wet_soil .40
rice_fallow 06-08 wet_soil .96 straw .04
rice_fallow 06-20 silt .88 crop .12
rice_fallow 07-10 crop .50 silt .50
rice_fallow 07-28 crop .84 silt .16
rice_fallow 08-20 crop .94 silt .06
rice_fallow 09-20 crop .88 straw .12
rice_fallow 10-10 crop .52 straw .48
rice_fallow 10-25 straw .94 crop .06
rice_fallow 11-25 straw .60 wet_soil .40
dry_crop 01-01 crop .30 dry_soil .70
dry_crop 03-25 crop .75 dry_soil .25
dry_crop 05-20 straw .50 dry_soil .40 crop .10
dry_crop 06-25 dry_soil .70 crop .30
dry_crop 08-05 crop .76 dry_soil .24
dry_crop 09-20 crop .70 dry_soil .20 straw .10
dry_crop 10-20 straw .50 dry_soil .50
dry_crop 12-05 crop .25 dry_soil .75
estate 01-15 concrete .55 asphalt .25 roof .12 straw .08
estate 07-15 concrete .55 asphalt .22 roof .12 grass .11
factory 01-15 roof .70 concrete .30
road 01-15 asphalt .80 concrete .20
bare 01-15 dry_soil .80 wet_soil .20
bare 08-01 dry_soil .95 grass .05
lake 01-15 water .60 silt .40
lake 08-01 water .75 silt .25
pond 12-20 silt .85 wet_soil .15
pond 01-05 wet_soil .92 silt .08
pond 02-05 wet_soil .88 silt .12
pond 02-25 silt .95 wet_soil .05
pond 04-20 silt .72 weed .28
pond 06-01 weed .62 water .38
pond 07-15 weed .74 water .26
pond 09-15 weed .70 water .30
pond 10-20 weed .40 silt .60
pond 11-25 silt .96 weed .04
channel 01-15 silt .70 water .30
channel 07-15 silt .80 water .20
reed 01-01 dry_reed .86 water .14
reed 03-20 dry_reed .76 water .24
reed 04-25 reed .50 dry_reed .38 water .12
reed 05-25 reed .90 dry_reed .06 water .04
reed 09-20 reed .92 dry_reed .05 water .03
reed 10-30 reed .45 dry_reed .50 water .05
reed 12-05 dry_reed .88 water .12
"""
"""Kind, month-day, and the shares of its surfaces, which sum to 1.

``rice_fallow`` is ``rice_wheat`` in a year without wheat.
"""

_COMMON_YEAR = 2023
_YEAR_DAYS = 365.25


def _read_surfaces() -> Mapping[str, NDArray[np.float64]]:
    rows = (line.split() for line in _SURFACES.strip().splitlines())
    return {name: np.array(values, dtype=np.float64) for name, *values in rows}


_SPECTRUM = _read_surfaces()


def _read_calendar() -> Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Kind -> its days, rising, and the spectrum of each: (day,) and (day, band)."""
    table: dict[str, list[tuple[float, NDArray[np.float64]]]] = {}
    for line in _CALENDAR.strip().splitlines():
        kind, month_day, *rest = line.split()
        shares = {name: float(share) for name, share in zip(rest[::2], rest[1::2], strict=True)}
        if abs(sum(shares.values()) - 1.0) > 1e-9:
            raise ValueError(f"shares must sum to 1: {line}")
        day = date.fromisoformat(f"{_COMMON_YEAR}-{month_day}").timetuple().tm_yday
        mixed = sum((share * _SPECTRUM[name] for name, share in shares.items()), np.zeros(6))
        table.setdefault(kind, []).append((float(day), mixed))
    rows = {kind: sorted(found, key=lambda row: row[0]) for kind, found in table.items()}
    return {
        kind: (np.array([day for day, _ in found]), np.array([mixed for _, mixed in found]))
        for kind, found in rows.items()
    }


_DAYS = _read_calendar()


def surface(name: str) -> NDArray[np.float32]:
    """Spectrum of one surface: (band,) reflectance."""
    return _SPECTRUM[name].astype(np.float32)


def spectra(kind: str, days: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spectra of a kind on days of the year, 1 to 365 and beyond: (day, band) reflectance."""
    known, mixed = _DAYS[kind]
    bands = [np.interp(days, known, values, period=_YEAR_DAYS) for values in mixed.T]
    return np.stack(bands, axis=-1)
