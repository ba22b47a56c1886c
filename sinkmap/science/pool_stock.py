"""Carbon in four pools from areas of land classes, and its change by a transition matrix.

C = sum over classes of area x (above + below + dead + soil), soil 0-30 cm. Change between two years
is the difference, with one rule: where either class of a transition has no soil pool in the
accounts (open water), only its biomass counts, else a pond turned mudflat would seem to gain 45 t
of carbon a hectare that nobody stored.

The range of a class is that of its total; its pools share it in proportion, and classes miss
independently of each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sinkmap.parameters import BIOMASS, POOLS, GroupPools, PoolTable, weakest
from sinkmap.science.propagation import Propagated, Uncertain, propagate, propagate_linear
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = [
    "PoolCarbon",
    "change_density",
    "change_weights",
    "pool_change",
    "pool_stock",
    "source_of",
    "stock_with_soil",
    "totals_of",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PoolCarbon:
    """Tonnes of carbon with range and shares, and the weakest certainty that went in."""

    carbon: Propagated
    certainty: str


def pool_stock(
    table: PoolTable,
    areas_m2: Mapping[str, float],
    pools: Iterable[str] = POOLS,
    *,
    seed: int,
    area_ranges: Mapping[str, tuple[float, float]] | None = None,
) -> PoolCarbon:
    """Carbon of some pools together.

    Parameters
    ----------
    areas_m2
        Group id -> m².
    area_ranges
        Group id -> least and greatest factor of its area (95 %, around 1), where samples give one.

    Raises
    ------
    KeyError
        If the table lacks a group.
    """
    shares = _shares(table, tuple(pools))
    weights = {
        group: convert(areas_m2[group], SQUARE_METRE, HECTARE) * shares[group]
        for group in sorted(areas_m2)
    }
    ranged = {g: r for g, r in (area_ranges or {}).items() if weights.get(g) and r[0] < r[1]}
    if not ranged:
        return _weighted(table, weights, seed)
    factors = [Uncertain(f"area.{g}", 1.0, *ranged[g]) for g in sorted(ranged)]

    def carbon(values: Mapping[str, Floats]) -> Floats:
        found = np.zeros(1)
        for group, amount in weights.items():
            found = found + amount * values[source_of(group)] * values.get(f"area.{group}", 1.0)
        return found

    found = propagate(carbon, [*totals_of(table, weights), *factors], seed=seed)
    return PoolCarbon(found, _certainty(table, weights))


def stock_with_soil(
    table: PoolTable,
    areas_m2: Mapping[str, float],
    pools: Iterable[str],
    soil: tuple[float, frozenset[str]],
    *,
    seed: int,
) -> PoolCarbon:
    """Carbon of some pools, the soil of open ground measured and not of the table.

    Parameters
    ----------
    soil
        tC of the soil that was measured, taken as exact, and the groups it says nothing of: their
        soil is the table's.
    """
    measured, by_table = soil
    chosen = tuple(pools)
    whole = _shares(table, chosen)
    biomass = _shares(table, tuple(pool for pool in chosen if pool in BIOMASS))
    weights = {
        group: convert(areas_m2[group], SQUARE_METRE, HECTARE)
        * (whole if group in by_table else biomass)[group]
        for group in sorted(areas_m2)
    }
    return _weighted(table, weights, seed, measured if "soil" in chosen else 0.0)


def change_density(before: GroupPools, after: GroupPools) -> float:
    """tC/ha that a hectare gains from one class to another; biomass alone where soil is out."""
    pools = _counted(before, after)
    return math.fsum(after.of(pool) for pool in pools) - math.fsum(
        before.of(pool) for pool in pools
    )


def pool_change(
    table: PoolTable,
    transitions_m2: Mapping[tuple[str, str], float],
    pools: Iterable[str] = POOLS,
    *,
    seed: int,
) -> PoolCarbon:
    """Carbon gained by ground whose class changed, (class before, class after) -> m².

    Ground that kept its class gains nothing here: growth is the flux, another estimate of the
    same thing, and never added.
    """
    return _weighted(table, change_weights(table, transitions_m2, pools), seed)


def change_weights(
    table: PoolTable,
    transitions_m2: Mapping[tuple[str, str], float],
    pools: Iterable[str] = POOLS,
) -> dict[str, float]:
    """Hectares of each class gained less lost, times the part of its total that counts."""
    wanted = set(pools)
    parts: dict[str, list[float]] = {}
    for (first, second), m2 in sorted(transitions_m2.items()):
        if first == second:
            continue
        before, after = table.of(first), table.of(second)
        shares = _shares(table, tuple(p for p in _counted(before, after) if p in wanted))
        hectares = convert(m2, SQUARE_METRE, HECTARE)
        parts.setdefault(first, []).append(-hectares * shares[first])
        parts.setdefault(second, []).append(hectares * shares[second])
    return {group: math.fsum(parts[group]) for group in sorted(parts)}


def totals_of(table: PoolTable, weights: Mapping[str, float]) -> list[Uncertain]:
    """Totals of the classes that have a weight, as inputs of a formula; ``carbon_pools.GROUP``."""
    totals = _totals(table)
    return [totals[group] for group in sorted(weights)]


def _weighted(
    table: PoolTable, weights: Mapping[str, float], seed: int, constant: float = 0.0
) -> PoolCarbon:
    coefficients = {source_of(group): weight for group, weight in weights.items()}
    found = propagate_linear(coefficients, totals_of(table, weights), seed=seed, constant=constant)
    return PoolCarbon(found, _certainty(table, weights))


def _certainty(table: PoolTable, weights: Mapping[str, float]) -> str:
    return weakest(table.of(group).certainty for group, weight in weights.items() if weight)


def _counted(before: GroupPools, after: GroupPools) -> tuple[str, ...]:
    return BIOMASS if before.soil is None or after.soil is None else POOLS


@lru_cache(maxsize=64)  # a table is asked the same for every unit and year
def _shares(table: PoolTable, pools: tuple[str, ...]) -> Mapping[str, float]:
    """Group -> part of its total that these pools hold."""
    return {group: row.share(*pools) for group, row in table.rows.items()}


@lru_cache(maxsize=4)
def _totals(table: PoolTable) -> Mapping[str, Uncertain]:
    """Group -> its total as an input of a formula."""
    return {
        group: Uncertain(source_of(row.group), row.total, row.low, row.high)
        for group, row in table.rows.items()
    }


def source_of(group: str) -> str:
    """Name of a class's total among the sources of uncertainty."""
    return f"carbon_pools.{group}"
