"""Raster layers year by year: whether two years can be compared at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from raster_pipeline.io.raster_facts import inspect
from raster_pipeline.io.raster_source import RasterSpec
from raster_pipeline.steps.check.raster_findings import RASTER_FINDINGS
from sinkmap.errors import Finding
from sinkmap.study import InputEntry, Study

__all__ = ["series_findings"]


def series_findings(study: Study, rasters: Mapping[tuple[str, int], RasterSpec]) -> list[Finding]:
    """Steps between neighbouring years of a raster layer that are not changes of the land.

    Parameters
    ----------
    study
        The plan; its vintages are compared without the years they name.
    rasters
        (layer, year) -> the raster that plays it, for the product version its file states.
    """
    found: list[Finding] = []
    for layer in dict.fromkeys(layer for layer, _ in rasters):
        years = [year for year in study.years if (layer, year) in rasters]
        for before, after in pairwise(years):
            found += _steps(study, rasters, layer, before, after)
    return found


def _steps(
    study: Study,
    rasters: Mapping[tuple[str, int], RasterSpec],
    layer: str,
    before: int,
    after: int,
) -> list[Finding]:
    then, now = rasters[(layer, before)], rasters[(layer, after)]
    if then.paths == now.paths:
        return []
    found = []
    if then.code_system != now.code_system:
        seen = f"{before} {then.code_system} → {after} {now.code_system}"
        found.append(_finding("RASTER-SYSTEM-STEP", layer, after, seen))
    stated = [_edition(study.input(layer, year), year) for year in (before, after)]
    tagged = [inspect(spec.paths[0]).product for spec in (then, now)]
    if stated[0] != stated[1] or tagged[0] != tagged[1]:
        seen = " → ".join(
            f"{year} {_words(study.input(layer, year))} {tag}".strip()
            for year, tag in zip((before, after), tagged, strict=True)
        )
        found.append(_finding("RASTER-PRODUCT-STEP", layer, after, seen))
    return found


def _words(entry: InputEntry | None) -> str:
    return "" if entry is None else entry.vintage


def _edition(entry: InputEntry | None, year: int) -> str:
    """A vintage without its year: what is left names the product."""
    return re.sub(rf"\s*{year}\s*", " ", _words(entry)).strip()


def _finding(code: str, layer: str, year: int, seen: str) -> Finding:
    words = RASTER_FINDINGS[code]
    return Finding(
        code, words.severity, words.message, words.cure, layer=layer, year=year, seen=seen
    )
