"""Types of work and exclusions of a siting book, from their tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sinkmap.classes import CLASS_SETS, expand, group_ids
from sinkmap.siting._reading import SitingTable
from sinkmap.siting.records import (
    SAME_GROUP,
    CostBasis,
    Exclusion,
    MaskKind,
    MaskSide,
    RestorationType,
    Treatment,
    TreePlanting,
)
from sinkmap.text import Text

__all__ = ["EXCLUSION_COLUMNS", "TAIL", "TYPE_COLUMNS", "read_exclusions", "read_types"]

TAIL = ("source", "certainty")
"""Columns that every table of the book ends in."""

_COST = ("cost_low", "cost_default", "cost_high")
_GAIN = ("gain_low", "gain_default", "gain_high")
_TREE = ("tree_low", "tree_share", "tree_high")
_WETLAND = ("wetland_low", "wetland_share", "wetland_high")

TYPE_COLUMNS = (
    "type", "title_zh", "title_en", "from_groups", "to_group", *_COST, "cost_basis", "cost_years",
    *_GAIN, "min_m2", "max_m2", "min_width_m", "changes_class", "trees", *_TREE, *_WETLAND,
    "constraint_zh", "constraint_en", *TAIL,
)  # fmt: skip
EXCLUSION_COLUMNS = (
    "exclusion", "title_zh", "title_en", "types", "kind", "where", "side", "field", "words",
    "buffer_m", "slope_from", "slope_to", "spares_start", "treatment", "on", "document_zh",
    "document_en", "basis_zh", "basis_en", *TAIL,
)  # fmt: skip

_STEEPEST = 90.0
_FARTHEST_M = 50_000.0
"""Widest buffer that is believed, in m: no law here reaches farther than 50 km."""
_LONGEST_YEARS = 100.0


def read_types(table: SitingTable) -> dict[str, RestorationType]:
    """Types by id, in the order of the table."""
    found = {}
    for row in table.rows:
        before = len(table.findings)
        table.need(row, "title_zh", "title_en", "constraint_zh", "constraint_en")
        groups = table.names(row, "from_groups", group_ids(), "SITING-GROUP-UNKNOWN")
        if row["to_group"] not in (SAME_GROUP, *group_ids()):
            wanted = ", ".join((SAME_GROUP, *group_ids()))
            table.fault("SITING-GROUP-UNKNOWN", row, f"to_group = {row['to_group']}", wanted)
        cost = table.triple(row, _COST, code="SITING-COST-NEGATIVE")
        basis = table.word(row, "cost_basis", tuple(CostBasis))
        years = table.number(row, "cost_years", (0.0, _LONGEST_YEARS))
        gain = table.triple(row, _GAIN, (-math.inf, math.inf))
        sizes = _sizes(table, row)
        changes = table.word(row, "changes_class", ("0", "1")) == "1"
        trees = table.word(row, "trees", tuple(TreePlanting))
        shares = (*table.triple(row, _TREE, (0, 1)), *table.triple(row, _WETLAND, (0, 1)))
        if len(table.findings) == before:
            found[row["type"]] = RestorationType(
                row["type"],
                Text(row["title_zh"], row["title_en"]),
                groups,
                row["to_group"],
                *cost,
                CostBasis(basis),
                years,
                *gain,
                *sizes,
                changes,
                TreePlanting(trees),
                *shares,
                Text(row["constraint_zh"], row["constraint_en"]),
                row["source"],
                row["certainty"],
            )
    return found


def _sizes(table: SitingTable, row: Mapping[str, str]) -> tuple[float, float, float]:
    """Least and greatest area, least width."""
    least = table.number(row, "min_m2")
    most = table.number(row, "max_m2", empty=math.inf)
    if least > most:
        seen = f"{row['min_m2']} > {row['max_m2']}"
        table.fault("SITING-RANGE-ORDER", row, seen, "min_m2 <= max_m2")
    return least, most, table.number(row, "min_width_m", (0.0, _FARTHEST_M))


def read_exclusions(
    table: SitingTable, types: Sequence[str], zones: Sequence[str]
) -> tuple[Exclusion, ...]:
    """Exclusions in the order of the table.

    ``types``: ids of the book's types; ``zones``: ids of the rule book's zones.
    """
    found = []
    for order, row in enumerate(table.rows, 1):
        before = len(table.findings)
        table.need(row, "title_zh", "title_en", "basis_zh", "basis_en")
        concerned = table.names(row, "types", types, "SITING-TYPE-UNKNOWN")
        kind = table.word(row, "kind", tuple(MaskKind))
        where = _where(table, row, zones)
        side = table.word(row, "side", tuple(MaskSide))
        buffer_m = table.number(row, "buffer_m", (0.0, _FARTHEST_M))
        slope = (
            table.number(row, "slope_from", (0.0, _STEEPEST), empty=0.0),
            table.number(row, "slope_to", (0.0, _STEEPEST), empty=_STEEPEST),
        )
        flags = [table.word(row, name, ("0", "1")) == "1" for name in ("spares_start", "on")]
        treatment = table.word(row, "treatment", tuple(Treatment))
        document = _document(table, row)
        if len(table.findings) == before:
            found.append(
                Exclusion(
                    row["exclusion"],
                    Text(row["title_zh"], row["title_en"]),
                    order,
                    frozenset(concerned),
                    MaskKind(kind),
                    where,
                    MaskSide(side),
                    row["field"],
                    row["words"],
                    buffer_m,
                    *slope,
                    flags[0],
                    Treatment(treatment),
                    flags[1],
                    document,
                    Text(row["basis_zh"], row["basis_en"]),
                    row["source"],
                    row["certainty"],
                )
            )
    return tuple(found)


def _where(table: SitingTable, row: Mapping[str, str], zones: Sequence[str]) -> tuple[str, ...]:
    """Where the ground of an exclusion is, by its kind."""
    parts = tuple(part for part in row["where"].split("|") if part)
    kind = row["kind"]
    if kind == MaskKind.SLOPE:
        limits = [row["slope_from"], row["slope_to"]]
        if not any(limits):
            table.fault("SITING-MASK-PLACE", row, "", "slope_from, slope_to")
        return ()
    if not parts or (kind == MaskKind.LAYER and len(parts) > 1):
        table.fault("SITING-MASK-PLACE", row, f"where = {row['where']}", f"one {kind}")
    if kind == MaskKind.ZONE:
        for one in parts:
            if one not in zones:
                table.fault("SITING-ZONE-UNKNOWN", row, one, ", ".join(zones))
    if kind != MaskKind.GROUP:
        return parts
    known = {"ANY", *CLASS_SETS, *group_ids()}
    for one in parts:
        if one.removeprefix("!") not in known:
            wanted = ", ".join((*CLASS_SETS, *group_ids()))
            table.fault("SITING-GROUP-UNKNOWN", row, one, wanted)
    sound = "|".join(one for one in parts if one.removeprefix("!") in known)
    members = expand(sound) if sound else frozenset()
    return tuple(one for one in group_ids() if one in members)


def _document(table: SitingTable, row: Mapping[str, str]) -> Text | None:
    """The paper that permits work, needed where the treatment is to ask for one."""
    if row["treatment"] == Treatment.DOCUMENT or row["document_zh"] or row["document_en"]:
        table.need(row, "document_zh", "document_en")
        if row["document_zh"] and row["document_en"]:
            return Text(row["document_zh"], row["document_en"])
    return None
