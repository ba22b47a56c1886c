"""Addresses of the plain routes, for the table of routes and for the links to them."""

from __future__ import annotations

__all__ = [
    "HEALTH",
    "METHODS",
    "PICTURE",
    "SHAPES",
    "ZONES",
    "picture_url",
    "shapes_url",
    "zones_url",
]

HEALTH = "/healthz"
METHODS = "/methods"
SHAPES = "/run/<run_id>/shapes/<partition>.geojson"
ZONES = "/run/<run_id>/zones/<layer>/<int:year>.geojson"
PICTURE = "/run/<run_id>/pictures/<layer>/<int:year>.png"


def shapes_url(run_id: str, partition: str) -> str:
    """Where a partition's shapes are served."""
    return f"/run/{run_id}/shapes/{partition}.geojson"


def zones_url(run_id: str, layer: str, year: int) -> str:
    """Where a layer's polygons of a year are served."""
    return f"/run/{run_id}/zones/{layer}/{year}.geojson"


def picture_url(run_id: str, layer: str, year: int) -> str:
    """Where a raster layer's picture of a year is served."""
    return f"/run/{run_id}/pictures/{layer}/{year}.png"
