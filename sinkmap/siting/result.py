"""One siting: what report, command line and page read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sinkmap.errors import Finding
from sinkmap.siting.question import SitingQuestion
from sinkmap.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Choice", "Dropped", "Siting", "SitingMoves"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of chosen sites in numbers.

    ``value`` is in the unit of the objective, ``gap`` relative; ``bound`` is what no choice can
    exceed. ``greedy_value`` is that of ranking by value for money, None where ranking cannot hold
    the limits.
    """

    sites: int
    value: float
    cost_yuan: float
    area_m2: float
    bound: float
    gap: float
    status: str
    solver: str
    greedy_value: float | None

    @property
    def over_greedy(self) -> float | None:
        """What the proven choice is worth above ranking, as a share of ranking; None without."""
        return self.value / self.greedy_value - 1.0 if self.greedy_value else None

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "sites": self.sites,
            "value": self.value,
            "cost_yuan": self.cost_yuan,
            "area_m2": self.area_m2,
            "bound": self.bound,
            "gap": self.gap,
            "status": self.status,
            "solver": self.solver,
            "greedy_value": self.greedy_value,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Choice:
        """The choice of :meth:`to_json`."""
        return cls(**document)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A factor or mask that could not be used, and why. ``type_id`` is empty for all types."""

    type_id: str
    name: str
    reason: Text

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {"type_id": self.type_id, "name": self.name, "reason": self.reason.to_json()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Dropped:
        """The row of :meth:`to_json`."""
        reason = document["reason"]
        return cls(document["type_id"], document["name"], Text(reason["zh"], reason["en"]))


@dataclass(frozen=True, slots=True)
class SitingMoves:
    """What the chosen sites do together: low, default, high.

    ``carbon_t`` tCO2 a year, ``ch4_kg`` kg CH4 a year, ``soil_loss_t`` tC once, points in
    percentage points of the city. ``tree_rate`` and ``wetland_rate``: id of the figure whose
    denominator the points are of; empty where the run has none.
    """

    cost_yuan: tuple[float, float, float]
    carbon_t: tuple[float, float, float]
    ch4_kg: float
    soil_loss_t: float
    tree_points: tuple[float, float, float]
    wetland_points: tuple[float, float, float]
    tree_rate: str = ""
    wetland_rate: str = ""

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "cost_yuan": list(self.cost_yuan),
            "carbon_t": list(self.carbon_t),
            "ch4_kg": self.ch4_kg,
            "soil_loss_t": self.soil_loss_t,
            "tree_points": list(self.tree_points),
            "wetland_points": list(self.wetland_points),
            "tree_rate": self.tree_rate,
            "wetland_rate": self.wetland_rate,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> SitingMoves:
        """The sums of :meth:`to_json`."""
        found: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in document.items()
        }
        return cls(**found)


@dataclass(frozen=True, slots=True, eq=False)
class Siting:
    """One siting.

    Parameters
    ----------
    siting, parent
        Id of the child run (empty while not kept) and of the run it read.
    book
        Version of the siting book.
    sites
        All candidates on the grid's CRS, one row each: columns of the candidates
        (``site_id, type_id, parcels, district, county, town, village, group, dlbm, ownership,
        area_m2, redline_m2, eco_space_m2, cropland_m2, farmland_m2, forest_land_m2, documents,
        f_<factor>..., geometry``), then criterion scores by their id (``S, D, N, ...``),
        ``score`` (0..1), ``score_class``, ``cost_low, cost, cost_high`` (yuan),
        ``carbon_low, carbon, carbon_high`` (tCO2/yr), ``carbon_method``, ``ch4_kg``,
        ``soil_loss_t``, ``tree_points_low, tree_points, tree_points_high``,
        ``wetland_points_low, wetland_points, wetland_points_high`` and the other columns of
        :data:`sinkmap.siting.gain.GAIN_COLUMNS`, ``value`` (objective's).
    selection
        Same order as ``sites``: ``site_id, chosen, share_draws, stability, portfolios (number of
        near-best choices it is in, the best among them), no_regret, cause, reason_zh, reason_en,
        change_zh, change_en, change_by, cost_to_enter``. NaN where a study of it was left out.
    conflicts
        ``site_a, site_b``: candidates of different types on the same ground, never both chosen.
    excluded
        ``type_id, exclusion_id, order, removed_m2`` (in stated order), ``alone_m2`` (of the whole
        ground of the type). The rows ``ground`` and ``kept`` open and close each type;
        ``small`` is what is below the least area or width.
    portfolios
        ``portfolio (0 is the best), value, cost, area_m2, sites ("|"-joined ids)``.
    frontier
        ``budget, value, cost, area_m2, carbon, tree_points, wetland_points, sites (count), gap``.
    stability
        ``criterion, change (+-0.2), kept_share`` of the chosen area, ``top_decile_share``,
        ``value_kept``, ``gap``; empty unless the objective is the score.
    weights
        Criterion -> weight, summing to 1, before any factor was dropped.
    judgement
        ``names``, ``matrix``, ``weights``, ``lambda_max``, ``ci``, ``cr``, ``ri_source``; empty
        where the weights are by hand.
    titles
        Titles of types, exclusions (with legal basis), criteria and districts by id.
    """

    siting: str
    parent: str
    year: int
    question: SitingQuestion
    book: str
    sites: gpd.GeoDataFrame
    selection: pd.DataFrame
    conflicts: pd.DataFrame
    excluded: pd.DataFrame
    portfolios: pd.DataFrame
    frontier: pd.DataFrame
    stability: pd.DataFrame
    choice: Choice
    moves: SitingMoves
    weights: Mapping[str, float]
    judgement: Mapping[str, Any] = field(default_factory=dict)
    weights_used: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Type -> criterion -> weight after what is missing was dropped."""
    dropped: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = ()
    titles: Mapping[str, Text] = field(default_factory=dict)
    simulated: bool = False

    def summary(self) -> dict[str, Any]:
        """Everything but sites and their shapes, as plain values."""
        return {
            "schema": "sinkmap-siting/1",
            "run_id": self.siting,
            "parent": self.parent,
            "year": self.year,
            "question": self.question.to_json(),
            "book": self.book,
            "candidates": len(self.sites),
            "choice": self.choice.to_json(),
            "moves": self.moves.to_json(),
            "weights": dict(self.weights),
            "weights_used": {name: dict(of) for name, of in self.weights_used.items()},
            "judgement": dict(self.judgement),
            "dropped": [one.to_json() for one in self.dropped],
            "findings": [one.to_json() for one in self.findings],
            "simulated": self.simulated,
        }
