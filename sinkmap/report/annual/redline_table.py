"""T3: the ecological red line by unit, and new human activity in it."""

from __future__ import annotations

import math

from sinkmap.report.annual.area_tables import live_cell, profile_note, rows_by_unit
from sinkmap.report.annual.scope import Scope
from sinkmap.report.by_unit import SUM_NOTE, UNIT, partition_notes
from sinkmap.report.formula import percent_of
from sinkmap.report.numbers import COUNT, HECTARES, PERCENT, SQUARE_KILOMETRES
from sinkmap.report.table import Cell, Column, Table, cell
from sinkmap.text import Text
from sinkmap.uom import SQUARE_KILOMETRE, SQUARE_METRE, convert

__all__ = ["redline_table"]


def redline_table(scope: Scope, title: Text) -> Table:
    """T3: red line by unit, its share of the land, natural land in it, patches and what is shut."""
    columns = (
        UNIT,
        Column("land", Text("土地总面积", "land"), SQUARE_KILOMETRES, width=14),
        Column("line", Text("红线面积", "red line"), SQUARE_KILOMETRES, width=14),
        Column("share", Text("占国土比例", "share of the land"), PERCENT),
        Column("natural", Text("自然用地占比", "natural land in it"), PERCENT),
        Column("patches", Text("新增人为活动图斑", "new patches"), COUNT),
        Column("patch_area", Text("图斑面积", "their area"), HECTARES),
        Column("closed", Text("已销号", "closed"), COUNT),
    )
    summed = {1: "land", 2: "line"}
    rows = tuple(rows_by_unit(scope, lambda unit: _redline_cells(scope, unit), summed))
    notes = [profile_note(scope.line("redline_area")), *partition_notes(scope.book), SUM_NOTE]
    if scope.patches is None:
        notes.insert(
            1,
            Text(
                "图斑各列为“—”：尚未对这两年作管控比对（sinkmap control）。",
                "Columns of patches are empty: nobody compared the two years (sinkmap control).",
            ),
        )
    elif not scope.patches.registered:
        notes.insert(1, Text("尚无案件台账，销号数未知。", "There is no case register yet."))
    return Table("annual.t3", title, columns, rows, tuple(notes))


def _redline_cells(scope: Scope, unit: str) -> tuple[Cell, ...]:
    line = scope.line("redline_area", unit)
    area = line.quantity.value.of(line.value)
    land = _land(scope, unit)
    natural = scope.line("redline_natural_share", unit) if scope.has_natural else None
    share = None if area is None or not land else 100.0 * area / land
    mine = None
    if scope.patches is not None:
        mine = [p for p in scope.patches.of(unit, scope.book.city.id) if p.in_redline]
    closed = None
    if mine is not None and scope.patches is not None and scope.patches.registered:
        closed = sum(p.state is not None and p.state.concluded for p in mine)
    return (
        Cell(land),
        cell(area, line.now),
        live_cell(share, percent_of("line", "land"), area, land),
        cell(natural.value, natural.now) if natural else Cell(None),
        Cell(None if mine is None else len(mine)),
        Cell(None if mine is None else math.fsum(p.hectares for p in mine)),
        Cell(closed),
    )


def _land(scope: Scope, unit: str) -> float | None:
    """km² of a unit: the widest ground its tree cover is a share of, by any definition."""
    known = scope.book.results.indicators.get("tree_cover_rate")
    profiles = scope.book.profiles(known) if known else ()
    found = (scope.book.find("tree_cover_rate", unit, scope.year, p.id) for p in profiles)
    areas = [figure.denominator for figure in found if figure and figure.denominator]
    return convert(max(areas), SQUARE_METRE, SQUARE_KILOMETRE) if areas else None
