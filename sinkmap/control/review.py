"""Review of projects: what of their ground lies in which zone, and how each theme comes out.

Pure: pieces of projects cut by zones go in, rows and themes come out, for one project as for a
hundred thousand. Ground of one zone below a theme's threshold is a sliver: ignored, with its
area told, and every theme is judged again at half and at double the threshold, so that a verdict
that hangs on the threshold shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.control.records import Zone
from sinkmap.control.review_book import UNITS, ReviewBook, Theme
from sinkmap.control.review_terms import Conclusion, Proposal
from sinkmap.control.review_units import unit_conclusion
from sinkmap.text import Text

__all__ = ["ROW_COLUMNS", "THEME_COLUMNS", "Ground", "Judged", "judge"]

ROW_COLUMNS = (
    "project", "theme", "zone", "kind", "code", "name", "features", "area_m2", "share",
    "ignored", "conclusion", "rule", "reason_zh", "reason_en", "clause", "document_zh",
    "document_en",
)  # fmt: skip
"""One row for each zone (by kind and name) that ground of a project lies in. ``area_m2`` is not
exclusive: zones lie over each other. ``share`` is of the project; ``ignored`` marks slivers."""
THEME_COLUMNS = (
    "project", "theme", "conclusion", "area_m2", "share", "ignored_m2", "at_half", "at_double",
)  # fmt: skip
"""One row for each project and theme: ``area_m2`` counts ground once, however many zones of the
theme lie over it; ``at_half`` and ``at_double`` are the conclusions at other thresholds."""

_FACTORS = {"conclusion": 1.0, "at_half": 0.5, "at_double": 2.0}

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What is known of the zones.

    ``features``: zone -> table with ``kind, code, name``, in the order in which the cutting knows
    its polygons; ``unseen``: zones nothing can be said of -> the layers they lack.
    """

    features: Mapping[str, pd.DataFrame]
    unseen: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Tables of :data:`ROW_COLUMNS` and :data:`THEME_COLUMNS`, by project."""

    rows: pd.DataFrame
    themes: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class _ZoneRows:
    """Rows of one zone, and the row of each piece (-1 outside it)."""

    table: pd.DataFrame
    of_piece: Rows


def judge(
    pieces: pd.DataFrame,
    projects: Rows,
    ground: Ground,
    book: ReviewBook,
    proposal: Proposal,
) -> Judged:
    """Judge projects that were cut by every zone.

    Parameters
    ----------
    pieces
        One row a piece: ``parcel`` (row of the plot), a column for each zone of ``ground``
        (number of its feature as text, empty outside) and ``geometry_m2``.
    projects
        (plot,) number of the project a plot belongs to, from 0.
    ground, book, proposal
        Zones, what is judged by, and what is applied for; one proposal for all projects.
    """
    owner = projects[pieces["parcel"].to_numpy()]
    area = pieces["geometry_m2"].to_numpy(dtype=np.float64)
    count = int(projects.max(initial=-1)) + 1
    whole = np.bincount(owner, weights=area, minlength=count).astype(np.float64)
    rows: list[pd.DataFrame] = []
    themes: list[pd.DataFrame] = []
    zones = book.zones
    for theme in book.themes:
        found = {
            zone: _zone_rows(pieces, owner, area, whole, ground, zones[zone])
            for zone in theme.zones
            if zone in ground.features or zones[zone].complement_of in ground.features
        }
        known = {zone: _decided(one, zone, theme, book, proposal) for zone, one in found.items()}
        rows += [one.table for one in known.values()]
        themes.append(_theme(theme, known, owner, area, whole, len(found) < len(theme.zones)))
    return Judged(_joined(rows, ROW_COLUMNS), _joined(themes, THEME_COLUMNS))


def _joined(tables: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    if not filled:
        return pd.DataFrame(columns=list(columns))
    whole = pd.concat(filled, ignore_index=True)[list(columns)]
    return whole.sort_values("project", kind="stable", ignore_index=True)


def _zone_rows(
    pieces: pd.DataFrame, owner: Rows, area: Floats, whole: Floats, ground: Ground, zone: Zone
) -> _ZoneRows:
    """Ground of each project by kind and name of a zone's features."""
    feature = _feature_of(pieces, ground, zone)
    if zone.complement_of:
        features = pd.DataFrame({"kind": [""], "code": [""], "name": [""]})
    else:
        features = ground.features[zone.id]
    named = features["name"].astype(str)
    code = features["code"].astype(str).where(named != "", "")
    keys = features["kind"].astype(str) + "\0" + code + "\0" + named
    place, names = pd.factorize(keys)
    inside = np.flatnonzero(feature >= 0)
    key = owner[inside] * max(len(names), 1) + place[feature[inside]]
    distinct, row = np.unique(key, return_inverse=True)
    of_piece = np.full(len(feature), -1, dtype=np.int64)
    of_piece[inside] = row
    group = distinct % max(len(names), 1)
    project = distinct // max(len(names), 1)
    sums = np.bincount(row, weights=area[inside], minlength=len(distinct)).astype(np.float64)
    first = np.unique(place, return_index=True)[1]
    table = pd.DataFrame(
        {
            "project": project,
            "zone": zone.id,
            "kind": features["kind"].to_numpy(dtype=object)[first][group],
            "code": code.to_numpy(dtype=object)[first][group],
            "name": named.to_numpy(dtype=object)[first][group],
            "features": _features(row, feature[inside], len(distinct)),
            "area_m2": sums,
            "share": np.divide(sums, whole[project], out=np.zeros_like(sums), where=sums > 0),
        }
    )
    return _ZoneRows(table, of_piece)


