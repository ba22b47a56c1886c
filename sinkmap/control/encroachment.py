"""Judging of change patches: every rule of every zone they touch.

A patch is cut by the zones beforehand; here each piece is held against the rules. The severity of
a patch is the greatest of all rules it meets anywhere. Its ground is credited twice: to every zone
it lies in (not exclusive), and once only to the zone whose rule weighs most there, zones of equal
weight by their precedence; this exclusive credit sums to the patch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.control.condition import UNKNOWN
from sinkmap.control.rule_book import RuleBook
from sinkmap.parameters import parameter_table
from sinkmap.rule import ANY_ZONE, Rule, RuleSeverity

__all__ = ["JOIN", "NO_RULE", "Evidence", "Judged", "ZoneKinds", "judge_patches"]

JOIN = "|"
"""Between the ids in one cell of a table."""

NO_RULE = "NONE"
"""Zone of ground on which no rule is met."""

_UNMET = -9
"""Below every severity: no rule is met."""
_MOST_DOUBTED = int(RuleSeverity.NEEDS_APPROVAL)
"""Severity of a rule that is met only if the class is the one the code system does not tell."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Evidence(StrEnum):
    """Who shows a change: the survey's parcels, remote sensing, both, or a superior's order."""

    SURVEY = "DLTB"
    SCENES = "RS"
    BOTH = "both"
    ISSUED = "issued"

    @property
    def demoted(self) -> bool:
        """Whether one source alone shows it, which lowers the severity by one."""
        return self in (Evidence.SURVEY, Evidence.SCENES)


