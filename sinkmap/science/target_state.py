"""Targets against the figures of every year: gap, path, pace, need by district, forecast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sinkmap.figure import Figure, FigureId, Status, Target, Verdict, assess, judge
from sinkmap.indicator import Indicator
from sinkmap.science.forecast import FEWEST_YEARS, Forecast, forecast
from sinkmap.target import ForecastReason, TargetState, linear_path
from sinkmap.uom import PERCENT

__all__ = ["Gains", "counts_area", "target_states"]

Gains = Callable[[str, str, int, int], float | None]
"""Indicator, unit, year and target year -> m² that projects under way are planned to add."""

_WHOLE = PERCENT.numerator / PERCENT.denominator


@dataclass(frozen=True, slots=True, eq=False)
class _Series:
    """Figures by id, and sources whose data or code system differs from the year before."""

    figures: Mapping[str, Figure]
    years: Sequence[int]
    broken: frozenset[str]

    def upto(self, target: Target, statunit: str, year: int) -> tuple[Figure, ...]:
        """Figures with a value up to a year, in the order of the years."""
        ids = (
            str(FigureId(target.indicator, statunit, y, target.profile))
            for y in sorted(self.years)
            if y <= year
        )
        found = (self.figures.get(one) for one in ids)
        return tuple(f for f in found if f is not None and f.value is not None)

    def breaks(self, found: Sequence[Figure]) -> bool:
        """Whether data, code system, method or parameters changed between the figures."""
        ways = {(f.method, f.params_version) for f in found}
        return len(ways) > 1 or any(self.broken & set(f.sources) for f in found[1:])


def target_states(
    targets: Iterable[Target],
    indicators: Mapping[str, Indicator],
    figures: Mapping[str, Figure],
    years: Sequence[int],
    parts: Mapping[str, Sequence[str]],
    *,
    broken: Iterable[str] = (),
    gains: Gains | None = None,
) -> Iterator[TargetState]:
    """Every target in every year, its own unit first, then the parts of that unit.

    Parameters
    ----------
    indicators
        Declarations by id.
    figures
        Figure id -> figure, of all years.
    years
        Years of the study.
    parts
        Unit -> units that make it up, of all its partitions; they are told apart from the target's
        unit only where the target is a share of an area.
    broken
        ``layer@year`` whose data or code system changed against the year before.
    gains
        What projects add; None where there is no register.
    """
    series = _Series(figures, years, frozenset(broken))
    for target in targets:
        indicator = indicators.get(target.indicator.partition(".")[0])
        if indicator is None:
            continue
        shares = indicator.uom == PERCENT.symbol and counts_area(indicator)
        units = (target.statunit, *(parts.get(target.statunit, ()) if shares else ()))
        for year in sorted(years):
            for unit in dict.fromkeys(units):
                yield _state(target, indicator, unit, year, series, gains)


def counts_area(indicator: Indicator) -> bool:
    """Whether an indicator's numerator is an area in m², as its declaration says."""
    return indicator.numerator.en.endswith("m²")


def _state(
    target: Target,
    indicator: Indicator,
    unit: str,
    year: int,
    series: _Series,
    gains: Gains | None,
) -> TargetState:
    own = unit == target.statunit
    now = series.figures.get(str(FigureId(target.indicator, unit, year, target.profile)))
    value = None if now is None or now.status is not Status.OK else now.value
    gap = None if value is None else value - target.value
    left = target.year - year
    path = linear_path(target, year) if own else None
    needed = _needed(indicator, now, target.value)
    ahead, reason = _ahead(target, indicator, series, unit, year)
    adds = None if gains is None or left < 0 else gains(target.indicator, unit, year, target.year)
    return TargetState(
        indicator=target.indicator,
        profile=target.profile,
        statunit=unit,
        target_statunit=target.statunit,
        target_year=target.year,
        year=year,
        own=own,
        target=target.value,
        baseline_year=target.baseline_year if own else None,
        baseline=target.baseline_value if own else None,
        value=value,
        gap=gap,
        on_path=path,
        pace=-gap / left if gap is not None and left > 0 else None,
        needed_m2=needed,
        pace_m2=needed / left if needed is not None and left > 0 else None,
        verdict=str(_verdict(now, target)) if own else "",
        path_verdict="" if path is None else str(_verdict(now, replace(target, value=path))),
        forecast=ahead.value if ahead else None,
        forecast_low=ahead.low if ahead else None,
        forecast_high=ahead.high if ahead else None,
        forecast_slope=ahead.slope if ahead else None,
        forecast_reason=str(reason),
        forecast_verdict=str(_expected(ahead, reason, target)) if own else "",
        adds_m2=adds,
        with_projects=_raised(indicator, now, adds),
        source=target.source,
    )


def _verdict(figure: Figure | None, target: Target) -> Verdict:
    return assess(figure, target) if figure else Verdict.CANNOT_TELL


def _expected(ahead: Forecast | None, reason: ForecastReason, target: Target) -> Verdict:
    if reason is ForecastReason.LINEAR_OVER_BREAK:
        return Verdict.CANNOT_TELL
    if ahead is None or ahead.low is None or ahead.high is None:
        return Verdict.NOT_ASSESSED
    return judge(ahead.low, ahead.high, target.value)


def _needed(indicator: Indicator, figure: Figure | None, goal: float) -> float | None:
    """m² by which the numerator falls short of the goal; None where no area is counted."""
    each = _per_m2(indicator, figure)
    if each is None or figure is None or figure.numerator is None:
        return None
    return goal / each - figure.numerator


def _raised(indicator: Indicator, figure: Figure | None, adds: float | None) -> float | None:
    """The value with an area more, the denominator as it is."""
    each = _per_m2(indicator, figure)
    if each is None or adds is None or figure is None or figure.value is None:
        return None
    return figure.value + adds * each


def _per_m2(indicator: Indicator, figure: Figure | None) -> float | None:
    """What a square metre of the numerator makes of the value, the denominator as it is."""
    if figure is None or figure.value is None or not counts_area(indicator):
        return None
    if indicator.uom == PERCENT.symbol:
        return 1.0 / (_WHOLE * figure.denominator) if figure.denominator else None
    return figure.value / figure.numerator if figure.value and figure.numerator else None


def _ahead(
    target: Target, indicator: Indicator, series: _Series, unit: str, year: int
) -> tuple[Forecast | None, ForecastReason]:
    """The line at the target's year, kept within what the indicator can be."""
    if target.year <= year:
        return None, ForecastReason.TARGET_PASSED
    found = series.upto(target, unit, year)
    values = [f.value for f in found if f.value is not None]
    line = forecast([f.year for f in found], values, target.year)
    if line is None:
        return None, ForecastReason.TOO_FEW_YEARS
    low, high = indicator.valid

    def kept(number: float) -> float:
        return min(high, max(low, number))

    line = replace(line, value=kept(line.value))
    if line.low is None or line.high is None:
        return line, ForecastReason.TWO_YEARS
    assert line.years >= FEWEST_YEARS, "an interval rests on three years or more"
    line = replace(line, low=kept(line.low), high=kept(line.high))
    broken = series.breaks(found)
    return line, ForecastReason.LINEAR_OVER_BREAK if broken else ForecastReason.LINEAR
