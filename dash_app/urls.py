"""Addresses of the plain routes, for the table of routes and for the links to them."""

from __future__ import annotations

__all__ = [
    "CASES",
    "CASE_BORDERS",
    "CASE_OUTLINES",
    "CASE_PLACES",
    "HEALTH",
    "METHODS",
    "PICTURE",
    "SHAPES",
    "ZONES",
    "case_borders_url",
    "case_outlines_url",
    "case_places_url",
    "picture_url",
    "shapes_url",
    "zones_url",
]

HEALTH = "/healthz"
METHODS = "/methods"
SHAPES = "/run/<run_id>/shapes/<partition>.geojson"
ZONES = "/run/<run_id>/zones/<layer>/<int:year>.geojson"
PICTURE = "/run/<run_id>/pictures/<layer>/<int:year>.png"
CASES = "/cases/"
CASE_BORDERS = "/cases/borders/<run_id>.geojson"
CASE_OUTLINES = "/cases/outlines/<int:length>/<state>.geojson"
CASE_PLACES = "/cases/places/<int:length>/<state>.geojson"


def shapes_url(run_id: str, partition: str) -> str:
    """Where a partition's shapes are served."""
    return f"/run/{run_id}/shapes/{partition}.geojson"


def zones_url(run_id: str, layer: str, year: int) -> str:
    """Where a layer's polygons of a year are served."""
    return f"/run/{run_id}/zones/{layer}/{year}.geojson"


def picture_url(run_id: str, layer: str, year: int) -> str:
    """Where a raster layer's picture of a year is served."""
    return f"/run/{run_id}/pictures/{layer}/{year}.png"


def case_borders_url(run_id: str) -> str:
    """Where the borders of the city's parts are served as lines."""
    return f"/cases/borders/{run_id}.geojson"


def case_outlines_url(length: int, state: str) -> str:
    """Where the outlines of cases are served, as they were when the log had this length."""
    return f"/cases/outlines/{length}/{state}.geojson"


def case_places_url(length: int, state: str) -> str:
    """Where the places of cases are served, as they were when the log had this length."""
    return f"/cases/places/{length}/{state}.geojson"
