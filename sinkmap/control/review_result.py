"""One reviewed project: what report, record and program read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from sinkmap.control.review_book import ReviewBook, Theme
from sinkmap.control.review_change import ThemeChange
from sinkmap.control.review_terms import Conclusion, Proposal
from sinkmap.control.review_units import UnitPolicy
from sinkmap.errors import Finding
from sinkmap.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["ReviewResult", "ReviewUnit", "ThemeResult", "theme_results"]


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """A theme of one project; areas in m². ``steady``: the conclusion is the same at half and at
    double the thresholds."""

    theme: Theme
    conclusion: Conclusion
    area_m2: float
    share: float
    ignored_m2: float
    at_half: Conclusion
    at_double: Conclusion

    @property
    def steady(self) -> bool:
        """Whether the conclusion does not hang on the threshold."""
        return self.conclusion == self.at_half == self.at_double

    @property
    def text(self) -> Text:
        """The conclusion with the hectares involved, four decimals."""
        word = self.conclusion.text
        if self.conclusion <= Conclusion.NOT_INVOLVED:
            return word
        hectares = f"{self.area_m2 / 1e4:.4f}"
        return Text(f"{word.zh}（{hectares} 公顷）", f"{word.en} ({hectares} ha)")


@dataclass(frozen=True, slots=True)
class ReviewUnit:
    """A control unit the project lies in; ``share`` of the project."""

    policy: UnitPolicy
    name: str
    area_m2: float
    share: float
    conclusion: Conclusion


@dataclass(frozen=True, slots=True, eq=False)
class ReviewResult:
    """One review.

    Parameters
    ----------
    review, parent, year, day
        Id of the review and of the run it read, the year of the lines, the day of the law.
    plots
        Plots on the grid's CRS with ``number, name, stated_m2, area_m2``.
    rows, classes
        Tables of :data:`sinkmap.control.review.ROW_COLUMNS` and of present against planned class.
    sources
        Layer -> its title with the vintage the study states.
    place_names
        District the project lies in, most of its ground first.
    """

    review: str
    parent: str
    year: int
    day: date
    book: ReviewBook
    proposal: Proposal
    plots: gpd.GeoDataFrame
    area_m2: float
    rows: pd.DataFrame
    themes: tuple[ThemeResult, ...]
    units: tuple[ReviewUnit, ...]
    classes: pd.DataFrame
    present_names: Mapping[str, Text]
    findings: tuple[Finding, ...]
    sources: Mapping[str, Text]
    place_names: tuple[Text, ...] = ()
    changes: tuple[ThemeChange, ...] = ()
    before: str = ""
    simulated: bool = False

    @property
    def conclusion(self) -> Conclusion:
        """The strictest of the themes."""
        return max((one.conclusion for one in self.themes), default=Conclusion.UNSEEN)

    @property
    def documents(self) -> tuple[Text, ...]:
        """Papers the rules ask for, each once."""
        kept = self.rows[~self.rows["ignored"].astype(bool)]
        pairs = zip(kept["document_zh"], kept["document_en"], strict=True)
        return tuple(Text(zh, en) for zh, en in dict.fromkeys(pairs) if zh)

    @property
    def offices(self) -> tuple[Text, ...]:
        """Bureaus whose opinion is asked: those of the themes that are involved."""
        met = (one.theme.office for one in self.themes if one.conclusion > 0)
        return tuple(dict.fromkeys(met))

    def to_json(self) -> dict[str, Any]:
        """Everything but shapes."""
        rows = self.rows.drop(columns="project").to_dict("records")
        return {
            "schema": "sinkmap-review/1",
            "review_id": self.review,
            "parent": self.parent,
            "year": self.year,
            "day": self.day.isoformat(),
            "rule_book": self.book.version,
            "project": self.proposal.to_json(),
            "area_m2": self.area_m2,
            "conclusion": self.conclusion.word,
            "themes": [_theme_json(one) for one in self.themes],
            "rows": [_row_json(row) for row in rows],
            "units": [_unit_json(one) for one in self.units],
            "classes": self.classes.to_dict("records"),
            "documents": [one.to_json() for one in self.documents],
            "offices": [one.to_json() for one in self.offices],
            "changes": [one.to_json() for one in self.changes],
            "before": self.before,
            "findings": [one.to_json() for one in self.findings],
        }


def theme_results(themes: pd.DataFrame, book: ReviewBook) -> tuple[ThemeResult, ...]:
    """Themes of one project, in the order of the book."""
    by_id = {str(row["theme"]): row for row in themes.to_dict("records")}
    return tuple(
        ThemeResult(
            theme,
            Conclusion(int(row["conclusion"])),
            float(row["area_m2"]),
            float(row["share"]),
            float(row["ignored_m2"]),
            Conclusion(int(row["at_half"])),
            Conclusion(int(row["at_double"])),
        )
        for theme in book.themes
        if (row := by_id.get(theme.id)) is not None
    )


def _theme_json(one: ThemeResult) -> dict[str, Any]:
    return {
        "theme": one.theme.id,
        "title": one.theme.title.to_json(),
        "conclusion": one.conclusion.word,
        "text": one.text.to_json(),
        "area_m2": one.area_m2,
        "share": one.share,
        "ignored_m2": one.ignored_m2,
        "threshold_m2": one.theme.min_m2,
        "threshold_share": one.theme.min_share,
        "at_half": one.at_half.word,
        "at_double": one.at_double.word,
        "steady": one.steady,
        "office": one.theme.office.to_json(),
    }


def _row_json(row: Mapping[Any, Any]) -> dict[str, Any]:
    plain = {str(key): value for key, value in row.items()}
    plain["conclusion"] = Conclusion(int(plain["conclusion"])).word
    plain["ignored"] = bool(plain["ignored"])
    plain["features"] = int(plain["features"])
    return plain


def _unit_json(one: ReviewUnit) -> dict[str, Any]:
    return {
        "code": one.policy.code,
        "name": one.name,
        "class": one.policy.unit_class,
        "area_m2": one.area_m2,
        "share": one.share,
        "conclusion": one.conclusion.word,
        "texts": {
            str(block): {**words.to_json(), "own": own}
            for block, (words, own) in one.policy.texts.items()
        },
        "entries": [
            {
                "entry": entry.id,
                "industry": entry.industry,
                "block": str(entry.block),
                "verdict": str(entry.verdict),
                "text": entry.text.to_json(),
                "basis": entry.basis,
            }
            for entry in one.policy.entries
        ],
    }
