"""A linear program over 0/1 columns, what is left of it when columns are fixed, and its bound."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Bound", "Linear"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What prices of the rows prove.

    ``value``: no point is worth more; ``high`` and ``low``: (r,) prices of each row's upper and
    lower limit, 0 or more; ``reduced``: (c,) objective less what a column takes of the rows.
    """

    value: float
    high: Floats
    low: Floats
    reduced: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Maximise ``objective @ x`` with ``row_low <= matrix @ x <= row_high`` and bounds of x.

    ``matrix``: (r, c) scipy CSC; ``low`` and ``high``: (c,) bounds of the columns, finite;
    ``whole``: (c,) columns that must be whole numbers; ``offset``: what fixed columns are worth.
    """

    objective: Floats
    matrix: Any
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    whole: Bools
    offset: float = 0.0

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.objective)

    def fixed(self, free: Ints, x: Floats) -> Linear:
        """The program of the columns ``free``; the others stay at ``x``, (c,)."""
        rest = x.copy()
        rest[free] = 0.0
        taken = self.matrix @ rest
        part = self.matrix[:, free]
        filled = np.diff(part.tocsr().indptr) > 0
        return Linear(
            self.objective[free],
            sparse.csc_matrix(part[filled]),
            (self.row_low - taken)[filled],
            (self.row_high - taken)[filled],
            self.low[free],
            self.high[free],
            self.whole[free],
            self.offset + float((self.objective * rest).sum()),
        )

    def bound(self, duals: Floats) -> Bound:
        """What any prices prove, by weak duality; summed here, whoever found the prices.

        ``duals``: (r,) price of each row, positive at its upper limit. Each x of the program has
        ``objective @ x <= high @ row_high - low @ row_low + sum(max(reduced * x))``: prices that
        are not the best make the bound worse, never wrong.
        """
        high = np.where(np.isfinite(self.row_high), np.maximum(duals, 0.0), 0.0)
        low = np.where(np.isfinite(self.row_low), np.maximum(-duals, 0.0), 0.0)
        reduced: Floats = self.objective - self.matrix.T @ (high - low)
        limits = np.concatenate(
            [
                high * np.where(high > 0.0, self.row_high, 0.0),
                -low * np.where(low > 0.0, self.row_low, 0.0),
                np.maximum(reduced * self.low, reduced * self.high),
            ]
        )
        return Bound(self.offset + math.fsum(limits.tolist()), high, low, reduced)
