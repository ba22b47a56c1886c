"""Present against planned land use of a project as a table in hectares."""

from __future__ import annotations

from dataclasses import dataclass

from sinkmap.classes import planned_class
from sinkmap.control.review_result import ReviewResult
from sinkmap.text import Language, Text

__all__ = ["ClassTable", "class_table"]

_MOST_COLUMNS = 7
"""Planned classes shown side by side; a page holds no more."""
_NOWHERE = Text("无图斑", "no parcel")
_UNPLANNED = Text("无规划图斑", "not planned")
_TOTAL = Text("合计", "total")
_OTHERS = Text("其他", "others")


@dataclass(frozen=True, slots=True)
class ClassTable:
    """Heads and rows of texts; the last row and the last column are totals."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def class_table(result: ReviewResult, language: Language) -> ClassTable | None:
    """The table of a review; None where the present land use is not known."""
    found = result.classes
    if found.empty:
        return None
    wide = found.pivot_table(
        index="present", columns="planned", values="area_m2", aggfunc="sum", fill_value=0.0
    )
    order = wide.sum().sort_values(ascending=False, kind="stable").index.tolist()
    shown, rest = order[:_MOST_COLUMNS], order[_MOST_COLUMNS:]
    columns = [_planned(str(code), language) for code in shown]
    heads = [Text("现状地类", "present class").say(language), *columns]
    heads += [_OTHERS.say(language)] if rest else []
    rows = []
    for code, line in wide.iterrows():
        values = [float(line[c]) for c in shown] + ([float(line[rest].sum())] if rest else [])
        rows.append((_present(str(code), result, language), *map(_ha, values), _ha(sum(values))))
    sums = [float(wide[c].sum()) for c in shown]
    sums += [float(wide[rest].to_numpy().sum())] if rest else []
    rows.append((_TOTAL.say(language), *map(_ha, sums), _ha(sum(sums))))
    return ClassTable((*heads, _TOTAL.say(language)), tuple(rows))


def _ha(m2: float) -> str:
    return f"{m2 / 1e4:.4f}" if m2 else "—"


def _present(code: str, result: ReviewResult, language: Language) -> str:
    if not code:
        return _NOWHERE.say(language)
    name = result.present_names.get(code)
    return f"{code} {name.say(language)}" if name is not None else code


def _planned(code: str, language: Language) -> str:
    if not code:
        return _UNPLANNED.say(language)
    known = planned_class(code)
    return f"{code} {known.title.say(language)}" if known is not None else code
