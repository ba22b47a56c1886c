"""Encroachment between two years as the annual report tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sinkmap.classes import turn_words
from sinkmap.control.rule_book import RuleBook
from sinkmap.ledger.states import State
from sinkmap.report.numbers import COUNT, HECTARES, NumberFormat
from sinkmap.report.table import Cell, Column, Row, RowKind, Table, Tone
from sinkmap.rule import RuleSeverity
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

if TYPE_CHECKING:
    import pandas as pd

    from sinkmap.run import MapContent

__all__ = ["Patch", "Patches", "patches_of", "patches_table"]

_REDLINE = frozenset({"Z1", "Z2"})
"""Zones of the rule book that are ground of the ecological red line."""
_HECTARES = NumberFormat(HECTARES.unit, 4)
"""Areas of single patches: four decimals, as reviews state them."""
_LISTED = 40
"""Patches listed one by one; the register and the map hold all."""
Pictures = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Patch:
    """One suspected patch. ``units`` are statistical units it lies in; ``state`` is that of its
    case, None where it is in no register; ``pictures`` are before and after as PNG."""

    id: str
    severity: RuleSeverity
    change: Text
    rules: tuple[str, ...]
    zones: frozenset[str]
    strictest: str
    area_m2: float
    place: str
    lon: float
    lat: float
    units: frozenset[str] = frozenset()
    state: State | None = None
    pictures: Pictures | None = None

    @property
    def in_redline(self) -> bool:
        """Whether it lies on ground of the ecological red line."""
        return bool(self.zones & _REDLINE)

    @property
    def hectares(self) -> float:
        """Its area in hectares."""
        return convert(self.area_m2, SQUARE_METRE, HECTARE)


@dataclass(frozen=True, slots=True)
class Patches:
    """Suspected patches between two years, gravest first; ``registered``: there is a register."""

    years: tuple[int, int]
    rows: tuple[Patch, ...]
    registered: bool = False

    def of(self, unit: str, city: str) -> tuple[Patch, ...]:
        """Those of a unit; of the city all."""
        return self.rows if unit == city else tuple(p for p in self.rows if unit in p.units)


def patches_of(
    years: tuple[int, int],
    table: pd.DataFrame,
    content: MapContent,
    *,
    states: Mapping[str, str] | None = None,
    pictures: Callable[[str], bytes] | None = None,
) -> Patches:
    """The patches of a control run that a report tells: what merely improves is none of them.

    Parameters
    ----------
    table
        The control run's patches.
    content
        Outlines of units, longitude and latitude.
    states
        Patch -> state of its case; None without a register.
    pictures
        Reads a picture of the control run by its name.
    """
    told = table[table["severity"] >= RuleSeverity.WATCH]
    units = _units_of(told["lon"].to_numpy(), told["lat"].to_numpy(), content)
    rows = []
    for place, row in enumerate(told.to_dict("records")):
        seen = None
        names = (str(row.get("image_t0") or ""), str(row.get("image_t1") or ""))
        if pictures is not None and all(names):
            seen = (pictures(names[0]), pictures(names[1]))
        state = (states or {}).get(str(row["patch_id"]))
        rows.append(
            Patch(
                str(row["patch_id"]),
                RuleSeverity(int(row["severity"])),
                turn_words(str(row["before"]), str(row["after"])),
                _split(row["rule_ids"]),
                frozenset(_split(row["zone_ids"])),
                str(row["top_zone"]),
                float(row["area_m2"]),
                "".join(str(row[name] or "") for name in ("county", "town", "village")),
                float(row["lon"]),
                float(row["lat"]),
                units[place],
                State(state) if state else None,
                seen,
            )
        )
    rows.sort(key=lambda one: (-one.severity, -one.area_m2, one.id))
    return Patches(years, tuple(rows), states is not None)


def _split(joined: object) -> tuple[str, ...]:
    return tuple(one for one in str(joined or "").split("|") if one)


def _units_of(lon: np.ndarray, lat: np.ndarray, content: MapContent) -> list[frozenset[str]]:
    """Units of every partition that hold each point, (n,) degrees."""
    found: list[set[str]] = [set() for _ in range(len(lon))]
    points = shapely.points(lon, lat)
    for shapes in content.shapes.values():
        if shapes.empty:
            continue
        tree = shapely.STRtree(shapes.geometry.to_numpy())
        ids = [str(unit) for unit in shapes["unit_id"]]
        for point, shape in zip(*tree.query(points, predicate="intersects"), strict=True):
            found[point].add(ids[shape])
    return [frozenset(one) for one in found]


def patches_table(patches: Patches, told: tuple[Patch, ...]) -> Table:
    """T7: patches one by one, the gravest first, and what they sum to."""
    columns = (
        Column("patch", Text("序号", "no."), COUNT, width=6),
        Column("place", Text("位置", "place"), width=16),
        Column("degrees", Text("经纬度", "lon, lat"), width=18),
        Column("change", Text("变化", "change"), width=22),
        Column("area", Text("面积", "area"), _HECTARES, width=12),
        Column("zone", Text("最严管控区域", "strictest zone"), width=14),
        Column("rules", Text("规则", "rules"), width=12),
        Column("severity", Text("程度", "severity"), width=16),
        Column("state", Text("处置状态", "state of the case"), width=12),
    )
    zones = {zone.id: zone.title for zone in RuleBook.default().zones}
    rows = [Row(_cells(place, one, zones)) for place, one in enumerate(told[:_LISTED], start=1)]
    if rows:
        whole = sum(one.hectares for one in told)
        blank = (Cell(None), Cell(None))
        total = (Cell(None), Cell(Text("合计", "total")), *blank, Cell(whole))
        rows.append(Row((*total, *blank, *blank), RowKind.TOTAL))
    notes = [
        Text(
            "图斑由两期资料比对和规则判定得到，属疑似图斑，以实地核查结论为准；已批准范围已扣除。",
            "Patches come from comparing two years by the rules; they are suspicions until "
            "verified on the ground. Approved ground has been cut out.",
        )
    ]
    if len(told) > _LISTED:
        notes.append(
            Text(
                f"共 {len(told)} 个，本表按程度列出前 {_LISTED} 个，合计为全部图斑。",
                f"{len(told)} in all; the {_LISTED} gravest are listed, the total is of all.",
            )
        )
    first, last = patches.years
    title = Text(
        f"疑似违规图斑清单（{first}—{last}年）", f"Suspected encroachment, {first} to {last}"
    )
    return Table("annual.t7", title, columns, tuple(rows), tuple(notes))


def _cells(place: int, one: Patch, zones: Mapping[str, Text]) -> tuple[Cell, ...]:
    grave = Tone.POOR if one.severity is RuleSeverity.PROHIBITED else Tone.PLAIN
    return (
        Cell(place),
        Cell(one.place or None),
        Cell(f"{one.lon:.5f}, {one.lat:.5f}"),
        Cell(one.change),
        Cell(one.hectares),
        Cell(zones.get(one.strictest, Text.of(one.strictest or "—"))),
        Cell(", ".join(one.rules) or None),
        Cell(one.severity.text, tone=grave),
        Cell(one.state.text if one.state else None),
    )
