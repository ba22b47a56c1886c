"""Classes that show for one year and are gone the next: set back, and counted.

The rule: going through the years in order, a pixel whose class differs from the year before and
whose next year shows the class of the year before again is set to that class; "the year before" is
the one already settled. A class that alternates for several years is therefore settled to what
it was first. Where one of the three years was not seen, nothing is judged.

The first and the last year are never changed, for they have a neighbour on one side only. What
differs there from the year beside it is told as unconfirmed: a further year may set it back, so
that figures of the last year are the least settled of a series.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SettledSeries", "settle_series"]


@dataclass(frozen=True, slots=True, eq=False)
class SettledSeries:
    """A series of class rasters without flicker.

    ``classes``: (time, y, x); ``set_back_m2``: (time,) area set back in each year, 0 in the first
    and the last; ``unconfirmed_m2``: (first, last) area whose class in the end year differs from
    the settled year beside it; ``unjudged_m2``: (time,) area seen in a year that could not be
    judged because a year beside it was not seen.
    """

    classes: NDArray[Any]
    set_back_m2: NDArray[np.float64]
    unconfirmed_m2: tuple[float, float]
    unjudged_m2: NDArray[np.float64]


def settle_series(
    classes: NDArray[Any], pixel_area: NDArray[np.float64], unseen: int = 255
) -> SettledSeries:
    """Set back every class that shows for one year between two years of another class.

    Parameters
    ----------
    classes
        (time, y, x) class of each pixel, at least three consecutive surveys in order.
    pixel_area
        (y, x) m².
    unseen
        Value of pixels without data.

    Raises
    ------
    ValueError
        If there are fewer than three years, or the shapes do not fit.
    """
    if classes.ndim != 3 or classes.shape[0] < 3:
        raise ValueError(f"a series needs shape (time, y, x) and three years, has {classes.shape}")
    if classes.shape[1:] != pixel_area.shape:
        raise ValueError(f"shapes differ: {classes.shape[1:]}, {pixel_area.shape}")
    settled = classes.copy()
    years = classes.shape[0]
    set_back, unjudged = np.zeros(years), np.zeros(years)
    for t in range(1, years - 1):
        before, here, after = settled[t - 1], settled[t], settled[t + 1]
        blind = (before == unseen) | (after == unseen)
        flicker = (here != before) & (before == after) & (here != unseen) & ~blind
        set_back[t] = pixel_area[flicker].sum()
        unjudged[t] = pixel_area[blind & (here != unseen)].sum()
        settled[t][flicker] = before[flicker]
    return SettledSeries(
        classes=settled,
        set_back_m2=set_back,
        unconfirmed_m2=(
            _differing(settled[0], settled[1], pixel_area, unseen),
            _differing(settled[-1], settled[-2], pixel_area, unseen),
        ),
        unjudged_m2=unjudged,
    )


def _differing(
    one: NDArray[Any], other: NDArray[Any], pixel_area: NDArray[np.float64], unseen: int
) -> float:
    return float(pixel_area[(one != other) & (one != unseen) & (other != unseen)].sum())
