"""Management practice: shares stated of units, as areas of dry cropland in every unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias

import pandas as pd

from raster_pipeline.steps.overlay import ZoneLayer
from raster_pipeline.steps.parcels import ParcelAccount
from sinkmap.carbon import Carbon
from sinkmap.parameters import PRACTICED_GROUP, Management, soc_management, soc_practices

__all__ = ["Practices", "compared_practices"]

Practices: TypeAlias = Mapping[str, Mapping[Management, float]]
"""unit id -> management -> m² of dry cropland."""


class _Year(Protocol):
    """A year with its parcels."""

    @property
    def year(self) -> int: ...

    @property
    def parcels(self) -> ParcelAccount | None: ...


def compared_practices(
    before: Sequence[_Year],
    now: ParcelAccount | None,
    partitions: Sequence[ZoneLayer],
    carbon: Carbon,
    year: int,
) -> tuple[Practices, Practices]:
    """Areas by management in the year before and in this one.

    Ground takes the practice its parcel states, else that of the unit it is stated of: partitions
    are asked from the last to the first, which is the city. What is not stated of both years is
    left out of both, so that a statement that begins is not taken for a change. Shares of a unit
    hold everywhere in it, so that units of every partition add up to the city.

    Parameters
    ----------
    before
        The year before this one; empty in the first year.
    now
        Parcels of ``year``.
    partitions
        The city first.
    """
    if not before or before[0].parcels is None or now is None:
        return {}, {}
    names, earlier = [one.name for one in partitions], before[0].year
    both = [one.practiced for one in (before[0].parcels, now)]
    of_parcels = all(bool((one["practice"] != "").any()) for one in both)

    def areas(practiced: pd.DataFrame, at: int) -> Practices:
        found: dict[str, dict[Management, float]] = {}
        for units, practice, m2 in _rows(practiced, names):
            own = practice if of_parcels else ""
            for management, share in _shares(carbon, units, own, at, earlier).items():
                _add(found, units, management, share * m2)
        return found

    return areas(both[0], earlier), areas(both[1], year)


def _rows(
    practiced: pd.DataFrame, partitions: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], str, float]]:
    """Units, practice of the parcels and m² of every row."""
    columns = [practiced[name].astype(str).tolist() for name in partitions]
    stated, areas = practiced["practice"].astype(str).tolist(), practiced["area_m2"].tolist()
    yield from zip(zip(*columns, strict=True), stated, areas, strict=True)


def _add(
    found: dict[str, dict[Management, float]],
    units: Sequence[str],
    management: Management,
    m2: float,
) -> None:
    for unit in dict.fromkeys(unit for unit in units if unit):
        sums = found.setdefault(unit, {})
        sums[management] = sums.get(management, 0.0) + m2


def _shares(
    carbon: Carbon, units: Sequence[str], own: str, year: int, stated_by: int
) -> Mapping[Management, float]:
    """Share of every management; the rest of a unit's cropland is managed as its class."""
    if own:
        return {soc_practices()[own]: 1.0}
    unit = next((u for u in reversed(units) if u and carbon.practices_of(u, stated_by)), "")
    if not unit:
        return {}
    shares: dict[Management, float] = {}
    for one in carbon.practices_of(unit, year):
        management = soc_practices()[one.practice]
        shares[management] = shares.get(management, 0.0) + one.share
    usual = soc_management()[PRACTICED_GROUP]
    shares[usual] = shares.get(usual, 0.0) + max(0.0, 1.0 - sum(shares.values()))
    return shares
