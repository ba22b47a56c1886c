"""Ground of a unit by land class for the accounts of carbon, and their results as measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sinkmap.classes import group_at
from sinkmap.figure import IntervalReason
from sinkmap.indicator import ClassAreas, Measure, ParcelShares, Sums, Transition, UnitAccount
from sinkmap.parameters import Parameter, parameter_table
from sinkmap.science.group_areas import area_by
from sinkmap.science.propagation import Propagated
from sinkmap.text import Text

__all__ = [
    "CHANGED",
    "DENSITY",
    "PARCELS",
    "PIXELS",
    "areas_of",
    "carbon_measure",
    "coefficients_of",
    "credit_line_of",
    "money_of",
    "transitions_of",
]

PARCELS = ParcelShares(())
"""Parcel areas by class."""

PIXELS = ClassAreas("land_use")
"""Pixel areas by class of land use."""

DENSITY = Sums("carbon_density", by="land_use")
"""Carbon density summed over the pixels of each class."""

CHANGED = Transition("land_use")
"""Pixel areas by class in the earlier year and in this one."""

_BY_STUDY = "B"
"""Certainty of a value that the study states with its source."""


def areas_of(account: UnitAccount, tally: ParcelShares | ClassAreas) -> dict[str, float]:
    """Group id -> m² of the ground that was seen.

    Raises
    ------
    ValueError
        If parcels are asked of an account without any.
    """
    if isinstance(tally, ClassAreas):
        found = ((group_at(index), m2) for index, m2 in account.raster(tally).classes.items())
        return {one.id: m2 for one, m2 in found if one is not None}
    if account.parcels is None:
        raise ValueError(f"unit {account.unit.id} has no parcels in {account.year}")
    return area_by(account.parcels)


def transitions_of(account: UnitAccount) -> dict[tuple[str, str], float]:
    """(group before, group now) -> m² of the ground seen in both years."""
    found = {}
    for (first, second), m2 in account.raster(CHANGED).classes.items():
        before, after = group_at(first), group_at(second)
        if before is not None and after is not None:
            found[(before.id, after.id)] = m2
    return found


def credit_line_of(account: UnitAccount) -> float | None:
    """tCO2/yr the study counts on of this unit and year; None where it states none."""
    line = account.carbon.budget(account.unit.id, account.year)
    return None if line is None else line.credit_line_tco2


def coefficients_of(account: UnitAccount) -> str:
    """Profile of sink coefficients the study counts by: with burial in lakes, or without."""
    return "lake_burial" if account.carbon.lake_burial else "default"


def money_of(account: UnitAccount) -> dict[str, Parameter]:
    """Price of CO2, discount rate and change of price: the study's own, else the defaults."""
    table, own = parameter_table("carbon_account"), account.carbon.price
    money = {name: table.get(name) for name in ("co2_price", "discount_rate", "price_change")}
    if own is None:
        return money
    money["co2_price"] = replace(
        money["co2_price"],
        value=own.value,
        low=own.low,
        high=own.high,
        source=own.source,
        certainty=_BY_STUDY,
    )
    stated = {"discount_rate": own.discount_percent, "price_change": own.rise_percent}
    for name, percent in stated.items():
        if percent is not None:
            money[name] = replace(
                money[name],
                value=percent,
                low=None,
                high=None,
                source=own.source,
                certainty=_BY_STUDY,
            )
    return money


def carbon_measure(
    found: Propagated,
    certainty: str,
    coverage: float,
    method: Text,
    *,
    item: str = "",
    factor: float = 1.0,
    ranged: bool = True,
) -> Measure:
    """A propagated amount as a measure; its numerator is the amount.

    ``factor`` turns it into another unit; ``ranged`` is False where the parameters state no range.
    """
    bounds = sorted((found.low * factor, found.high * factor))
    reason = IntervalReason.PARAMETER_RANGE if ranged else IntervalReason.NO_UNCERTAINTY_GIVEN
    if any(source.startswith("area.") for source in found.shares):
        reason = IntervalReason.PARAMETERS_AND_AREAS
    value = found.value * factor
    shares: Mapping[str, float] = found.shares if ranged else {}
    return Measure(
        value,
        value,
        None,
        coverage,
        method,
        reason,
        (bounds[0], bounds[1]) if ranged else None,
        item,
        shares=shares,
        certainty=certainty,
    )
