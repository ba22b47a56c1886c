"""Values as the steps of a legend."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["stepped"]

_NO_STEP = 255


def stepped(values: NDArray[Any], steps: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The step of the legend each value has reached; 255 without a value or below all steps."""
    place = np.searchsorted(steps, values, side="right") - 1
    known = (place >= 0) & ~np.isnan(values)
    return np.where(known, steps[np.maximum(place, 0)], _NO_STEP).astype(np.uint8)
