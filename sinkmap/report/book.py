"""The figures of a run, ready to be looked up by what they are about."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.figure import DataState, Figure, FigureId, Status, Target
from sinkmap.run import broken_sources
from sinkmap.science.pattern import ELEMENT_ITEMS, element_name
from sinkmap.science.target_state import target_states
from sinkmap.text import Text

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator, Profile
    from sinkmap.run import RunResults
    from sinkmap.statunit import Partition, StatUnit
    from sinkmap.study import Study
    from sinkmap.target import TargetState

__all__ = ["Book", "check_year", "data_state", "difference", "item_title", "open_book"]

_LAST_BITS = 2.0**-48
"""Relative difference below which spreadsheets call two numbers equal (LibreOffice, Excel)."""
_MOST_MEMBERS = 30
"""Partitions with more units than this are told in an appendix."""


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """Every figure of a run by id, with the units in report order.

    ``results``: the run; ``year``: the report's year; ``figures``: figure id -> figure;
    ``states``: where every target stands in every year; ``untold``: indicators of which no figure
    of the report's year was estimated under the leading definition: a table would only repeat that.
    """

    results: RunResults
    year: int
    figures: Mapping[str, Figure]
    states: tuple[TargetState, ...] = ()
    untold: frozenset[str] = frozenset()

    @property
    def previous(self) -> int | None:
        """The study's year before the report's, or None."""
        return max((y for y in self.results.study.years if y < self.year), default=None)

    @property
    def city(self) -> StatUnit:
        """The unit that is the union of every partition."""
        return self.results.city

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator by chapter: those with a target first, then those that lead it."""
        aimed = {target.indicator.partition(".")[0] for target in self.results.study.targets}
        declared = self.results.indicators.values()

        def place(one: Indicator) -> tuple[int, bool, bool]:
            return one.chapter.place, one.id not in aimed, not one.leads

        return tuple(sorted(declared, key=place))

    @property
    def partitions(self) -> tuple[Partition, ...]:
        """Partitions that are told in full: not the city alone, not hundreds of units."""
        return tuple(p for p in self._divided if _is_told_in_full(p))

    @property
    def large_partitions(self) -> tuple[Partition, ...]:
        """Partitions of many units (control units), told in an appendix."""
        return tuple(p for p in self._divided if not _is_told_in_full(p))

    @property
    def _divided(self) -> tuple[Partition, ...]:
        city = self.city.id
        return tuple(p for p in self.results.partitions if p.members != (city,))

    def of_year(self, year: int) -> Book:
        """The same run's book of another year.

        Raises
        ------
        UsageError
            If the study has no such year.
        """
        check_year(self.results.study.years, year)
        moved = replace(self, year=year, untold=frozenset())
        return replace(moved, untold=_untold(moved))

    def find(self, indicator: str, statunit: str, year: int | None, profile: str) -> Figure | None:
        """The figure of an indicator (or ``indicator.item``), unit, year and profile, or None."""
        if year is None:
            return None
        return self.figures.get(str(FigureId(indicator, statunit, year, profile)))

    def profiles(self, indicator: Indicator) -> tuple[Profile, ...]:
        """The profiles the study asked for, the default first; it may name the IPCC edition."""
        study = self.results.study
        wanted = study.profiles.get(indicator.id)
        if not wanted:
            return tuple(sorted(indicator.profiles, key=lambda one: not study.carbon.leads(one.id)))
        return tuple(indicator.profile(profile_id) for profile_id in wanted)

    def target(self, indicator: str, profile: str, statunit: str) -> Target | None:
        """The next target of a figure, or the last one where all have passed."""
        mine = sorted(
            (
                t
                for t in self.results.study.targets
                if (t.indicator, t.profile, t.statunit) == (indicator, profile, statunit)
            ),
            key=lambda t: t.year,
        )
        ahead = [t for t in mine if t.year >= self.year]
        return ahead[0] if ahead else (mine[-1] if mine else None)

    def state(self, target: Target, statunit: str = "") -> TargetState | None:
        """Where a target stands in the report's year, in its own unit or in a part of it."""
        unit = statunit or target.statunit
        about = (target.indicator, target.profile, target.statunit, target.year, unit, self.year)
        mine = (
            s
            for s in self.states
            if (s.indicator, s.profile, s.target_statunit, s.target_year, s.statunit, s.year)
            == about
        )
        return next(mine, None)

    def code_systems(self, figure: Figure) -> frozenset[str]:
        """Code systems of the layers behind a figure."""
        found = set()
        for source in figure.sources:
            layer, _, year = source.partition("@")
            entry = self.results.study.input(layer, int(year)) if year.isdigit() else None
            found.add(entry.code_system if entry else "")
        return frozenset(found - {""})

    def unit_name(self, statunit: str) -> Text:
        """Name of a unit; its id where the run does not know it."""
        unit = self.results.units.get(statunit)
        return unit.name if unit else Text(statunit, statunit)

    def item_title(self, indicator: Indicator, item: str) -> Text:
        """Title of an item, an element of the space pattern before it by its own name."""
        name, city, study = f"{indicator.id}.{item}", self.city.id, self.results.study
        cases = product(indicator.profiles, study.years)
        return item_title(
            study, indicator, item, (self.find(name, city, y, p.id) for p, y in cases)
        )

    def indicator_title(self, indicator: str) -> Text:
        """Title of an indicator, or of an item of one."""
        head, _, item = indicator.partition(".")
        known = self.results.indicators.get(head)
        if known is None:
            return Text(indicator, indicator)
        if not item:
            return known.title
        name = self.item_title(known, item)
        return Text(f"{known.title.zh}：{name.zh}", f"{known.title.en}: {name.en}")

    def profile_title(self, indicator: str, profile: str) -> Text:
        """Title of a profile; its id where the declaration does not know it."""
        known = self.results.indicators.get(indicator.partition(".")[0])
        if known is not None and any(p.id == profile for p in known.profiles):
            return known.profile(profile).title
        return Text(profile, profile)


