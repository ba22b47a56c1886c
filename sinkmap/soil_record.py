"""What a run says of the soil maps it made, as plain values that every face reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["SoilRecord"]


@dataclass(frozen=True, slots=True)
class SoilRecord:
    """Soil maps of a run; empty where the study has no profiles.

    ``scores``: a row for each method tried, columns of
    :data:`sinkmap.science.soil_score.SOIL_MODEL_COLUMNS`; ``cards``: one for each map, as in
    ``soil_model.json``; ``vintages``: columns of
    :data:`sinkmap.science.soil_mass.SOIL_VINTAGE_COLUMNS`. None stands for what is not known.
    """

    scores: tuple[Mapping[str, Any], ...] = ()
    cards: tuple[Mapping[str, Any], ...] = ()
    vintages: tuple[Mapping[str, Any], ...] = ()