def _feature_of(pieces: pd.DataFrame, ground: Ground, zone: Zone) -> Rows:
    """(piece,) number of the feature of a zone, -1 outside."""
    column = pieces[zone.complement_of or zone.id].cat
    number = pd.to_numeric(pd.Series(column.categories), errors="coerce").fillna(-1)
    feature = number.to_numpy(dtype=np.int64)[column.codes.to_numpy()]
    if zone.complement_of:
        return np.where(feature < 0, 0, -1).astype(np.int64)
    return feature


def _features(row: Rows, feature: Rows, count: int) -> Rows:
    """Different features behind each row."""
    pairs = np.unique(np.column_stack([row, feature]), axis=0)
    return np.bincount(pairs[:, 0], minlength=count) if len(pairs) else np.zeros(count, np.int64)


def _decided(
    found: _ZoneRows, zone: str, theme: Theme, book: ReviewBook, proposal: Proposal
) -> _ZoneRows:
    """The rows with what the rules say of them, and which of them are slivers."""
    table = found.table.assign(theme=theme.id, ignored=_slivers(found.table, theme, 1.0))
    pairs = list(zip(table["kind"], table["code"], strict=True))
    known = {pair: _saying(zone, *pair, book, proposal) for pair in dict.fromkeys(pairs)}
    said = [known[pair] for pair in pairs]
    columns = ("conclusion", "rule", "reason_zh", "reason_en", "clause", "document_zh",
               "document_en")  # fmt: skip
    for place, column in enumerate(columns):
        table[column] = [one[place] for one in said]
    return _ZoneRows(table, found.of_piece)


def _saying(
    zone: str, kind: str, code: str, book: ReviewBook, proposal: Proposal
) -> tuple[Any, ...]:
    if zone == UNITS:
        conclusion, reason, basis = unit_conclusion(code, book.book, proposal)
        return (int(conclusion), "AC", reason.zh, reason.en, basis, "", "")
    rule = book.decide(zone, kind, proposal)
    paper = rule.document or _NO_PAPER
    return (
        int(rule.conclusion), rule.id, rule.reason.zh, rule.reason.en, rule.clause,
        paper.zh.strip("—"), paper.en.strip("—"),
    )  # fmt: skip


_NO_PAPER = Text("—", "—")
_MOST = 0.5
"""Share of a project from which ground of a zone is no sliver, however small the project is."""


def _slivers(table: pd.DataFrame, theme: Theme, factor: float) -> NDArray[np.bool_]:
    share = table["share"].to_numpy()
    # The foot of a pylon is smaller than the least, and lies in the zone when most of it does.
    small = (table["area_m2"].to_numpy() < theme.min_m2 * factor) & (share < _MOST)
    thin = share < theme.min_share * factor
    return np.asarray(small | thin, dtype=np.bool_)


def _theme(
    theme: Theme,
    known: Mapping[str, _ZoneRows],
    owner: Rows,
    area: Floats,
    whole: Floats,
    unseen: bool,
) -> pd.DataFrame:
    """A theme of every project: the strictest of its rows, and its ground counted once."""
    count = len(whole)
    counted = np.zeros(len(owner), dtype=np.bool_)
    touched = np.zeros(len(owner), dtype=np.bool_)
    for one in known.values():
        kept = np.append(~one.table["ignored"].to_numpy(dtype=np.bool_), False)
        counted |= kept[one.of_piece]
        touched |= one.of_piece >= 0
    sums = np.bincount(owner[counted], weights=area[counted], minlength=count).astype(np.float64)
    slivers = touched & ~counted
    lost = np.bincount(owner[slivers], weights=area[slivers], minlength=count)
    columns: dict[str, Any] = {
        "project": np.arange(count),
        "theme": theme.id,
        "area_m2": sums,
        "share": np.divide(sums, whole, out=np.zeros_like(sums), where=whole > 0),
        "ignored_m2": lost,
    }
    for name, factor in _FACTORS.items():
        worst = np.full(count, int(Conclusion.NOT_INVOLVED))
        for project, conclusion in _kept(theme, known, factor):
            np.maximum.at(worst, project, conclusion)
        # What was not looked at cannot be said to be clear.
        clear = worst == int(Conclusion.NOT_INVOLVED)
        columns[name] = np.where(clear & unseen, int(Conclusion.UNSEEN), worst)
    return pd.DataFrame(columns)


def _kept(
    theme: Theme, known: Mapping[str, _ZoneRows], factor: float
) -> Iterator[tuple[Rows, Rows]]:
    for one in known.values():
        kept = ~_slivers(one.table, theme, factor)
        yield (
            one.table["project"].to_numpy()[kept],
            one.table["conclusion"].to_numpy(dtype=np.int64)[kept],
        )