def item_title(
    study: Study, indicator: Indicator, item: str, figures: Iterable[Figure | None]
) -> Text:
    """Title of an item; an element of the space pattern by the name that figures of it tell."""
    title = indicator.items.get(item, Text(item, item))
    found = (element_name(item, figure.method) for figure in figures if figure)
    name = next(filter(None, found), "") if item in ELEMENT_ITEMS else ""
    if not name:
        return title
    said = study.said(name)
    return Text(f"{said.zh}（{title.zh}）", f"{said.en} ({title.en})")


def _is_told_in_full(partition: Partition) -> bool:
    return partition.level != "control_unit" and len(partition.members) <= _MOST_MEMBERS


def open_book(results: RunResults, year: int) -> Book:
    """Read the run's table of figures once.

    Raises
    ------
    UsageError
        If the study has no such year.
    """
    check_year(results.study.years, year)
    rows = results.figures.to_dict("records")
    figures = {figure.id: figure for figure in (Figure.from_row(_plain(row)) for row in rows)}
    states = results.progress.states or _states(results, figures)
    return Book(results, year, figures, states).of_year(year)


def _untold(book: Book) -> frozenset[str]:
    leading = {i.id: book.profiles(i)[0].id for i in book.results.indicators.values()}
    found: dict[str, bool] = {}
    for figure in (f for f in book.figures.values() if f.year == book.year):
        name = figure.indicator.partition(".")[0]
        if leading.get(name) == figure.profile:
            absent = figure.status is Status.NOT_ESTIMATED
            found[name] = found.get(name, True) and absent
    return frozenset(name for name, absent in found.items() if absent)


def _states(results: RunResults, figures: Mapping[str, Figure]) -> tuple[TargetState, ...]:
    """Where targets stand, for a run that does not hold it."""
    city = next((p.members[0] for p in results.partitions if p.level == "city"), "")
    members = [unit for part in results.partitions for unit in part.members if unit != city]
    states = target_states(
        results.study.targets,
        results.indicators,
        figures,
        results.study.years,
        {city: members},
        broken=broken_sources(results.manifest.findings),
    )
    return tuple(states)


def check_year(years: Sequence[int], year: int) -> None:
    """Refuse a year the run does not hold."""
    if year in years:
        return
    raise UsageError(
        Finding(
            "REPORT-YEAR",
            Severity.ERROR,
            Text("运行结果中没有该年份", "the run holds no such year"),
            Text("选择研究中的年份", "choose a year of the study"),
            seen=str(year),
            wanted=", ".join(map(str, years)),
        )
    )


def data_state(book: Book) -> DataState:
    """The weakest state among the year's figures that declare one."""
    states = [f.data_state for f in book.figures.values() if f.year == book.year]
    declared: list[DataState] = [s for s in states if s is not DataState.UNDECLARED]
    return DataState.weakest(declared)


def difference(later: float | None, earlier: float | None) -> float | None:
    """Later minus earlier, or None where either is missing.

    What differs in its last bits alone is the same number: sums in another order end so, and every
    spreadsheet takes it for nothing, as a live formula beside this value will.
    """
    if later is None or earlier is None:
        return None
    step = later - earlier
    return 0.0 if abs(step) < _LAST_BITS * abs(later) else step


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of the figures' frame with None for NaN and plain Python numbers."""
    plain: dict[str, Any] = {str(key): value for key, value in row.items()}
    for name in ("value", "numerator", "denominator", "ci_low", "ci_high", "coverage"):
        number = plain[name]
        missing = number is None or math.isnan(number)
        plain[name] = None if missing else float(number)
    plain["year"] = int(plain["year"])
    plain["sources"] = tuple(str(source) for source in plain["sources"])
    return plain
