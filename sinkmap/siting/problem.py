"""The question put to the solver: sites, what they are worth and cost, and what must hold.

A problem is plain arrays over n sites. It is a 0/1 program: choose sites so that the sum of their
values, and of the bonus of chosen neighbours, is greatest, while budget, areas, quotas, exclusions
of one site by another and locks all hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinkmap.text import Text

__all__ = ["HELD_TO", "Breach", "Problem", "Quota", "Totals"]

HELD_TO = 1e-9
"""Share of a limit by which a sum may miss it and still hold: the rounding of long float sums."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Quota:
    """Hectares that one district (or other group of sites) must get and may get.

    ``name``: of the group, as a person reads it; ``min_m2`` and ``max_m2`` in m²; no maximum is
    None.
    """

    name: Text | str
    min_m2: float = 0.0
    max_m2: float | None = None

    @property
    def text(self) -> Text:
        """The name in both languages."""
        return Text.of(self.name)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a choice, taken in float64 from the sites themselves.

    ``value`` with the bonus of neighbours, ``bonus`` of it; ``cost`` in yuan, ``area_m2``;
    ``quota_m2``: area in each quota's group.
    """

    value: float
    bonus: float
    cost: float
    area_m2: float
    quota_m2: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """One limit that a choice does not hold.

    ``limit``: ``budget``, ``max_area``, ``min_area``, ``quota_min:K``, ``quota_max:K`` (K the place
    of the quota), ``locked_in``, ``locked_out``, ``conflict``; ``amount``: by how much, in yuan, m²
    or a count.
    """

    limit: str
    amount: float


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Sites to choose from and what must hold.

    Parameters
    ----------
    site_ids
        (n,) text, each once; their order is the order of every (n,) array here and in results.
    value
        (n,) float64, what is maximised; may be negative.
    cost
        (n,) float64 in yuan, not negative.
    area_m2
        (n,) float64, not negative.
    quota_group
        (n,) int64, place in ``quotas`` or -1.
    conflicts
        (m, 2) int64, pairs of sites of which at most one may be chosen.
    locked_in, locked_out
        (n,) bool, sites a person fixed, or a hard mask refuses.
    pairs, pair_weight
        (k, 2) int64 neighbours and (k,) float64 weight of each, for instance metres of shared
        border; not negative.
    compactness
        Value of one unit of pair weight when both neighbours are chosen; 0 leaves pairs out.
    budget
        Most that may be spent, in yuan, or None.
    max_area, min_area
        Most and least hectares of the whole choice, in m², or None.
    quotas
        Of the groups.

    Raises
    ------
    ValueError
        If an array has another shape or points at a site or quota that is not there. What a person
        can have put in wrongly is a finding instead: see ``check_problem``.
    """

    site_ids: tuple[str, ...]
    value: Floats
    cost: Floats
    area_m2: Floats
    quota_group: Ints
    conflicts: Ints
    locked_in: Bools
    locked_out: Bools
    pairs: Ints
    pair_weight: Floats
    compactness: float = 0.0
    budget: float | None = None
    max_area: float | None = None
    min_area: float | None = None
    quotas: tuple[Quota, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.site_ids)
        kinds: dict[str, tuple[Any, tuple[int, ...]]] = {
            "value": (np.float64, (n,)),
            "cost": (np.float64, (n,)),
            "area_m2": (np.float64, (n,)),
            "quota_group": (np.int64, (n,)),
            "conflicts": (np.int64, (len(self.conflicts), 2)),
            "locked_in": (np.bool_, (n,)),
            "locked_out": (np.bool_, (n,)),
            "pairs": (np.int64, (len(self.pairs), 2)),
            "pair_weight": (np.float64, (len(self.pairs),)),
        }
        for name, (kind, shape) in kinds.items():
            array = np.array(getattr(self, name), dtype=kind)
            if array.shape != shape:
                raise ValueError(f"{name} is {array.shape}, not {shape}")
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        for name in ("conflicts", "pairs"):
            ends = getattr(self, name)
            if len(ends) and not 0 <= ends.min() <= ends.max() < n:
                raise ValueError(f"{name} point at a site that is not there")
            if (ends[:, 0] == ends[:, 1]).any():
                raise ValueError(f"{name} hold a site with itself")
        if n and not -1 <= self.quota_group.min() <= self.quota_group.max() < len(self.quotas):
            raise ValueError("quota_group points at a quota that is not there")

    @classmethod
    def of(
        cls,
        site_ids: Sequence[str],
        value: ArrayLike,
        cost: ArrayLike,
        area_m2: ArrayLike,
        **rest: Any,
    ) -> Problem:
        """A problem in which what is not given does not bind: any field by its name."""
        n = len(site_ids)
        free: dict[str, Any] = {
            "quota_group": np.full(n, -1),
            "conflicts": np.empty((0, 2)),
            "locked_in": np.zeros(n, dtype=bool),
            "locked_out": np.zeros(n, dtype=bool),
            "pairs": np.empty((0, 2)),
            "pair_weight": np.empty(0),
        }
        given: dict[str, Any] = {"value": value, "cost": cost, "area_m2": area_m2, **free, **rest}
        return cls(tuple(site_ids), **given)

    def __len__(self) -> int:
        return len(self.site_ids)

    @property
    def open(self) -> Bools:
        """(n,) sites that may be chosen: not locked out, not excluded by one locked in."""
        barred = self.locked_out.copy()
        for one, other in ((0, 1), (1, 0)):
            held = self.conflicts[self.locked_in[self.conflicts[:, one]], other]
            barred[held] = True
        return ~barred | self.locked_in

    @property
    def bonus(self) -> Floats:
        """(k,) value of each pair of neighbours when both are chosen."""
        bonus: Floats = self.compactness * self.pair_weight
        return bonus

    def totals(self, chosen: Bools) -> Totals:
        """Sums of a choice, (n,) bool, from the sites alone: no solver has a say in them."""
        both = chosen[self.pairs].all(axis=1)
        bonus = float(self.bonus[both].sum()) if self.compactness else 0.0
        held = chosen & (self.quota_group >= 0)
        areas = np.bincount(
            self.quota_group[held], weights=self.area_m2[held], minlength=len(self.quotas)
        )
        return Totals(
            float(self.value[chosen].sum()) + bonus,
            bonus,
            float(self.cost[chosen].sum()),
            float(self.area_m2[chosen].sum()),
            tuple(float(area) for area in areas),
        )

    def breaches(self, chosen: Bools) -> tuple[Breach, ...]:
        """Every limit that a choice, (n,) bool, does not hold, from the sites alone."""
        totals = self.totals(chosen)
        sums = [
            ("budget", totals.cost, -math.inf, _most(self.budget)),
            ("max_area", totals.area_m2, -math.inf, _most(self.max_area)),
            ("min_area", totals.area_m2, self.min_area or 0.0, math.inf),
        ]
        for place, (quota, area) in enumerate(zip(self.quotas, totals.quota_m2, strict=True)):
            sums.append((f"quota_min:{place}", area, quota.min_m2, math.inf))
            sums.append((f"quota_max:{place}", area, -math.inf, _most(quota.max_m2)))
        found = [
            Breach(name, max(total - most, least - total))
            for name, total, least, most in sums
            if total > most + HELD_TO * abs(most) or total < least - HELD_TO * abs(least)
        ]
        counts = {
            "locked_in": int((self.locked_in & ~chosen).sum()),
            "locked_out": int((self.locked_out & chosen).sum()),
            "conflict": int(chosen[self.conflicts].all(axis=1).sum()),
        }
        found += [Breach(name, float(count)) for name, count in counts.items() if count]
        return tuple(found)


def _most(limit: float | None) -> float:
    return math.inf if limit is None else limit
