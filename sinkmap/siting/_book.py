"""From the tables of a siting book to its records."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.siting._reading import SitingTable
from sinkmap.siting._works import (
    EXCLUSION_COLUMNS,
    TAIL,
    TYPE_COLUMNS,
    read_exclusions,
    read_types,
)
from sinkmap.siting.ahp import assess
from sinkmap.siting.criteria import Benefit, Combine, Criterion, ScoreClass, Setting, SubFactor
from sinkmap.siting.judgement import Judgement, read_judgement
from sinkmap.siting.records import Exclusion, RestorationType
from sinkmap.text import Text

__all__ = ["SITING_TABLES", "SitingRead", "read_siting"]

_JUDGEMENT = "judgement_matrix"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "restoration_types": TYPE_COLUMNS,
    "exclusions": EXCLUSION_COLUMNS,
    "criteria": ("criterion", "title_zh", "title_en", "combine", *TAIL),
    "sub_factors": (
        "factor", "criterion", "title_zh", "title_en", "unit", "weight", "instead_of", *TAIL,
    ),
    "benefit": ("factor", "types", "x", "y", *TAIL),
    "score_classes": ("class", "title_zh", "title_en", "from_score", *TAIL),
    "settings": ("setting", "value", "low", "high", "unit", *TAIL),
}  # fmt: skip

SITING_TABLES = (*_COLUMNS, _JUDGEMENT)
"""Tables of a siting book, each a CSV file of that name."""

_SETTINGS: Mapping[str, tuple[float, float]] = {
    "canopy_years": (0.0, 50.0),
    "low_volume_share": (0.0, 1.0),
    "low_canopy": (0.0, 1.0),
    "closure_age": (0.0, 100.0),
    "seed_trees": (0.0, 1e5),
    "dead_share": (0.0, 1.0),
    "proxy_z": (-10.0, 0.0),
    "proxy_canopy_low": (0.0, 1.0),
    "proxy_canopy_high": (0.0, 1.0),
    "class_stands": (1.0, 1e6),
    "slope_step": (1.0, 90.0),
    "aspect_step": (1.0, 360.0),
    "elevation_step": (1.0, 1e4),
    "near_distance": (0.0, 1e3),
    "merged_area": (0.0, 1e9),
    "neighbour_distance": (1.0, 1e4),
    "habitat_area": (0.0, 1e9),
    "service_reach": (1.0, 1e4),
}
"""Settings a book must have, and the bounds of each in its unit."""


@dataclass(frozen=True, slots=True)
class SitingRead:
    """The records of a book and everything found wrong with its tables."""

    types: dict[str, RestorationType]
    exclusions: tuple[Exclusion, ...]
    criteria: tuple[Criterion, ...]
    judgement: Judgement
    classes: tuple[ScoreClass, ...]
    settings: dict[str, Setting]
    findings: tuple[Finding, ...]
    digest: str


def read_siting(texts: Mapping[str, str], zones: Sequence[str]) -> SitingRead:
    """Read every table; records of faulty rows are left out.

    ``zones``: ids of the zones that exclusions may name.
    """
    tables = {name: SitingTable.of_text(name, texts[name], _COLUMNS[name]) for name in _COLUMNS}
    for name in _COLUMNS:
        if name != "benefit":
            tables[name].refuse_doubles()
    known = tuple(dict.fromkeys(tables["restoration_types"].ids))
    types = read_types(tables["restoration_types"])
    exclusions = read_exclusions(tables["exclusions"], known, zones)
    benefits = _benefits(tables["benefit"], known, tables["sub_factors"].ids)
    criteria = _criteria(tables["criteria"], tables["sub_factors"], benefits)
    classes = _classes(tables["score_classes"])
    settings = _settings(tables["settings"])
    judgement, of_matrix = _judgement(texts[_JUDGEMENT], tables["criteria"].ids)
    findings = tuple(one for table in tables.values() for one in table.findings)
    content = "".join(f"{name}\n{texts[name]}\n" for name in SITING_TABLES)
    return SitingRead(
        types,
        exclusions,
        criteria,
        judgement,
        classes,
        settings,
        findings + of_matrix,
        hashlib.sha256(content.encode("utf-8")).hexdigest()[:12],
    )


def _benefits(
    table: SitingTable, types: Sequence[str], factors: Sequence[str]
) -> dict[str, dict[str, Benefit]]:
    """Factor -> type -> benefit; a function is the run of rows of one factor and types."""
    drawn: dict[tuple[str, str], list[tuple[float, float]]] = {}
    owners: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in table.rows:
        key = (row["factor"], row["types"])
        if factors and row["factor"] not in factors:
            table.fault("SITING-FACTOR-UNKNOWN", row, row["factor"], ", ".join(factors))
        if key not in owners:
            owners[key] = table.names(row, "types", types, "SITING-TYPE-UNKNOWN")
        x = table.number(row, "x", (-math.inf, math.inf))
        y = table.number(row, "y", (-math.inf, math.inf))
        if y < 0.0 or y > 1.0:
            table.fault("SITING-BENEFIT-RANGE", row, f"y = {row['y']}", "0 - 1")
        drawn.setdefault(key, []).append((x, y))
    found: dict[str, dict[str, Benefit]] = {}
    for (factor, listed), points in drawn.items():
        row = {"factor": factor}
        _ordered(table, row, [x for x, _ in points])
        of_factor = found.setdefault(factor, {})
        for type_id in owners[factor, listed]:
            if type_id in of_factor:
                table.fault("SITING-ID-DOUBLE", row, f"{factor} {type_id}", "1")
            of_factor[type_id] = Benefit(*map(tuple, zip(*points, strict=True)))
    return found


def _ordered(table: SitingTable, row: Mapping[str, str], places: Sequence[float]) -> None:
    """Points go up in x; two at one place are a step, three are a fault."""
    backwards = any(second < first for first, second in pairwise(places))
    piled = any(places.count(place) > 2 for place in places)
    if backwards or piled:
        seen = ", ".join(f"{place:g}" for place in places)
        table.fault("SITING-POINTS-ORDER", row, seen, "x1 <= x2 <= ...")


def _criteria(
    table: SitingTable, factors: SitingTable, benefits: Mapping[str, Mapping[str, Benefit]]
) -> tuple[Criterion, ...]:
    of_criterion = _sub_factors(factors, table.ids, benefits)
    found = []
    for row in table.rows:
        before = len(table.findings)
        table.need(row, "title_zh", "title_en")
        combine = table.word(row, "combine", tuple(Combine))
        if not any(one["criterion"] == row["criterion"] for one in factors.rows):
            table.fault("SITING-BENEFIT-MISSING", row, "0", ">= 1")
        if len(table.findings) == before:
            title = Text(row["title_zh"], row["title_en"])
            parts = tuple(one for one in of_criterion if one.criterion == row["criterion"])
            found.append(Criterion(row["criterion"], title, Combine(combine), parts))
    return tuple(found)


def _sub_factors(
    table: SitingTable, criteria: Sequence[str], benefits: Mapping[str, Mapping[str, Benefit]]
) -> tuple[SubFactor, ...]:
    found = []
    for row in table.rows:
        before = len(table.findings)
        table.need(row, "title_zh", "title_en", "unit")
        if criteria and row["criterion"] not in criteria:
            table.fault("SITING-CRITERION-UNKNOWN", row, row["criterion"], ", ".join(criteria))
        weight = table.number(row, "weight", (0.0, 100.0))
        others: tuple[str, ...] = ()
        if row["instead_of"]:
            others = table.names(row, "instead_of", table.ids, "SITING-FACTOR-UNKNOWN")
        if benefits and row["factor"] not in benefits:
            table.fault("SITING-BENEFIT-MISSING", row, "0", ">= 1")
        if len(table.findings) == before:
            found.append(
                SubFactor(
                    row["factor"],
                    row["criterion"],
                    Text(row["title_zh"], row["title_en"]),
                    row["unit"],
                    weight,
                    benefits.get(row["factor"], {}),
                    others,
                    row["source"],
                    row["certainty"],
                )
            )
    return tuple(found)


def _classes(table: SitingTable) -> tuple[ScoreClass, ...]:
    """Classes of scores, the highest first."""
    found = []
    for row in table.rows:
        before = len(table.findings)
        table.need(row, "title_zh", "title_en")
        floor = table.number(row, "from_score", (0.0, 1.0))
        if len(table.findings) == before:
            found.append(ScoreClass(row["class"], Text(row["title_zh"], row["title_en"]), floor))
    table.refuse_doubles("from_score")
    if found and min(one.from_score for one in found) > 0.0:
        table.fault("SITING-CLASS-FLOOR", {}, f"{min(one.from_score for one in found):g}", "0")
    return tuple(sorted(found, key=lambda one: -one.from_score))


def _settings(table: SitingTable) -> dict[str, Setting]:
    found = {}
    for row in table.rows:
        before = len(table.findings)
        table.need(row, "unit")
        name = table.word(row, "setting", tuple(_SETTINGS))
        bounds = _SETTINGS.get(name, (-math.inf, math.inf))
        value = table.number(row, "value", bounds)
        low = table.number(row, "low", bounds, empty=value)
        high = table.number(row, "high", bounds, empty=value)
        if low > value or value > high:
            seen = f"{low:g}, {value:g}, {high:g}"
            table.fault("SITING-RANGE-ORDER", row, seen, "low <= value <= high")
        if len(table.findings) == before:
            found[name] = Setting(
                name,
                value,
                low if row["low"] else None,
                high if row["high"] else None,
                row["unit"],
                row["source"],
                row["certainty"],
            )
    missing = [name for name in _SETTINGS if name not in table.ids]
    if missing:
        table.fault("SITING-SETTING-MISSING", {}, ", ".join(missing), ", ".join(_SETTINGS))
    return found


def _judgement(text: str, criteria: Sequence[str]) -> tuple[Judgement, tuple[Finding, ...]]:
    """The matrix, of criteria of the table, consistent enough to be used."""
    try:
        judgement = read_judgement(text, f"{_JUDGEMENT}.csv")
    except InputRefusedError as error:
        return Judgement.of_upper((), ()), error.findings
    table = SitingTable(_JUDGEMENT, [])
    for name in judgement.names:
        if criteria and name not in criteria:
            table.fault("SITING-CRITERION-UNKNOWN", {"name": name}, name, ", ".join(criteria))
    if table.findings:
        return judgement, tuple(table.findings)
    found = assess(judgement).findings
    errors = (one for one in found if one.severity is Severity.ERROR)
    return judgement, tuple(replace(one, file=f"{_JUDGEMENT}.csv") for one in errors)
