"""What a run made of its scenes and samples, as tables that every face reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

__all__ = [
    "ACCURACY_COLUMNS",
    "CHANGE_COLUMNS",
    "INTERPRETATION_COLUMNS",
    "SIMPLE_RANDOM",
    "STRATIFIED",
    "Interpretation",
]

INTERPRETATION_COLUMNS = ("year", "season", "item", "value")
"""What the scenes of a year and season gave: scenes, dates, m² seen and in gaps; without season,
m² left unseen in the land cover and m² of flicker set back."""

ACCURACY_COLUMNS = (
    "year",
    "layer",
    "item",
    "measure",
    "value",
    "se",
    "ci_low",
    "ci_high",
    "doubt",
    "units",
)
"""Accuracy of a map from reference samples: ``item`` is a class group or empty for the whole;
``measure`` is overall, users, producers (shares), area_m2 (adjusted) or mapped_m2; ``units`` the
number of samples. ``design`` names in ``item`` how the samples were drawn, ``count`` gives one cell
of the error matrix, ``item`` being ``map class/true class``. Layer ``tree_cover`` holds the change
since the year before from points looked at in both, ``paired_change_m2``; its ``item`` says whether
it is significant."""

SIMPLE_RANDOM, STRATIFIED = "simple_random", "stratified"
"""Designs of a sample: all ground alike, or so many of each stratum."""

CHANGE_COLUMNS = ("year_from", "year_to", "statunit", "item", "class_from", "class_to", "m2")
"""Land cover between two years: ``item`` transition gives every pair of class groups; kept and the
rules that ignored change give their area."""


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


@dataclass(frozen=True, slots=True, eq=False)
class Interpretation:
    """Tables of a run's imagery, empty where the study has none.

    ``scenes``, ``accuracy``, ``change``: columns as named above; ``card``: the classifier's card as
    :meth:`sinkmap.science.model_card.ModelCard.to_json` gives it, or empty; ``system``: code system
    of the classes in it.
    """

    scenes: pd.DataFrame = field(default_factory=lambda: _empty(INTERPRETATION_COLUMNS))
    accuracy: pd.DataFrame = field(default_factory=lambda: _empty(ACCURACY_COLUMNS))
    change: pd.DataFrame = field(default_factory=lambda: _empty(CHANGE_COLUMNS))
    card: Mapping[str, Any] = field(default_factory=dict)
    system: str = ""
