"""What carbon is worth: the net present value of sequestration, as InVEST has it.

NPV = V s / (q - p) x sum over t = 0 ... q-p-1 of 1 / ((1 + r/100)^t (1 + c/100)^t), with s tonnes
of carbon stored from year p to year q, V the price of a tonne of carbon, r the market discount rate
and c the yearly change of the price, both in percent (InVEST user's guide, carbon model).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["net_present_value"]

_Number = TypeVar("_Number", float, NDArray[np.float64])


def net_present_value(
    sequestered: _Number,
    price: _Number,
    discount_rate: _Number,
    price_change: _Number,
    *,
    first: int,
    last: int,
) -> _Number:
    """Present value of carbon stored evenly over the years from ``first`` to ``last``.

    Parameters
    ----------
    sequestered
        tC stored over the whole time; negative where it was lost.
    price
        Money for a tonne of carbon.
    discount_rate, price_change
        Percent a year.

    Raises
    ------
    ValueError
        If the years do not rise.
    """
    years = last - first
    if years < 1:
        raise ValueError(f"years must rise: {first} to {last}")
    factor = 1.0 / ((1.0 + discount_rate / 100.0) * (1.0 + price_change / 100.0))
    weights = sum((factor**t for t in range(1, years)), start=factor**0)
    return price * sequestered / years * weights
