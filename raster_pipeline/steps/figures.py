"""Figures: indicators evaluated on the accounts of every unit and year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from layers import derived_layers
from raster_pipeline.steps.origin import Origin, Provenance
from raster_pipeline.steps.parcels import ParcelAccount
from raster_pipeline.steps.practices import Practices
from raster_pipeline.steps.system_step import with_system_step
from raster_pipeline.steps.table_rows import rows_of
from raster_pipeline.steps.zone_account import ZoneBook
from sinkmap.carbon import Carbon
from sinkmap.figure import Figure, IntervalReason, Status
from sinkmap.indicator import (
    Indicator,
    Measure,
    ParcelShares,
    Profile,
    RasterAccount,
    SampledPoints,
    Tally,
    Transition,
    UnitAccount,
)
from sinkmap.layer import Need, Years
from sinkmap.published import PublishedTotal
from sinkmap.statunit import StatUnit
from sinkmap.study import Policies
from sinkmap.text import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "YearAccounts",
    "evaluate",
    "layers_of",
    "selected_profiles",
    "tallies_of",
    "tallies_taken",
]

_NO_EARLIER = Text("没有更早的年度", "no earlier year")
_BY_SAMPLES = (IntervalReason.REFERENCE_SAMPLES, IntervalReason.SAMPLES_OF_THE_CITY)


@dataclass(frozen=True, slots=True, eq=False)
class YearAccounts:
    """Everything measured in one year.

    ``areas``: unit id -> additive m² of its polygon; ``rasters``: unit id -> tally -> account;
    ``parcels, compartments``: None where the year has none, the latter by unit; ``provenance``:
    layer id -> where it comes from; ``earlier``: layer id -> the last year before that has it, and
    where it came from then; ``year_before``: the study year before this one; ``area_ranges``: as
    an account has them; ``practices``: of the year before and of this one; ``zoned``: what was
    measured in zones and along lines; ``tables``: id of a given table -> its rows for the year.
    """

    year: int
    areas: Mapping[str, float]
    rasters: Mapping[str, Mapping[Tally, RasterAccount]]
    parcels: ParcelAccount | None
    zones: frozenset[str]
    provenance: Mapping[str, Provenance]
    samples: SampledPoints | None = None
    earlier: Mapping[str, tuple[int, Provenance]] = field(default_factory=dict)
    year_before: int | None = None
    area_ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    compartments: Mapping[str, pd.DataFrame] | None = None
    practices: tuple[Practices, Practices] = field(default_factory=lambda: ({}, {}))
    zoned: ZoneBook = field(default_factory=ZoneBook)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def measured(self, tally: Tally) -> bool:
        """Whether a tally could be taken in this year."""
        if isinstance(tally, ParcelShares):
            return self.parcels is not None and set(tally.zones) <= self.zones
        return all(layer in self.provenance for layer in layers_of(tally))

    def of(self, unit: StatUnit) -> UnitAccount:
        """The account of one unit."""
        parcels = self.parcels
        return UnitAccount(
            unit=unit,
            year=self.year,
            area_m2=self.areas[unit.id],
            rasters={**self.rasters.get(unit.id, {}), **self.zoned.rasters.get(unit.id, {})},
            parcels=parcels.by_unit.get(unit.id) if parcels else None,
            code_system=parcels.code_system if parcels else "",
            samples=self.samples,
            previous_year=self.year_before,
            area_ranges=self.area_ranges,
            practice=self.practices[1].get(unit.id, {}),
            practice_before=self.practices[0].get(unit.id, {}),
            compartments=None if self.compartments is None else self.compartments[unit.id],
            extents=self.zoned.extents.get(unit.id, {}),
            tables={name: rows_of(table, unit.id) for name, table in self.tables.items()},
        )

    def years_compared(self, tallies: Sequence[Tally]) -> set[int | None]:
        """Earlier years of the transitions among tallies, None for one without."""
        pairs = [tally for tally in tallies if isinstance(tally, Transition)]
        return {self.earlier[p.layer][0] if p.layer in self.earlier else None for p in pairs}

    def behind(self, tallies: Sequence[Tally]) -> list[Provenance]:
        """Where the layers of tallies come from, in this year and in the one compared with."""
        names = [layer for tally in tallies for layer in layers_of(tally)]
        known = [self.provenance[name] for name in names if name in self.provenance]
        pairs = [tally.layer for tally in tallies if isinstance(tally, Transition)]
        return known + [self.earlier[name][1] for name in pairs if name in self.earlier]


def layers_of(tally: Tally) -> tuple[str, ...]:
    """Layers a tally is taken of."""
    return tally.layers


def tallies_of(indicator: Indicator, profile: Profile) -> tuple[Tally, ...]:
    """Tallies a profile needs; all of the indicator's where it names none."""
    return profile.inputs or indicator.inputs


