"""Areas of a unit's parcels by a column of texts."""

from __future__ import annotations

import pandas as pd

__all__ = ["area_by"]


def area_by(rows: pd.DataFrame, column: str = "group") -> dict[str, float]:
    """Text of a column -> m² (``area_m2``) of its rows, in the order of the texts.

    For the few hundred rows of a unit, whose sums are taken for every figure: many times quicker
    than a grouped table.
    """
    found: dict[str, float] = {}
    for name, m2 in zip(rows[column].tolist(), rows["area_m2"].tolist(), strict=True):
        found[name] = found.get(name, 0.0) + m2
    return {str(name): found[name] for name in sorted(found)}