@dataclass(frozen=True, slots=True, eq=False)
class ZoneKinds:
    """How the pieces name the ground of one zone.

    ``zone``: its id; ``kinds``: label of ground in the pieces' column of that id -> kind of zone.
    The label "" is ground outside. ``complement``: id of the zone that is all ground outside, or
    empty.
    """

    zone: str
    kinds: Mapping[str, str]
    complement: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Patches judged.

    ``patches``: one row for each patch given, in their order: ``zone_ids``, ``rule_ids`` (joined
    by ``|``), ``severity``, ``severity_of_rules`` (before demotion), ``top_zone``. ``areas``:
    ``patch`` (row), ``zone_id``, ``area_m2`` in the zone, ``exclusive_m2`` credited to it; the
    zone ``ANY`` is ground whose gravest rule holds everywhere, ``NONE`` ground without a rule.
    ``hits``: ``patch``, ``zone_id``, ``rule_id``, ``severity``, ``basis``, ``note``, ``area_m2``
    of the ground on which the rule is met: the law of every hit. ``slivers``: ``zone_id``,
    ``patches``, ``area_m2`` of ground in zones that was too little.
    """

    patches: pd.DataFrame
    areas: pd.DataFrame
    hits: pd.DataFrame
    slivers: pd.DataFrame


def judge_patches(
    patches: pd.DataFrame, pieces: pd.DataFrame, zones: Sequence[ZoneKinds], book: RuleBook
) -> Judged:
    """Hold patches against every rule of a book.

    Parameters
    ----------
    patches
        (n,) rows with ``before`` and ``after`` class groups, ``evidence``; if they are known,
        ``after_may_be`` (a group the ground may be in as well) and ``industry``.
    pieces
        What the patches were cut into: ``patch`` (row of ``patches``), one column of labels for
        each of ``zones``, and ``area_m2``.
    zones
        Zones that were looked at; rules of the others are not evaluated.
    book
        Rules in force on the day.

    Raises
    ------
    ValueError
        If a piece is of no patch, or a zone is not the book's.
    """
    owner = pieces["patch"].to_numpy(dtype=np.int64)
    if len(owner) and not 0 <= owner.min() <= owner.max() < len(patches):
        raise ValueError("a piece belongs to no patch")
    area = pieces["area_m2"].to_numpy(dtype=np.float64)
    total = np.bincount(owner, weights=area, minlength=len(patches)).astype(np.float64)
    turns = _Turns.of(patches)
    columns, slivers = [], []
    for zone in zones:
        kind, ignored = _kinds(pieces[zone.zone], zone, owner, area, total)
        columns.append(_Column.of(zone.zone, kind, turns.index[owner], turns, book))
        if ignored is not None:
            slivers.append((zone.zone, *ignored))
        if zone.complement:
            outside = np.where(kind == "", "outside", "").astype(object)
            columns.append(_Column.of(zone.complement, outside, turns.index[owner], turns, book))
    everywhere = np.full(len(owner), ANY_ZONE, dtype=object)
    columns.append(_Column.of(ANY_ZONE, everywhere, turns.index[owner], turns, book))
    columns.sort(key=lambda column: book.rank(column.zone))
    return Judged(
        _patch_rows(patches, owner, columns),
        _area_rows(owner, area, columns),
        _hit_rows(owner, area, columns, book),
        pd.DataFrame(slivers, columns=["zone_id", "patches", "area_m2"]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Turns:
    """Distinct turns of the patches; ``index``: (patch,) place among ``turns``."""

    turns: tuple[tuple[str, str, str, str], ...]
    index: Ints

    @classmethod
    def of(cls, patches: pd.DataFrame) -> _Turns:
        blank = pd.Series("", index=patches.index, dtype=object)
        unknown = pd.Series(UNKNOWN, index=patches.index, dtype=object)
        parts = [
            patches["before"].astype(str),
            patches["after"].astype(str),
            patches.get("after_may_be", blank).fillna("").astype(str),
            patches.get("industry", unknown).fillna(UNKNOWN).replace("", UNKNOWN).astype(str),
        ]
        keys = pd.MultiIndex.from_arrays(parts)
        index, distinct = pd.factorize(keys, sort=True)
        return cls(tuple(tuple(one) for one in distinct), index.astype(np.int64))


def _kinds(
    labels: pd.Series, zone: ZoneKinds, owner: Ints, area: Floats, total: Floats
) -> tuple[NDArray[Any], tuple[int, float] | None]:
    """(piece,) kind of the zone, "" outside; pairs and area of what was too little to count."""
    codes, names = pd.factorize(labels.astype(object), sort=True)
    known = np.array([zone.kinds[str(name)] if name else "" for name in names], dtype=object)
    kinds = known[codes] if len(codes) else np.empty(0, dtype=object)
    inside = kinds != ""
    table = parameter_table("change")
    held = pd.DataFrame({"patch": owner, "kind": kinds, "m2": area})[inside]
    sums = held.groupby(["patch", "kind"], sort=False)["m2"].transform("sum").to_numpy()
    least = np.maximum(
        table.value("overlay_sliver_m2"),
        table.value("overlay_sliver_share") * total[held["patch"].to_numpy()],
    )
    # A patch that is itself smaller than the least lies in the zone when all of it does.
    thin = (sums < least) & (sums < 0.5 * total[held["patch"].to_numpy()])
    gone = held.index.to_numpy()[thin]
    if not len(gone):
        return kinds, None
    pairs = len(held[thin].groupby(["patch", "kind"]))
    kinds = kinds.copy()
    kinds[gone] = ""
    return kinds, (pairs, float(area[gone].sum()))


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """One zone's say on every piece.

    ``inside``: (piece,) whether it lies in the zone; ``combination``: (piece,) place in ``met``
    (rule id -> severity) and ``severity``: (piece,) gravest rule of the zone there, ``_UNMET`` for
    none.
    """

    zone: str
    inside: NDArray[np.bool_]
    combination: Ints
    met: tuple[dict[str, int], ...]
    severity: Ints

    @classmethod
    def of(
        cls, zone: str, kinds: NDArray[Any], turn: Ints, turns: _Turns, book: RuleBook
    ) -> _Column:
        if zone != ANY_ZONE and zone not in book.zone_by_id:
            raise ValueError(f"the book has no zone {zone}")
        codes, names = pd.factorize(kinds)
        pair, combination = np.unique(
            codes.astype(np.int64) * max(len(turns.turns), 1) + turn, return_inverse=True
        )
        met, grades = [], []
        for place in pair.tolist():
            kind, words = divmod(place, max(len(turns.turns), 1))
            name = str(names[kind])
            rules = _met(book, zone, name, turns.turns[words]) if name else {}
            met.append(rules)
            grades.append(max(rules.values(), default=_UNMET))
        severity = np.array(grades, dtype=np.int64)[combination] if len(pair) else combination
        return cls(zone, kinds != "", combination, tuple(met), severity)


def _met(book: RuleBook, zone: str, kind: str, turn: tuple[str, str, str, str]) -> dict[str, int]:
    """Rule id -> severity of every rule of a zone that a turn meets."""
    before, after, may_be, industry = turn
    found: dict[str, int] = {}

    def take(rules: Sequence[Rule], most: int) -> None:
        for rule in rules:
            found.setdefault(rule.id, min(int(rule.severity), most))

    take(book.rules_met(zone, kind, before, after, industry), int(RuleSeverity.PROHIBITED))
    if may_be:
        take(book.rules_met(zone, kind, before, may_be, industry), _MOST_DOUBTED)
    return found


def _patch_rows(patches: pd.DataFrame, owner: Ints, columns: Sequence[_Column]) -> pd.DataFrame:
    count = len(patches)
    grade = np.full(count, _UNMET, dtype=np.int64)
    top = np.full(count, "", dtype=object)
    zones: list[list[str]] = [[] for _ in range(count)]
    rules: list[set[str]] = [set() for _ in range(count)]
    for column in columns:
        here = np.full(count, _UNMET, dtype=np.int64)
        np.maximum.at(here, owner, column.severity)
        graver = here > grade
        grade[graver], top[graver] = here[graver], column.zone
        if column.zone != ANY_ZONE:
            for row in np.unique(owner[column.inside]).tolist():
                zones[row].append(column.zone)
        named = np.array([bool(met) for met in column.met], dtype=bool)
        if not named.any():
            continue
        hits = named[column.combination]
        pairs = zip(owner[hits].tolist(), column.combination[hits].tolist(), strict=True)
        for row, place in set(pairs):
            rules[row].update(column.met[place])
    grade[grade == _UNMET] = RuleSeverity.NONE
    demoted = np.array([Evidence(one).demoted for one in patches["evidence"]], dtype=bool)
    lowered = np.where(demoted & (grade > 1), np.maximum(grade - 1, 1), grade)
    return pd.DataFrame(
        {
            "zone_ids": [JOIN.join(one) for one in zones],
            "rule_ids": [JOIN.join(sorted(one)) for one in rules],
            "severity": lowered,
            "severity_of_rules": grade,
            "top_zone": top,
        },
        index=patches.index,
    )


def _area_rows(owner: Ints, area: Floats, columns: Sequence[_Column]) -> pd.DataFrame:
    """Area in every zone, and the credit of each piece to the zone of its gravest rule."""
    best = np.full(len(owner), _UNMET, dtype=np.int64)
    credit = np.full(len(owner), NO_RULE, dtype=object)
    for column in columns:
        graver = column.severity > best
        best[graver], credit[graver] = column.severity[graver], column.zone
    found = []
    names = [*(column.zone for column in columns), NO_RULE]
    for place, name in enumerate(names):
        own = np.where(credit == name, area, 0.0)
        inside = columns[place].inside if place < len(columns) else credit == NO_RULE
        if name == ANY_ZONE:
            inside = columns[place].severity > _UNMET
        held = np.where(inside, area, 0.0)
        rows = pd.DataFrame({"patch": owner, "zone_id": name, "area_m2": held, "exclusive_m2": own})
        found.append(rows[inside | (own > 0.0)])
    table = pd.concat(found, ignore_index=True)
    sums = table.groupby(["patch", "zone_id"], sort=False)[["area_m2", "exclusive_m2"]].sum()
    order = {name: place for place, name in enumerate(names)}
    rows = sums.reset_index()
    rows = rows.assign(order=rows["zone_id"].map(order)).sort_values(["patch", "order"])
    return rows.drop(columns="order").reset_index(drop=True)


def _hit_rows(
    owner: Ints, area: Floats, columns: Sequence[_Column], book: RuleBook
) -> pd.DataFrame:
    """Every rule met, with its law and the ground it is met on."""
    law = {rule.id: rule for rule in book.rules}
    found = []
    for place, column in enumerate(columns):
        rules = [
            (number, rule, severity)
            for number, met in enumerate(column.met)
            for rule, severity in sorted(met.items())
        ]
        if not rules:
            continue
        pieces = pd.DataFrame({"patch": owner, "met": column.combination, "area_m2": area})
        sums = pieces.groupby(["patch", "met"], as_index=False)["area_m2"].sum()
        named = pd.DataFrame(rules, columns=["met", "rule_id", "severity"])
        # Two kinds of one zone may meet the same rule: one hit of the patch.
        hits = sums.merge(named, on="met").groupby(["patch", "rule_id"], as_index=False)
        merged = hits.agg({"severity": "max", "area_m2": "sum"})
        found.append(merged.assign(zone_id=column.zone, order=place))
    names = ["patch", "zone_id", "rule_id", "severity", "basis", "note", "area_m2"]
    if not found:
        return pd.DataFrame(columns=names)
    table = pd.concat(found, ignore_index=True).sort_values(["patch", "order", "rule_id"])
    basis = table["rule_id"].map({rule: one.basis for rule, one in law.items()})
    note = table["rule_id"].map({rule: one.note for rule, one in law.items()})
    return pd.DataFrame(table.assign(basis=basis, note=note)[names]).reset_index(drop=True)
