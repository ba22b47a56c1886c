"""Indicators: a pure function and a declaration.

An indicator declares the tallies it needs of layers (areas by class, sums, cross-tables, change
between years, parcel shares); the run takes all tallies of all indicators in one pass and hands
each indicator the account of one statistical unit and year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from sinkmap.carbon import Carbon
from sinkmap.chapter import Chapter
from sinkmap.figure import Figure, IntervalReason, Status
from sinkmap.parameters import Management
from sinkmap.published import PublishedTotal
from sinkmap.tally import (
    COMPARTMENT_COLUMNS,
    ClassAreas,
    Compartments,
    Cross,
    Lengths,
    ParcelShares,
    RasterAccount,
    Rows,
    Sums,
    Tally,
    Transition,
    Within,
    ZoneAreas,
)
from sinkmap.text import Text
from sinkmap.uom import HECTARE, KILOMETRE, METRE, PERCENT, SQUARE_METRE, convert

if TYPE_CHECKING:
    import pandas as pd

    from sinkmap.statunit import StatUnit

__all__ = [
    "COMPARTMENT_COLUMNS",
    "ClassAreas",
    "Compartments",
    "Cross",
    "Indicator",
    "Lengths",
    "Measure",
    "ParcelShares",
    "Profile",
    "RasterAccount",
    "Rows",
    "SampledPoints",
    "Sums",
    "Tally",
    "Transition",
    "UnitAccount",
    "Within",
    "ZoneAreas",
]


@dataclass(frozen=True, slots=True, eq=False)
class SampledPoints:
    """Reference points of a year, all of the city, with what the map has under each.

    ``stand``: (n,) category of stands; ``land_use``: (n,) group index; ``tree``: (n,) true tree
    class; ``stratum``: name of the stratum each was drawn from, None for a simple random sample;
    ``strata_m2``: area of each stratum.
    """

    stand: NDArray[np.uint8]
    land_use: NDArray[np.uint8]
    tree: NDArray[np.uint8]
    stratum: tuple[str, ...] | None = None
    strata_m2: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitAccount:
    """Everything that was measured in one unit and year.

    ``area_m2``: additive area of the unit's polygon. ``parcels``: rows of class code, group, one
    column for each zone layer (empty text outside) and ``area_m2`` by the study's parcel area
    policy; None where the study has no parcels in this year. ``earlier``: (indicator, profile) ->
    measures of the same unit and year for the indicators named in ``after``. ``samples``:
    reference points of the year, None where there are none. ``previous_year``: the earlier year of
    the transitions an indicator declares, else the study year before; None in the first year.
    ``area_ranges``: group id -> least and greatest factor of its mapped area by reference samples
    (95 %), empty where areas are surveyed or not sampled. ``compartments``: rows of
    :data:`COMPARTMENT_COLUMNS`, None where the study has no forest survey of the year. ``practice,
    practice_before``: management -> m² of dry cropland in this year and in the one before, where
    practice is stated of both. ``carbon``, ``published``: of the plan, alike for all units.
    ``extents``: tally -> zone -> m² in the unit (ZoneAreas) or m (Lengths), zones it has none of
    left out. ``tables``: id of a given table -> its rows of this unit and year, canonical names.
    """

    unit: StatUnit
    year: int
    area_m2: float
    rasters: Mapping[Tally, RasterAccount]
    parcels: pd.DataFrame | None = None
    code_system: str = ""
    earlier: Mapping[tuple[str, str], tuple[Measure, ...]] = field(default_factory=dict)
    samples: SampledPoints | None = None
    previous_year: int | None = None
    carbon: Carbon = field(default_factory=Carbon)
    published: tuple[PublishedTotal, ...] = ()
    area_ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    compartments: pd.DataFrame | None = None
    practice: Mapping[Management, float] = field(default_factory=dict)
    practice_before: Mapping[Management, float] = field(default_factory=dict)
    extents: Mapping[Tally, Mapping[str, float]] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    _parcels_m2: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        if self.parcels is not None:  # summed once, and asked for by most indicators
            object.__setattr__(self, "_parcels_m2", float(self.parcels["area_m2"].to_numpy().sum()))

    def published_total(self, indicator: str) -> PublishedTotal | None:
        """What was published for the unit and year of an indicator, or None."""
        key = (indicator, self.unit.id, self.year)
        return next((p for p in self.published if (p.indicator, p.statunit, p.year) == key), None)

    def raster(self, tally: Tally) -> RasterAccount:
        """The account of a tally; KeyError if the indicator did not declare it."""
        return self.rasters[tally]

    def zone_areas(self, zones: str) -> Mapping[str, float]:
        """Zone -> m² of it in the unit; KeyError if the indicator did not declare it."""
        return self.extents[ZoneAreas(zones)]

    def lengths(self, lines: str) -> Mapping[str, float]:
        """Zone -> metres of its lines in the unit; KeyError if the indicator did not declare it."""
        return self.extents[Lengths(lines)]

    def table(self, table: str) -> pd.DataFrame:
        """Rows of a table of this unit and year; KeyError if the indicator did not declare it."""
        return self.tables[table]

    def coverage(self, tally: Tally) -> float:
        """Valid covered ÷ unit area, at most 1; for Within ÷ area of the zones, 1 without any."""
        if isinstance(tally, Within):
            return self.rasters[tally].coverage
        if self.area_m2 <= 0.0:
            return 0.0
        return min(1.0, max(0.0, 1.0 - self.rasters[tally].unseen / self.area_m2))

    @property
    def parcel_coverage(self) -> float:
        """Parcel area ÷ unit area, at most 1; 0 without parcels."""
        return min(1.0, self._parcels_m2 / self.area_m2) if self.area_m2 > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """A legal or statistical definition (口径) of an indicator, named and cited.

    ``inputs`` are the tallies this profile needs; empty means all of its indicator, so that a
    study without parcels still gets the profiles that need none. ``optional`` tallies are taken
    where the study has their layers. ``reference`` is a plain text where the citation reads alike
    in both languages. ``parameters``: tables this profile rests on; None for all its indicator's.
    """

    id: str
    title: Text
    definition: Text
    reference: Text | str
    switches: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[Tally, ...] = ()
    optional: tuple[Tally, ...] = ()
    parameters: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What an indicator's function gives for one unit, year and profile (and item).

    ``coverage`` is judged by the run against the study's minimum. ``status`` other than ok says
    that no value can be given; ``reason`` then tells why. ``shares``: source of uncertainty ->
    share of the variance behind ``interval``, summing to 1; empty where nothing was propagated.
    ``certainty``: the weakest letter, A to D, of the parameters it rests on; empty without any.
    """

    value: float | None
    numerator: float | None
    denominator: float | None
    coverage: float
    method: Text
    reason: IntervalReason
    interval: tuple[float, float] | None = None
    item: str = ""
    status: Status = Status.OK
    shares: Mapping[str, float] = field(default_factory=dict)
    certainty: str = ""

    @classmethod
    def percentage(
        cls,
        numerator: float,
        denominator: float,
        coverage: float,
        method: Text,
        reason: IntervalReason,
    ) -> Measure:
        """A share in percent; not estimated where there is nothing to be a share of."""
        if denominator <= 0.0:
            return cls(
                None,
                numerator,
                denominator,
                coverage,
                method,
                IntervalReason.EMPTY_DENOMINATOR,
                status=Status.NOT_ESTIMATED,
            )
        value = numerator / denominator / (PERCENT.numerator / PERCENT.denominator)
        return cls(value, numerator, denominator, coverage, method, reason)

    @classmethod
    def extent(
        cls, m2: float, coverage: float, method: Text, reason: IntervalReason, item: str = ""
    ) -> Measure:
        """An area in hectares; the numerator keeps it in m²."""
        value = convert(m2, SQUARE_METRE, HECTARE)
        return cls(value, m2, None, coverage, method, reason, item=item)

    @classmethod
    def stretch(
        cls, metres: float, coverage: float, method: Text, reason: IntervalReason, item: str = ""
    ) -> Measure:
        """A length in kilometres; the numerator keeps it in m."""
        value = convert(metres, METRE, KILOMETRE)
        return cls(value, metres, None, coverage, method, reason, item=item)

    def untold(self, reason: IntervalReason, bounds: tuple[float, float] | None = None) -> Measure:
        """The same measure without its value: cannot be told, at best bounded."""
        return replace(
            self, value=None, reason=reason, interval=bounds, status=Status.CANNOT_TELL, shares={}
        )

    @classmethod
    def absent(cls, method: Text, reason: IntervalReason, coverage: float = 0.0) -> Measure:
        """No estimate, and why."""
        return cls(None, None, None, coverage, method, reason, status=Status.NOT_ESTIMATED)


