"""Everything that is known of one figure, in the order a reader asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash_app.source import RunSource
from dash_app.view import words
from dash_app.view.display import coverage_text, part_text, value_of, value_text
from dash_app.view.figure_book import FigureBook
from dash_app.view.goals import goal_notes, state_of, task_rows
from dash_app.view.parameter_sheet import ParameterSheet, parameter_sheets
from dash_app.view.selection import Catalogue, Selection
from dash_app.view.side_by_side import Grid, profile_grid, target_path, year_grid
from dash_app.view.theme import Theme
from dash_app.view.trend import TargetPath, trend_svg
from sinkmap.figure import Figure, IntervalReason, Target, Verdict, assess
from sinkmap.report.carbon import BUDGET, BUDGET_PROFILE, WARNING_TONES, warning_of
from sinkmap.report.certainty import CERTAINTY, certainty_text
from sinkmap.report.numbers import MISSING
from sinkmap.report.quantity import without_unit
from sinkmap.report.series import Series
from sinkmap.report.table import Tone
from sinkmap.report.uncertainty import TITLE, shares_text
from sinkmap.run import Explanation, InputRecord
from sinkmap.study import ReportedValue
from sinkmap.text import Language, Text

__all__ = ["FigurePanel", "Goal", "Grid", "PanelWriter", "Source"]

_WARNED = frozenset({BUDGET, "carbon_flux"})
_KINDS = {"reported": words.REPORTED, "confirmed": words.CONFIRMED}


@dataclass(frozen=True, slots=True)
class Goal:
    """A target beside the figure: ``text`` names it, ``verdict`` judges it, ``notes`` say what
    lies ahead."""

    text: str
    verdict: Verdict
    verdict_text: str
    source: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Files that play one layer together: ``files`` are path and SHA-256."""

    layer: str
    about: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FigurePanel:
    """One figure, ready to be laid out. ``facts`` are label and text in reading order;
    ``also`` is an amount in further units; ``warning`` the early warning of the carbon budget."""

    figure_id: str
    unit: str
    theme: str
    year: int
    value: str
    also: str
    is_estimated: bool
    profile_title: str
    definition: str
    reference: str
    facts: tuple[tuple[str, str], ...]
    warning: tuple[Tone, str] | None
    goals: tuple[Goal, ...]
    issued: Grid | None
    tasks: Grid | None
    years: Grid
    trend: str
    trend_told: str
    profiles: Grid
    sources: tuple[Source, ...]
    derived: str
    parameters: tuple[ParameterSheet, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PanelWriter:
    """Writes panels of one run in one language; ``titles`` of its layers by id."""

    run: RunSource
    book: FigureBook
    catalogue: Catalogue
    titles: Mapping[str, Text]
    language: Language

    def write(self, selection: Selection) -> FigurePanel | None:
        """The panel of a selection; None where the run holds no such figure."""
        theme = self.catalogue.themes[selection.theme]
        figure = self.book.figure(theme.code, selection.unit, selection.year, selection.profile)
        if figure is None:
            return None
        explained = self.run.explain(figure.id)
        years = self._over_years(theme, figure)
        targets, states = self._targets(figure), self.run.results.progress.states
        path = target_path(theme, targets, states, figure)
        return FigurePanel(
            figure_id=figure.id,
            unit=self._unit_name(figure.statunit),
            theme=self._say(theme.full_title),
            year=figure.year,
            value=value_text(figure, theme.quantity, self.language),
            also=self._also(theme, figure, rate=False).strip(" ()"),
            is_estimated=value_of(figure) is not None,
            profile_title=self._say(explained.profile_title),
            definition=self._say(explained.profile_text),
            reference=self._say(explained.reference),
            facts=self._facts(theme, figure, explained),
            warning=self._warning(theme, figure),
            goals=tuple(self._goal(theme, figure, t) for t in targets),
            issued=self._issued(theme, figure),
            tasks=self._tasks(theme, figure),
            years=year_grid(theme, years, selection, targets, states, self.language),
            trend=trend_svg(Series.of(years, theme.quantity.value), figure.year, path),
            trend_told=self._trend_told(path),
            profiles=profile_grid(theme, self.book, figure, selection, self.language),
            sources=self._sources(explained.inputs),
            derived=", ".join(self._layer(layer) for layer in explained.derived),
            parameters=parameter_sheets(explained.parameters, self.language),
            findings=tuple(finding.say(self.language) for finding in explained.findings),
        )

    def _say(self, text: Text) -> str:
        return text.say(self.language)

    def _stated(self, text: str) -> str:
        """What the plan or a table states, in the reader's language where the plan gives it."""
        return self._say(self.run.results.study.said(text))

    def _unit_name(self, unit: str) -> str:
        return self._say(self.run.results.units[unit].name)

    def _layer(self, layer: str) -> str:
        title = self.titles.get(layer)
        return self._say(title) if title else layer

    def _sources(self, records: Sequence[InputRecord]) -> tuple[Source, ...]:
        """Records by layer, years and provenance: a shapefile's parts are one source."""
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for record in records:
            years = ", ".join(str(year) for year in record.years)
            state = self._say(record.data_state.text)
            stated = [self._stated(part) for part in (record.vintage, record.source) if part]
            about = " · ".join([*stated[:1], state, *stated[1:]])
            key = (f"{self._layer(record.layer)} {years}", about)
            found.setdefault(key, []).append((record.file, record.sha256))
        return tuple(Source(*key, tuple(files)) for key, files in found.items())

    def _facts(
        self, theme: Theme, figure: Figure, explained: Explanation
    ) -> tuple[tuple[str, str], ...]:
        quantity = theme.quantity
        numerator = part_text(quantity.numerator, figure.numerator, self.language)
        denominator = part_text(quantity.denominator, figure.denominator, self.language)
        numerator += self._also(theme, figure, rate=True)
        rows: tuple[tuple[Text, str], ...] = (
            (words.NUMERATOR, f"{numerator} · {self._say(without_unit(explained.numerator))}"),
            (
                words.DENOMINATOR,
                f"{denominator} · {self._say(without_unit(explained.denominator))}",
            ),
            (words.INTERVAL, self._interval(theme, figure)),
            (words.COVERAGE, coverage_text(figure, self.language)),
            (words.METHOD, self._say(figure.method)),
            (words.DATA_STATE, self._say(figure.data_state.text)),
            (words.VINTAGE, self._stated(figure.vintage)),
            (words.PARAMETERS, figure.params_version or MISSING),
            (CERTAINTY, self._say(certainty_text(figure.certainty))),
        )
        if explained.shares:
            rows += ((TITLE, shares_text(explained.shares, self.language)),)
        return tuple((self._say(label), text) for label, text in rows)

    def _also(self, theme: Theme, figure: Figure, *, rate: bool) -> str:
        """Further units in brackets: of a rate's numerator, or of an amount itself."""
        quantity = theme.quantity
        stored = figure.numerator if rate else value_of(figure)
        if quantity.is_rate is not rate or stored is None or not quantity.also:
            return ""
        texts = [part_text(part, stored, self.language) for part in quantity.also]
        return f" ({', '.join(texts)})"

    def _interval(self, theme: Theme, figure: Figure) -> str:
        told = self._say(theme.quantity.interval(figure))
        if figure.ci_low is None:
            return told
        return f"{told} · {self._say(IntervalReason(figure.ci_reason).text)}"

    def _warning(self, theme: Theme, figure: Figure) -> tuple[Tone, str] | None:
        """Early warning of the unit and year, beside the figures it follows from."""
        if theme.indicator.id not in _WARNED:
            return None
        about = (figure.statunit, figure.year, BUDGET_PROFILE)
        line, uptake = (
            self.book.figure(f"{BUDGET}.{item}", *about) for item in ("credit_line", "uptake")
        )
        found = warning_of(line, uptake)
        return None if found is None else (WARNING_TONES[found.level], self._say(found.text))

    def _targets(self, figure: Figure) -> list[Target]:
        about = (figure.indicator, figure.profile, figure.statunit)
        targets = self.run.results.study.targets
        return [t for t in targets if (t.indicator, t.profile, t.statunit) == about]

    def _goal(self, theme: Theme, figure: Figure, target: Target) -> Goal:
        value = part_text(theme.quantity.value, target.value, self.language)
        text = self._say(words.TARGET_OF).format(target.year, value)
        if target.baseline_year is not None and target.baseline_value is not None:
            base = part_text(theme.quantity.value, target.baseline_value, self.language)
            text += f" · {self._say(words.BASELINE).format(target.baseline_year, base)}"
        verdict = assess(figure, target)
        state = state_of(self.run.results.progress.states, target, figure)
        notes = goal_notes(state, theme.quantity, self.language) if state else ()
        source = self._stated(target.source)
        return Goal(text, verdict, self._say(verdict.text), source, notes)

    def _tasks(self, theme: Theme, figure: Figure) -> Grid | None:
        tasks = self.run.results.progress.tasks
        rows = task_rows(tasks, figure, theme.quantity.value, self.language)
        rows = [(*cells, self._stated(lead)) for *cells, lead in rows]
        quarters = (self._say(words.QUARTER).format(place) for place in range(1, 5))
        heads = (self._say(words.TASK_TARGET), self._say(words.VERDICT))
        headings = (*heads, *quarters, self._say(words.LEAD))
        return Grid(headings, tuple(rows)) if rows else None

    def _issued(self, theme: Theme, figure: Figure) -> Grid | None:
        about = (figure.indicator, figure.profile, figure.statunit, figure.year)
        issued = [
            r
            for r in self.run.results.progress.issued or self.run.results.study.reported
            if (r.indicator, r.profile, r.statunit, r.year) == about
        ]
        if not issued:
            return None
        computed = value_text(figure, theme.quantity, self.language)
        rows = [(self._say(words.COMPUTED), computed, MISSING, self._stated(figure.vintage))]
        rows += [self._issued_row(theme, figure, row) for row in issued]
        headings = (words.KIND, words.VALUE, words.LESS_COMPUTED, words.SOURCE)
        return Grid(tuple(self._say(h) for h in headings), tuple(rows), 0)

    def _issued_row(
        self, theme: Theme, figure: Figure, row: ReportedValue
    ) -> tuple[str, str, str, str]:
        value = part_text(theme.quantity.value, row.value, self.language)
        computed = value_of(figure)
        apart = None if computed is None else computed - row.value
        less = part_text(theme.quantity.change, apart, self.language)
        source = f"{self._stated(row.source)} {row.date}".strip()
        return (self._say(_KINDS[row.kind]), value, less, source)

    def _trend_told(self, path: TargetPath | None) -> str:
        """What the lines of the drawing are."""
        told = [self._say(words.TREND_TOLD)]
        if path is not None:
            told.append(self._say(words.PATH_TOLD).format(path.start_year, path.year))
        if path is not None and path.low is not None:
            told.append(self._say(words.FORECAST_TOLD))
        return self._say(Text("；", "; ")).join(told)

    def _over_years(self, theme: Theme, figure: Figure) -> list[Figure]:
        about = (theme.code, figure.statunit)
        found = (self.book.figure(*about, y, figure.profile) for y in self.catalogue.years)
        return [f for f in found if f is not None]
