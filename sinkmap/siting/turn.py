"""What a hectare of a type of work takes up, gives off and loses, by the class it starts from.

Where the class of the land changes and the table of sink rates knows both classes, the gain is the
rate of the new class (of a young stand where ground that was no forest is planted) less that of
the old; else it is that of the table of types. Each is named. The other estimates stand beside it:
they are of the same thing and are never added. Methane, and the soil's loss by the IPCC's method,
are apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from sinkmap.classes import group
from sinkmap.parameters import (
    IPCC_2019,
    PoolTable,
    SocVintage,
    SoilClass,
    methane_rates,
    parameter_table,
    sink_rates,
    soc_management,
)
from sinkmap.science.pool_stock import change_density
from sinkmap.science.sink_flux import FluxTerm, propagate_terms
from sinkmap.science.soil_change import equilibrium
from sinkmap.siting.records import CostBasis, RestorationType
from sinkmap.text import Text
from sinkmap.uom import CO2_PER_C

__all__ = ["BY_RATES", "BY_TYPE", "METHODS", "PerHectare", "per_hectare", "soil_loss"]

Triple = tuple[float, float, float]

BY_RATES = "sink_coeff"
BY_TYPE = "restoration_types"
METHODS = {
    BY_RATES: Text(
        "新旧地类的碳汇系数之差（sink_coeff）", "sink rates of the class after less before"
    ),
    BY_TYPE: Text("修复类型表的固碳量", "gain of the table of types"),
}
"""How a carbon gain was found: id -> words."""

_SEED = 1
_KILOGRAMS = 1000.0


@dataclass(frozen=True, slots=True)
class PerHectare:
    """One hectare of a site, in a year of the first twenty.

    Parameters
    ----------
    cost
        Low, default, high in yuan; yearly costs over all their years.
    carbon
        Low, default, high in tCO2/yr, positive where carbon is taken up; CO2 alone.
    method
        ``sink_coeff`` or ``restoration_types`` (:data:`METHODS`).
    by_type
        The same by the table of types.
    by_pools
        tCO2/yr by the carbon densities of both classes over the IPCC's transition time; NaN
        where the class stays.
    ch4_kg
        kg CH4/yr given off after the work less before; NaN where the table of methane knows no
        rate of a water that is in it (lakes, rivers).
    soil_loss_t
        tC that the soil loses until it has settled, by Tier 1; 0 where it loses nothing or a
        class has no factor.
    """

    cost: Triple
    carbon: Triple
    method: str
    by_type: Triple
    by_pools: float
    ch4_kg: float
    soil_loss_t: float


def per_hectare(
    kind: RestorationType,
    before: str,
    pools: PoolTable,
    soil: SoilClass = SoilClass.HAC,
    vintage: SocVintage = IPCC_2019,
) -> PerHectare:
    """Cost, carbon, methane and soil loss of a hectare.

    Parameters
    ----------
    before
        Group of land classes the ground is of.
    pools
        Carbon densities in force in the run.
    soil, vintage
        Soil class of the ground, and the guidelines its factors are of.

    Raises
    ------
    UsageError
        ``CLASS-GROUP-UNKNOWN`` if there is no such group.
    """
    after = kind.group_after(group(before).id)
    share = (
        (kind.tree_low, kind.tree_share, kind.tree_high)
        if kind.cost_basis is CostBasis.CANOPY_HECTARE
        else (1.0, 1.0, 1.0)
    )
    costs = (kind.cost_low, kind.cost_default, kind.cost_high)
    gains = (kind.gain_low, kind.gain_default, kind.gain_high)
    by_type = _times(gains, share)
    by_rates = _by_rates(before, after)
    return PerHectare(
        _times(_times(costs, share), (kind.cost_years,) * 3),
        by_rates or by_type,
        BY_RATES if by_rates else BY_TYPE,
        by_type,
        _by_pools(before, after, pools, vintage),
        0.0 if before == after else _methane(after) - _methane(before),
        soil_loss(before, after, soil, vintage),
    )


def soil_loss(before: str, after: str, soil: SoilClass, vintage: SocVintage = IPCC_2019) -> float:
    """tC/ha that the soil loses until it has settled (IPCC equation 2.25), 0 where it gains.

    Also 0 where a class (settlement, open water) has no factor, or the vintage no such soil.
    """
    managed = soc_management()
    if before not in managed or after not in managed or not vintage.covers(soil):
        return 0.0
    first, second = (equilibrium(vintage, soil, managed[one]) for one in (before, after))
    return max(0.0, first - second)


@cache
def _by_rates(before: str, after: str) -> Triple | None:
    """tCO2/ha/yr by the rates of both classes; None where the class stays or a rate is unknown."""
    known = sink_rates("default")
    if before == after or before not in known or after not in known:
        return None
    # Ground under forest already gets a standing forest's rate, not that of a first planting.
    planted = group(before).ipcc != "FL"
    rate = sink_rates("new").get(after, known[after]) if planted else known[after]
    terms = [FluxTerm(after, rate, 1.0), FluxTerm(before, known[before], -1.0)]
    found = propagate_terms(terms, {}, seed=_SEED)
    return found.low, found.value, found.high


def _by_pools(before: str, after: str, pools: PoolTable, vintage: SocVintage) -> float:
    if before == after or before not in pools.rows or after not in pools.rows:
        return math.nan
    change = change_density(pools.of(before), pools.of(after))
    return change * CO2_PER_C / vintage.transition_years


def _methane(of_group: str) -> float:
    """kg CH4/ha/yr; 0 of dry ground, NaN of water without a rate."""
    rate = methane_rates().get(of_group)
    if rate is not None:
        return rate.value / parameter_table("methane").value("gwp100") * _KILOGRAMS
    wet = {"WET", "POND"} & group(of_group).sets
    return math.nan if wet else 0.0


def _times(values: Triple, shares: Triple) -> Triple:
    low, value, high = (one * share for one, share in zip(values, shares, strict=True))
    return low, value, high