@dataclass(frozen=True, slots=True)
class Indicator:
    """Declaration of an indicator. ``id`` is the name of its file.

    ``chapter`` is what it is about; one that ``leads`` comes first in its chapter and stands on the
    first page of a report. ``valid`` is the range a value must lie in. ``items`` names the parts of
    an itemised indicator (class areas by group); its figures are called ``id.item``. ``whole`` is
    the item that all others add up to; empty where the sum has no figure, None where items are no
    parts of a sum. ``remarks`` gives what a reader of one figure must be told with it.
    ``additive``: whether the numerators of the units of a partition add up to the city's, which the
    run then checks; a number of a table, a longest gap or a mesh size do not.
    """

    id: str
    title: Text
    chapter: Chapter
    uom: str
    valid: tuple[float, float]
    numerator: Text
    denominator: Text
    inputs: tuple[Tally, ...]
    profiles: tuple[Profile, ...]
    reference: Text | str
    compute: Callable[[UnitAccount, Profile], Measure | Sequence[Measure]]
    after: tuple[str, ...] = ()
    items: Mapping[str, Text] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    larger_is_better: bool | None = True
    remarks: Callable[[Figure], tuple[Text, ...]] | None = None
    whole: str | None = ""
    additive: bool = True
    leads: bool = False

    def __post_init__(self) -> None:
        if not self.profiles:
            raise ValueError(f"indicator {self.id} needs at least one profile")
        if len({p.id for p in self.profiles}) != len(self.profiles):
            raise ValueError(f"indicator {self.id} names a profile twice")
        for profile in self.profiles:
            undeclared = [tally for tally in profile.inputs if tally not in self.inputs]
            if undeclared:
                raise ValueError(f"{self.id}/{profile.id} needs undeclared inputs: {undeclared}")
            strange = set(profile.parameters or ()) - set(self.parameters)
            if strange:
                raise ValueError(f"{self.id}/{profile.id} needs undeclared tables: {strange}")
        if self.whole and self.whole not in self.items:
            raise ValueError(f"indicator {self.id} has no item {self.whole}")
        if not self.valid[0] < self.valid[1]:
            raise ValueError(f"indicator {self.id} has an empty valid range: {self.valid}")

    def parameters_of(self, profile: Profile) -> tuple[str, ...]:
        """Parameter tables a profile rests on."""
        return self.parameters if profile.parameters is None else profile.parameters

    def profile(self, profile_id: str) -> Profile:
        """The profile with this id; KeyError if there is none."""
        found = next((one for one in self.profiles if one.id == profile_id), None)
        if found is None:
            raise KeyError(f"indicator {self.id} has no profile {profile_id}")
        return found

    def remarks_on(self, figure: Figure) -> tuple[Text, ...]:
        """What a reader of a figure must be told with it."""
        return self.remarks(figure) if self.remarks else ()

    def inputs_of(self, profile: Profile) -> tuple[Tally, ...]:
        """The tallies that must exist for a profile to be computed."""
        return profile.inputs or self.inputs

    @property
    def years(self) -> Literal["same", "pair"]:
        """Whether it compares a year with the one before, as its tallies say."""
        return "pair" if any(isinstance(one, Transition) for one in self.inputs) else "same"

    def evaluate(self, account: UnitAccount, profile: Profile) -> tuple[Measure, ...]:
        """Compute the measures of one unit and year under one profile."""
        result = self.compute(account, profile)
        return (result,) if isinstance(result, Measure) else tuple(result)