def tallies_taken(indicator: Indicator, profile: Profile) -> tuple[Tally, ...]:
    """Tallies a profile needs and those it makes use of where it can."""
    return (*tallies_of(indicator, profile), *profile.optional)


def selected_profiles(
    indicator: Indicator, chosen: Mapping[str, Sequence[str]]
) -> tuple[Profile, ...]:
    """Profiles the study asks for; all of them where it says nothing."""
    if indicator.id not in chosen:
        return indicator.profiles
    return tuple(indicator.profile(name) for name in chosen[indicator.id])


def evaluate(
    indicators: Mapping[str, Indicator],
    chosen: Mapping[str, Sequence[str]],
    units: Sequence[StatUnit],
    accounts: YearAccounts,
    *,
    policies: Policies,
    carbon: Carbon,
    published: tuple[PublishedTotal, ...] = (),
    params_version: str,
) -> Iterator[tuple[Figure, Mapping[str, float]]]:
    """Figures of one year, unit by unit, in the order of the indicators.

    Each comes with the shares of the sources of its interval, empty where none was propagated.

    A profile whose inputs are missing gives figures with status ``not_estimated``; one that sees
    less of a unit than the study's ``coverage_min``, or in fewer pixels than its ``pixels_min``,
    gives ``cannot_tell`` without a value.
    """
    origins: dict[tuple[str, str, bool], Origin] = {}
    for unit in units:
        account = replace(accounts.of(unit), carbon=carbon, published=published)
        for indicator, profile, measure in _unit_measures(indicators, chosen, account, accounts):
            kind = (indicator.id, profile.id, measure.reason in _BY_SAMPLES)
            if kind not in origins:
                origins[kind] = _origin(indicator, profile, measure, accounts)
            figure = _figure(
                (indicator, profile, unit),
                measure,
                accounts,
                origins[kind],
                policies,
                params_version,
            )
            yield figure, {} if figure.ci_low is None else measure.shares


def _unit_measures(
    indicators: Mapping[str, Indicator],
    chosen: Mapping[str, Sequence[str]],
    account: UnitAccount,
    accounts: YearAccounts,
) -> Iterator[tuple[Indicator, Profile, Measure]]:
    """Every measure of one unit; an indicator sees those of the indicators it comes after."""
    earlier: dict[tuple[str, str], tuple[Measure, ...]] = {}
    seen = replace(account, earlier=earlier)
    for indicator in indicators.values():
        for profile in selected_profiles(indicator, chosen):
            earlier[(indicator.id, profile.id)] = _measures(indicator, profile, seen, accounts)
            yield from ((indicator, profile, m) for m in earlier[(indicator.id, profile.id)])


def _measures(
    indicator: Indicator, profile: Profile, account: UnitAccount, accounts: YearAccounts
) -> tuple[Measure, ...]:
    missing = [
        layer
        for tally in tallies_of(indicator, profile)
        if not accounts.measured(tally)
        for layer in layers_of(tally)
        if layer not in accounts.provenance
    ]
    lacks_parcels = account.parcels is None and any(
        isinstance(tally, ParcelShares) for tally in tallies_of(indicator, profile)
    )
    if not missing and not lacks_parcels:
        return _compared(indicator, profile, account, accounts)
    if missing and all(_waits_for_earlier(layer, accounts) for layer in missing):
        return (Measure.absent(_NO_EARLIER, IntervalReason.NO_EARLIER_YEAR),)
    named = list(dict.fromkeys(missing)) or ["parcels"]
    return (
        Measure(
            value=None,
            numerator=None,
            denominator=None,
            coverage=0.0,
            method=_lacking(named),
            reason=IntervalReason.MISSING_INPUT,
            status=Status.NOT_ESTIMATED,
        ),
    )


