"""What changed between two reviews of one project: lines and rules move, and so do verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from sinkmap.control.review_terms import Conclusion

__all__ = ["ThemeChange", "theme_changes"]

_SAME_M2 = 0.5
"""Areas are shown to 0.0001 ha, one square metre; half of it is no difference."""


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """A theme whose conclusion or area is another than at the last review; m²."""

    theme: str
    before: Conclusion
    after: Conclusion
    before_m2: float
    after_m2: float

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "theme": self.theme,
            "before": self.before.word,
            "after": self.after.word,
            "before_m2": self.before_m2,
            "after_m2": self.after_m2,
        }


def theme_changes(before: pd.DataFrame, after: pd.DataFrame) -> tuple[ThemeChange, ...]:
    """Themes of one project that came out otherwise, in the order of the later review.

    Both are tables of :data:`sinkmap.control.review.THEME_COLUMNS` of one project. A theme that
    only one of them knows counts as unseen in the other.
    """
    blank = (int(Conclusion.UNSEEN), 0.0)
    old, new = _by_theme(before), _by_theme(after)
    changes = []
    for theme in dict.fromkeys((*new, *old)):
        was, has = old.get(theme, blank), new.get(theme, blank)
        if was[0] != has[0] or abs(was[1] - has[1]) > _SAME_M2:
            changes.append(
                ThemeChange(theme, Conclusion(was[0]), Conclusion(has[0]), was[1], has[1])
            )
    return tuple(changes)


def _by_theme(themes: pd.DataFrame) -> dict[str, tuple[int, float]]:
    columns = (themes["theme"].astype(str), themes["conclusion"], themes["area_m2"])
    kinds = zip(*(column.to_list() for column in columns), strict=True)
    return {theme: (int(conclusion), float(area)) for theme, conclusion, area in kinds}
