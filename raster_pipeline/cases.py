"""The case register of a study: where it is kept, and what is taken into it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import pandas as pd

from raster_pipeline.control import control_study
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.study_file import open_study
from raster_pipeline.io.vector_source import read_vector
from raster_pipeline.opened import open_run
from sinkmap.errors import Finding, InputRefusedError, Severity, UsageError
from sinkmap.ledger import Actor, ImportOutcome, Ledger, line_checks, open_ledger
from sinkmap.rule import RuleSeverity
from sinkmap.text import Text

__all__ = ["import_run", "open_cases", "read_issued"]

_ADDRESS = "sqlite:///ledger.sqlite"
_FILES = "ledger_files"
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


def _no_pair(year: int | None, years: tuple[int, ...]) -> Finding:
    return Finding(
        "CASE-YEAR",
        Severity.ERROR,
        Text("运行结果中没有到该年度的变化", "the run holds no change up to this year"),
        Text("改用有上一年度的年度", "name a year that has one before it"),
        seen=str(year or years),
        wanted=", ".join(map(str, years[1:])),
    )
