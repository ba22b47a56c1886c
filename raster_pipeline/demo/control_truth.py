"""What is true of the control study: what was planted, where, and what the rules say of it.

Nothing here calls the control it is there to judge. The rules are written down a second time, in
codes of the third survey, and zones are rectangles whose common ground is a product of two
overlaps; areas are ellipsoidal.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from raster_pipeline.demo.control_parcels import on_ground
from raster_pipeline.demo.control_plan import (
    CELL,
    GRID,
    NOISE,
    PLANTED,
    RECORDS,
    ZONES,
    Box,
    Planted,
    farmland_cells,
)
from sinkmap.area import geodesic_area

__all__ = ["control_truth"]

Json = dict[str, Any]

_FOREST = ("0301", "0302")
_TREES = ("0301", "0302", "0305", "0307")
_NATURE = (*_TREES, "0404", "1101", "1102", "1103", "1106", "1107")
_WET = ("1101", "1102", "1103", "1104", "1106", "1107")
_CROP = ("0101", "0102", "0103")
_GARDEN = ("0201", "0202")
_BUILT = ("05H1", "0601", "0701", "0702", "0809", "0810", "1003", "1201")
_FACILITY = ("1006", "1202")
_BARE = ("1206",)
_POND = ("1104", "1104A")
_ALL = (*_NATURE, *_POND, *_CROP, *_GARDEN, *_BUILT, *_FACILITY, *_BARE)
_LAND = (*_CROP, *_GARDEN, *_POND)

_RULES = (
    ("R01", "Z1", "", _ALL, _BUILT, 4),
    ("R02", "Z1", "", _ALL, (*_LAND, *_FACILITY), 4),
    ("R03", "Z2", "", _NATURE, _BUILT, 4),
    ("R04", "Z2", "", _NATURE, (*_CROP, *_GARDEN, *_FACILITY), 4),
    ("R05", "Z2", "", _NATURE, ("1104A",), 4),
    ("R06", "Z2", "", _LAND, _BUILT, 4),
    ("R07", "Z2", "", _BUILT, _BUILT, 2),
    ("R08", "Z2", "", _NATURE, _BARE, 3),
    ("R09", "Z2", "", (*_LAND, *_BUILT, *_BARE), _NATURE, -1),
    ("R10", "Z3", "", _CROP, _BUILT, 4),
    ("R11", "Z3", "", _CROP, (*_GARDEN, *_TREES), 4),
    ("R12", "Z3", "", _CROP, _POND, 4),
    ("R13", "Z3", "", _CROP, _FACILITY, 3),
    ("R14", "Z3", "", _CROP, _WET, 4),
    ("R15", "Z4", "", _NATURE, _BUILT, 3),
    ("R16", "Z4", "", _NATURE, _LAND, 3),
    ("R19a", "Z7", "first", _ALL, _BUILT, 4),
    ("R19b", "Z7", "second", _ALL, _BUILT, 3),
    ("R20a", "Z8", "important", _WET, _BUILT, 4),
    ("R20b", "Z8", "ordinary", _WET, _BUILT, 3),
    ("R21", "Z8", "", _WET, (*_CROP, *_GARDEN, "1104A"), 4),
    ("R22", "Z9", "", ("0301", "0302", "0305"), (*_BUILT, *_CROP, *_GARDEN, *_BARE), 4),
    ("R23", "", "", _FOREST, (*_BUILT, *_BARE), 3),
    ("R24", "", "", ("1101", "1102"), (*_CROP, *_BUILT, "1104A"), 4),
    ("R25", "", "", _CROP, _NATURE, 2),
    ("R26", "outside_UDB", "", (*_CROP, *_NATURE), _BUILT, 2),
    ("R27", "", "", (*_BUILT, *_BARE), _NATURE, -1),
    ("R28", "Z3", "", _CROP, _BARE, 3),
    ("R30", "Z12", "riverside", (*_NATURE, *_CROP), ("0601",), 3),
    ("R31", "Z13", "first", _ALL, ("0601",), 3),
)
"""Rule, zone (empty: everywhere), kind of zone, codes before and after, severity."""

_EARLIER_ZONES = {"Z2": ("Z1",), "Z4": ("Z1", "Z2")}
"""Zones whose ground another zone is without."""


def control_truth() -> Json:
    """The planted changes and what is to be found of each; the noise, of which nothing is."""
    return {
        "simulated": True,
        "planted": [_answer(one) for one in PLANTED],
        "noise": [{"id": one.id, "what": one.what, "box": list(_bounds(one.box))} for one in NOISE],
    }


def _answer(one: Planted) -> Json:
    left = [one.box]
    numbers = []
    for record in RECORDS:
        if record.number and record.until == "" and _clears(record.layer, one.after):
            cut = [_common(box, record.box) for box in left]
            if any(_plane(box) > 0.0 for box in cut):
                numbers.append(record.number)
                left = [rest for box in left for rest in _without(box, record.box)]
    m2 = _area(left)
    zones = _zones(left, m2)
    met = {
        rule: severity
        for rule, zone, kind, before, after, severity in _RULES
        if one.before in before
        and one.after in after
        and not (rule == "R24" and (one.before, one.after) == ("1101", "1003"))
        and (zone == "" or any(z == zone and kind in ("", k) for z, k in zones))
    }
    grave = max(met.values(), default=0)
    both = one.survey and one.cover
    return {
        "id": one.id,
        "what": one.what,
        "box": list(_bounds(one.box)),
        "before": one.before,
        "after": one.after,
        "evidence": "both" if both else "DLTB" if one.survey else "RS",
        "area_m2": m2,
        "approved_m2": _area([one.box]) - m2,
        "approval_no": numbers,
        "zones": {zone: sum(a for (z, _), a in zones.items() if z == zone) for zone, _ in zones},
        "rules": sorted(met),
        "severity_of_rules": grave,
        "severity": grave if both or grave <= 1 else max(grave - 1, 1),
        "found": m2 > 0.0 and bool(met),
    }


def _clears(layer: str, after: str) -> bool:
    return layer != "facility_farm" or after in _FACILITY


def _zones(left: list[Box], m2: float) -> dict[tuple[str, str], float]:
    """(zone, kind) -> m² of the boxes in it."""
    drawn = [(z.zone, z.kind, z.box) for z in ZONES if z.zone]
    for column, row in farmland_cells():
        x, y = column * CELL, row * CELL
        drawn.append(("Z3", "farmland", (x, y, x + CELL, y + CELL)))
    taken: dict[str, list[Box]] = {}
    found: dict[tuple[str, str], float] = {}
    for zone, kind, box in drawn:
        held = [_common(one, box) for one in left]
        earlier = [b for z in _EARLIER_ZONES.get(zone, ()) for b in _boxes(z)]
        for gone in (*taken.get(zone, ()), *earlier):
            held = [rest for one in held for rest in _without(one, gone)]
        taken.setdefault(zone, []).append(box)
        area = _area(held)
        if area > 0.0:
            found[(zone, kind)] = found.get((zone, kind), 0.0) + area
    outside = m2 - found.get(("Z11", "inside"), 0.0)
    if outside > 1e-6 * m2 and m2 > 0.0:
        found[("outside_UDB", "outside")] = outside
    return found


def _boxes(zone: str) -> list[Box]:
    return [one.box for one in ZONES if one.zone == zone]


def _common(one: Box, other: Box) -> Box:
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def _plane(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _without(box: Box, gone: Box) -> list[Box]:
    """What a box leaves of another: below, above, left and right of it."""
    cut = _common(box, gone)
    if _plane(cut) <= 0.0:
        return [box]
    parts = [
        (box[0], box[1], box[2], cut[1]),
        (box[0], cut[3], box[2], box[3]),
        (box[0], cut[1], cut[0], cut[3]),
        (cut[2], cut[1], box[2], cut[3]),
    ]
    return [part for part in parts if _plane(part) > 0.0]


def _area(boxes: list[Box]) -> float:
    real = [on_ground(box) for box in boxes if _plane(box) > 0.0]
    if not real:
        return 0.0
    return float(geodesic_area(np.array(real, dtype=object), GRID.crs).sum())


def _bounds(box: Box) -> Box:
    """The box in the grid's CRS."""
    west, south, east, north = shapely.bounds(on_ground(box)).tolist()
    return (west, south, east, north)
