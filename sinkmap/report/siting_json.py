"""A siting as one JSON document: the question, the proof, every chosen site with its reason."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sinkmap.report.siting_words import ranked

if TYPE_CHECKING:
    import pandas as pd

    from sinkmap.siting.result import Siting

__all__ = ["SITE_COLUMNS", "siting_document"]

SITE_COLUMNS = (
    "number", "site_id", "type_id", "district", "county", "town", "village", "group", "dlbm",
    "ownership", "area_m2", "redline_m2", "eco_space_m2", "cropland_m2", "farmland_m2",
    "forest_land_m2", "score", "score_class", "value", "cost_low", "cost", "cost_high",
    "carbon_low", "carbon", "carbon_high", "carbon_method", "ch4_kg", "soil_loss_t",
    "tree_points_low", "tree_points", "tree_points_high", "wetland_points_low", "wetland_points",
    "wetland_points_high", "share_draws", "stability", "portfolios", "no_regret",
)  # fmt: skip
"""What is told of a site, as in the siting's tables."""
_LISTS = ("parcels", "documents")


def siting_document(siting: Siting) -> dict[str, Any]:
    """All of a siting but shapes and refused sites (the child run holds these).

    ``gap``, ``cost`` (yuan), ``area_m2``, ``value`` and ``bound`` stand at the top; ``sites`` are
    the chosen ones in the order of the project list.
    """
    choice = siting.choice
    sites = [_site(one) for one in ranked(siting, chosen=True)]
    return {
        **siting.summary(),
        "gap": _plain(choice.gap),
        "cost": _plain(choice.cost_yuan),
        "area_m2": _plain(choice.area_m2),
        "value": _plain(choice.value),
        "bound": _plain(choice.bound),
        "choice": {k: _plain(v) for k, v in choice.to_json().items()},
        "over_greedy": _plain(choice.over_greedy),
        "refused": len(siting.sites) - len(sites),
        "sites": sites,
        "excluded": _rows(siting.excluded),
        "portfolios": _rows(siting.portfolios),
        "frontier": _rows(siting.frontier),
        "stability": _rows(siting.stability),
    }


def _site(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: _plain(row.get(name)) for name in SITE_COLUMNS}
    for name in _LISTS:
        told[name] = [part for part in str(row.get(name) or "").split("|") if part]
    for name in ("reason", "change"):
        told[name] = {side: str(row.get(f"{name}_{side}") or "") for side in ("zh", "en")}
    return told


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    lines = frame.to_dict("records")
    return [{str(key): _plain(value) for key, value in line.items()} for line in lines]


def _plain(value: Any) -> Any:
    """A value that JSON has: no numpy, None for NaN and for what has no bound."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
