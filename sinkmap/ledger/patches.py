"""Patches as they come in: a run's table of encroachments, or polygons issued by a superior."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from sinkmap.area import geodesic_area, lon_lat
from sinkmap.day import day_of
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.rule import RuleSeverity
from sinkmap.text import Text

__all__ = ["ISSUED", "PATCH_COLUMNS", "Patch", "issued_patches", "run_patches", "texts_joined"]

PATCH_COLUMNS = (
    "patch_id", "t0", "t1", "zone_ids", "rule_ids", "severity", "before", "after", "dlbm_t0",
    "dlbm_t1", "area_m2", "evidence", "county", "town", "village", "lon", "lat", "approval_no",
    "top_zone", "geometry",
)  # fmt: skip
"""What a run's table of patches holds; ``area_m2`` in m², ``lon`` and ``lat`` in degrees."""

ISSUED = "issued"
"""Evidence of a patch that a superior issued."""
_IN_DIGEST = (
    "t0", "t1", "severity", "zone_ids", "rule_ids", "top_zone", "before", "after", "dlbm_t0",
    "dlbm_t1", "evidence", "approval_no", "batch", "external_no", "deadline", "crs",
)  # fmt: skip
_SEPARATORS = str.maketrans("|,;、，；", "      ")


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """One patch. ``geometry`` is a valid polygon or multipolygon in ``crs``.

    ``batch``, ``external_no`` and ``deadline`` (ISO date) are empty for what nobody issued; ``t0``
    and ``t1`` are None where a superior does not state them.
    """

    geometry: BaseGeometry
    crs: str
    area_m2: float
    lon: float
    lat: float
    severity: int
    t0: int | None = None
    t1: int | None = None
    patch_id: str = ""
    zone_ids: str = ""
    rule_ids: str = ""
    top_zone: str = ""
    before: str = ""
    after: str = ""
    dlbm_t0: str = ""
    dlbm_t1: str = ""
    evidence: str = ""
    approval_no: str = ""
    county: str = ""
    town: str = ""
    village: str = ""
    batch: str = ""
    external_no: str = ""
    deadline: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of what the patch says, wherever its rings begin and whatever it is called."""
        content = {name: getattr(self, name) for name in _IN_DIGEST}
        content["wkb"] = shapely.to_wkb(shapely.normalize(self.geometry), hex=True)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def is_answerable(self) -> bool:
        """Whether a superior's return can name it: it has a number and a batch."""
        return bool(self.batch and self.external_no)

    @property
    def year(self) -> int:
        """Year the case is numbered by: of the later survey, or of the deadline."""
        return self.t1 if self.t1 is not None else date.fromisoformat(self.deadline).year


def texts_joined(value: Any) -> str:
    """A list, or a text with separators, as one text: sorted, each once, joined by blanks."""
    parts: Iterable[str] = (
        value.translate(_SEPARATORS).split() if isinstance(value, str) else map(str, value)
    )
    return " ".join(sorted(set(parts)))


def run_patches(frame: gpd.GeoDataFrame, least: int) -> tuple[list[Patch], pd.DataFrame]:
    """A run's patches of at least a severity, and all that a superior issued.

    Parameters
    ----------
    frame
        Columns :data:`PATCH_COLUMNS`, polygons in a stated CRS. Patches that a superior issued and
        a run judged keep their ``external_no``, ``batch`` and ``deadline``.
    least
        Own patches below this severity make no case.

    Returns
    -------
    The patches in the order of their digests, and the rows left out.

    Raises
    ------
    InputRefusedError
        ``PATCH-COLUMNS``, ``PATCH-GEOMETRY``, or ``ISSUED-NUMBER`` if a batch holds one twice.
    """
    _check(frame, PATCH_COLUMNS, "patch_id")
    heavy = (frame["severity"].astype(int) >= least) | (frame["evidence"] == ISSUED)
    crs = frame.crs.to_string()
    rows = frame[heavy].to_dict("records")
    taken = _in_order(_run_patch(row, crs) for row in rows)
    named = Counter((p.batch, p.external_no) for p in taken if p.is_answerable)
    twice = sorted(f"{batch} {number}" for (batch, number), count in named.items() if count > 1)
    if twice:
        raise InputRefusedError(_numbers(twice, 0))
    return taken, pd.DataFrame(frame[~heavy])


