"""Scores of candidate sites: raw factors made into criteria once, weighed as often as asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.siting.ahp import hand_weights
from sinkmap.siting.criteria import Combine, Criterion, ScoreClass, SubFactor
from sinkmap.siting.siting_book import SitingBook
from sinkmap.text import Text

__all__ = ["OWN_CRITERION", "DroppedFactor", "Scores", "Standardised", "score", "standardise"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
DroppedFactor = tuple[str, str, Text]
"""Type id, factor or criterion id, and why it is not used."""

OWN_CRITERION = "c_"
"""Before a criterion's id: column of a bureau's own values of it, 0..1, in place of the factors."""

_SHARE = "1"
"""Unit of factors that are shares: a value outside 0..1 is no share."""
_ROUNDING = 1e-9
"""How far a share may lie outside 0..1 by rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores by one set of weights.

    Parameters
    ----------
    table
        The index of the sites; a column for each criterion (0..1, NaN where nothing of it is
        known), ``score`` (0..1, NaN where no criterion is known) and ``score_class`` (id, empty
        without a score).
    dropped
        Factors and criteria not used, by type.
    weights_used
        Type id -> criterion -> weight after what is missing for the whole type was dropped. A
        site that lacks one more value shares its weight among the rest as well.
    """

    table: pd.DataFrame
    dropped: tuple[DroppedFactor, ...]
    weights_used: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Standardised:
    """Criteria of sites, before any weighing.

    Parameters
    ----------
    index
        Index of the sites.
    criteria
        Ids of the criteria, in the book's order.
    values
        (n, k) float64 in 0..1, NaN where nothing of the criterion is known.
    known
        Type id -> criteria of which something is known for it.
    dropped
        Type id, criterion, factor (or the criterion itself), reason.
    classes
        Classes of scores, the highest first.
    """

    index: pd.Index
    criteria: tuple[str, ...]
    values: Floats
    known: Mapping[str, tuple[str, ...]]
    dropped: tuple[tuple[str, str, str, Text], ...]
    classes: tuple[ScoreClass, ...]

    def scored(self, weights: Mapping[str, float]) -> Scores:
        """Scores by criterion weights, which need not sum to 1.

        Raises
        ------
        InputRefusedError
            As :func:`sinkmap.siting.ahp.hand_weights`.
        """
        scaled = hand_weights(weights, self.criteria)
        each = np.array([scaled[one] for one in self.criteria])
        there = np.isfinite(self.values)
        share = (there * each).sum(axis=1)
        with np.errstate(invalid="ignore"):
            found = (np.where(there, self.values, 0.0) * each).sum(axis=1) / share
        table = pd.DataFrame(self.values, index=self.index, columns=list(self.criteria))
        table["score"] = found
        table["score_class"] = self._classes(found)
        # What weighs nothing is not missed.
        dropped = tuple(
            (type_id, factor, reason)
            for type_id, criterion, factor, reason in self.dropped
            if scaled[criterion] > 0.0
        )
        return Scores(table, dropped, {one: _shared(of, scaled) for one, of in self.known.items()})

    def _classes(self, found: Floats) -> NDArray[np.object_]:
        """(n,) ids of classes of scores."""
        rising = self.classes[::-1]
        floors = np.array([one.from_score for one in rising])
        ids = np.array([*(one.id for one in rising), ""], dtype=object)
        # The rounding of a sum must not throw a score that is on a floor below it.
        place = np.searchsorted(floors, found + _ROUNDING, side="right") - 1
        return np.asarray(ids[np.where(np.isnan(found), len(rising), place)])


def score(sites: pd.DataFrame, book: SitingBook, weights: Mapping[str, float]) -> Scores:
    """Scores of sites; see :func:`standardise` and :meth:`Standardised.scored`."""
    return standardise(sites, book).scored(weights)


def standardise(sites: pd.DataFrame, book: SitingBook) -> Standardised:
    """Criteria of sites from their raw factors.

    Parameters
    ----------
    sites
        ``site_id, type_id``, and raw factors in columns ``f_<factor>``; a column that is missing,
        or NaN for all sites of a type, is dropped for the type and said. A column
        ``c_<criterion>`` holds a bureau's own values of a criterion, 0..1, used where it has one.

    Raises
    ------
    InputRefusedError
        ``SITING-FACTOR-RANGE``, ``SITING-CRITERION-RANGE``: a share or an own criterion outside
        0..1, with the sites, all at once.
    KeyError
        If a site's type is not of the book.
    """
    refused = [*_share_findings(sites, book), *_own_findings(sites, book)]
    if refused:
        raise InputRefusedError(refused)
    kinds = sites["type_id"].astype(str).to_numpy()
    ids = tuple(one.id for one in book.criteria)
    values = np.full((len(sites), len(ids)), np.nan)
    known: dict[str, tuple[str, ...]] = {}
    dropped: list[tuple[str, str, str, Text]] = []
    for type_id in np.unique(kinds):
        rows = np.flatnonzero(kinds == type_id)
        for place, criterion in enumerate(book.criteria):
            found, missing = _criterion(sites, rows, book.types[type_id].id, criterion)
            values[rows, place] = found
            dropped += [(type_id, criterion.id, name, reason) for name, reason in missing]
        some = np.isfinite(values[rows]).any(axis=0)
        known[type_id] = tuple(one for one, there in zip(ids, some, strict=True) if there)
    return Standardised(sites.index, ids, values, known, tuple(dropped), book.classes)


def _criterion(
    sites: pd.DataFrame, rows: Rows, type_id: str, criterion: Criterion
) -> tuple[Floats, list[tuple[str, Text]]]:
    """Values of a criterion for sites of one type, and what was missing for all of them."""
    own = _raw(sites, OWN_CRITERION + criterion.id, rows)
    if np.isfinite(own).all():
        return np.clip(own, 0.0, 1.0), []
    used = criterion.factors_of(type_id)
    raw = {one.id: _raw(sites, one.column, rows) for one in used}
    absent = {name for name, values in raw.items() if np.isnan(values).all()}
    # An alternative that is not there is not missed, nor are those it stands for where it is.
    told = absent - {one.id for one in used if one.instead_of}
    for one in used:
        if one.instead_of and one.id not in absent:
            told -= set(one.instead_of)
        for other in set(one.instead_of) & set(raw):
            raw[other] = np.where(np.isnan(raw[one.id]), raw[other], np.nan)
    benefits = {one.id: one.benefits[type_id](raw[one.id]) for one in used}
    found = np.where(np.isnan(own), _combined(criterion, used, benefits, len(rows)), own)
    if np.isnan(found).all():
        # The criterion's own loss says all: its factors need not be listed too.
        return found, [(criterion.id, _CRITERION_MISSING if used else _CRITERION_UNUSED)]
    return np.clip(found, 0.0, 1.0), [(n, _FACTOR_MISSING) for n in raw if n in told]


def _combined(
    criterion: Criterion, used: tuple[SubFactor, ...], benefits: Mapping[str, Floats], n: int
) -> Floats:
    """(n,) value of a criterion from the benefits of its factors; NaN where none is known."""
    total, weight, most = np.zeros(n), np.zeros(n), np.full(n, -np.inf)
    for one in used:
        there = np.isfinite(benefits[one.id])
        value = np.where(there, benefits[one.id], 0.0)
        total += one.weight * value
        weight += one.weight * there
        most = np.where(there, np.maximum(most, value), most)
    if criterion.combine is Combine.MAX:
        return np.where(np.isfinite(most), most, np.nan)
    # A sum counts up to 1, and up to what the known factors can reach.
    reach = np.minimum(1.0, weight) if criterion.combine is Combine.SUM else weight
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.minimum(total, reach) / reach
    return np.where(reach > 0.0, found, np.nan)


def _shared(known: tuple[str, ...], weights: Mapping[str, float]) -> dict[str, float]:
    """Weights of the criteria that are known, scaled to sum to 1; none where they weigh nothing."""
    total = sum(weights[one] for one in known)
    return {one: weights[one] / total for one in known} if total > 0.0 else {}


def _raw(sites: pd.DataFrame, column: str, rows: Rows) -> Floats:
    """Values of a column in some rows; NaN without the column."""
    if column not in sites:
        return np.full(len(rows), np.nan)
    found: Floats = sites[column].to_numpy(dtype=np.float64)[rows]
    return found


_FACTOR_MISSING = Text(
    "缺少所需图层，该子因子不参评，权重分给同一准则的其余子因子",
    "its layer is missing: not used, its weight goes to the other factors of the criterion",
)
_CRITERION_MISSING = Text(
    "所需图层都缺，该准则不参评，权重按比例分给其余准则",
    "all its layers are missing: not used, its weight is shared among the other criteria",
)
_CRITERION_UNUSED = Text(
    "该准则不适用于此修复类型，权重按比例分给其余准则",
    "does not apply to this type of work: its weight is shared among the other criteria",
)


def _share_findings(sites: pd.DataFrame, book: SitingBook) -> Iterator[Finding]:
    for one in book.factors.values():
        if one.unit == _SHARE and one.column in sites:
            yield from _outside(sites, one.column, "SITING-FACTOR-RANGE", one.title)


def _own_findings(sites: pd.DataFrame, book: SitingBook) -> Iterator[Finding]:
    for one in book.criteria:
        if OWN_CRITERION + one.id in sites:
            column = OWN_CRITERION + one.id
            yield from _outside(sites, column, "SITING-CRITERION-RANGE", one.title)


def _outside(sites: pd.DataFrame, column: str, code: str, title: Text) -> Iterator[Finding]:
    values = sites[column].to_numpy(dtype=np.float64)
    bad = (values < -_ROUNDING) | (values > 1.0 + _ROUNDING)
    if not bad.any():
        return
    message, cure = _RANGE_SAID[code]
    yield Finding(
        code,
        Severity.ERROR,
        Text(f"{message.zh}：{title.zh}", f"{message.en}: {title.en}"),
        cure,
        layer=column,
        features=tuple(sites["site_id"].astype(str).to_numpy()[bad]),
        seen=f"{values[bad].min():g} - {values[bad].max():g}",
        wanted="0 - 1",
    )


_RANGE_SAID = {
    "SITING-FACTOR-RANGE": (
        Text("子因子应为 0 至 1 的比值", "a factor that is a share lies outside 0 to 1"),
        Text("百分数请除以 100", "divide percentages by 100"),
    ),
    "SITING-CRITERION-RANGE": (
        Text("准则值不在 0 至 1 之间", "a criterion lies outside 0 to 1"),
        Text("改为 0 至 1 的标准化值", "give values standardised to 0 to 1"),
    ),
}
