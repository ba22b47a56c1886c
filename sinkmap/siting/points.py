"""What sites add to the city's rates of tree cover and of wetland protection, in points.

Trees: new tree area over the area the rate is of. Crowns that have not closed yet count by the
profile's word on young plantations. Wetland: (protected + new) / (wetland + new) less the rate as
it is, so that wetland restored and not put under protection lowers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.classes import code_system, groups, wetland_codes
from sinkmap.parameters import TreeProfile
from sinkmap.science.stands import StandCategory
from sinkmap.science.tree_cover import TreeRule
from sinkmap.siting.criteria import Setting
from sinkmap.siting.records import RestorationType, TreePlanting

__all__ = [
    "CityRates",
    "shared_points",
    "tree_gain",
    "wetland_gain",
    "wetland_groups",
    "wetland_points",
]

Floats = NDArray[np.float64]
Triple = tuple[Floats, Floats, Floats]

_PER_CENT = 100.0
_FOREST = frozenset(one.id for one in groups() if one.ipcc == "FL")
_STANDS: Mapping[str, StandCategory] = MappingProxyType(
    {"forest_bamboo": StandCategory.BAMBOO, "shrub": StandCategory.SHRUB}
)
"""Category of stands by the class after the work, where it is no arbor."""


@dataclass(frozen=True)
class CityRates:
    """What points are of: areas and definitions of the run's year.

    Parameters
    ----------
    city_m2, water_m2
        Area of the city, and of the water in it.
    trees
        Profile of tree cover the points are counted by.
    wetland_m2, protected_m2
        Denominator and numerator of the wetland protection rate; NaN where the run has none.
    wetland
        Groups that are wetland in its profile (:func:`wetland_groups`).
    """

    city_m2: float
    water_m2: float
    trees: TreeProfile
    wetland_m2: float
    protected_m2: float
    wetland: frozenset[str]

    @cached_property
    def rule(self) -> TreeRule:
        """Switches of the tree cover profile."""
        return TreeRule.of(self.trees)

    @property
    def tree_base_m2(self) -> float:
        """Denominator of the tree cover rate in m²."""
        return self.rule.base(self.city_m2, self.water_m2)


def wetland_groups(profile: str, system: str = "sd3") -> frozenset[str]:
    """Groups of which a code is wetland in a profile; raises like ``wetland_codes``."""
    table = code_system(system).table
    listed = table.loc[table.index.isin(sorted(wetland_codes(system, profile))), "group"]
    return frozenset(str(one) for one in listed if one)


def tree_gain(
    kind: RestorationType,
    sites: pd.DataFrame,
    rates: CityRates,
    canopy_years: Setting,
    years: float | None,
) -> Triple:
    """New tree area in m² that counts, low, default, high, each (n,), of sites of one type.

    Parameters
    ----------
    sites
        Columns ``group``, ``area_m2``, and ``tree_m2`` where tree cover there is known; where it
        is not, ground of a forest group is taken to be under trees, any other not.
    canopy_years
        Years until crowns have closed, with their range.
    years
        Years since planting; None: when crowns have closed.
    """
    area = sites["area_m2"].to_numpy(dtype=np.float64)
    if not kind.adds_tree:
        return np.zeros(len(area)), np.zeros(len(area)), np.zeros(len(area))
    forest = sites["group"].isin(_FOREST).to_numpy()
    there = _column(sites, "tree_m2", np.where(forest, area, 0.0))
    value = canopy_years.value
    low = value if canopy_years.low is None else canopy_years.low
    high = value if canopy_years.high is None else canopy_years.high
    found = []
    for share, closing in (
        (kind.tree_low, high),
        (kind.tree_share, value),
        (kind.tree_high, low),
    ):
        closed = years is None or years >= closing
        weight = _weights(kind, sites["group"], rates.rule, closed)
        found.append(np.maximum(0.0, share * area - there) * weight)
    return found[0], found[1], found[2]


def _weights(kind: RestorationType, before: pd.Series, rule: TreeRule, closed: bool) -> Floats:
    """(n,) share of new tree area that counts, by the class the ground has afterwards."""
    of_group = {}
    for group in before.unique():
        after = kind.group_after(str(group))
        grown = (
            StandCategory.SCATTERED
            if kind.trees is TreePlanting.SCATTERED
            else _STANDS.get(after, StandCategory.ARBOR)
        )
        of_group[group] = rule.weight(grown if closed else StandCategory.YOUNG, after)
    return before.map(of_group).to_numpy(dtype=np.float64)


def wetland_gain(
    kind: RestorationType, sites: pd.DataFrame, rates: CityRates
) -> tuple[Triple, Triple]:
    """m² that become protected and m² that become wetland: low, default, high, each (n,).

    Default and high: all of the wetland is put under protection. Low: only what lies in a form
    of protection already (column ``protected_m2`` of ``sites``) is.
    """
    area = sites["area_m2"].to_numpy(dtype=np.float64)
    nothing = np.zeros(len(area))
    if not kind.adds_wetland:
        return (nothing, nothing, nothing), (nothing, nothing, nothing)
    before = sites["group"].astype(str)
    was = before.isin(rates.wetland).to_numpy()
    will = before.map(kind.group_after).isin(rates.wetland).to_numpy()
    in_form = np.minimum(_column(sites, "protected_m2", nothing), area)
    protected, wetland = [], []
    shares = (kind.wetland_low, kind.wetland_share, kind.wetland_high)
    for place, share in enumerate(shares):
        after = np.where(will, share * area, 0.0)
        kept = np.where(will, share * in_form, 0.0) if place == 0 else after
        wetland.append(after - np.where(was, area, 0.0))
        protected.append(kept - np.where(was, in_form, 0.0))
    return (protected[0], protected[1], protected[2]), (wetland[0], wetland[1], wetland[2])


def wetland_points(protected_m2: Floats, wetland_m2: Floats, rates: CityRates) -> Floats:
    """Points of the wetland protection rate by m² newly protected and m² newly wetland.

    Of sites each by itself, or of the sums over sites chosen together. NaN where the run has no
    such rate.
    """
    whole = rates.wetland_m2 + np.asarray(wetland_m2, dtype=np.float64)
    now = rates.protected_m2 / rates.wetland_m2 if rates.wetland_m2 > 0.0 else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = (rates.protected_m2 + np.asarray(protected_m2, dtype=np.float64)) / whole
    points: Floats = _PER_CENT * (moved - now)
    return points


def shared_points(protected_m2: Floats, wetland_m2: Floats, rates: CityRates) -> Floats:
    """(n,) points of each of the sites chosen together; they add up to :func:`wetland_points` of
    the sums, which the points of each site by itself do not.

    A rate is a quotient, so new wetland of one site thins out the points of another: with P of W m²
    protected now and p, w of all sites, (P+p)/(W+w) - P/W is the sum of (p_i W - w_i P)/(W (W+w)).
    """
    base, kept = rates.wetland_m2, rates.protected_m2
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = (protected_m2 * base - wetland_m2 * kept) / (base * (base + wetland_m2.sum()))
    points: Floats = _PER_CENT * np.asarray(parts, dtype=np.float64)
    return points


def _column(sites: pd.DataFrame, name: str, unknown: Floats) -> Floats:
    """(n,) values of a column, those given where it is missing or not known."""
    if name not in sites:
        return unknown
    values = sites[name].to_numpy(dtype=np.float64)
    return np.where(np.isnan(values), unknown, values)