def issued_patches(
    frame: gpd.GeoDataFrame, batch: str, deadline: str, t1: int | None = None
) -> list[Patch]:
    """Patches of a batch a superior issued.

    Parameters
    ----------
    frame
        ``external_no`` and polygons in a stated CRS; any other column of :data:`PATCH_COLUMNS`
        that there is is kept too.
    batch, deadline
        Name of the batch, and the ISO date it is to be answered by.
    t1
        Year of the later image, where the batch states one.

    Raises
    ------
    InputRefusedError
        ``PATCH-COLUMNS``, ``PATCH-GEOMETRY``, ``ISSUED-NUMBER`` (missing or twice) or
        ``ISSUED-BATCH`` (no name, or no date).
    """
    _check(frame, ("external_no", "geometry"), "external_no")
    due = _checked_deadline(batch, deadline)
    numbers = frame["external_no"].map(_text)
    twice = sorted({n for n in numbers[numbers.duplicated()] if n})
    missing = int((numbers == "").sum())
    if twice or missing:
        raise InputRefusedError(_numbers(twice, missing))
    crs = frame.crs.to_string()
    shapes = frame.geometry.to_numpy()
    measures = zip(geodesic_area(shapes, crs), _places(shapes, crs), strict=True)
    rows = zip(frame.to_dict("records"), numbers, measures, strict=True)
    return _in_order(
        Patch(
            geometry=row["geometry"],
            crs=crs,
            area_m2=float(area_m2),
            lon=place[0],
            lat=place[1],
            severity=int(row.get("severity", RuleSeverity.NEEDS_APPROVAL)),
            t1=t1,
            patch_id=number,
            evidence=ISSUED,
            batch=batch.strip(),
            external_no=number,
            deadline=due,
            **_stated(row),
        )
        for row, number, (area_m2, place) in rows
    )


def _run_patch(row: Mapping[str, Any], crs: str) -> Patch:
    return Patch(
        geometry=row["geometry"],
        crs=crs,
        area_m2=float(row["area_m2"]),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        severity=int(row["severity"]),
        t0=int(row["t0"]),
        t1=int(row["t1"]),
        patch_id=_text(row["patch_id"]),
        evidence=_text(row["evidence"]),
        **_stated(row),
        **(_issued_as(row) if _text(row["evidence"]) == ISSUED else {}),
    )


def _issued_as(row: Mapping[str, Any]) -> dict[str, Any]:
    """Number, batch and deadline of a patch that a superior issued and a run judged."""
    found = {name: _text(row[name]) for name in ("external_no", "batch") if name in row}
    return found | {"deadline": _iso(_text(row.get("deadline", "")))}


def _stated(row: Mapping[str, Any]) -> dict[str, Any]:
    """Texts of a row by name, those it has."""
    plain = ("top_zone", "before", "after", "dlbm_t0", "dlbm_t1", "approval_no", "county", "town")
    listed = ("zone_ids", "rule_ids")
    found = {name: _text(row[name]) for name in (*plain, "village") if name in row}
    return found | {name: texts_joined(_filled(row[name])) for name in listed if name in row}


def _filled(value: Any) -> Any:
    return "" if value is None or (isinstance(value, float) and value != value) else value  # noqa: PLR0124


def _text(value: Any) -> str:
    """A cell as text; whole numbers without a point, nothing for what is missing."""
    value = _filled(value)
    if value is pd.NA:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _in_order(patches: Iterable[Patch]) -> list[Patch]:
    """Patches by digest, each once: the order of the rows must not matter."""
    return [patch for _, patch in sorted({p.digest: p for p in patches}.items())]


def _places(shapes: Any, crs: str) -> list[tuple[float, float]]:
    """Longitude and latitude of a point inside each polygon."""
    points = lon_lat(shapely.point_on_surface(shapes), crs)
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(points)]


def _check(frame: gpd.GeoDataFrame, columns: Sequence[str], label: str) -> None:
    missing = [name for name in columns if name not in frame]
    if missing or frame.crs is None:
        raise InputRefusedError(
            Finding(
                "PATCH-COLUMNS",
                Severity.ERROR,
                Text("图斑表缺少字段或坐标系", "the table of patches lacks fields or a CRS"),
                Text("补齐所列字段", "supply what is listed"),
                seen=", ".join(map(str, frame.columns)),
                wanted=", ".join(missing or ["CRS"]),
            )
        )
    shapes = frame.geometry.to_numpy()
    polygons = shapely.get_dimensions(shapes) == 2
    sound = polygons & shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    if not sound.all():
        raise InputRefusedError(
            Finding(
                "PATCH-GEOMETRY",
                Severity.ERROR,
                Text("图斑没有有效的面", "patches without a valid polygon"),
                Text("修复图形后重新导入", "repair the shapes and import again"),
                features=tuple(frame.loc[~sound, label].map(_text)),
            )
        )


def _iso(text: str) -> str:
    """A day as ISO text; empty if it is none."""
    try:
        day = day_of(text)
    except ValueError:
        return ""
    return "" if day is None else day.isoformat()


def _checked_deadline(batch: str, deadline: str) -> str:
    """The deadline of a batch as an ISO date."""
    due = _iso(deadline)
    if not batch.strip() or not due:
        raise InputRefusedError(
            Finding(
                "ISSUED-BATCH",
                Severity.ERROR,
                Text("下发批次没有名称或期限", "a batch needs a name and a deadline"),
                Text("写明批次名称和期限", "state both"),
                seen=f"{batch!r}, {deadline!r}",
                wanted="2025Q1, 2025-06-30",
            )
        )
    return due


def _numbers(twice: Sequence[str], missing: int) -> Finding:
    return Finding(
        "ISSUED-NUMBER",
        Severity.ERROR,
        Text("下发图斑没有编号，或编号重复", "issued patches without a number, or with the same"),
        Text("按下发文件补正编号", "correct the numbers by what was issued"),
        features=tuple(twice),
        seen=f"{missing} missing, {len(twice)} twice",
    )
