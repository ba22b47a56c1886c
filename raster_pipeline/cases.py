"""The case register of a study: where it is kept, and what is taken into it."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from layers import given_layers
from raster_pipeline.control import CONTROL, control_study
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.run_folder import MANIFEST
from raster_pipeline.io.study_file import open_study
from raster_pipeline.io.tables import read_frame, read_table
from raster_pipeline.io.vector_source import read_vector
from raster_pipeline.opened import OpenedRun, open_run
from sinkmap.area import plane_area
from sinkmap.control import RECORD_LAYERS
from sinkmap.errors import Finding, InputRefusedError, Severity, UsageError
from sinkmap.ledger import Actor, CaseFile, ImportOutcome, Ledger, line_checks, open_ledger
from sinkmap.rule import RuleSeverity
from sinkmap.text import Text

__all__ = ["CaseGround", "CaseRecord", "import_run", "open_cases", "read_cut", "read_issued"]

_ADDRESS = "sqlite:///ledger.sqlite"
_FILES = "ledger_files"
_AROUND_M = 300.0
"""How far around a case records of approval are drawn, in metres."""
_NUMBER_FIELDS = ("external_no", "JCBH", "TBBH", "监测编号", "图斑编号", "编号")
"""Fields a number is looked for in where none is named."""


def open_cases(path: Path) -> Ledger:
    """Open the case register of a study, made at first; close it after use.

    It is ``ledger.sqlite`` in the study's folder, or the database that ``[ledger] url`` names;
    documents lie in ``ledger_files``.

    Parameters
    ----------
    path
        Study folder or its ``study.toml``.

    Raises
    ------
    InputRefusedError
        ``STUDY-*``, ``LEDGER-URL``.
    CannotFinishError
        ``LEDGER-UNREACHABLE``, ``LEDGER-BUSY``, ``LEDGER-NEWER``.
    """
    study, root = open_study(path)
    return open_ledger(study.ledger or _ADDRESS, root, root / _FILES)


def import_run(
    path: Path,
    ledger: Ledger,
    actor: Actor,
    *,
    year: int | None = None,
    run_id: str | None = None,
    least: int = RuleSeverity.WATCH,
    workers: int = 2,
    progress: Progress = silent,
) -> ImportOutcome:
    """Take in the encroachment between neighbouring years of a run, and its red line's versions.

    Parameters
    ----------
    year
        Only the change up to this year; of every pair of years by default.
    run_id
        Another run than the current one.
    least
        Patches below this severity make no case.

    Raises
    ------
    UsageError
        ``RUN-MISSING``, or ``CASE-YEAR`` if the run holds no change up to the year.
    """
    opened = open_run(path, run_id)
    pairs = [pair for pair in pairwise(opened.manifest.years) if year in (None, pair[1])]
    if not pairs:
        raise UsageError(_no_pair(year, opened.manifest.years))
    found = [
        control_study(path, pair, run_id=run_id, workers=workers, progress=progress).patches
        for pair in pairs
    ]
    patches = gpd.GeoDataFrame(pd.concat(found, ignore_index=True), crs=found[0].crs)
    figures = opened.results.figures
    checks = [check for check in line_checks(figures) if year in (None, check.year)]
    return ledger.import_run(patches, opened.manifest.run_id, actor, checks=checks, least=least)


def read_issued(
    path: Path, number_field: str = "", table: str = "", assume_crs: str = ""
) -> gpd.GeoDataFrame:
    """Read patches a superior issued, with ``external_no`` and polygons in the file's CRS.

    Parameters
    ----------
    path
        Shapefile, GeoPackage, GeoJSON or file geodatabase.
    number_field
        Field of the superior's number; the usual names are tried where it is empty.
    table, assume_crs
        Table of a container; CRS of a file that states none.

    Raises
    ------
    InputRefusedError
        ``FILE-*``, ``TABLE-*``, ``ENCODING-*``, or ``ISSUED-FIELD`` without such a field.
    """
    read = read_vector(path, table=table, assume_crs=assume_crs)
    frame = read.frame
    asked = (number_field,) if number_field else _NUMBER_FIELDS
    known = {str(column).casefold(): column for column in frame.columns}
    field = next((known[name.casefold()] for name in asked if name.casefold() in known), None)
    if field is None:
        raise InputRefusedError(
            Finding(
                "ISSUED-FIELD",
                Severity.ERROR,
                Text("下发图斑中找不到编号字段", "the issued patches have no field of numbers"),
                Text("用 --number-field 写明字段名", "name it with --number-field"),
                file=path.name,
                seen=", ".join(map(str, frame.columns)),
                wanted=", ".join(asked),
            )
        )
    table_only = pd.DataFrame({"external_no": frame[field]})
    return gpd.GeoDataFrame(table_only, geometry=frame.geometry, crs=frame.crs)


def read_cut(path: Path, table: str = "", assume_crs: str = "") -> tuple[Any, str]:
    """Read where a case is to be cut: the one line of a file, or its shapes as one; and the CRS.

    Raises
    ------
    InputRefusedError
        ``FILE-*``, ``TABLE-*``, or ``CASE-SPLIT-FILE`` if it holds neither, or states no CRS.
    """
    read = read_vector(path, table=table, assume_crs=assume_crs)
    drawn = read.frame.geometry.to_numpy()
    kinds = set(shapely.get_dimensions(drawn).tolist()) if len(drawn) else set()
    whole = shapely.union_all(drawn)
    cut = shapely.line_merge(whole) if kinds == {1} else whole
    fits = kinds == {2} or (kinds == {1} and cut.geom_type == "LineString")
    if not fits or read.frame.crs is None:
        raise InputRefusedError(
            Finding(
                "CASE-SPLIT-FILE",
                Severity.ERROR,
                Text(
                    "分割文件须是一条线或若干面，并有坐标系",
                    "a cut is one line, or shapes, in a stated CRS",
                ),
                Text(
                    "只留一条穿过图斑的线，或盖住其一部分的面；缺坐标系时用 --assume-crs",
                    "leave one line across the case or shapes over part of it; state a missing CRS "
                    "with --assume-crs",
                ),
                file=path.name,
                seen=f"{len(drawn)} {cut.geom_type}, {read.crs or '-'}",
                wanted="1 LineString | Polygon",
            )
        )
    return cut, read.frame.crs.to_string()


@dataclass(frozen=True, slots=True, eq=False)
class CaseRecord:
    """A record of approval near a case.

    ``share`` of the case's outline it covers, 0 to 1; ``taken_m2`` of the patch it cleared before
    there was a case; ``geometry`` in CGCS2000 degrees.
    """

    layer: str
    title: Text
    colour: str
    number: str
    name: str
    body: str
    span: str
    share: float
    taken_m2: float
    geometry: Any


class CaseGround:
    """What a run shows of the ground of cases: pictures of patches, records of approval.

    Any thread may ask. Pictures are those of the control runs of the run a patch was found by.
    """

    def __init__(self, opened: OpenedRun) -> None:
        self._opened = opened
        self._controls = opened.path.parent / CONTROL
        self._frame = lru_cache(maxsize=8)(self._read)
        self._lock = threading.Lock()
        self._known: tuple[int, Mapping[str, tuple[str, ...]]] = (-1, {})

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the run."""
        return self._opened.manifest.years

    def pictures(self, found: CaseFile) -> str | None:
        """``CONTROL/PATCH`` of the newest patch of a case that has pictures; None without."""
        for seen in reversed(found.sightings):
            for control in self._of_run(seen["source"]):
                if self.picture(control, seen["patch_id"], "t1") is not None:
                    return f"{control}/{seen['patch_id']}"
        return None

    def picture(self, control: str, patch: str, side: str) -> Path | None:
        """The picture of a patch before (``t0``) or after (``t1``); None if there is none."""
        folder = self._controls / control / "evidence"
        path = folder / f"{patch}_{side}.png"
        is_name = control.isalnum() and path.parent == folder and side in ("t0", "t1")
        return path if is_name and path.is_file() else None

    def records(self, found: CaseFile) -> list[CaseRecord]:
        """Records on a case and within 300 m of it, those that cover most of it first."""
        outline = found.frame.to_crs(self._opened.study.grid.crs).geometry.iloc[0]
        near = shapely.box(*shapely.bounds(outline.buffer(_AROUND_M)))
        taken = self._taken(found)
        year = found.case["last_year"] or max(self.years)
        made = [
            record
            for layer in RECORD_LAYERS
            for record in self._near(layer, year, outline, near, taken)
        ]
        return sorted(made, key=lambda one: (-one.share, -one.taken_m2, one.layer, one.number))

    def _near(
        self, layer: str, year: int, outline: Any, near: Any, taken: Mapping[tuple[str, str], float]
    ) -> list[CaseRecord]:
        frame = self._frame(layer, year)
        if frame is None:
            return []
        met = frame.iloc[sorted(frame.sindex.query(near, predicate="intersects"))]
        whole = plane_area([outline])[0]
        shapes = met.geometry.to_numpy()
        shares = plane_area(shapely.intersection(shapes, outline)) / whole
        given = given_layers()[layer]
        rows = zip(met.to_dict("records"), shares, met.to_crs("EPSG:4490").geometry, strict=True)
        return [
            CaseRecord(
                layer=layer,
                title=given.title,
                colour=given.colour,
                number=_said(row, "number"),
                name=_said(row, "name"),
                body=_said(row, "body"),
                span=" – ".join(filter(None, (_said(row, "since"), _said(row, "until")))),
                share=float(share),
                taken_m2=taken.get((layer, _said(row, "number")), 0.0),
                geometry=shape,
            )
            for row, share, shape in rows
        ]

    def _taken(self, found: CaseFile) -> dict[tuple[str, str], float]:
        """Layer and number -> m² that a record cleared of the newest patch of a case."""
        for seen in reversed(found.sightings):
            for control in self._of_run(seen["source"]):
                table = read_table(self._controls / control / "approved.parquet")
                own = table[table["patch_id"] == seen["patch_id"]]
                if len(own):
                    sums = own.groupby(["layer", "number"])["area_m2"].sum()
                    return {(str(key[0]), str(key[1])): float(sums[key]) for key in sums.index}
        return {}

    def _of_run(self, run_id: str) -> tuple[str, ...]:
        """Control runs of a run, looked for again when one was published."""
        try:
            stamp = self._controls.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        with self._lock:
            if stamp != self._known[0]:
                held: dict[str, tuple[str, ...]] = {}
                for path in sorted(self._controls.glob(f"[!.]*/{MANIFEST}")):
                    parent = str(json.loads(path.read_bytes()).get("parent"))
                    held[parent] = (*held.get(parent, ()), path.parent.name)
                self._known = (stamp, held)
            return self._known[1].get(run_id, ())

    def _read(self, layer: str, year: int) -> gpd.GeoDataFrame | None:
        path = self._opened.taken_in(layer, year)
        return None if path is None else read_frame(path)


def _said(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _no_pair(year: int | None, years: tuple[int, ...]) -> Finding:
    return Finding(
        "CASE-YEAR",
        Severity.ERROR,
        Text("运行结果中没有到该年度的变化", "the run holds no change up to this year"),
        Text("改用有上一年度的年度", "name a year that has one before it"),
        seen=str(year or years),
        wanted=", ".join(map(str, years[1:])),
    )
