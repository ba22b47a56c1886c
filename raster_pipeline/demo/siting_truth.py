"""What is true of the siting study: which sites are there, which ground is barred and by what.

Nothing here calls the siting it is there to judge: sites and masks are rectangles, and areas are
ellipsoidal.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from raster_pipeline.demo.siting_plan import (
    BORDER,
    CELL,
    CELLS,
    GREEDY,
    GRID,
    PLANTED,
    Box,
    Planted,
)
from sinkmap.area import geodesic_area

__all__ = ["on_ground", "siting_truth"]

Json = dict[str, Any]


def on_ground(box: Box) -> Any:
    """A box of the plan as a polygon in the grid's CRS."""
    west, south = GRID.west, GRID.north - CELL * CELLS
    return shapely.box(west + box[0], south + box[1], west + box[2], south + box[3])


def siting_truth() -> Json:
    """Sites to be found and decoys, each with its box, and a question that ranking loses."""
    groups: dict[str, list[Planted]] = {}
    for one in PLANTED:
        groups.setdefault(one.merges or one.id, []).append(one)
    return {
        "simulated": True,
        "sites": [row for name, ones in groups.items() for row in _sites(name, ones)],
        "decoys": [row for one in PLANTED for row in _decoys(one)],
        "greedy": GREEDY,
    }


def _sites(name: str, ones: list[Planted]) -> list[Json]:
    first = ones[0]
    boxes = [one.kept or one.box for one in ones]
    halves = [half for box in boxes for half in _halves(box)]
    sides = sorted({side for side, _ in halves})
    return [
        {
            "id": name if len(sides) == 1 else f"{name}{side}",
            "what": first.what,
            "type": kind,
            "district": side,
            "parcels": len(ones),
            "boxes": [_bounds(box) for s, box in halves if s == side],
            "area_m2": sum(_area(box) for s, box in halves if s == side),
            "documents": list(first.documents),
        }
        for kind, reason in first.types.items()
        if not reason
        for side in sides
    ]


def _halves(box: Box) -> list[tuple[str, Box]]:
    """The parts of a box west and east of the districts' border."""
    if box[2] <= BORDER:
        return [("W", box)]
    if box[0] >= BORDER:
        return [("E", box)]
    return [("W", (box[0], box[1], BORDER, box[3])), ("E", (BORDER, box[1], box[2], box[3]))]


def _decoys(one: Planted) -> list[Json]:
    return [
        {
            "id": one.id,
            "what": one.what,
            "type": kind,
            "refused_by": reason,
            "box": _bounds(one.box),
            "area_m2": _area(one.box),
        }
        for kind, reason in one.types.items()
        if reason
    ]


def _area(box: Box) -> float:
    return float(geodesic_area(np.array([on_ground(box)], dtype=object), GRID.crs)[0])


def _bounds(box: Box) -> list[float]:
    found: list[float] = shapely.bounds(on_ground(box)).tolist()
    return found
