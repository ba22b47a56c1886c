"""Change between two years split, in this order, into method, data and land.

Four values of one figure are needed, of which the first and the last are what two yearly reports
say: last year as it was filed; last year by today's method on the data of then; last year by
today's method on today's data; this year. Each step changes one thing alone, so the three parts add
up to the whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Attribution", "attribute"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """A change and its parts, in the unit of the figure.

    ``filed``: last year as it was filed; ``restated``: last year by today's method on today's data;
    ``now``: this year. ``method`` and ``data`` are None where both changed and nothing tells them
    apart; ``recalculated`` is their sum, always known. ``land`` is what is left.
    """

    filed: float
    restated: float
    now: float
    method: float | None
    data: float | None

    @property
    def recalculated(self) -> float:
        """What last year's value moves by today's method and data."""
        return self.restated - self.filed

    @property
    def land(self) -> float:
        """Change of the land: this year against last year restated."""
        return self.now - self.restated

    @property
    def whole(self) -> float:
        """This year against last year as it was filed."""
        return self.now - self.filed


def attribute(
    filed: float,
    restated: float,
    now: float,
    *,
    same_method: bool = False,
    same_data: bool = False,
    by_method: float | None = None,
) -> Attribution:
    """Split a change.

    Parameters
    ----------
    filed
        Last year's value as it was filed.
    restated
        Last year's value by today's method on today's data of last year.
    now
        This year's value.
    same_method, same_data
        Whether method (definition, parameters, code) or data are those of the filing.
    by_method
        Last year's value by today's method on the data of the filing, where it was computed.

    Raises
    ------
    ValueError
        If a number is not finite, or last year moved though neither method nor data changed.
    """
    given = [filed, restated, now, *([] if by_method is None else [by_method])]
    if not all(math.isfinite(number) for number in given):
        raise ValueError(f"a change is split between finite numbers: {given}")
    moved = restated - filed
    if same_method and same_data:
        if moved != 0.0:
            raise ValueError(f"last year moved by {moved} though nothing changed")
        return Attribution(filed, restated, now, 0.0, 0.0)
    if same_data:
        return Attribution(filed, restated, now, moved, 0.0)
    if same_method:
        return Attribution(filed, restated, now, 0.0, moved)
    if by_method is None:
        return Attribution(filed, restated, now, None, None)
    return Attribution(filed, restated, now, by_method - filed, restated - by_method)