def _waits_for_earlier(layer: str, accounts: YearAccounts) -> bool:
    """Whether a layer compares years, and this year has what it takes."""
    there = {need: need.layer in accounts.provenance for need in _of_pairs(layer)}
    return any(there.values()) and all(here or need.optional for need, here in there.items())


@cache  # as _behind
def _of_pairs(layer: str) -> tuple[Need, ...]:
    """What a layer that compares years takes in; nothing for others."""
    derived = derived_layers().get(layer)
    return () if derived is None or derived.years is not Years.PAIR else derived.inputs


def _compared(
    indicator: Indicator, profile: Profile, account: UnitAccount, accounts: YearAccounts
) -> tuple[Measure, ...]:
    """Measures of an indicator whose layers exist; none of a change without an earlier year."""
    years = accounts.years_compared(tallies_of(indicator, profile))
    if not years:
        return indicator.evaluate(account, profile)
    if None in years or len(years) > 1:
        return (Measure.absent(_NO_EARLIER, IntervalReason.NO_EARLIER_YEAR),)
    return indicator.evaluate(replace(account, previous_year=years.pop()), profile)


def _lacking(layers: Sequence[str]) -> Text:
    return Text(
        f"缺少：{'、'.join(_behind(layer).zh for layer in layers)}",
        f"missing: {', '.join(_behind(layer).en for layer in layers)}",
    )


@cache  # asked for each unit and year; finding the declarations means reading their folder
def _behind(layer: str) -> Text:
    """A missing layer with the layers it would be derived from, which a study can supply."""
    derived = derived_layers().get(layer)
    if derived is None:
        return Text(layer, layer)
    needed = [need.layer for need in derived.inputs if not need.optional]
    some = [need.layer for need in derived.inputs]
    return Text(
        f"{layer}（由 {'、'.join(needed) or ' 或 '.join(some)} 得到）",
        f"{layer} (of {', '.join(needed) or ' or '.join(some)})",
    )


def _origin(
    indicator: Indicator, profile: Profile, measure: Measure, accounts: YearAccounts
) -> Origin:
    known = accounts.behind(tallies_taken(indicator, profile))
    if measure.reason in _BY_SAMPLES and "reference_samples" in accounts.provenance:
        known.append(accounts.provenance["reference_samples"])
    return Origin.of(known)


def _figure(
    of: tuple[Indicator, Profile, StatUnit],
    measure: Measure,
    accounts: YearAccounts,
    origin: Origin,
    policies: Policies,
    params_version: str,
) -> Figure:
    indicator, profile, unit = of
    doubt = _doubt(measure, origin, accounts.areas[unit.id], policies)
    status = Status.CANNOT_TELL if doubt else measure.status
    shown = status is Status.OK
    low, high = measure.interval if measure.interval and not doubt else (None, None)
    return Figure(
        indicator=f"{indicator.id}.{measure.item}" if measure.item else indicator.id,
        statunit=unit.id,
        level=unit.level,
        partition=unit.partition,
        year=accounts.year,
        profile=profile.id,
        value=measure.value if shown else None,
        numerator=measure.numerator,
        denominator=measure.denominator,
        uom=indicator.uom,
        status=status,
        ci_low=low,
        ci_high=high,
        ci_reason=str(doubt or measure.reason),
        coverage=measure.coverage,
        method=with_system_step(measure.method, origin.systems),
        data_state=origin.state,
        vintage=origin.vintage,
        params_version=params_version,
        sources=origin.sources,
        certainty=measure.certainty,
    )


def _doubt(
    measure: Measure, origin: Origin, unit_m2: float, policies: Policies
) -> IntervalReason | None:
    """Why a measure that has a value cannot be told all the same."""
    if measure.status is not Status.OK:
        return None
    if measure.coverage < policies.coverage_min:
        return IntervalReason.LOW_COVERAGE
    fine = unit_m2 >= policies.pixels_min * origin.pixel_m2
    return None if fine else IntervalReason.COARSE_PIXELS
