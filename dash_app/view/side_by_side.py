"""Tables of a figure beside its like: year by year against the target's path, and by definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dash_app.view import words
from dash_app.view.display import part_text, value_text
from dash_app.view.figure_book import FigureBook
from dash_app.view.goals import state_of
from dash_app.view.selection import Selection
from dash_app.view.theme import Theme
from dash_app.view.trend import TargetPath
from sinkmap.figure import Figure, Target, Verdict
from sinkmap.report.numbers import HECTARES_CHANGE, MISSING, show
from sinkmap.report.quantity import Part
from sinkmap.target import TargetState, linear_path
from sinkmap.text import Language, Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["Grid", "profile_grid", "target_path", "year_grid"]

_HECTARES_MORE = Part(HECTARES_CHANGE, convert(1.0, SQUARE_METRE, HECTARE))


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table of texts; ``current`` is the row of the figure shown, or -1.

    ``queries``: of each row the address that walks to the figure behind its number (the second
    cell), empty where there is none.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    current: int = -1
    queries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Year:
    """A figure with where its target stands; either may be missing."""

    figure: Figure
    state: TargetState | None
    on_path: float | None


def target_path(
    theme: Theme, targets: Sequence[Target], states: Sequence[TargetState], figure: Figure
) -> TargetPath | None:
    """The path of the first target that has a baseline, in the unit shown."""
    part = theme.quantity.value
    for target in targets:
        start, value = part.of(target.baseline_value), part.of(target.value)
        if target.baseline_year is None or start is None or value is None:
            continue
        if target.baseline_year >= target.year:
            continue
        state = state_of(states, target, figure)
        bounds = (None, None) if state is None else (state.forecast_low, state.forecast_high)
        low, high = (part.of(bound) for bound in bounds)
        return TargetPath(target.baseline_year, start, target.year, value, low, high)
    return None


def year_grid(
    theme: Theme,
    figures: Sequence[Figure],
    selection: Selection,
    targets: Sequence[Target],
    states: Sequence[TargetState],
    language: Language,
) -> Grid:
    """Every year's value and interval, with its place on the target's path and the verdict."""
    target = next((t for t in targets if linear_path(t, t.year) is not None), None)
    years = [_year(figure, target, states) for figure in figures]
    # Without any interval or path their columns would say so in every row.
    with_interval = any(y.figure.ci_low is not None for y in years)
    columns = (
        (words.YEAR, True),
        (words.VALUE, True),
        (words.DATA_STATE, True),
        (words.INTERVAL, with_interval),
        (words.PATH, target is not None),
        (words.AGAINST_PATH, any(y.state and y.state.path_verdict for y in years)),
    )
    kept = [place for place, (_, is_kept) in enumerate(columns) if is_kept]
    rows = [_year_row(theme, year, language) for year in years]
    queries = [replace(selection, year=y.figure.year).query for y in years]
    if target is not None:
        rows.append(_target_row(theme, target, language))
        queries.append("")
    return Grid(
        tuple(columns[place][0].say(language) for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
        next(n for n, year in enumerate(years) if year.figure.year == selection.year),
        tuple(queries),
    )


def _year(figure: Figure, target: Target | None, states: Sequence[TargetState]) -> _Year:
    if target is None:
        return _Year(figure, None, None)
    return _Year(figure, state_of(states, target, figure), linear_path(target, figure.year))


def _year_row(theme: Theme, year: _Year, language: Language) -> tuple[str, ...]:
    figure, quantity = year.figure, theme.quantity
    verdict = year.state.path_verdict if year.state is not None else ""
    return (
        str(figure.year),
        value_text(figure, quantity, language),
        figure.data_state.text.say(language),
        quantity.interval(figure).say(language),
        part_text(quantity.value, year.on_path, language),
        Verdict(verdict).text.say(language) if verdict else MISSING,
    )


def _target_row(theme: Theme, target: Target, language: Language) -> tuple[str, ...]:
    aimed = part_text(theme.quantity.value, target.value, language)
    named = words.TARGET_YEAR.say(language).format(target.year)
    return (named, MISSING, MISSING, MISSING, aimed, MISSING)


def profile_grid(
    theme: Theme, book: FigureBook, figure: Figure, selection: Selection, language: Language
) -> Grid:
    """Every definition's value and numerator, and the hectares between it and the one shown."""
    others = [(p, book.figure(theme.code, figure.statunit, figure.year, p)) for p in theme.profiles]
    columns: tuple[Text, ...] = (words.PROFILE, words.VALUE, words.NUMERATOR)
    if theme.quantity.of_area:
        columns += (words.HECTARES_BETWEEN,)
    rows = tuple(
        tuple(_profile_row(theme, profile, other, figure, language))[: len(columns)]
        for profile, other in others
    )
    queries = (
        "" if other is None else replace(selection, profile=profile).query
        for profile, other in others
    )
    return Grid(
        tuple(column.say(language) for column in columns),
        rows,
        theme.profiles.index(figure.profile),
        tuple(queries),
    )


def _profile_row(
    theme: Theme, profile: str, other: Figure | None, figure: Figure, language: Language
) -> Iterator[str]:
    quantity = theme.quantity
    stored = other.numerator if other else None
    yield theme.indicator.profile(profile).title.say(language)
    yield value_text(other, quantity, language)
    yield part_text(quantity.numerator, stored, language)
    if profile == figure.profile or stored is None or figure.numerator is None:
        yield MISSING
    else:
        yield show(_HECTARES_MORE.of(stored - figure.numerator), _HECTARES_MORE.shown_as)
