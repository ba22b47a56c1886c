"""What a review takes of the run it reads: layers with their vintage, code system, surroundings."""

from __future__ import annotations

from collections.abc import Collection

from layers import given_layers
from raster_pipeline.opened import OpenedRun
from sinkmap.text import Text

__all__ = ["code_system_of", "sources_of", "wider"]

Bounds = tuple[float, float, float, float]


def sources_of(opened: OpenedRun, year: int, asked: Collection[str]) -> dict[str, Text]:
    """Layer -> its title and vintage, of the layers asked for in a year."""
    given, found = given_layers(), {}
    for record in opened.manifest.inputs:
        if record.layer in asked and year in record.years and record.layer in given:
            title, vintage = given[record.layer].title, record.vintage or "—"
            found[record.layer] = Text(f"{title.zh}（{vintage}）", f"{title.en} ({vintage})")
    return found


def code_system_of(opened: OpenedRun, year: int) -> str:
    """Code system of the parcels of a year; empty where there are none."""
    entry = opened.study.input("parcels", year) or opened.study.input("parcels_update", year)
    return entry.code_system if entry is not None else ""


def wider(bounds: Bounds) -> Bounds:
    """A rectangle so much larger that the edges of what is clipped by it are not seen."""
    west, south, east, north = bounds
    room = 0.05 * (east - west)
    return west - room, south - room, east + room, north + room
