"""Checks of raster inputs: everything that is wrong with a file, found before a pixel counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from raster_pipeline.io.raster_facts import inspect
from raster_pipeline.io.raster_source import RasterSpec
from raster_pipeline.steps.check.raster_content import check_content
from raster_pipeline.steps.check.raster_findings import RASTER_FINDINGS
from raster_pipeline.steps.check.raster_header import check_header
from raster_pipeline.steps.check.raster_subject import RasterSubject
from sinkmap.errors import Finding, InputRefusedError
from sinkmap.layer import Given
from sinkmap.study import InputEntry, Study

__all__ = ["check_raster", "header_spec", "join_rasters"]


def check_raster(
    entry: InputEntry,
    file: Path,
    given: Given,
    study: Study,
    units: Sequence[Any] = (),
) -> tuple[RasterSpec | None, list[Finding]]:
    """Check one raster file and say how it is to be read.

    Parameters
    ----------
    entry
        The plan's entry; the spec is made for the first of its years.
    file
        Where the file is.
    given
        Declaration of the layer.
    study
        The plan.
    units
        Polygons of the first partition in the grid's CRS; without them coverage and coarseness
        are measured against the grid.

    Returns
    -------
    The spec, or None if an error was found, and all findings.
    """
    name = next((text for text in entry.files if Path(text).name == file.name), file.name)
    try:
        facts = inspect(file)
    except InputRefusedError as error:
        return None, list(error.findings)
    raster = RasterSubject(entry, file, name, given, study, units, facts)
    check_header(raster)
    if not raster.refused:
        check_content(raster)
    return (None if raster.refused else _spec(raster)), raster.found


def header_spec(entry: InputEntry, file: Path, given: Given, study: Study) -> RasterSpec | None:
    """How a file that was checked before, and is the same, is read; only its header is looked at.

    None if the header is not one that would pass.
    """
    name = next((text for text in entry.files if Path(text).name == file.name), file.name)
    raster = RasterSubject(entry, file, name, given, study, (), inspect(file))
    check_header(raster)
    return None if raster.refused else _spec(raster)


def join_rasters(
    specs: Sequence[RasterSpec], entry: InputEntry
) -> tuple[RasterSpec | None, list[Finding]]:
    """One spec for all files of an entry; a finding if they do not belong together."""
    try:
        return RasterSpec.joined(specs), []
    except ValueError as error:
        words = RASTER_FINDINGS["RASTER-MIXED"]
        seen = ", ".join(spec.paths[0].name for spec in specs)
        return None, [
            Finding(
                "RASTER-MIXED",
                words.severity,
                words.message,
                words.cure,
                layer=entry.layer,
                year=entry.years[0],
                seen=seen,
                wanted=str(error),
            )
        ]


def _spec(raster: RasterSubject) -> RasterSpec:
    """How the file is to be read."""
    return RasterSpec(
        (raster.file,),
        raster.entry.layer,
        raster.entry.years[0],
        raster.given.form,
        code_system="" if raster.system is None else raster.system.id,
        nodata=raster.nodata,
        resampling=raster.entry.resampling,
        unit="" if raster.is_class else raster.given.uom,
        scale=1.0 if raster.is_class else raster.facts.scale * raster.factor,
        offset=0.0 if raster.is_class else raster.facts.offset * raster.factor,
        assume_crs=raster.entry.assume_crs,
    )
