"""Soil organic carbon of a unit: from a raster of measured density, or from class densities.

Groups without a soil pool (open water, ice) lie outside the accounting boundary: they are neither
in the carbon nor in the area, nor in the coverage. Maps of soil carbon have no value on sealed
ground, and none is not zero; for the raster sealed ground lies outside the boundary as well, while
the class table has densities for it. The two profiles therefore speak of different ground.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import groups
from sinkmap.indicator import Sums, UnitAccount
from sinkmap.science.carbon_ground import PARCELS, areas_of
from sinkmap.science.pool_stock import pool_stock
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = [
    "CLASS_METHOD",
    "CLASS_TALLY",
    "MAP_ERROR",
    "MAP_TALLIES",
    "PARCEL_TALLY",
    "RASTER_TALLY",
    "SEALED",
    "SoilCarbon",
    "bears_soil",
    "carbon_of_classes",
    "carbon_of_map",
    "carbon_of_raster",
]

RASTER_TALLY = Sums("soil_carbon", by="land_use")
"""Soil carbon density summed over each group of land use."""

MAP_TALLIES = tuple(
    Sums(name, by="land_use") for name in ("soc_map", "soc_map_low", "soc_map_high")
)
"""Modelled density and the bounds of its 90 % interval, summed over each group of land use."""

PARCEL_TALLY = Sums("soil_parcel_density", by="land_use")
"""Densities that parcels carry, summed over each group of land use."""

CLASS_TALLY = PARCELS
"""Parcel areas by class."""

CLASS_METHOD = Text("图斑面积乘地类土壤碳密度", "parcel areas x soil densities of the classes")
"""How carbon follows from the class table."""

MAP_ERROR = "soil_map.error"
"""Source of all the uncertainty of the modelled map: its error at places that were not sampled.
Areas are taken as exact, and the spread between samples is in the error already."""

SEALED = frozenset(
    {
        "built_com",
        "built_ind",
        "built_mine",
        "built_pub",
        "built_res_rural",
        "built_res_urban",
        "hydro_struct",
        "transport",
    }
)
"""Groups taken as sealed or stripped of soil, a reading of this project; cemeteries and barracks
(built_special), vacant land, parks and rural roads are not."""


@dataclass(frozen=True, slots=True)
class SoilCarbon:
    """Carbon in tC on ``m2`` of ground, with ``coverage`` of the ground that bears soil.

    ``low, high`` in tC where the densities have a range, ``shares`` of the sources of that range;
    ``certainty`` of the parameters, empty where carbon was measured.
    """

    carbon: float
    m2: float
    coverage: float
    low: float | None = None
    high: float | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    certainty: str = ""

    @property
    def hectares(self) -> float:
        """The ground in hectares."""
        return convert(self.m2, SQUARE_METRE, HECTARE)


@cache
def bears_soil() -> NDArray[np.bool_]:
    """Lookup table, shape (256,): whether a group has a soil pool and is not sealed."""
    table = np.zeros(256, dtype=np.bool_)
    for one in groups():
        table[one.index] = one.soil_pool and one.id not in SEALED
    return table


def carbon_of_map(account: UnitAccount) -> SoilCarbon:
    """Carbon of open ground by the modelled map, with its interval.

    Bounds of pixels are added up as if all errors were one, since neighbours share theirs to an
    extent the map does not tell: the interval is wide rather than narrow.
    """
    value, low, high = (carbon_of_raster(account, tally) for tally in MAP_TALLIES)
    # Pixels are stored in single precision, so that sums of equal ones differ by a rounding.
    bounds = min(low.carbon, value.carbon), max(high.carbon, value.carbon)
    shares = {MAP_ERROR: 1.0} if bounds[0] < bounds[1] else {}
    return replace(value, low=bounds[0], high=bounds[1], shares=shares)


def carbon_of_raster(account: UnitAccount, tally: Sums = RASTER_TALLY) -> SoilCarbon:
    """Carbon of open ground with a value; ground of unknown use counts as not seen."""
    found = account.raster(tally)
    bearing = np.flatnonzero(bears_soil()).tolist()
    seen = found.area_of(*bearing)
    carbon = convert(sum(found.total.get(index, 0.0) for index in bearing), SQUARE_METRE, HECTARE)
    known_unseen = sum(found.unseen_by.get(one.index, 0.0) for one in groups())
    unknown = found.area_of(0) + max(0.0, found.unseen - known_unseen)
    missing = sum(found.unseen_by.get(index, 0.0) for index in bearing) + unknown
    expected = seen + missing
    # A unit of water and streets has no soil to see, and nothing of it is missing.
    coverage = seen / expected if expected > 0.0 else 1.0
    return SoilCarbon(carbon, seen, coverage)


def carbon_of_classes(account: UnitAccount) -> SoilCarbon:
    """Carbon of the parcels by the 0-30 cm soil density of their group, in the table in force.

    The table gives a range for all pools together; the soil pool is taken to share it in
    proportion, and classes to miss independently of each other.

    Raises
    ------
    ValueError
        If the account has no parcels.
    """
    pools = account.carbon.pools
    areas = {
        group: m2
        for group, m2 in areas_of(account, CLASS_TALLY).items()
        if pools.of(group).soil is not None
    }
    found = pool_stock(pools, areas, ("soil",), seed=account.carbon.seed)
    return SoilCarbon(
        found.carbon.value,
        math.fsum(areas.values()),
        account.parcel_coverage,
        found.carbon.low,
        found.carbon.high,
        found.carbon.shares,
        found.certainty,
    )
