"""What each candidate is worth to a question's objective."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.siting.prepared import Prepared
from sinkmap.siting.question import Objective
from sinkmap.siting.score import Scores
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["known_values", "site_values"]

Floats = NDArray[np.float64]


def site_values(prepared: Prepared, objective: Objective, scores: Scores) -> Floats:
    """(n,) worth of each site; a site without a score is worth nothing."""
    if objective is Objective.SCORE:
        hectares = np.asarray(convert(1.0, SQUARE_METRE, HECTARE))
        score = scores.table["score"].fillna(0.0).to_numpy(dtype=np.float64)
        area = prepared.sites["area_m2"].to_numpy(dtype=np.float64)
        return np.asarray(score * area * hectares)
    return known_values(prepared, objective)


def known_values(prepared: Prepared, objective: Objective, level: str = "") -> Floats:
    """(n,) gain of each site, at ``_low``, the default or ``_high``; what is not known is none.

    Raises
    ------
    InputRefusedError
        ``SITING-NO-RATE`` if it is known of no site.
    """
    values = prepared.sites[f"{objective.value}{level}"].to_numpy(dtype=np.float64)
    if len(values) and np.isnan(values).all():
        raise InputRefusedError(_no_rate(objective))
    known: Floats = np.nan_to_num(values)
    return known


def _no_rate(objective: Objective) -> Finding:
    return Finding(
        "SITING-NO-RATE",
        Severity.ERROR,
        Text(
            f"运行结果没有该目标所需的指标：{objective.text.zh}",
            f"the run has no figure the aim is counted by: {objective.text.en}",
        ),
        Text(
            "补充所需图层后重新运行，或改用其他目标",
            "add the layers and run again, or choose another aim",
        ),
        seen=objective.value,
    )
