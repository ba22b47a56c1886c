"""Forest sub-compartments of the simulated studies: what grows where, how old and how much.

The rules know nothing of the biomass methods: volumes are invented within what stands of the
lower Yangtze carry, and what carbon they hold is for others to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.demo.land import CODES
from raster_pipeline.demo.noise import uniform

__all__ = ["FOREST", "ForestStands", "compartment_columns", "grown"]

FOREST = ("0301", "0302", "0304", "0305", "0307")
"""Third-survey classes that are divided into sub-compartments."""

_HILL = (("马尾松", 0.34), ("杉木", 0.26), ("栎类", 0.16), ("针阔混", 0.12), ("湿地松", 0.12))
_BANK = (("水杉", 0.55), ("杨树", 0.45))
_PLAIN = (("樟树", 0.40), ("杨树", 0.25), ("硬阔类", 0.20), ("软阔类", 0.15))

_VOLUME = {
    "马尾松": (45.0, 105.0),
    "杉木": (55.0, 125.0),
    "栎类": (35.0, 85.0),
    "针阔混": (45.0, 95.0),
    "湿地松": (50.0, 110.0),
    "水杉": (70.0, 170.0),
    "杨树": (50.0, 130.0),
    "樟树": (35.0, 90.0),
    "硬阔类": (35.0, 80.0),
    "软阔类": (40.0, 90.0),
}
"""Least and greatest growing stock in m³/ha."""

_LAND_CLASS = {
    "0301": "乔木林地",
    "0302": "竹林地",
    "0304": "乔木林地",
    "0305": "一般灌木林地",
    "0307": "未成林造林地",
}


@dataclass(frozen=True, slots=True, eq=False)
class ForestStands:
    """(n,) sub-compartments: ``species`` as a bureau writes it, empty where nothing stands yet.

    ``volume`` m³/ha, NaN where there is none to measure; ``age`` in years; ``canopy`` 0 to 1.
    """

    species: NDArray[np.object_]
    volume: NDArray[np.float64]
    age: NDArray[np.float64]
    canopy: NDArray[np.float64]


def grown(
    kind: NDArray[np.int16], hill: NDArray[np.bool_], bank: NDArray[np.bool_], key: NDArray[Any]
) -> ForestStands:
    """What grows on parcels of forest.

    Parameters
    ----------
    kind
        (n,) index into ``LAND``; classes of :data:`FOREST`.
    hill, bank
        (n,) whether a parcel lies on the hills, or along water.
    key
        (n,) whole numbers that draw for each parcel.
    """
    species = np.full(len(kind), "", dtype=object)
    arbor = np.isin(kind, [CODES["0301"], CODES["0304"]])
    bank = bank | (kind == CODES["0304"])
    for where, shares in (
        (arbor & hill & ~bank, _HILL),
        (arbor & bank, _BANK),
        (arbor & ~hill & ~bank, _PLAIN),
    ):
        limits = np.cumsum([share for _, share in shares])
        drawn = np.minimum(
            np.searchsorted(limits, uniform(key, seed=1201), side="right"), len(shares) - 1
        )
        names = np.array([name for name, _ in shares], dtype=object)
        species[where] = names[drawn][where]
    species[kind == CODES["0302"]] = "毛竹"
    species[kind == CODES["0305"]] = "灌木林"
    rank = uniform(key, seed=1202)
    bounds = np.array([_VOLUME.get(name, (np.nan, np.nan)) for name in species])
    volume = np.round(bounds[:, 0] + rank * (bounds[:, 1] - bounds[:, 0]), 1)
    age = np.where(arbor, np.round(6.0 + 34.0 * (0.7 * rank + 0.3 * uniform(key, seed=1203))), 0.0)
    canopy = np.where(species == "", 0.1, np.round(0.35 + 0.55 * uniform(key, seed=1204), 2))
    return ForestStands(species, volume, age, canopy)


def compartment_columns(
    stands: ForestStands,
    kind: NDArray[np.int16],
    protected: NDArray[np.bool_],
    area_m2: NDArray[np.float64],
    key: NDArray[Any],
    county: str,
) -> dict[str, Any]:
    """Columns of the table as the forest survey names them; areas in hectares.

    ``protected``: (n,) whether the ecological red line holds a parcel; such forest is 公益林.
    """
    codes = {index: code for code, index in CODES.items()}
    forest = [_LAND_CLASS[codes[int(one)]] for one in kind]
    planted = np.isin(stands.species, ["杨树", "水杉", "樟树", "杉木", "湿地松"])
    rank = uniform(key, seed=1205)
    return {
        "BSM": [f"{county}{number + 1:08d}" for number in range(len(kind))],
        "XIAO_BAN": [f"{number % 400 + 1:04d}" for number in range(len(kind))],
        "DI_LEI": forest,
        "LIN_ZHONG": np.where(protected, "水源涵养林", "用材林"),
        "QI_YUAN": np.where(planted, "人工", "天然"),
        "YOU_SHI_SZ": stands.species,
        "PINGJUN_NL": stands.age.astype(np.int32),
        "YU_BI_DU": stands.canopy,
        "HUO_LMGQXJ": np.nan_to_num(stands.volume),
        "BH_DJ": np.where(protected, "2", np.where(rank < 0.5, "3", "4")),
        "ZL_DJ": (1 + (rank * 5).astype(int)).astype(str),
        "MIAN_JI": np.round(area_m2 / 1e4, 4),
        "BZ": "模拟",
    }
