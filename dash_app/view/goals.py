"""What lies ahead of a target, and the tasks of a year, as texts beside a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dash_app.view import words
from dash_app.view.display import part_text
from sinkmap.figure import Figure, Target
from sinkmap.report.numbers import HECTARES, HECTARES_CHANGE, NumberFormat, show
from sinkmap.report.outlook import task_verdict
from sinkmap.report.quantity import Part, Quantity
from sinkmap.target import ForecastReason, TargetState
from sinkmap.task import YearTask
from sinkmap.text import Language
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["goal_notes", "state_of", "task_rows"]


def state_of(states: Sequence[TargetState], target: Target, figure: Figure) -> TargetState | None:
    """Where a target stands in a figure's unit and year, or None."""
    about = (target.indicator, target.profile, target.statunit, target.year)
    place = (figure.statunit, figure.year)
    mine = (
        s
        for s in states
        if (s.indicator, s.profile, s.target_statunit, s.target_year) == about
        and (s.statunit, s.year) == place
    )
    return next(mine, None)


def goal_notes(state: TargetState, quantity: Quantity, language: Language) -> tuple[str, ...]:
    """Path, pace, need, forecast and what projects add; what is not known is left out."""
    return tuple(_notes(state, quantity, language))


def _notes(state: TargetState, quantity: Quantity, language: Language) -> Iterator[str]:
    part = quantity.value
    if state.on_path is not None:
        yield words.ON_PATH.say(language).format(part_text(part, state.on_path, language))
    if state.pace is not None:
        yield words.PACE.say(language).format(part_text(quantity.change, state.pace, language))
    if state.needed_m2 is not None:
        yield words.NEEDED.say(language).format(_hectares(state.needed_m2, HECTARES_CHANGE))
    if state.forecast is not None:
        told = _forecast(state, part, language)
        reason = ForecastReason(state.forecast_reason).text.say(language)
        yield f"{words.FORECAST.say(language).format(told)} · {reason}"
    if state.adds_m2 is not None:
        yield words.ADDS.say(language).format(_hectares(state.adds_m2, HECTARES))


def _forecast(state: TargetState, part: Part, language: Language) -> str:
    value = part_text(part, state.forecast, language)
    if state.forecast_low is None or state.forecast_high is None:
        return value
    bounds = (state.forecast_low, state.forecast_high)
    low, high = (show(part.of(bound), part.shown_as) for bound in bounds)
    return words.FORECAST_INTERVAL.say(language).format(value, low, high)


def _hectares(m2: float, shown_as: NumberFormat) -> str:
    return show(convert(m2, SQUARE_METRE, HECTARE), shown_as)


def task_rows(
    tasks: Sequence[YearTask], figure: Figure, part: Part, language: Language
) -> list[tuple[str, ...]]:
    """Target, verdict, four quarters and who answers of each task a figure is held against."""
    about = (figure.indicator, figure.profile, figure.statunit, figure.year)
    return [
        (
            part_text(part, task.target, language),
            task_verdict(task, figure).text.say(language),
            *(state.text.say(language) for state in (task.q1, task.q2, task.q3, task.q4)),
            task.lead,
        )
        for task in tasks
        if (task.indicator, task.profile, task.statunit, task.year) == about
    ]
