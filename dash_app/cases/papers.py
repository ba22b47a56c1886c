"""Papers of a case: which may be shown as pictures, and where photographs were taken."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dash_app.cases.shapes import PhotoPoint
from dash_app.cases.source import CaseSource
from sinkmap.ledger import PHOTO, CaseFile, photo_place

__all__ = ["MOST_SHOWN", "paper_file", "photo_points", "picture_kind"]

MOST_SHOWN = 12 * 1024 * 1024
"""Largest photograph that is shown in the page, bytes; a larger one is a file to be fetched."""
_BEGINNINGS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def paper_file(cases: CaseSource, paper: Mapping[str, Any]) -> Path | None:
    """The file of a paper; None where the register's folder has lost it."""
    path = cases.files / paper["path"]
    return path if path.is_file() else None


def picture_kind(path: Path) -> str | None:
    """Kind of a picture the browser may show, by how the file begins; None for all else."""
    if path.stat().st_size > MOST_SHOWN:
        return None
    with path.open("rb") as stream:
        head = stream.read(8)
    return next((kind for begin, kind in _BEGINNINGS.items() if head.startswith(begin)), None)


def photo_points(cases: CaseSource, found: CaseFile) -> dict[int, tuple[PhotoPoint, bool]]:
    """Event of each photograph -> its point, and whether the file itself says where it is.

    One that does not say is drawn where the case is; the azimuth is that on record.
    """
    points: dict[int, tuple[PhotoPoint, bool]] = {}
    photos = [p for p in found.documents if p["kind"] == PHOTO and p["azimuth"] is not None]
    for number, paper in enumerate(photos, start=1):
        path = paper_file(cases, paper)
        place = photo_place(path) if path is not None else None
        lon, lat = (found.case["lon"], found.case["lat"]) if place is None else (
            place.lon, place.lat)  # fmt: skip
        point = PhotoPoint(str(number), lon, lat, float(paper["azimuth"]))
        points[paper["event"]] = (point, place is not None)
    return points
