"""Lines, zones and statistical units a point lies in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from raster_pipeline.place.run_layers import RunLayers
from sinkmap.layer import Derived, Form, Given, Sensitivity
from sinkmap.text import Text

__all__ = ["UnitHere", "ZoneHit", "told_layers", "units_at", "zones_at"]

_APART = frozenset({"parcels", "parcels_update", "redline", "protection"})
"""Layers a card tells of by themselves, or by the given layer they are joined of."""
_KINDS = ("kind", "form", "grade", "level", "part", "zone", "state", "use", "category")
"""Columns that say what kind of zone a feature is, the first that is filled."""


@dataclass(frozen=True, slots=True)
class ZoneHit:
    """A zone the point lies in.

    ``name`` and ``kind`` as the layer has them, empty if not; ``code`` empty for restricted
    layers; ``basis``: what the layer rests on by law or standard; ``derived``: made by the run;
    ``restricted``: no more may be told.
    """

    layer: str
    title: Text
    name: str
    kind: str
    code: str
    basis: Text
    vintage: str
    colour: str
    derived: bool
    restricted: bool


@dataclass(frozen=True, slots=True)
class UnitHere:
    """A statistical unit the point lies in."""

    id: str
    name: Text
    level: str
    partition: str
    partition_title: Text


def told_layers(layers: RunLayers, year: int) -> Iterator[Given | Derived]:
    """Polygon layers of a year that a place may be told of; none of which only sums may leave."""
    every: tuple[Given | Derived, ...] = (*layers.given.values(), *layers.derived.values())
    for declared in every:
        told = declared.sensitivity is not Sensitivity.AGGREGATE and declared.id not in _APART
        on_map = not isinstance(declared, Derived) or declared.on_map
        areal = declared.form is Form.POLYGONS and (declared.id, year) in layers.vectors
        if told and on_map and areal:
            yield declared


def zones_at(layers: RunLayers, x: float, y: float, year: int) -> Iterator[ZoneHit]:
    """Every zone of a year that covers a point of the grid's CRS, given layers first."""
    for declared in told_layers(layers, year):
        store = layers.features(declared.id, year)
        rows = [] if store is None else store.rows_at(x, y)
        hits = [_hit(layers, declared, row, year) for row in rows]
        yield from dict.fromkeys(hits)


def _hit(
    layers: RunLayers, declared: Given | Derived, row: Mapping[Any, Any], year: int
) -> ZoneHit:
    restricted = declared.sensitivity is Sensitivity.RESTRICTED
    entry = layers.opened.study.input(declared.id, year)
    kinds = (declared.zone_field, *_KINDS)
    return ZoneHit(
        declared.id,
        declared.title,
        _text(row, "name"),
        next((said for column in kinds if column != "name" and (said := _text(row, column))), ""),
        "" if restricted else _text(row, "code"),
        Text.of(declared.reference or "—"),
        "" if entry is None else entry.vintage,
        declared.colour,
        isinstance(declared, Derived),
        restricted,
    )


def _text(row: Mapping[Any, Any], column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def units_at(layers: RunLayers, x: float, y: float) -> tuple[UnitHere, ...]:
    """Units that cover a point, partition by partition; one border may give two of a partition."""
    rows = layers.unit_tree.query(shapely.Point(x, y), predicate="intersects")
    here = {str(layers.units.index[row]) for row in rows.tolist()}
    units = layers.opened.results.units
    return tuple(
        UnitHere(unit, units[unit].name, part.level, part.id, part.title)
        for part in layers.opened.results.partitions
        for unit in part.members
        if unit in here
    )
